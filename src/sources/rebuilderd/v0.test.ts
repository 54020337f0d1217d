// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownEvidence } from '../../model/evidence-reading.ts';
import { DAY_MS } from '../../model/time.ts';
import { createFakeClock, startLoopback, type FakeClock, type Loopback } from '../../testing/loopback.ts';
import { NOTHING_KNOWN, NOW, readFixture, toEvidence, toKnown, toRebuilderDeps } from '../../testing/rebuilding.ts';
import { createRebuilderdSource } from './source.ts';

const LIST = readFixture('v0/pkgs-list.json', import.meta.url);
const MODIFIED = 'Sun, 22 Nov 2026 16:27:17 GMT';

let server: Loopback;
let requests: string[];
let body: string;
let hasV1: boolean;
let clock: FakeClock;
let known: KnownEvidence;

beforeEach(async () => {
  [body, hasV1, known, requests] = [LIST, false, NOTHING_KNOWN, []];
  clock = createFakeClock(NOW);
  server = await startLoopback((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    if (path.startsWith('/api/v1/')) {
      const answer = path.includes('dashboard')
        ? { rebuilds: { good: 0, bad: 0, fail: 0, unknown: 0 }, jobs: { running: 0, available: 0, pending: 0 } }
        : { total: 0, records: [] };
      response.writeHead(hasV1 ? 200 : 404).end(hasV1 ? JSON.stringify(answer) : 'Not found\n');
    } else if (path === '/api/v0/pkgs/list' && request.headers['if-modified-since'] === MODIFIED && body === LIST) {
      response.writeHead(304).end();
    } else {
      response.writeHead(200, { 'last-modified': MODIFIED }).end(body);
    }
  });
});

afterEach(() => server.close());

async function read() {
  requests = [];
  const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { clock, maxReports: 0 }))(known);
  known = toKnown(reading, known);
  return reading;
}

describe('createRebuilderdSource over API v0', () => {
  it('asks one question when nothing was built since', async () => {
    await read();
    const reading = await read();
    expect(requests).toEqual(['/api/v0/pkgs/list']);
    expect(toEvidence(reading)).toMatchObject({ verdicts: [], complete: false });
    expect(reading.outcome).toBe('complete');
  });

  it('reads the list again after a day: a sync without a build does not show in its date', async () => {
    await read();
    clock.set(NOW + DAY_MS);
    expect(toEvidence(await read()).complete).toBe(true);
    expect(requests).toEqual(['/api/v0/pkgs/list']);
  });

  it('finds out within a week that the daemon was upgraded', async () => {
    await read();
    hasV1 = true;
    clock.set(NOW + 7 * DAY_MS);
    await read();
    expect(requests[0]).toMatch(/^\/api\/v1\/builds/);
    expect(known.verdicts).toEqual([]);
  });

  it('looks for v1 when v0 is gone', async () => {
    await read();
    hasV1 = true;
    body = '<html>';
    expect((await read()).outcome).toBe('complete');
    expect(requests.slice(0, 2)).toEqual(['/api/v0/pkgs/list', expect.stringMatching(/^\/api\/v1\//)]);
  });

  it('drops a broken record and does not take the list for complete', async () => {
    const list = JSON.parse(LIST) as Record<string, unknown>[];
    body = JSON.stringify([{ ...list[0], name: null }, ...list.slice(1)]);
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'invalid-answer' }] });
    expect(toEvidence(reading)).toMatchObject({ complete: false, cursor: null });
    expect(toEvidence(reading).verdicts).toHaveLength(3);
  });

  it('takes back what spoke for a package that is missing beside a broken record', async () => {
    body = LIST.replaceAll('"BAD"', '"GOOD"');
    await read();
    const [first, ...rest] = JSON.parse(body) as Record<string, unknown>[];
    body = JSON.stringify([{ ...first, name: null }, ...rest]);
    known = { ...known, cursor: null };
    await read();
    expect(known.verdicts.filter(({ claim }) => claim === 'unknown').map(({ name, proof }) => [name, proof.kind])).toContainEqual([first?.['name'], 'absent']);
  });

  it('takes what comes twice once, as it came last', async () => {
    const list = JSON.parse(LIST) as Record<string, unknown>[];
    body = JSON.stringify([...list, { ...list[0], status: 'GOOD' }]);
    const { verdicts } = toEvidence(await read());
    expect(verdicts.filter(({ name }) => name === 'cowsay').map(({ claim }) => claim)).toEqual(['reproduced']);
  });

  it.each([['an object', '{}'], ['nothing', ''], ['null', 'null'], ['half a list', LIST.slice(0, 200)]])('that is %s is unavailable', async (_, answer) => {
    body = answer;
    expect(await read()).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'invalid-answer' }] });
  });
});
