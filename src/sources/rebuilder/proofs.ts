// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toProof } from '../../attest/proof.ts';
import { toPin, type TrustedKey } from '../../attest/trusted-key.ts';
import { DAY_MS, type Instant } from '../../model/time.ts';
import type { Proof, VerdictReading } from '../../model/verdict.ts';
import type { Checks } from './cursor.ts';
import { toMark, type Fetcher } from './fetcher.ts';

/** The file an attestation has to cover, and the steps it may be of. */
export interface Subject {
  readonly fileName: string;
  readonly names: readonly string[] | null;
}

export interface ProofOptions {
  readonly keys: readonly TrustedKey[];
  readonly now: Instant;
  readonly checks: Checks;
  /** True where what was refused so far was judged by other keys. */
  readonly hasNewKeys: boolean;
  readonly fetcher: Fetcher;
  /** Null where it cannot be told (yet) which file the verdict is about: it is left as it is. */
  readonly toSubject: (verdict: VerdictReading) => Subject | null;
  /** Where the fetcher finds the attestation. */
  readonly toAddress: (verdict: VerdictReading) => string | null;
  /** The greater, the newer. */
  readonly toRecency: (verdict: VerdictReading) => number;
}

export interface ProofOutcome {
  /** Verdicts whose proof was judged in this run, by id. */
  readonly judged: ReadonlyMap<string, VerdictReading>;
  /** Verdicts whose proof is still to be checked. */
  readonly uncheckedCount: number;
}

/** A rebuilder may sign later what nobody signed yet: what was refused is read again after so long. */
const REFUSED_AGAIN_MS = 7 * DAY_MS;

interface Candidate {
  readonly verdict: VerdictReading;
  readonly address: string;
  readonly rank: number;
  readonly recency: number;
}

/**
 * Fetches and judges attestations, those never checked and the newest first, as many as the fetcher allows. One that cannot
 * be fetched leaves its verdict as it was. Several verdicts of one attestation cost one request.
 */
export async function checkProofs(verdicts: Iterable<VerdictReading>, options: ProofOptions): Promise<ProofOutcome> {
  const { keys, now, checks, hasNewKeys, fetcher, toSubject } = options;
  const keysSince = hasNewKeys ? Infinity : checks.keysSince;
  const judged = new Map<string, VerdictReading>();
  const pinned = new Set(keys.map(toPin));
  const all = [...verdicts];
  if (keys.length > 0) {
    const byAddress = Map.groupBy(toCandidates(all, pinned, keysSince, options), ({ address }) => address);
    await Promise.all([...byAddress].map(async ([address, candidates]) => {
      const fetched = await fetcher.read(address);
      if (fetched.kind !== 'read') return;
      for (const { verdict } of candidates) {
        const subject = toSubject(verdict);
        if (subject !== null) judged.set(verdict.id, { ...verdict, proof: toProof(fetched.bytes, { ...subject, keys, now }) });
      }
    }));
  }
  return {
    judged,
    uncheckedCount: all.filter((verdict) => !judged.has(verdict.id) && isOpen(verdict, pinned, keysSince, options)).length,
  };
}

function toCandidates(
  verdicts: readonly VerdictReading[], pinned: ReadonlySet<string>, keysSince: Instant, options: ProofOptions,
): Candidate[] {
  const { toSubject, toAddress, toRecency, checks, now } = options;
  const deferred = new Set(checks.deferred);
  return verdicts.flatMap((verdict) => {
    if (verdict.claim !== 'reproduced' || verdict.proof.kind === 'absent') return [];
    const address = toAddress(verdict);
    const rank = address === null ? null : toRank(verdict, pinned, keysSince, now, deferred.size > 0 && deferred.has(toMark(address)));
    if (address === null || rank === null || toSubject(verdict) === null) return [];
    return [{ verdict, address, rank, recency: toRecency(verdict) }];
  }).sort((a, b) => a.rank - b.rank || b.recency - a.recency);
}

/** The order of checking; null for what needs none. */
function toRank(
  { claim, proof }: VerdictReading, pinned: ReadonlySet<string>, keysSince: Instant, now: Instant, isDeferred: boolean,
): number | null {
  if (claim !== 'reproduced') return null;
  switch (proof.kind) {
    case 'absent': return null;
    case 'unchecked': return isDeferred ? 3 : 0;
    case 'verified': return isPinned(proof, pinned) ? null : 1;
    case 'refused': return proof.checkedAt < keysSince ? 2 : proof.checkedAt < now - REFUSED_AGAIN_MS ? 4 : null;
  }
}

function isOpen(verdict: VerdictReading, pinned: ReadonlySet<string>, keysSince: Instant, { toSubject }: ProofOptions): boolean {
  const { claim, proof } = verdict;
  if (claim !== 'reproduced') return false;
  switch (proof.kind) {
    case 'absent': return false;
    case 'unchecked': return true;
    case 'verified': return !isPinned(proof, pinned);
    case 'refused': return proof.checkedAt < keysSince && toSubject(verdict) !== null;
  }
}

function isPinned({ keys }: Extract<Proof, { kind: 'verified' }>, pinned: ReadonlySet<string>): boolean {
  return keys.some((key) => pinned.has(key));
}
