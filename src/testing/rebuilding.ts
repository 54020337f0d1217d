// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { parsePublicKeys } from '../attest/keys.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import type { KnownEvidence, RebuilderReading } from '../model/evidence-reading.ts';
import type { SourceReading } from '../model/reading.ts';
import type { VerdictReading } from '../model/verdict.ts';
import type { Clock } from '../platform/clock.ts';
import { createHttp } from '../platform/http.ts';
import type { RebuilderDeps } from '../sources/rebuilder/source.ts';
import { readPublicKey, type GpgTestKey, type PlainTestKey } from './keys/sign.ts';
import { createFakeClock } from './loopback.ts';

export const NOW = Date.UTC(2026, 10, 23, 6);
export const NOTHING_KNOWN: KnownEvidence = { cursor: null, verdicts: [] };

/** What a rebuilder source needs to read a server of the test's own. The clock stands still unless one is given. */
export function toRebuilderDeps(url: string, options: Partial<Omit<RebuilderDeps, 'baseUrl' | 'http'>> = {}): RebuilderDeps {
  const clock: Clock = options.clock ?? createFakeClock(NOW);
  return {
    http: createHttp({ clock, origin: url, concurrency: 4, timeoutMs: 5_000, attempts: 2, maxWaitMs: 1_000 }),
    baseUrl: url, keys: [], distribution: 'debian', maxAttestations: 100, maxReports: 100, maxReportBytes: 1_000_000,
    ...options, clock,
  };
}

/** The public halves of test keys, as somebody would pin them. */
export async function pin(...names: readonly (PlainTestKey | GpgTestKey)[]): Promise<TrustedKey[]> {
  return (await Promise.all(names.map((name) => parsePublicKeys(readPublicKey(name))))).flat();
}

export function readFixture(name: string, from: string): string {
  return readFileSync(new URL(`fixtures/${name}`, from), 'utf8');
}

/** The evidence of a reading that must have some. */
export function toEvidence({ evidence, unreadable }: SourceReading): RebuilderReading {
  if (evidence?.kind !== 'rebuilder') throw new Error(`no evidence: ${JSON.stringify(unreadable)}`);
  return evidence;
}

export function findVerdict(reading: SourceReading, name: string): VerdictReading {
  const found = toEvidence(reading).verdicts.find((verdict) => verdict.name === name);
  if (found === undefined) throw new Error(`no verdict of ${name}`);
  return found;
}

/** What the state would know after a reading: all of a complete one, else what is new over what was known. */
export function toKnown(reading: SourceReading, before: KnownEvidence = NOTHING_KNOWN): KnownEvidence {
  if (reading.evidence === undefined) return before;
  const { complete, verdicts, cursor } = toEvidence(reading);
  const stored = new Map(before.verdicts.map((verdict) => [verdict.id, verdict]));
  const after = new Map(complete ? [] : stored);
  for (const { report, ...verdict } of verdicts) {
    const old = stored.get(verdict.id);
    const isSame = old?.revision === verdict.revision;
    after.set(verdict.id, { ...verdict, hasReport: report !== null || (isSame && old.hasReport) });
  }
  return { cursor, verdicts: [...after.values()] };
}
