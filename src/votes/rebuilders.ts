// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import type { ArtifactAnswer, PackageBook } from './package-book.ts';
import type { RebuilderPolicy, Vote, VoteState } from './vote.ts';

/** How one rebuilder is doing, over the current artifacts of the distributions and architectures it has verdicts for. */
export interface RebuilderSummary {
  readonly rebuilder: RebuilderPolicy;
  readonly counts: Readonly<Partial<Record<VoteState, number>>>;
  /** Artifacts it has decided (reproduced, reported or differs), of those it could have. */
  readonly decided: number;
  readonly total: number;
  /** Of the artifacts that it and another operator have decided: on how many they agree. */
  readonly agreed: number;
  readonly compared: number;
  /** Median milliseconds from publication to its verdict, over artifacts published while we watched; null without any. */
  readonly lagMs: number | null;
  /** Artifacts without a verdict of its, longest published first. */
  readonly missing: readonly ArtifactAnswer[];
  readonly lastBuiltAt: Instant | null;
}

/** Summaries in the configuration's order. */
export function toRebuilders(book: PackageBook): RebuilderSummary[] {
  const current = book.packages.flatMap(({ artifacts }) => artifacts.filter(({ isCurrent }) => isCurrent));
  const watchedSince = new Map<string, Instant>();
  for (const { published } of current) {
    if (published === null) continue;
    watchedSince.set(published.archive, Math.min(published.firstSeen, watchedSince.get(published.archive) ?? published.firstSeen));
  }
  return book.policy.rebuilders.map((rebuilder) => {
    const voted = current.flatMap((artifact) => {
      const vote = artifact.answer.votes.find((one) => one.rebuilder === rebuilder);
      return vote === undefined ? [] : [{ artifact, vote }];
    });
    const fields = new Set(voted.map(({ artifact }) => toField(artifact)));
    const own = current.filter((artifact) => fields.has(toField(artifact)));
    const counts: Partial<Record<VoteState, number>> = {};
    for (const { vote } of voted) counts[vote.state] = (counts[vote.state] ?? 0) + 1;
    const others = voted.flatMap(({ artifact, vote }) => toAgreement(artifact, vote));
    return {
      rebuilder, counts,
      decided: voted.filter(({ vote }) => toDecision(vote.state) !== null).length,
      total: own.length,
      agreed: others.filter((agrees) => agrees).length,
      compared: others.length,
      lagMs: toMedian(voted.flatMap(({ artifact, vote }) => toLag(artifact, vote, watchedSince))),
      missing: own.filter((artifact) => artifact.answer.votes.every((vote) => vote.rebuilder !== rebuilder))
        .sort((a, b) => (a.published?.firstSeen ?? 0) - (b.published?.firstSeen ?? 0)),
      lastBuiltAt: toLatest(voted.map(({ vote }) => vote.verdict.at)),
    };
  });
}

function toField({ distribution, architecture }: ArtifactAnswer): string {
  return JSON.stringify([distribution, architecture]);
}

/** A decision is same or other; a claim counts here whether it was proved or not. */
function toDecision(state: VoteState): 'same' | 'other' | null {
  switch (state) {
    case 'reproduced': case 'reported': case 'unverified': return 'same';
    case 'differs': case 'other-digest': return 'other';
    case 'failed': case 'waiting': case 'pending': case 'unknown': return null;
  }
}

function toAgreement({ answer }: ArtifactAnswer, vote: Vote): boolean[] {
  const own = toDecision(vote.state);
  const others = answer.votes
    .filter(({ rebuilder }) => rebuilder.operator !== vote.rebuilder.operator)
    .flatMap(({ state }) => toDecision(state) ?? []);
  return own === null || others.length === 0 ? [] : [others.every((other) => other === own)];
}

/** What was there at the first reading was published at a time nobody here knows. */
function toLag({ published }: ArtifactAnswer, { verdict }: Vote, watchedSince: ReadonlyMap<string, Instant>): number[] {
  if (published === null || verdict.at === null) return [];
  return published.firstSeen > (watchedSince.get(published.archive) ?? 0) ? [Math.max(0, verdict.at - published.firstSeen)] : [];
}

function toMedian(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function toLatest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);
}
