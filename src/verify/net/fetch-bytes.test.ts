// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, describe, expect, it } from 'vitest';
import { startLoopback } from '../../testing/loopback.ts';
import { fetchBytes } from './fetch-bytes.ts';
import type { FetchOptions } from './fetch-bytes.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const OPTIONS: FetchOptions = { maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 3, proxy: null };

async function serve(listener: Parameters<typeof startLoopback>[0]): Promise<string> {
  const server = await startLoopback(listener);
  cleanUps.push(() => server.close());
  return server.url;
}

describe('fetchBytes', () => {
  it('fetches a body whole', async () => {
    const url = await serve((_, response) => {
      response.write('ab');
      response.end('c');
    });
    expect(await fetchBytes(url, OPTIONS)).toEqual({ kind: 'found', bytes: Buffer.from('abc') });
  });

  it.each([204, 404, 500])('gives the status %i', async (status) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    expect(await fetchBytes(url, OPTIONS)).toEqual({ kind: 'status', status });
  });

  it('refuses an announced gigabyte without reading it', async () => {
    const url = await serve((_, response) => void response.writeHead(200, { 'content-length': 1e9 }).write('x'));
    expect(await fetchBytes(url, OPTIONS)).toMatchObject({ kind: 'failed', code: 'too-large' });
  });

  it('stops an endless answer at the limit', async () => {
    const url = await serve((_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1_000)));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    });
    expect(await fetchBytes(url, OPTIONS)).toMatchObject({ kind: 'failed', code: 'too-large' });
  });

  it('takes exactly as many bytes as are allowed', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(1_000)));
    expect(await fetchBytes(url, OPTIONS)).toMatchObject({ kind: 'found' });
    expect(await fetchBytes(url, { ...OPTIONS, maxBytes: 999 })).toMatchObject({ code: 'too-large' });
  });

  it('gives up on an answer that drips', async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    expect(await fetchBytes(url, { ...OPTIONS, timeoutMs: 100 })).toMatchObject({ kind: 'failed', code: 'timeout', reason: 'There was no whole answer within 100 ms.' });
  });

  it('fails in time where a server answers 101 and changes to another protocol', async () => {
    const url = await serve(({ socket }) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'));
    expect(await fetchBytes(url, OPTIONS)).toMatchObject({ kind: 'failed', code: 'broken-answer' });
  });

  it('sends the password of an address through a proxy, and not to where a redirect leads', async () => {
    const seen: unknown[] = [];
    const proxy = await serve(({ url = '', headers }, response) => {
      seen.push([url, headers.authorization]);
      if (url === 'http://a.example/') response.writeHead(302, { location: '/again' }).end();
      else if (url === 'http://a.example/again') response.writeHead(302, { location: 'http://you:other@b.example/' }).end();
      else response.end('here');
    });
    expect(await fetchBytes('http://me:secret@a.example/', { ...OPTIONS, proxy })).toMatchObject({ kind: 'found' });
    const ours = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    expect(seen).toEqual([['http://a.example/', ours], ['http://a.example/again', ours], ['http://b.example/', undefined]]);
  });

  it('follows redirects, as many as are allowed', async () => {
    const url = await serve(({ url: path = '' }, response) => {
      const left = Number(path.slice(1));
      if (left === 0) response.end('here');
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await fetchBytes(`${url}/3`, OPTIONS)).toMatchObject({ kind: 'found' });
    expect(await fetchBytes(`${url}/4`, OPTIONS)).toMatchObject({ kind: 'failed', code: 'too-many-redirects' });
  });

  it.each(['ftp://a.example/', 'file:///etc/passwd', 'intoto+http://a.example/'])('follows no redirect to %s', async (location) => {
    const url = await serve((_, response) => response.writeHead(302, { location }).end());
    expect(await fetchBytes(url, OPTIONS)).toMatchObject({ kind: 'failed', code: 'redirect-refused' });
  });

  it('asks only the schemes that are allowed', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: 'https://a.example/' }).end());
    expect(await fetchBytes(url, { ...OPTIONS, allowedSchemes: ['http:'] })).toMatchObject({ code: 'scheme-refused' });
    expect(await fetchBytes(url, { ...OPTIONS, allowedSchemes: ['https:'] })).toMatchObject({ code: 'scheme-refused' });
    expect(await fetchBytes('gopher://a.example/', OPTIONS)).toMatchObject({ code: 'scheme-refused' });
  });

  it('chooses the proxy for every address anew', async () => {
    const asked: string[] = [];
    const proxy = await serve((_, response) => response.end('by proxy'));
    const url = await serve((_, response) => response.writeHead(302, { location: 'http://b.example/x' }).end());
    const choose = ({ host }: URL): string | null => {
      asked.push(host);
      return host === 'b.example' ? proxy : null;
    };
    expect(await fetchBytes(url, { ...OPTIONS, proxy: choose })).toEqual({ kind: 'found', bytes: Buffer.from('by proxy') });
    expect(asked).toEqual([new URL(url).host, 'b.example']);
  });

  it('is a failure where the proxy cannot be chosen', async () => {
    const choose = (): never => {
      throw new Error('no such proxy');
    };
    expect(await fetchBytes('http://a.example/', { ...OPTIONS, proxy: choose })).toMatchObject({ kind: 'failed', code: 'unreachable' });
  });

  it('stops when it is told to', async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    const fetched = fetchBytes(url, { ...OPTIONS, signal: controller.signal });
    controller.abort();
    expect(await fetched).toMatchObject({ kind: 'failed', code: 'stopped' });
    expect(await fetchBytes(url, { ...OPTIONS, signal: AbortSignal.abort() })).toMatchObject({ kind: 'failed', code: 'stopped' });
  });
});
