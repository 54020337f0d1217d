// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { EvidenceBoard, StoredVerdict } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';

/** A rebuilder says of a package that it differs, and did not before; or that it does no longer. */
export interface VerdictEvent {
  readonly kind: 'unreproducible' | 'reproducible';
  /** The rebuilder's record as it is now. */
  readonly verdict: StoredVerdict;
  /** The version that the event is about. */
  readonly version: string;
  /** The version that was reproduced before, where it is another one; null for the same, or where none was. */
  readonly previousVersion: string | null;
  /** The collection (its start) that first saw it. */
  readonly seenAt: Instant;
}

/**
 * All such events, oldest first. What the first reading of a rebuilder finds is no news. A new version that differs is news
 * as well: the rebuilder's word on the version before it is named.
 */
export function toVerdictEvents({ verdicts, verdictChanges }: Pick<EvidenceBoard, 'verdicts' | 'verdictChanges'>): VerdictEvent[] {
  const byKey = new Map(verdicts.map((verdict) => [verdict.key, verdict]));
  const changes = Map.groupBy(verdictChanges, ({ verdict }) => verdict);
  const began = new Map<string, Instant>();
  for (const { source, firstSeen } of verdicts) began.set(source, Math.min(firstSeen, began.get(source) ?? Infinity));
  const reproduced = Map.groupBy(verdicts.filter(({ claim }) => claim === 'reproduced'), toNameKey);

  const changed = verdictChanges.flatMap(({ verdict: key, version, from, to, seenAt }): VerdictEvent[] => {
    const verdict = byKey.get(key);
    if (verdict === undefined) return [];
    const event = { verdict, version, previousVersion: null, seenAt };
    if (to === 'differs') return [{ kind: 'unreproducible', ...event }];
    return from === 'differs' && to === 'reproduced' ? [{ kind: 'reproducible', ...event }] : [];
  });
  const fresh = verdicts.flatMap((verdict): VerdictEvent[] => {
    const firstClaim = changes.get(verdict.key)?.[0]?.from ?? verdict.claim;
    if (firstClaim !== 'differs' || verdict.firstSeen === began.get(verdict.source)) return [];
    const earlier = (reproduced.get(toNameKey(verdict)) ?? [])
      .filter((other) => other.version !== verdict.version && other.firstSeen < verdict.firstSeen)
      .toSorted((a, b) => b.firstSeen - a.firstSeen || b.key - a.key);
    return [{
      kind: 'unreproducible', verdict, version: verdict.version, previousVersion: earlier[0]?.version ?? null, seenAt: verdict.firstSeen,
    }];
  });
  return [...changed, ...fresh].sort((a, b) => a.seenAt - b.seenAt || a.verdict.key - b.verdict.key);
}

function toNameKey({ source, distribution, name, architecture }: StoredVerdict): string {
  return JSON.stringify([source, distribution, name, architecture]);
}
