// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KnownArtifact, StoredVerdict } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import { toVerdictState, type VerdictState } from '../model/verdict.ts';

/** A rebuilder as the configuration and the last collection describe it. */
export interface RebuilderPolicy {
  /** Its source key, `rebuilderd:https://…`. */
  readonly source: string;
  readonly title: string;
  /** Who runs it: rebuilders of one operator have one vote. */
  readonly operator: string;
  /**
   * True where its verdicts are about source packages: that one can be built twice alike, not that the published file
   * can. They inform, and neither confirm nor object.
   */
  readonly isAboutSources: boolean;
  /** Pins of the keys in the configuration's files today. */
  readonly trusted: ReadonlySet<string>;
  /** Last time it was read; null if never. */
  readonly readAt: Instant | null;
}

/** What one rebuilder's verdict says of one artifact. `other-digest`: it reproduced another file of this name and version. */
export type VoteState = VerdictState | 'other-digest';

export interface Vote {
  readonly state: VoteState;
  /** True where the rebuilder or the archive could not be read for too long: such a vote confirms nothing. */
  readonly isStale: boolean;
  readonly rebuilder: RebuilderPolicy;
  readonly verdict: StoredVerdict;
}

/** The vote a verdict casts for an artifact. `sha256` is what is published, null where no archive says. */
export function toVote(
  verdict: StoredVerdict, sha256: KnownArtifact['sha256'] | null, rebuilder: RebuilderPolicy, isStale: boolean,
): Vote {
  return { state: toState(verdict, sha256, rebuilder), isStale, rebuilder, verdict };
}

function toState(verdict: StoredVerdict, sha256: string | null, { trusted, isAboutSources }: RebuilderPolicy): VoteState {
  const state = toVerdictState(verdict, trusted);
  if (verdict.claim !== 'reproduced') return state;
  if (isAboutSources) return 'reported';
  const about = verdict.proof.kind === 'verified' && state === 'reproduced' ? verdict.proof.sha256 : verdict.sha256;
  return sha256 !== null && about !== null && about !== sha256 ? 'other-digest' : state;
}
