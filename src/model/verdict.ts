// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArtifactKey } from './artifact.ts';
import type { Difference, DifferenceSummary } from './difference.ts';
import type { Instant } from './time.ts';

/** What a rebuilder says of an artifact, in the field's words. `waiting`: a build dependency is missing. */
export type Claim = 'reproduced' | 'differs' | 'failed' | 'waiting' | 'pending' | 'unknown';

/**
 * What stands behind a claim. `absent`: the rebuilder publishes no attestation for it. `unchecked`: there is one that was
 * not fetched yet. `verified`: a signature of a pinned key covers exactly this artifact. `refused`: it was read and does not
 * hold, with the reason.
 */
export type Proof =
  | { readonly kind: 'absent' | 'unchecked' }
  | {
    readonly kind: 'verified';
    /** The digest the attestation covers, lower-case hex. */
    readonly sha256: string;
    /** Pins of the keys whose signatures held: fingerprints, of GPG keys with a mark of the key's state. Never empty. */
    readonly keys: readonly string[];
    readonly checkedAt: Instant;
  }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly checkedAt: Instant };

/** Addresses at the rebuilder, all absolute and http(s); null where it has none. */
export interface VerdictLinks {
  readonly log: string | null;
  readonly diffoscope: string | null;
  readonly attestation: string | null;
  readonly buildinfo: string | null;
}

/** One rebuilder's verdict of one artifact. */
export interface Verdict extends ArtifactKey {
  /** `debian`, `qubes`, `fedora`: versions of two distributions are never the same artifact. */
  readonly distribution: string;
  readonly suite: string | null;
  readonly component: string | null;
  /** Null where the rebuilder names the binary package only. */
  readonly sourceName: string | null;
  readonly claim: Claim;
  /** When it was built; null where the rebuilder does not say. */
  readonly at: Instant | null;
  /** The published digest the claim is about, where the rebuilder says; a verified proof says it for certain. */
  readonly sha256: string | null;
  readonly proof: Proof;
  readonly links: VerdictLinks;
  /** What differs; null where nothing does or no comparison was read. */
  readonly differences: DifferenceSummary | null;
}

/** A verdict as a source hands it over. */
export interface VerdictReading extends Verdict {
  /** The upstream's own identity of the record, stable between collections and unique within the source. */
  readonly id: string;
  /** Changes whenever the rebuilder built again: proof and differences of another revision are not kept. */
  readonly revision: string;
  /**
   * The comparison, to be shown on our own page; null where none was read, or too large to copy. Of an unchanged
   * revision the state keeps the one it has.
   */
  readonly report: Difference | null;
}

/** What a verdict counts for, and how it looks: a claim without a proof that holds is never `reproduced`. */
export type VerdictState = 'reproduced' | 'reported' | 'unverified' | 'differs' | 'failed' | 'waiting' | 'pending' | 'unknown';

/**
 * Judges one verdict against the keys pinned today; a key taken out of the configuration takes its proofs with it.
 * `trusted` are pins as in `Proof.keys`.
 */
export function toVerdictState({ claim, proof }: Pick<Verdict, 'claim' | 'proof'>, trusted: ReadonlySet<string>): VerdictState {
  if (claim !== 'reproduced') return claim;
  switch (proof.kind) {
    case 'absent': case 'unchecked': return 'reported';
    case 'refused': return 'unverified';
    case 'verified': return proof.keys.some((key) => trusted.has(key)) ? 'reproduced' : 'reported';
  }
}
