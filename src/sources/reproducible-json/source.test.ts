// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownEvidence } from '../../model/evidence-reading.ts';
import { toVerdictState } from '../../model/verdict.ts';
import { startLoopback, type Loopback } from '../../testing/loopback.ts';
import { findVerdict, NOTHING_KNOWN, readFixture, toEvidence, toKnown, toRebuilderDeps } from '../../testing/rebuilding.ts';
import { createReproducibleJsonSource } from './source.ts';

const FEED = readFixture('feed.json', import.meta.url);

let server: Loopback;
let body: string;
let requests: number;
let known: KnownEvidence;

beforeEach(async () => {
  [body, requests, known] = [FEED, 0, NOTHING_KNOWN];
  server = await startLoopback((request, response) => {
    requests += 1;
    const etag = `"${body.length}"`;
    response.writeHead(request.headers['if-none-match'] === etag ? 304 : 200, { etag }).end(request.headers['if-none-match'] === etag ? undefined : body);
  });
});

afterEach(() => server.close());

async function read() {
  requests = 0;
  const reading = await createReproducibleJsonSource(toRebuilderDeps(`${server.url}/reproducible.json`))(known);
  known = toKnown(reading, known);
  return reading;
}

describe('createReproducibleJsonSource', () => {
  it('reads a claim about every source package, and a proof of none', async () => {
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete', source: `reproducible-json:${server.url}/reproducible.json`, notes: [] });
    const { verdicts, complete } = toEvidence(reading);
    expect(complete).toBe(true);
    expect(verdicts.map(({ name, claim }) => `${name} ${claim}`)).toEqual([
      '0ad reproduced', '389-ds-base differs', '3depict differs', '4ti2 failed', '6tunnel waiting', '7kaa unknown', '0ad-data reproduced',
    ]);
    expect(verdicts.some((verdict) => toVerdictState(verdict, new Set()) === 'reproduced')).toBe(false);
    expect(findVerdict(reading, '6tunnel')).toMatchObject({
      version: '1:0.13-2', architecture: 'arm64', suite: 'unstable', sourceName: '6tunnel', at: Date.UTC(2026, 10, 20, 9, 3), proof: { kind: 'absent' },
    });
    expect(findVerdict(reading, '0ad-data')).toMatchObject({ suite: 'openSUSE:Factory', at: 1_486_187_303_000 });
  });

  it('asks one question when nothing changed', async () => {
    await read();
    expect(toEvidence(await read())).toMatchObject({ verdicts: [], complete: false });
    expect(requests).toBe(1);
    expect(known.verdicts).toHaveLength(7);
  });

  it('forgets what the feed has no more', async () => {
    await read();
    body = JSON.stringify((JSON.parse(FEED) as unknown[]).slice(1));
    await read();
    expect(known.verdicts).toHaveLength(6);
  });

  it('reads a status it does not know as no claim, and says so', async () => {
    body = FEED.replace('FTBFS', '<b>splendid</b>');
    const reading = await read();
    expect(findVerdict(reading, '4ti2').claim).toBe('unknown');
    expect(reading.notes).toEqual([expect.stringContaining('splendid')]);
  });

  it('drops a broken record, keeps the rest, and does not take it for complete', async () => {
    body = FEED.replace('"package": "0ad"', '"package": "../0ad"');
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'invalid-answer' }] });
    expect(toEvidence(reading)).toMatchObject({ complete: false, cursor: null });
    expect(toEvidence(reading).verdicts).toHaveLength(6);
  });

  it('takes what comes twice once, as it came last', async () => {
    body = FEED.replace(/\]\s*$/, `,${JSON.stringify({ ...(JSON.parse(FEED) as object[])[0], status: 'FTBR' })}]`);
    const { verdicts } = toEvidence(await read());
    expect(verdicts.filter(({ name }) => name === '0ad').map(({ claim }) => claim)).toEqual(['differs']);
  });

  it.each([['HTML', '<html>'], ['an object', '{}'], ['half a list', FEED.slice(0, 100)], ['nothing', '']])('that is %s is unavailable', async (_, answer) => {
    body = answer;
    expect(await read()).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'invalid-answer' }] });
  });
});
