// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderReproducibleJson, type ReproducibleRecord } from '../feeds/reproducible-json.ts';
import type { Claim } from '../model/verdict.ts';
import { createReproducibleJsonSource } from '../sources/reproducible-json/source.ts';
import { anyInstant, anyText } from './hostile-text.ts';
import { startLoopback, type Loopback } from './loopback.ts';
import { NOTHING_KNOWN, toEvidence, toRebuilderDeps } from './rebuilding.ts';

const CLAIMS: readonly Claim[] = ['reproduced', 'differs', 'failed', 'waiting', 'pending', 'unknown'];
const BUILT = Date.UTC(2026, 10, 20, 9, 3);

let server: Loopback;
let body: string;

beforeEach(async () => {
  server = await startLoopback((_, response) => { response.end(body); });
});
afterEach(() => server.close());

const read = () => createReproducibleJsonSource(toRebuilderDeps(`${server.url}/reproducible.json`))(NOTHING_KNOWN);

describe('renderReproducibleJson, read by our own source', () => {
  it('comes back as it was, but that pending is unknown', async () => {
    const records = CLAIMS.map((claim, index): ReproducibleRecord => ({
      package: `package-${index}`, version: `1:${index}-1~deb12u1`, suite: 'r4.3', architecture: index === 0 ? 'all' : 'amd64', claim, builtAt: index === 5 ? null : BUILT,
    }));
    body = renderReproducibleJson(records);
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete', unreadable: [], notes: [] });
    expect(toEvidence(reading).verdicts.map(({ name, version, suite, architecture, claim, at }) => ({ package: name, version, suite, architecture, claim, builtAt: at }))).toEqual(
      records.map((record) => ({ ...record, claim: record.claim === 'pending' ? 'unknown' : record.claim })));
  });

  it('is read to the end, whatever the names', async () => {
    const record = fc.record<ReproducibleRecord>({
      package: anyText, version: anyText, suite: anyText, architecture: anyText, claim: fc.constantFrom(...CLAIMS), builtAt: fc.option(anyInstant),
    });
    const named = { package: 'named', version: '1', suite: 's', architecture: 'all', claim: 'differs' } as const;
    const hostile = fc.sample(record, 300).flatMap((sample) => [
      { ...named, ...sample }, { ...named, package: sample.package, builtAt: sample.builtAt }, { ...named, version: sample.version, builtAt: sample.builtAt }, { ...named, suite: sample.suite, builtAt: sample.builtAt },
    ]);
    body = renderReproducibleJson([...hostile, { ...named, builtAt: BUILT }]);
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete', unreadable: [] });
    expect(toEvidence(reading).verdicts.map(({ name }) => name)).toContain('named');
  });
});
