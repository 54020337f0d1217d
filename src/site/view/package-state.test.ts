// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createBoardFixture } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, DISTRIBUTION, type Story } from '../../testing/evidence-fixture.ts';
import { ANSWERS_WORST_FIRST, toTally, type AnswerState } from '../../votes/answer.ts';
import { createPackageBook } from '../../votes/package-book.ts';
import { toAnswerSentence, toAnswerWords, toStateWords, toTallyText, toVoteWords } from './package-state.ts';

const { board } = createBoardFixture({ repositories: 0, targets: 0, releases: 0 });

function answerOf(says: Story['says'], story: Partial<Story> = {}): ReturnType<typeof createPackageBook>['packages'][number]['artifacts'][number]['answer'] {
  const evidence = createEvidenceFixture(board, [{ source: 'hello', says, ...story }]);
  const answer = createPackageBook(evidence.board, evidence.policy).find(DISTRIBUTION, 'hello')?.artifacts[0]?.answer;
  if (answer === undefined) throw new Error('no artifact');
  return answer;
}

/** Two of alpha (with alef), beta, gamma and delta have to confirm. */
const CASES: readonly (readonly [AnswerState, string, Story['says'], Partial<Story>, string, string])[] = [
  ['rebuilt', 'ok', { alpha: 'reproduced', beta: 'reproduced' }, {}, '✓ rebuilt', '2 of 2 rebuilders reproduced exactly this file'],
  ['rebuilt', 'ok', { alpha: 'reproduced', beta: 'reproduced', gamma: 'reported' }, {}, '✓ rebuilt', '2 of 3 rebuilders reproduced exactly this file'],
  ['disagree', 'disagree', { alpha: 'reproduced', beta: 'reproduced', gamma: 'differs' }, {}, 'disagree', '2 of 3 rebuilders reproduced it; one differs: gamma'],
  ['disagree', 'disagree', { alpha: 'other', beta: 'reproduced' }, {}, 'disagree', '1 of 2 rebuilders reproduced it; one differs: alpha'],
  ['differs', 'differs', { alpha: 'differs', beta: 'differs' }, {}, 'differs', 'None of 2 rebuilders proved that it can be reproduced; 2 differ: alpha, beta'],
  ['unverified', 'unverified', { alpha: 'refused' }, {}, 'unverified', 'alpha says it is reproduced; no attestation of it verifies'],
  ['failed', 'unbuilt', { alpha: 'failed', beta: 'failed' }, {}, 'failed to build', 'alpha, beta could not build it'],
  ['short', 'short', { alpha: 'reproduced', alef: 'reproduced' }, {}, '1 of 2', '1 of 1 operator reproduced it, 2 are asked for'],
  ['unmatched', 'unmatched', { alpha: 'reproduced', beta: 'reproduced' }, { isPublished: false }, 'unmatched', 'Reproduced by alpha, beta, but no archive read here says what is published'],
  ['reported', 'reported', { alpha: 'reported', beta: 'absent' }, {}, 'reported', 'alpha, beta say it is reproduced; no attestation of it has been verified'],
  ['waiting', 'waiting', { alpha: 'waiting' }, {}, 'waits for a dependency', 'alpha waits for a build dependency'],
  ['pending', 'pending', { alpha: 'pending', beta: 'pending' }, {}, 'pending', 'alpha, beta have it in the queue'],
  ['stale', 'stale', { delta: 'reproduced' }, {}, 'stale', 'What is known of it was read too long ago to count'],
  ['unknown', 'unknown', {}, {}, '? unknown', 'No rebuilder has a verdict of it'],
  ['unknown', 'unknown', { alpha: 'unknown' }, {}, '? unknown', 'No rebuilder has decided it'],
];

describe('toAnswerWords', () => {
  it.each(CASES)('has words, a look and a sentence for %s', (state, look, says, story, text, sentence) => {
    const answer = answerOf(says, story);
    expect(answer.state).toBe(state);
    expect(toAnswerWords(answer)).toEqual({ look, text });
    expect(toAnswerSentence(answer)).toBe(sentence);
  });

  it('is tried with every state there is', () => {
    expect(new Set(CASES.map(([state]) => state))).toEqual(new Set(ANSWERS_WORST_FIRST));
  });
});

describe('toStateWords', () => {
  it('gives every state a look and words of its own, and green to what is rebuilt alone', () => {
    const words = ANSWERS_WORST_FIRST.map(toStateWords);
    expect(new Set(words.map(({ look }) => look)).size).toBe(ANSWERS_WORST_FIRST.length);
    expect(new Set(words.map(({ text }) => text)).size).toBe(ANSWERS_WORST_FIRST.length);
    expect(ANSWERS_WORST_FIRST.filter((state) => toStateWords(state).look === 'ok')).toEqual(['rebuilt']);
    expect(ANSWERS_WORST_FIRST.filter((state) => toStateWords(state).text.includes('✓'))).toEqual(['rebuilt']);
  });
});

describe('toVoteWords', () => {
  it('is green for what is reproduced, published and fresh, and for nothing else', () => {
    expect(toVoteWords({ state: 'reproduced', isStale: false }, true)).toEqual({ look: 'ok', text: '✓ reproduced' });
    expect(toVoteWords({ state: 'reproduced', isStale: true }, true)).toEqual({ look: 'stale', text: 'reproduced, stale' });
    expect(toVoteWords({ state: 'reproduced', isStale: false }, false)).toEqual({ look: 'unmatched', text: 'reproduced' });
    for (const state of ['reported', 'unverified', 'differs', 'other-digest', 'failed', 'waiting', 'pending', 'unknown'] as const) {
      expect(toVoteWords({ state, isStale: false }, true)).not.toMatchObject({ look: 'ok' });
      expect(toVoteWords({ state, isStale: true }, true)).toMatchObject({ look: 'stale' });
    }
  });
});

describe('toTallyText', () => {
  it('counts every state in words that fit the number', () => {
    expect(toTallyText(toTally(['rebuilt', 'rebuilt', 'differs', 'reported', 'reported']))).toBe('2 of 5 rebuilt, 1 differs, 2 only reported');
    expect(toTallyText(toTally([]))).toBe('0 of 0 rebuilt');
  });
});
