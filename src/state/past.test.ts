// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Transition } from '../model/cell.ts';
import type { TraceReading } from '../model/failure.ts';
import { DAY_MS } from '../model/time.ts';
import { collection, collectionOf, day, historiesOf, job, pipeline, project, reading, rules, SOURCE, T0, temporaryStore } from '../testing/state-readings.ts';
import type { Store } from './store.ts';

function transitionsOf(store: Store, after = 0): Transition[] {
  const transitions: Transition[] = [];
  store.visitTransitions(after, (transition) => transitions.push(transition));
  return transitions;
}

describe('visitHistories', () => {
  it('hands over finished results with when, how long, and how long they waited', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, [job(200, 'a', 'failed', { startedAt: null, queuedSeconds: null })])), rules);
    store.merge(collectionOf(day(2), pipeline(3, { a: 'canceled' }), pipeline(4, { a: 'running' })), rules);
    const { finishedAt } = job(100, 'a', 'success');
    expect(historiesOf(store)).toEqual([{
      project: { source: SOURCE, id: 1 }, ref: 'main', release: 'main', stage: 'test', target: 'a',
      runs: [
        { pipelineId: 1, jobId: 100, at: finishedAt, state: 'passed', durationSeconds: 60, queuedSeconds: 3, isRetry: false, isSameCommit: false },
        { pipelineId: 2, jobId: 200, at: job(200, 'a', 'x').finishedAt, state: 'failed', durationSeconds: null, queuedSeconds: null, isRetry: false, isSameCommit: false },
      ],
    }]);
  });

  it('knows what passed only because it was tried again, in one pipeline or on one commit', () => {
    const store = temporaryStore();
    const sha = 'c'.repeat(40);
    store.merge(collectionOf(day(0), pipeline(1, [job(1, 'a', 'failed', { retried: true }), job(2, 'a', 'success'), job(3, 'b', 'failed'), job(4, 'c', 'canceled', { retried: true }), job(5, 'c', 'success')], { sha })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'success', b: 'success', c: 'success' }, { sha })), rules);
    expect(historiesOf(store).map(({ target, runs }) => [target, ...runs.map(({ isRetry, isSameCommit }) => `${isRetry ? 'retry' : ''}${isSameCommit ? 'same' : ''}`)]))
      .toEqual([['a', 'retry', 'same'], ['b', '', 'same'], ['c', '', 'same']]);
  });

  it('keeps a year in order, leaves out what is older, and takes back what turns out otherwise', () => {
    const store = temporaryStore();
    const old = Array.from({ length: 12 }, (_, month) => pipeline(month + 1, [job(month, 'a', 'success', { startedAt: T0 + month * 31 * DAY_MS, finishedAt: T0 + month * 31 * DAY_MS })], { createdAt: T0 + month * 31 * DAY_MS }));
    for (const one of [...old].reverse()) store.merge(collectionOf(day(0), one), rules);
    const ids = (since: number): number[] => {
      const found: number[] = [];
      store.visitHistories(since, ({ runs }) => found.push(...runs.map(({ pipelineId }) => pipelineId)));
      return found;
    };
    expect(ids(0)).toEqual(old.map(({ id }) => id));
    expect(ids(T0 + 200 * DAY_MS)).toEqual([8, 9, 10, 11, 12]);
    store.merge(collectionOf(day(1), pipeline(6, { a: 'canceled' }, { createdAt: T0 + 5 * 31 * DAY_MS, updatedAt: day(1) })), rules);
    expect(ids(0)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]);
  });

  it('has nothing left of a cell that no pipeline has any more', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(1, { a: 'success' }, { updatedAt: day(1) })), rules);
    expect(historiesOf(store).map(({ target }) => target)).toEqual(['a']);
  });
});

describe('visitTransitions', () => {
  it('hands over changes in the order they were seen, with what GitLab says, but no first pass', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'failed' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, [job(20, 'a', 'failed', { failureMessage: 'script_failure' }), job(21, 'b', 'failed')])), rules);
    store.merge(collectionOf(day(2), pipeline(3, { a: 'success' })), rules);
    expect(transitionsOf(store).map(({ target, from, to, failureMessage, seenAt }) => [target, from, to, failureMessage, seenAt])).toEqual([
      ['a', 'passed', 'failed', 'script_failure', day(1)], ['a', 'failed', 'passed', null, day(2)],
    ]);
    expect(transitionsOf(store, day(1))).toHaveLength(1);
    expect(transitionsOf(store)[0]).toMatchObject({ at: { pipelineId: 2, sha: pipeline(2, {}).sha }, before: { pipelineId: 1, at: pipeline(1, {}).createdAt } });
  });
});

describe('news', () => {
  it('is not what the first collection of a ref finds, but a new job that fails at once is', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'failed' })), rules);
    expect(transitionsOf(store)).toEqual([]);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed', b: 'failed' })), rules);
    expect(transitionsOf(store).map(({ target, from, to }) => [target, from, to])).toEqual([['b', null, 'failed']]);
  });

  it('is not what nobody watches any more', () => {
    const store = temporaryStore();
    const both = { refs: ['main', 'old'] };
    const old = { ref: 'old' };
    store.merge(collection(day(0), reading([project([pipeline(1, { a: 'success' }, old), pipeline(2, { a: 'success' })], both)])), rules);
    store.merge(collection(day(1), reading([project([pipeline(3, { a: 'failed' }, old)], both)])), rules);
    expect([transitionsOf(store).length, historiesOf(store).length]).toEqual([1, 2]);
    store.merge(collection(day(2), reading([project([])])), rules);
    expect([transitionsOf(store).length, historiesOf(store).length]).toEqual([0, 1]);
  });

  it('is told once where it turns out to have come with an earlier pipeline', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'running' }), pipeline(3, { a: 'failed' })), rules);
    store.merge(collectionOf(day(2), pipeline(2, { a: 'failed' }, { updatedAt: day(2) })), rules);
    expect(transitionsOf(store).map(({ at, seenAt }) => [at.pipelineId, seenAt])).toEqual([[2, day(1)]]);
  });

  it('is not that a failed job is tried again: it is broken until the try has passed', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, [job(20, 'a', 'failed')])), rules);
    const retried = job(20, 'a', 'failed', { retried: true });
    store.merge(collectionOf(day(2), pipeline(2, [retried, job(21, 'a', 'running')], { updatedAt: day(2) })), rules);
    const cell = () => store.readBoard().projects[0]?.cells[0];
    expect(cell()).toMatchObject({ result: { state: 'failed', jobId: 20, since: { pipelineId: 2 } }, current: { state: 'running', jobId: 21 } });
    expect(transitionsOf(store).map(({ to, seenAt }) => [to, seenAt])).toEqual([['failed', day(1)]]);
    store.merge(collectionOf(day(3), pipeline(2, [retried, job(21, 'a', 'failed')], { updatedAt: day(3) })), rules);
    expect(transitionsOf(store).map(({ to, seenAt }) => [to, seenAt])).toEqual([['failed', day(1)]]);
    store.merge(collectionOf(day(4), pipeline(2, [retried, job(21, 'a', 'success')], { updatedAt: day(4) })), rules);
    expect(cell()).toMatchObject({ result: { state: 'passed', jobId: 21 } });
  });
});

describe('traces', () => {
  const read = (jobId: number, more: Partial<TraceReading> = {}): TraceReading => ({ projectId: 1, jobId, readAt: day(0), outcome: 'read', excerpt: `log of ${jobId}\nE: no`, ...more });
  const late = (...jobs: readonly TraceReading[]) => reading([], { source: 'traces:https://gitlab.example', traces: { gitlab: SOURCE, jobs } });

  it('are asked for of jobs that broke what is still broken, once, the newest break first and one of a project before its others', () => {
    const store = temporaryStore();
    const other = { id: 2, path: 'group/two' };
    store.merge(collection(day(0), reading([
      project([pipeline(1, { a: 'failed', b: 'failed', c: 'success', d: 'success' })]), project([pipeline(5, { a: 'failed' }, { projectId: 2 })], other),
    ])), rules);
    expect(store.unreadTraces(SOURCE, 10).map(({ projectPath, jobId }) => [projectPath, jobId])).toEqual([['group/one', 100], ['group/two', 500], ['group/one', 101]]);
    expect(store.unreadTraces(SOURCE, 2)).toHaveLength(2);
    expect(store.unreadTraces('gitlab:https://other.example', 10)).toEqual([]);
    // It fails on, and is no new failure; b was mended; c breaks. Project 2 could not be read: its jobs wait.
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed', b: 'success', c: 'failed' })), rules);
    expect(store.unreadTraces(SOURCE, 10).map(({ jobId }) => jobId)).toEqual([202, 100]);
    store.mergeLate(day(1), late(read(100), read(202, { outcome: 'absent', excerpt: '' }), read(500, { outcome: 'too-large', excerpt: '' })));
    expect(store.unreadTraces(SOURCE, 10)).toEqual([]);
    expect([100, 202, 500, 999].map((id) => store.readTrace(SOURCE, id))).toEqual(['log of 100\nE: no', null, null, null]);
    expect(store.readTrace('gitlab:https://other.example', 100)).toBeNull();
  });

  it('are written once', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'failed' })), rules);
    store.mergeLate(day(0), late(read(100)));
    store.mergeLate(day(0), late(read(100, { excerpt: 'another' })));
    expect(store.readTrace(SOURCE, 100)).toBe('log of 100\nE: no');
    expect(store.readBoard().sources.map(({ source }) => source)).toContain('traces:https://gitlab.example');
  });
});
