// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openRequest } from './request.ts';
import { openTunnel, toProxyHeaders, toProxyTarget } from './tunnel.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A proxy that lets `answer` do with what it was asked for. */
async function startProxy(answer: (asked: string, socket: Socket) => void): Promise<URL> {
  const server = createServer();
  server.on('connect', ({ url = '' }, socket: Socket) => answer(url, socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('openTunnel', () => {
  it.each([['a.example', 'a.example:443'], ['2001:db8::1', '[2001:db8::1]:443']])('asks for %s as %s', async (host, authority) => {
    const asked: string[] = [];
    const proxy = await startProxy((target, socket) => {
      asked.push(target);
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
    });
    const socket = await openTunnel(proxy, { host, port: 443 }, 1_000);
    socket.destroy();
    expect(asked).toEqual([authority]);
  });

  it('gives up on a proxy that is silent', async () => {
    const proxy = await startProxy((_, socket) => cleanUps.push(() => socket.destroy()));
    await expect(openTunnel(proxy, { host: 'a.example', port: 443 }, 50)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('says what a proxy answered that does not connect', async () => {
    const proxy = await startProxy((_, socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'));
    await expect(openTunnel(proxy, { host: 'a.example', port: 443 }, 1_000)).rejects.toMatchObject({ code: 'proxy-failed', message: expect.stringContaining('407') as string });
  });
});

describe('openTunnel, against a hostile proxy', () => {
  it('does not wait for ever for one that answers 101', async () => {
    const proxy = await startProxy((_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'));
    await expect(openTunnel(proxy, { host: 'a.example', port: 443 }, 1_000)).rejects.toMatchObject({ code: 'proxy-failed', message: expect.stringContaining('101') as string });
  });
});

describe('toProxyTarget', () => {
  it.each([['http://a.example', { host: 'a.example', port: 80 }], ['http://[::1]:3128', { host: '::1', port: 3128 }]])('reads %s', (url, target) => {
    expect(toProxyTarget(new URL(url))).toEqual(target);
  });
});

describe('toProxyHeaders', () => {
  it.each([['http://a.example', undefined], ['http://me@a.example', 'me:'], ['http://me:p%40w@a.example', 'me:p@w'], ['http://me:100%@a.example', 'me:100%']])('of %s are %s', (url, credentials) => {
    const header = toProxyHeaders(new URL(url))['proxy-authorization'];
    expect(header).toBe(credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`);
  });
});

describe('openRequest', () => {
  it('gives up on a server that accepts no connection', async () => {
    // Its queue of connections is full, and nobody takes one out.
    const child = spawn(process.execPath, ['-e', 'const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => { require("fs").writeSync(1, String(s.address().port)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); })'], { stdio: ['ignore', 'pipe', 'inherit'] });
    cleanUps.push(() => child.kill('SIGKILL'));
    const port = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
    for (let count = 0; count < 4; count++) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      cleanUps.push(() => socket.destroy());
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = openRequest(`http://127.0.0.1:${port}/`, { proxy: null, connectTimeoutMs: 100, idleTimeoutMs: 5_000 });
    await expect(asked).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('did not accept') as string });
  });
});
