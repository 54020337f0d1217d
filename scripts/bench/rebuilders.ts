// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parsePublicKeys } from '../../src/attest/keys.ts';
import type { TrustedKey } from '../../src/attest/trusted-key.ts';
import type { CellRules } from '../../src/model/cell.ts';
import type { SourceReading } from '../../src/model/reading.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createHttp } from '../../src/platform/http.ts';
import { createRebuilderdSource, toRebuilderdKey } from '../../src/sources/rebuilderd/source.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import { createLargeDistribution } from '../../src/testing/forge/evidence/distribution.ts';
import { startEvidence } from '../../src/testing/forge/evidence/evidence.ts';
import { startForge } from '../../src/testing/forge/forge.ts';
import { atMost, type Benchmark, type Figure } from './figure.ts';

const SOURCES = 30_000;
const ATTESTATIONS = 200;
const NO_RULES: CellRules = { fingerprint: '', toCell: () => { throw new Error('there are no jobs'); } };

interface Run {
  readonly requests: number;
  /** Without the time in which an answer was awaited: that is the server's, which runs in this process. */
  readonly ownMs: number;
}

/** Lists a rebuilderd of 60,000 binary packages, cold, unchanged, and with attestations. */
async function measureRebuilderd(): Promise<Figure[]> {
  const forge = await startForge();
  const evidence = await startEvidence(forge, { distribution: createLargeDistribution(SOURCES) });
  const store = openStore(':memory:');
  try {
    const [{ url, publicKey, requests }] = evidence.rebuilders;
    const keys = await parsePublicKeys(publicKey);
    let at = forge.now();
    const run = (pinned: readonly TrustedKey[]): Promise<Run> => {
      at += HOUR_MS;
      return collect(store, url, pinned, at);
    };
    await fetch(`${url}/api/v0/dashboard`);
    const cold = await run([]);
    const packages = store.knownEvidence(toRebuilderdKey(url)).verdicts.length;
    if (packages < 2 * SOURCES * 0.95) throw new Error(`only ${packages} packages were listed`);
    const unchanged = await run([]);
    requests.length = 0;
    await run(keys);
    const attestations = requests.filter(({ path }) => path.endsWith('/attestation')).length;
    return [
      atMost(`rebuilderd of ${packages} packages, cold listing`, cold.requests, 'requests', 62),
      atMost('rebuilderd, nothing changed', unchanged.requests, 'requests', 4),
      atMost(`attestations fetched where ${ATTESTATIONS} are configured`, attestations, 'requests', ATTESTATIONS),
      atMost('own processing of the cold listing, state written', cold.ownMs / 1000, 's', 5),
    ];
  } finally {
    store.close();
    await evidence.close();
    await forge.close();
  }
}

async function collect(store: Store, url: string, keys: readonly TrustedKey[], at: number): Promise<Run> {
  let waiting = 0;
  let waitingSince = 0;
  let waitedMs = 0;
  const http = createHttp({
    clock: systemClock, origin: url, concurrency: 8, timeoutMs: 60_000,
    fetch: async (input, init) => {
      if (waiting === 0) waitingSince = performance.now();
      waiting += 1;
      try {
        return await fetch(input, init);
      } finally {
        waiting -= 1;
        if (waiting === 0) waitedMs += performance.now() - waitingSince;
      }
    },
  });
  const read = createRebuilderdSource({
    http, clock: { now: () => at, sleep: systemClock.sleep }, baseUrl: url, keys, distribution: 'debian',
    maxAttestations: ATTESTATIONS, maxReports: 0, maxReportBytes: 0,
  });
  const startedAt = performance.now();
  const reading: SourceReading = await read(store.knownEvidence(toRebuilderdKey(url)));
  if (reading.outcome !== 'complete') throw new Error(`the reading was ${reading.outcome}: ${reading.unreadable[0]?.message ?? ''}`);
  store.merge({ startedAt: at, durationMs: 0, readings: [reading] }, NO_RULES);
  return { requests: reading.requests, ownMs: performance.now() - startedAt - waitedMs };
}

export const rebuilderBenchmarks: readonly Benchmark[] = [{ name: 'rebuilders', run: measureRebuilderd }];
