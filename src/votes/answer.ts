// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Vote } from './vote.ts';

/**
 * What all rebuilders together say of one artifact. `rebuilt`: enough operators proved to have reproduced exactly the
 * published digest, and none says otherwise. `disagree`: some did, some say otherwise. `differs`: nobody did, and some say
 * otherwise. `short`: fewer did than the threshold asks. `unmatched`: some did, but no archive says what is published.
 * `reported`: claimed without a proof that was checked. `stale`: all that is known is too old.
 */
export type AnswerState =
  | 'rebuilt' | 'disagree' | 'differs' | 'unverified' | 'failed' | 'short' | 'unmatched' | 'reported'
  | 'waiting' | 'pending' | 'stale' | 'unknown';

/** Worst first: what somebody has to look at comes before what is merely not known. */
export const ANSWERS_WORST_FIRST = [
  'differs', 'disagree', 'unverified', 'failed', 'short', 'stale', 'unmatched', 'reported', 'waiting', 'pending', 'unknown', 'rebuilt',
] as const satisfies readonly AnswerState[];

export interface Answer {
  readonly state: AnswerState;
  /** How many operators have to confirm. */
  readonly threshold: number;
  /** One for each rebuilder that has a verdict, in the configuration's order. */
  readonly votes: readonly Vote[];
  /** Operators by what they say; one that says both is in both. */
  readonly confirming: readonly string[];
  readonly dissenting: readonly string[];
  /** Operators that have any verdict. */
  readonly operators: readonly string[];
}

/**
 * Combines the votes for one artifact: one vote per operator, dissent kept. `isPublished` is false where no archive gives
 * its digest: nothing can be confirmed then. Throws `RangeError` for a threshold below one: nothing confirms by absence.
 */
export function toAnswer(votes: readonly Vote[], threshold: number, isPublished: boolean): Answer {
  if (!Number.isInteger(threshold) || threshold < 1) throw new RangeError(`threshold ${threshold} is not a number of operators`);
  return {
    state: judge(votes, threshold, isPublished),
    threshold,
    votes,
    confirming: operatorsOf(votes.filter(confirms)),
    dissenting: operatorsOf(votes.filter(dissents)),
    operators: operatorsOf(votes),
  };
}

function confirms({ state, isStale, rebuilder }: Vote): boolean {
  return state === 'reproduced' && !isStale && !rebuilder.isAboutSources;
}

function dissents(vote: Vote): boolean {
  return isDifference(vote) && !vote.rebuilder.isAboutSources;
}

function isDifference({ state }: Vote): boolean {
  return state === 'differs' || state === 'other-digest';
}

/** An old vote confirms nothing, but old dissent is not forgotten because its rebuilder is away. */
function judge(votes: readonly Vote[], threshold: number, isPublished: boolean): AnswerState {
  const confirming = operatorsOf(votes.filter(confirms)).length;
  if (confirming > 0) {
    if (votes.some(dissents)) return 'disagree';
    if (!isPublished) return 'unmatched';
    return confirming >= threshold ? 'rebuilt' : 'short';
  }
  const fresh = votes.filter(({ isStale }) => !isStale);
  if (fresh.some(isDifference)) return 'differs';
  const found = (['unverified', 'failed', 'reported', 'waiting', 'pending'] as const)
    .find((wanted) => fresh.some(({ state }) => state === wanted));
  return found ?? (votes.some(({ isStale, state }) => isStale && state !== 'unknown') ? 'stale' : 'unknown');
}

function operatorsOf(votes: readonly Vote[]): string[] {
  return [...new Set(votes.map(({ rebuilder }) => rebuilder.operator))];
}

/** The worst of several answers; `unknown` where there are none: nothing is green by absence. */
export function toWorstAnswer(answers: Iterable<AnswerState>): AnswerState {
  const states = new Set(answers);
  return ANSWERS_WORST_FIRST.find((state) => states.has(state)) ?? 'unknown';
}

/** How many artifacts have which answer. */
export interface Tally {
  readonly state: AnswerState;
  readonly rebuilt: number;
  readonly total: number;
  readonly counts: Readonly<Partial<Record<AnswerState, number>>>;
}

/** Counts answers; `state` is the worst of them. */
export function toTally(answers: readonly AnswerState[]): Tally {
  const counts: Partial<Record<AnswerState, number>> = {};
  for (const state of answers) counts[state] = (counts[state] ?? 0) + 1;
  return { state: toWorstAnswer(answers), rebuilt: counts.rebuilt ?? 0, total: answers.length, counts };
}
