// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoopback } from '../../testing/loopback.ts';
import type { Loopback } from '../../testing/loopback.ts';
import { createConnectionPool } from '../net/pool.ts';
import type { Acquire } from './acquire.ts';
import { transfer } from './transfer.ts';
import type { Start, Transferred } from './transfer.ts';

const folder = mkdtempSync(join(tmpdir(), 'pb-transfer-'));
const file = join(folder, 'x');
const TIME = 'Sun, 22 Nov 2026 00:00:00 GMT';
const SECONDS = Date.parse(TIME) / 1000;
const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

let server: Loopback;
let requests: IncomingMessage[];
let answer: RequestListener;
const pool = createConnectionPool({ maxPerHost: 2 });

beforeEach(async () => {
  rmSync(file, { force: true });
  requests = [];
  server = await startLoopback((request, response) => {
    requests.push(request);
    answer(request, response);
  });
});
afterEach(async () => server.close());
afterAll(() => {
  pool.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fetchIt(changes: Partial<Acquire> = {}, settings: { readonly followsRedirects?: boolean; readonly usesRanges?: boolean } = {}, signal = new AbortController().signal): Promise<Transferred & { readonly starts: readonly Start[] }> {
  const starts: Start[] = [];
  const transferred = await transfer({
    uri: 'intoto://x', address: new URL(`${server.url}/x`), filename: file, expected: {}, size: null, maxBytes: null,
    lastModified: null, proxy: null, content: { kind: 'index' }, ...changes,
  }, {
    pool, signal, proxyFor: () => null,
    settingsFor: () => ({ timeoutMs: 300, headers: {}, followsRedirects: true, usesRanges: true, ...settings }),
  }, (start) => starts.push(start));
  return { ...transferred, starts };
}

function leave(text: string): void {
  writeFileSync(file, text);
  utimesSync(file, SECONDS, SECONDS);
}

describe('transfer', () => {
  it('writes a file, with its sums and the server\'s time', async () => {
    answer = (_, response) => response.writeHead(200, { 'last-modified': TIME, 'content-length': 3 }).end('abc');
    expect(await fetchIt({ size: 3 })).toEqual({
      kind: 'done', size: 3, modifiedAt: Date.parse(TIME), hashes: { SHA256: sum('abc') }, resumedFrom: 0,
      starts: [{ size: 3, modifiedAt: Date.parse(TIME), resumedFrom: 0 }],
    });
    expect(readFileSync(file, 'utf8')).toBe('abc');
    expect(statSync(file).mtimeMs).toBe(Date.parse(TIME));
  });

  it.each(['yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Thu, 01 Jan 9999 00:00:00 GMT'])('does without the time "%s"', async (time) => {
    answer = (_, response) => response.writeHead(200, { 'last-modified': time }).end('abc');
    expect(await fetchIt()).toMatchObject({ kind: 'done', modifiedAt: null });
  });

  it('asks only for what is newer, and takes "not modified" for an answer to that alone', async () => {
    answer = ({ headers }, response) => response.writeHead(304, { 'x': String(headers['if-modified-since']) }).end();
    leave('');
    expect(await fetchIt({ lastModified: 'Sun, 22 Nov 2026 00:00:00 +0000' })).toMatchObject({ kind: 'unchanged', starts: [] });
    expect(requests[0]?.headers['if-modified-since']).toBe(TIME);
    expect(await fetchIt({ lastModified: 'some day' })).toMatchObject({ kind: 'failed', reason: 'HttpError304' });
    expect(await fetchIt()).toMatchObject({ kind: 'failed', reason: 'HttpError304', isTransient: false });
  });

  it('goes on where an earlier try ended', async () => {
    leave('ab');
    answer = (_, response) => response.writeHead(206, { 'content-range': 'bytes 2-2/3', 'content-length': 1 }).end('c');
    expect(await fetchIt({ size: 3 })).toMatchObject({ kind: 'done', size: 3, resumedFrom: 2, hashes: { SHA256: sum('abc') }, starts: [{ size: 3, resumedFrom: 2 }] });
    expect(requests[0]?.headers).toMatchObject({ 'range': 'bytes=2-', 'if-range': TIME });
    expect(readFileSync(file, 'utf8')).toBe('abc');
  });

  it('begins anew where the server has another file meanwhile', async () => {
    leave('XY');
    answer = (_, response) => response.end('abc');
    expect(await fetchIt()).toMatchObject({ kind: 'done', resumedFrom: 0, hashes: { SHA256: sum('abc') } });
  });

  it.each([
    ['another place', 206, { 'content-range': 'bytes 1-2/3' }],
    ['no place', 206, {}],
    ['what is no place', 206, { 'content-range': 'bytes 2-2' }],
    ['that there is no more', 416, { 'content-range': 'bytes */1' }],
  ])('begins anew where the server answers with %s', async (_, status, headers) => {
    leave('XY');
    answer = (request, response) => {
      if (request.headers.range === undefined) response.end('abc');
      else response.writeHead(status, headers).end('Z');
    };
    expect(await fetchIt()).toMatchObject({ kind: 'done', hashes: { SHA256: sum('abc') } });
    expect(requests).toHaveLength(2);
  });

  it('takes no part for the whole where none was asked for', async () => {
    answer = (_, response) => response.writeHead(206, { 'content-range': 'bytes 0-2/9' }).end('abc');
    expect(await fetchIt()).toMatchObject({ kind: 'failed', reason: 'HttpError206' });
    leave('XY');
    expect(await fetchIt({}, { usesRanges: false })).toMatchObject({ kind: 'failed', reason: 'HttpError206' });
  });

  it('asks nobody for a file that is there already', async () => {
    leave('abc');
    expect(await fetchIt({ size: 3, expected: { SHA256: sum('abc') } })).toMatchObject({ kind: 'done', size: 3, resumedFrom: 3, hashes: { SHA256: sum('abc') } });
    expect(requests).toHaveLength(0);
  });

  it.each([
    ['of another content', 'XYZ', { SHA256: sum('abc') }],
    ['that is too large', 'abcd', { SHA256: sum('abc') }],
    ['that nothing is known of', 'XYZ', {}],
  ])('fetches a file anew %s', async (_, text, expected) => {
    leave(text);
    answer = ({ headers }, response) => response.end(headers.range === undefined ? 'abc' : 'resumed');
    expect(await fetchIt({ size: 3, expected })).toMatchObject({ kind: 'done', hashes: { SHA256: sum('abc') } });
  });

  it.each([
    ['announces more than is promised', { size: 3 }, { 'content-length': 4 }, 'abcd'],
    ['announces less than is promised', { size: 3 }, { 'content-length': 2 }, 'ab'],
    ['announces more than is allowed', { maxBytes: 3 }, { 'content-length': 4 }, 'abcd'],
    ['sends more than is promised', { size: 3 }, {}, 'abcd'],
    ['sends less than is promised', { size: 3 }, {}, 'ab'],
    ['sends more than is allowed', { maxBytes: 3 }, {}, 'abcd'],
    ['announces a gigabyte', {}, { 'content-length': 1e9 }, ''],
  ] as const)('keeps nothing of a server that %s', async (_, changes, headers, body) => {
    answer = (_request, response) => {
      response.writeHead(200, headers);
      response.write(body);
      if (!('content-length' in headers)) response.end();
    };
    expect(await fetchIt(changes)).toMatchObject({ kind: 'failed', reason: 'MaximumSizeExceeded', isTransient: false });
    expect(existsSync(file)).toBe(false);
  });

  it('keeps what came before the connection broke, with its time, for the next try', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 9, 'last-modified': TIME });
      response.write('abc', () => response.destroy());
    };
    expect(await fetchIt({ size: 9 })).toMatchObject({ kind: 'failed', isTransient: true });
    expect(readFileSync(file, 'utf8')).toBe('abc');
    expect(statSync(file).mtimeMs).toBe(Date.parse(TIME));
  });

  it('keeps what came before it was stopped', async () => {
    const controller = new AbortController();
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 9, 'last-modified': TIME });
      response.write('abc', () => setTimeout(() => controller.abort(), 30));
    };
    expect(await fetchIt({ size: 9 }, {}, controller.signal)).toMatchObject({ kind: 'failed' });
    expect(statSync(file)).toMatchObject({ size: 3, mtimeMs: Date.parse(TIME) });
  });

  it('gives up on a silent server', async () => {
    answer = () => undefined;
    expect(await fetchIt()).toMatchObject({ kind: 'failed', reason: 'Timeout', isTransient: true });
  });

  it.each([[404, false], [403, false], [500, true], [503, true], [429, true], [504, true]])('passes on the status %i', async (status, isTransient) => {
    answer = (_, response) => response.writeHead(status).end('<html>');
    expect(await fetchIt()).toMatchObject({ kind: 'failed', reason: `HttpError${status}`, isTransient, starts: [] });
    expect(existsSync(file)).toBe(false);
  });

  it('follows redirects, so many and no more', async () => {
    answer = ({ url = '' }, response) => {
      const left = Number(url.slice(1));
      if (left === 0) response.end('abc');
      else response.writeHead(301, { location: `/${left - 1}` }).end();
    };
    expect(await fetchIt({ address: new URL(`${server.url}/10`) })).toMatchObject({ kind: 'done' });
    expect(await fetchIt({ address: new URL(`${server.url}/11`) })).toMatchObject({ kind: 'failed', reason: 'RedirectionLoop', isTransient: false });
  });

  it('follows none where apt is configured so', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/y' }).end();
    expect(await fetchIt({}, { followsRedirects: false })).toMatchObject({ kind: 'failed', reason: 'HttpError302' });
  });

  it.each(['ftp://a.example/x', 'file:///etc/shadow', 'intoto+http://a.example/x', 'https+x://a'])('follows none to %s', async (location) => {
    answer = (_, response) => response.writeHead(302, { location }).end();
    expect(await fetchIt()).toMatchObject({ kind: 'failed', reason: null, isTransient: false, sentence: expect.stringContaining('redirects') as string });
  });

  it('says where it cannot write, and does not blame the network', async () => {
    answer = (_, response) => response.end('abc');
    expect(await fetchIt({ filename: join(folder, 'none/x') })).toMatchObject({ kind: 'failed', isTransient: false, sentence: expect.stringContaining('could not be written') as string });
  });
});
