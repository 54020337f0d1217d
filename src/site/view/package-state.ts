// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Answer, AnswerState, Tally } from '../../votes/answer.ts';
import type { Vote, VoteState } from '../../votes/vote.ts';
import { toCount, toList, toNumber, toText } from './text.ts';

/** The looks of answers and votes: the names of the style sheet's classes. Only `ok` is green. */
export type PackageLook =
  | 'ok' | 'disagree' | 'differs' | 'unverified' | 'unbuilt' | 'short' | 'unmatched' | 'reported' | 'waiting' | 'pending'
  | 'stale' | 'unknown';

/** A state as it is drawn: its look, and its words with a sign before them. */
export interface StateWords {
  readonly look: PackageLook;
  readonly text: string;
}

const ANSWERS: Readonly<Record<AnswerState, StateWords>> = {
  rebuilt: { look: 'ok', text: '✓ rebuilt' },
  disagree: { look: 'disagree', text: 'disagree' },
  differs: { look: 'differs', text: 'differs' },
  unverified: { look: 'unverified', text: 'unverified' },
  failed: { look: 'unbuilt', text: 'failed to build' },
  short: { look: 'short', text: 'too few' },
  unmatched: { look: 'unmatched', text: 'unmatched' },
  reported: { look: 'reported', text: 'reported' },
  waiting: { look: 'waiting', text: 'waits for a dependency' },
  pending: { look: 'pending', text: 'pending' },
  stale: { look: 'stale', text: 'stale' },
  unknown: { look: 'unknown', text: '? unknown' },
};

/** The words for a state by itself, as in lists and filters. */
export function toStateWords(state: AnswerState): StateWords {
  return ANSWERS[state];
}

/** The words for one artifact's answer: `1 of 2` says how many are missing where too few have confirmed. */
export function toAnswerWords({ state, confirming, threshold }: Answer): StateWords {
  return state === 'short' ? { look: 'short', text: `${confirming.length} of ${threshold}` } : ANSWERS[state];
}

/** A tally in one sentence: `3 of 4 rebuilt, 1 differs`. */
export function toTallyText({ rebuilt, total, counts }: Tally): string {
  const others = (Object.keys(ANSWERS) as AnswerState[]).flatMap((state) => {
    const count = state === 'rebuilt' ? 0 : counts[state] ?? 0;
    return count === 0 ? [] : [`${toNumber(count)} ${toCountedState(state, count)}`];
  });
  return [`${toNumber(rebuilt)} of ${toNumber(total)} rebuilt`, ...others].join(', ');
}

/** What follows a number of artifacts in a state: `differs`, `differ`, `failed to build`. */
export function toCountedState(state: AnswerState, count: number): string {
  return COUNTED[state](count);
}

const COUNTED: Readonly<Record<AnswerState, (count: number) => string>> = {
  rebuilt: () => 'rebuilt',
  disagree: () => 'in disagreement',
  differs: (count) => (count === 1 ? 'differs' : 'differ'),
  unverified: () => 'unverified',
  failed: () => 'failed to build',
  short: () => 'confirmed by too few',
  unmatched: () => 'unmatched',
  reported: () => 'only reported',
  waiting: (count) => (count === 1 ? 'waits for a dependency' : 'wait for dependencies'),
  pending: () => 'pending',
  stale: () => 'stale',
  unknown: () => 'unknown',
};

const MAX_NAMES = 4;
const MAX_NAME_CHARACTERS = 60;

/** Who says what of one artifact, in a sentence: `3 of 4 rebuilders reproduced it; beta differs`. */
export function toAnswerSentence(answer: Answer): string {
  const { state, votes, confirming, dissenting, operators, threshold } = answer;
  const said = (...states: readonly VoteState[]): readonly Vote[] => votes.filter((vote) => states.includes(vote.state));
  const who = (...states: readonly VoteState[]): string => toNames(said(...states));
  const whoDo = (wanted: VoteState, one: string, many: string): string => `${who(wanted)} ${said(wanted).length === 1 ? one : many}`;
  // Rebuilders of one operator have one vote: where there are several, the votes are the operators'.
  const voters = operators.length === new Set(votes.map(({ rebuilder }) => rebuilder.source)).size ? 'rebuilder' : 'operator';
  const count = `${confirming.length} of ${toCount(operators.length, voters)}`;
  switch (state) {
    case 'rebuilt':
      return `${count} reproduced exactly this file`;
    case 'disagree':
      return `${count} reproduced it; ${toDissent(dissenting.length)}: ${who('differs', 'other-digest')}`;
    case 'differs':
      return `None of ${toCount(operators.length, voters)} proved that it can be reproduced; ${toDissent(dissenting.length)}: ${who('differs', 'other-digest')}`;
    case 'short':
      return `${count} reproduced it, ${toNumber(threshold)} are asked for`;
    case 'unmatched':
      return `Reproduced by ${who('reproduced')}, but no archive read here says what is published`;
    case 'unverified':
      return `${whoDo('unverified', 'says', 'say')} it is reproduced; no attestation of it verifies`;
    case 'reported':
      return `${whoDo('reported', 'says', 'say')} it is reproduced; no attestation of it has been verified`;
    case 'failed': return `${who('failed')} could not build it`;
    case 'waiting': return `${whoDo('waiting', 'waits', 'wait')} for a build dependency`;
    case 'pending': return `${whoDo('pending', 'has', 'have')} it in the queue`;
    case 'stale': return 'What is known of it was read too long ago to count';
    case 'unknown': return votes.length === 0 ? 'No rebuilder has a verdict of it' : 'No rebuilder has decided it';
  }
}

function toDissent(count: number): string {
  return count === 1 ? 'one differs' : `${count} differ`;
}

function toNames(votes: readonly Vote[]): string {
  return toList([...new Set(votes.map(({ rebuilder }) => toText(rebuilder.title, MAX_NAME_CHARACTERS)))], MAX_NAMES);
}

const VOTES: Readonly<Record<VoteState, StateWords>> = {
  reproduced: { look: 'ok', text: '✓ reproduced' },
  reported: { look: 'reported', text: 'reported' },
  unverified: { look: 'unverified', text: 'unverified' },
  differs: { look: 'differs', text: 'differs' },
  'other-digest': { look: 'differs', text: 'another file' },
  failed: { look: 'unbuilt', text: 'failed to build' },
  waiting: { look: 'waiting', text: 'waits for a dependency' },
  pending: { look: 'pending', text: 'pending' },
  unknown: { look: 'unknown', text: '? unknown' },
};

/**
 * The words for one rebuilder's vote. An old one is grey whatever it says, and what is proved of a file that no archive read
 * here publishes is not green either.
 */
export function toVoteWords({ state, isStale }: Pick<Vote, 'state' | 'isStale'>, isPublished: boolean): StateWords {
  const words = state === 'reproduced' && !isPublished ? { look: 'unmatched', text: 'reproduced' } as const : VOTES[state];
  return isStale ? { look: 'stale', text: `${withoutSign(words.text)}, stale` } : words;
}

/** The words for what rebuilders say, by themselves and without a sign. */
export function toVoteStateText(state: VoteState): string {
  return withoutSign(VOTES[state].text);
}

/** The words alone: `rebuilt` of `✓ rebuilt`. */
export function withoutSign(text: string): string {
  return text.replace(/^[✓?] /, '');
}
