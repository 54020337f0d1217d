// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startLoopback } from '../../testing/loopback.ts';
import { createConnectionPool } from './pool.ts';
import type { ConnectionPool } from './pool.ts';
import { openRequest } from './request.ts';
import type { Answer, RequestOptions } from './request.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n';
const OPTIONS: RequestOptions = { proxy: null, connectTimeoutMs: 2_000, idleTimeoutMs: 2_000 };

async function serve(listener: Parameters<typeof startLoopback>[0]): Promise<string> {
  const server = await startLoopback(listener);
  cleanUps.push(() => server.close());
  return server.url;
}

/** A server below HTTP: it gets the socket after the first bytes came. */
async function serveRaw(onRequest: (socket: Socket, count: number) => void): Promise<string> {
  let count = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => onRequest(socket, count++));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readText({ body }: Answer): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('openRequest', () => {
  it('gives status, headers and body of any answer', async () => {
    const url = await serve(({ headers }, response) => response.writeHead(404, { 'x-got': headers['x-sent'] }).end('nothing'));
    const answer = await openRequest(`${url}/x`, { ...OPTIONS, headers: { 'x-sent': 'a' } });
    expect(answer).toMatchObject({ status: 404, headers: { 'x-got': 'a' } });
    expect(await readText(answer)).toBe('nothing');
  });

  it.each([
    ['ftp://a.example/', 'scheme-refused'],
    ['file:///etc/passwd', 'scheme-refused'],
    ['nonsense', 'request-refused'],
  ])('asks no %s', async (address, code) => {
    await expect(openRequest(address, OPTIONS)).rejects.toMatchObject({ code });
  });

  it('sends no header that would begin another', async () => {
    const url = await serve((_, response) => response.end());
    await expect(openRequest(url, { ...OPTIONS, headers: { 'user-agent': 'a\r\nx: y' } })).rejects.toMatchObject({ code: 'request-refused' });
  });

  it('says who cannot be reached', async () => {
    const server = await startLoopback(() => undefined);
    await server.close();
    await expect(openRequest(server.url, OPTIONS)).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') as string });
  });

  it('gives up on a server that is silent before its answer', async () => {
    const url = await serve(() => undefined);
    await expect(openRequest(url, { ...OPTIONS, idleTimeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('gives up on a server that is silent within its answer', async () => {
    const url = await serve((_, response) => void response.writeHead(200).write('a'));
    const answer = await openRequest(url, { ...OPTIONS, idleTimeoutMs: 50 });
    await expect(readText(answer)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('tells what is no HTTP', async () => {
    const url = await serveRaw((socket) => socket.end('SSH-2.0-nothing\r\n'));
    await expect(openRequest(url, OPTIONS)).rejects.toMatchObject({ code: 'broken-answer' });
  });

  it('does not wait for ever for a server that answers 101 and changes to another protocol', async () => {
    const url = await serveRaw((socket) => socket.write(SWITCHING));
    await expect(openRequest(url, OPTIONS)).rejects.toMatchObject({ code: 'broken-answer', message: expect.stringContaining('another protocol') as string });
  });

  it('takes a 101 that changes to no protocol for an answer like any other', async () => {
    const url = await serveRaw((socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    expect(await openRequest(url, OPTIONS)).toMatchObject({ status: 101 });
  });

  it('does not wait for a request that is over without an answer or an error', async () => {
    const url = await serve(() => undefined);
    const silent = createConnectionPool({ maxPerHost: 1 });
    cleanUps.push(() => silent.close());
    const pool: ConnectionPool = {
      ...silent,
      start: async (...args) => {
        const request = await silent.start(...args);
        setTimeout(() => request.emit('close'), 5);
        return request;
      },
    };
    await expect(openRequest(url, { ...OPTIONS, idleTimeoutMs: 60_000, pool })).rejects.toMatchObject({ code: 'broken-answer', message: expect.stringContaining('without an answer') as string });
  });

  it('tells an answer that ends before its length', async () => {
    const url = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'));
    const answer = await openRequest(url, OPTIONS);
    await expect(readText(answer)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('stops when it is told to, before and within an answer', async () => {
    const url = await serve((_, response) => void response.writeHead(200).write('a'));
    await expect(openRequest(url, { ...OPTIONS, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'stopped' });
    const controller = new AbortController();
    const answer = await openRequest(url, { ...OPTIONS, signal: controller.signal });
    controller.abort();
    await expect(readText(answer)).rejects.toMatchObject({ code: 'stopped' });
  });

  it('sends a name and password that the address has, and tells nobody', async () => {
    let seen: string | undefined;
    const url = await serve(({ headers }, response) => {
      seen = headers.authorization;
      response.end();
    });
    await openRequest(url.replace('http://', 'http://me:secret@'), OPTIONS);
    expect(seen).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    await expect(openRequest('ftp://me:secret@a.example/', OPTIONS)).rejects.not.toMatchObject({ message: expect.stringContaining('secret') as string });
  });

  it('asks a proxy for the whole address, with its own credentials', async () => {
    const seen: unknown[] = [];
    const proxy = await serve(({ url, headers }, response) => {
      seen.push(url, headers.host, headers['proxy-authorization']);
      response.end('by proxy');
    });
    const answer = await openRequest('http://a.example:8080/x?y', { ...OPTIONS, proxy: proxy.replace('http://', 'http://me:p%20w%@') });
    expect(await readText(answer)).toBe('by proxy');
    expect(seen).toEqual(['http://a.example:8080/x?y', 'a.example:8080', `Basic ${Buffer.from('me:p%20w%').toString('base64')}`]);
  });

  it('sends a name and password of the address through a proxy too, unless there is a header of them', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = await serve(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end();
    });
    for (const [address, headers] of [['http://me:s%40cret@a.example/', {}], ['http://a.example/', {}], ['http://me:secret@a.example/', { authorization: 'Basic eA==' }]] as const) {
      (await openRequest(address, { ...OPTIONS, proxy, headers })).discard();
    }
    expect(seen).toEqual([`Basic ${Buffer.from('me:s@cret').toString('base64')}`, undefined, 'Basic eA==']);
  });

  it.each(['socks5h://a.example', 'https://a.example', 'secret nonsense'])('uses no proxy %s, and does not quote it', async (proxy) => {
    await expect(openRequest('http://a.example/', { ...OPTIONS, proxy })).rejects.toMatchObject({ code: 'proxy-failed', message: expect.not.stringContaining('secret') as string });
  });
});

describe('createConnectionPool', () => {
  it('keeps connections, and as many as are allowed', async () => {
    const ports = new Set<number | undefined>();
    const url = await serve(({ socket }, response) => {
      ports.add(socket.remotePort);
      setTimeout(() => response.end('x'), 5);
    });
    const pool = createConnectionPool({ maxPerHost: 2 });
    cleanUps.push(() => pool.close());
    const answers = await Promise.all(Array.from({ length: 6 }, async () => readText(await openRequest(url, { ...OPTIONS, pool }))));
    expect(answers).toEqual(['x', 'x', 'x', 'x', 'x', 'x']);
    expect(ports.size).toBe(2);
  });

  it('keeps the connection of a short answer that nobody reads, and drops one of a long answer', async () => {
    const ports: (number | undefined)[] = [];
    const url = await serve(({ socket, url: path }, response) => {
      ports.push(socket.remotePort);
      response.end(path === '/long' ? 'x'.repeat(1_000_000) : 'x');
    });
    const pool = createConnectionPool({ maxPerHost: 1 });
    cleanUps.push(() => pool.close());
    for (const path of ['/short', '/long', '/last']) (await openRequest(url + path, { ...OPTIONS, pool })).discard();
    expect(ports[1]).toBe(ports[0]);
    expect(ports[2]).not.toBe(ports[1]);
  });

  it('asks again where a kept connection was closed meanwhile', async () => {
    const url = await serveRaw((socket, count) => {
      if (count === 1) socket.destroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx');
    });
    const pool = createConnectionPool({ maxPerHost: 1 });
    cleanUps.push(() => pool.close());
    expect(await readText(await openRequest(url, { ...OPTIONS, pool }))).toBe('x');
    expect(await readText(await openRequest(url, { ...OPTIONS, pool }))).toBe('x');
  });

  it('goes on with the next request where one was answered with 101', async () => {
    const url = await serveRaw((socket, count) => socket.write(count === 0 ? SWITCHING : 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx'));
    const pool = createConnectionPool({ maxPerHost: 1 });
    cleanUps.push(() => pool.close());
    const [first, second] = await Promise.allSettled([openRequest(url, { ...OPTIONS, pool }), openRequest(url, { ...OPTIONS, pool })]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('does not ask again where a fresh connection is closed', async () => {
    let count = 0;
    const url = await serveRaw((socket) => {
      count += 1;
      socket.destroy();
    });
    await expect(openRequest(url, OPTIONS)).rejects.toMatchObject({ code: 'unreachable' });
    expect(count).toBe(1);
  });
});
