// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { RequestListener } from 'node:http';
import { createFakeClock, startLoopback, type Loopback } from '../testing/loopback.ts';
import { createHttp, type HttpOptions } from './http.ts';

const START = Date.UTC(2026, 10, 22, 6);
const TOKEN = 'glpat-planted-secret';
const servers: Loopback[] = [];

async function setUp(listener: RequestListener, options: Partial<HttpOptions> = {}) {
  const server = await startLoopback(listener);
  servers.push(server);
  const clock = createFakeClock(START);
  const http = createHttp({
    clock, origin: server.url, headers: { authorization: `Bearer ${TOKEN}` }, secrets: [TOKEN],
    concurrency: 8, timeoutMs: 2_000, random: () => 1, ...options,
  });
  return { http, clock, url: server.url };
}

/** Answers the given statuses one after the other, then 200. */
function answering(...statuses: (number | [number, Record<string, string>])[]): RequestListener {
  return (_, response) => {
    const next = statuses.shift() ?? 200;
    const [status, headers] = typeof next === 'number' ? [next, {}] : next;
    response.writeHead(status, headers).end('{}');
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('createHttp', () => {
  it('waits exactly as long as Retry-After says in seconds', async () => {
    const { http, clock, url } = await setUp(answering([429, { 'retry-after': '7' }]));
    expect((await http({ method: 'GET', url })).status).toBe(200);
    expect(clock.slept).toEqual([7_000]);
    expect(http.count()).toBe(2);
  });

  it('does not hammer a server that asks to wait no time', async () => {
    const { http, clock, url } = await setUp(answering([429, { 'retry-after': '0' }], [429, { 'retry-after': '-5' }]));
    await http({ method: 'GET', url });
    expect(clock.slept).toEqual([500, 1_000]);
  });

  it('takes a token out of an answer that repeats it', async () => {
    const { http, url } = await setUp((request, response) => response.end(JSON.stringify(request.headers)));
    expect((await http({ method: 'GET', url })).body).not.toContain(TOKEN);
  });

  it('reports a redirect to what is no address, once', async () => {
    const { http, url } = await setUp((_, response) => response.writeHead(302, { location: 'http://[' }).end());
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'server-error' });
    expect(http.count()).toBe(1);
  });

  it('waits until the date that Retry-After names', async () => {
    const { http, clock, url } = await setUp(answering([503, { 'retry-after': new Date(START + 9_000).toUTCString() }]));
    await http({ method: 'GET', url });
    expect(clock.slept).toEqual([9_000]);
  });

  it('holds every request until RateLimit-Reset once nothing remains', async () => {
    const { http, clock, url } = await setUp(answering([200, { 'ratelimit-remaining': '0', 'ratelimit-reset': String(START / 1000 + 30) }]));
    await http({ method: 'GET', url });
    await http({ method: 'GET', url });
    expect(clock.slept).toEqual([30_000]);
  });

  it('gives up with rate-limited rather than wait longer than it may', async () => {
    const { http, url, clock } = await setUp(answering([429, { 'retry-after': '3600' }]));
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'rate-limited' });
    expect(clock.slept).toEqual([]);
  });

  it('backs off exponentially after server errors and then reports them', async () => {
    const { http, clock, url } = await setUp(answering(500, 502, 503, 504));
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'server-error' });
    expect(clock.slept).toEqual([500, 1_000, 2_000]);
    expect(http.count()).toBe(4);
  });

  it('returns refusals below 500 as answers', async () => {
    const { http, url } = await setUp(answering(403));
    expect((await http({ method: 'GET', url })).status).toBe(403);
  });

  it('ends an attempt that never answers at the time limit', async () => {
    const { http, url } = await setUp(() => undefined, { timeoutMs: 60 });
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('ends an answer that stops in the middle at the time limit', async () => {
    const { http, url } = await setUp((_, response) => response.writeHead(200).write('{"a":'), { timeoutMs: 60 });
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('stops reading an answer that is too large', async () => {
    const { http, url } = await setUp((_, response) => response.end('x'.repeat(5_000)), { maxBytes: 1_000 });
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'too-much' });
  });

  it('keeps the end of an answer only, where that is all that is wanted', async () => {
    const { http, url } = await setUp((_, response) => response.end('a'.repeat(200_000) + 'b'.repeat(300)));
    const { bytes, isCut } = await http.bytes({ method: 'GET', url, keepBytes: 302 });
    expect([new TextDecoder().decode(bytes), isCut]).toEqual([`aa${'b'.repeat(300)}`, true]);
    expect(bytes.buffer.byteLength).toBeLessThan(100_000);
    expect(await http({ method: 'GET', url, keepBytes: 200_300 })).toMatchObject({ isCut: false });
    expect(await http({ method: 'GET', url, keepBytes: 0 })).toMatchObject({ body: '', isCut: true });
  });

  it('stops an endless answer at the limit, however little of it is kept', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(65_536, 120);
    const { http, url } = await setUp((_, response) => {
      const write = (): void => {
        for (let isOpen = true; isOpen && !response.destroyed; sent += chunk.length) isOpen = response.write(chunk);
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    await expect(http({ method: 'GET', url, maxBytes: 4_000_000, keepBytes: 65_536 })).rejects.toMatchObject({ code: 'too-much' });
    // What the sockets on both sides hold is sent as well.
    expect(sent).toBeLessThan(20_000_000);
  });

  it('takes a token out of the end of an answer, too', async () => {
    const { http, url } = await setUp((_, response) => response.end(`${'x'.repeat(100_000)}\n${TOKEN}`));
    expect((await http({ method: 'GET', url, keepBytes: 100 })).body).toMatch(/x\n\[redacted\]$/);
  });

  it('tries again when nobody listens, then says unreachable', async () => {
    const { http, url, clock } = await setUp(() => undefined);
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('ECONNREFUSED') as string });
    expect(clock.slept).toHaveLength(3);
  });

  it('follows a redirect on the same origin', async () => {
    const { http, url } = await setUp((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
      else response.end(request.url);
    });
    expect((await http({ method: 'GET', url: `${url}/old` })).body).toBe('/new');
  });

  it('never carries the token to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const other = await startLoopback((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    servers.push(other);
    const { http, url } = await setUp((_, response) => response.writeHead(302, { location: other.url }).end());
    await expect(http({ method: 'GET', url })).rejects.toMatchObject({ code: 'foreign-origin' });
    await expect(http({ method: 'GET', url: `${other.url}/direct` })).rejects.toMatchObject({ code: 'foreign-origin' });
    expect(seen).toEqual([]);
  });

  it('keeps the token out of every error, however deeply it is inspected', async () => {
    const { http, url } = await setUp((_, response) => response.destroy(), { attempts: 1 });
    const error: unknown = await http({ method: 'GET', url: `${url}/${TOKEN}?private_token=${TOKEN}` }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(TOKEN);
  });

  it('has no more requests under way than allowed', async () => {
    let running = 0;
    let most = 0;
    const { http, url } = await setUp((_, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end('{}');
      }, 15);
    }, { concurrency: 3 });
    await Promise.all(Array.from({ length: 12 }, () => http({ method: 'GET', url })));
    expect(most).toBe(3);
  });
});
