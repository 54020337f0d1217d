// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Transition } from '../model/cell.ts';
import { DAY_MS } from '../model/time.ts';
import { collectionOf, day, historiesOf, job, pipeline, rules, T0, temporaryStore } from '../testing/state-readings.ts';
import type { Store } from './store.ts';

function newsOf(store: Store): Transition[] {
  const found: Transition[] = [];
  store.visitTransitions(0, (transition) => found.push(transition));
  return found;
}

function wordsOf(store: Store): string[] {
  return newsOf(store).map(({ target, from, to, at }) => `${target} ${from ?? '-'} ${to} ${at.pipelineId}`);
}

/** A job that started and finished at an instant. */
function jobAt(id: number, status: string, at: number) {
  return job(id, 'a', status, { startedAt: at, finishedAt: at + 1000 });
}

describe('a history that is not as it should be makes no wrong change:', () => {
  it('a server whose clock is years ahead, or behind the others', () => {
    const store = temporaryStore();
    const ahead = T0 + 3000 * DAY_MS;
    store.merge(collectionOf(day(0), pipeline(1, [jobAt(10, 'success', ahead)], { createdAt: ahead, updatedAt: ahead })), rules);
    store.merge(collectionOf(day(1), pipeline(2, [jobAt(20, 'failed', T0 - 3000 * DAY_MS)], { createdAt: T0 - 3000 * DAY_MS, updatedAt: T0 - 3000 * DAY_MS })), rules);
    store.merge(collectionOf(day(2), pipeline(3, [jobAt(30, 'success', day(2))])), rules);
    expect(wordsOf(store)).toEqual(['a passed failed 2', 'a failed passed 3']);
    expect(newsOf(store).map(({ seenAt }) => seenAt)).toEqual([day(1), day(2)]);
    expect(historiesOf(store).flatMap(({ runs }) => runs.map(({ pipelineId }) => pipelineId))).toEqual([1, 2, 3]);
  });

  it('a clock of our own that was set back between two collections', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(5), pipeline(1, { a: 'success' })), rules);
    store.merge(collectionOf(day(4), pipeline(2, { a: 'failed' })), rules);
    expect(wordsOf(store)).toEqual(['a passed failed 2']);
    // Known since both its results are.
    expect(newsOf(store)[0]?.seenAt).toBe(day(5));
  });

  it('pipelines that the server has deleted since', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }), pipeline(2, { a: 'failed' })), rules);
    store.merge(collectionOf(day(1)), rules);
    store.merge(collectionOf(day(2), pipeline(3, { a: 'failed' })), rules);
    expect(wordsOf(store)).toEqual(['a passed failed 2']);
    expect(store.readBoard().projects[0]?.cells[0]).toMatchObject({ result: { since: { pipelineId: 2 }, before: { pipelineId: 1 } } });
  });

  it('a job that has another name from one pipeline on', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { old: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { new: 'success' })), rules);
    store.merge(collectionOf(day(2), pipeline(3, { new: 'failed' })), rules);
    expect(wordsOf(store)).toEqual(['new passed failed 3']);
    expect(store.readBoard().projects[0]?.cells.map(({ target, result }) => [target, result?.state, result?.pipelineId])).toEqual([
      ['new', 'failed', 3], ['old', 'passed', 1],
    ]);
  });

  it('a ref that was pushed by force, back to a commit it was at before', () => {
    const store = temporaryStore();
    const [first, other] = ['a', 'b'].map((digit) => digit.repeat(40));
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }, { sha: first })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' }, { sha: other })), rules);
    store.merge(collectionOf(day(2), pipeline(3, { a: 'success' }, { sha: first })), rules);
    expect(newsOf(store).map(({ before, at }) => [before?.sha, at.sha])).toEqual([[first, other], [other, first]]);
    expect(historiesOf(store).flatMap(({ runs }) => runs.map(({ isSameCommit }) => isSameCommit))).toEqual([false, false, false]);
  });

  it('one pipeline read twice with other data, the second reading no newer than the first', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' }, { updatedAt: day(1) })), rules);
    store.merge(collectionOf(day(2), pipeline(2, { a: 'success' }, { updatedAt: day(1) - 1 })), rules);
    expect(wordsOf(store)).toEqual(['a passed failed 2']);
  });

  it('half a year in which nothing was collected', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'failed' })), rules);
    store.merge(collectionOf(day(180), pipeline(90, { a: 'failed' }), pipeline(91, { a: 'success', b: 'success' })), rules);
    expect(wordsOf(store)).toEqual(['a passed failed 90', 'a failed passed 91', 'b failed passed 91']);
    expect(newsOf(store).every(({ seenAt }) => seenAt === day(180))).toBe(true);
  });
});
