// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { StageCell } from '../model/cell.ts';
import type { JobReading } from '../model/reading.ts';
import { bridge, collectionOf, day, derived, historiesOf, job, pipeline, rules, SOURCE, temporaryStore } from '../testing/state-readings.ts';
import type { Store } from './store.ts';

/** The states of cell `a`, one pipeline per day; `-` where the pipeline does not have it. */
function storeOf(...states: readonly string[]): Store {
  const store = temporaryStore();
  for (const [n, state] of states.entries()) {
    store.merge(collectionOf(day(n), pipeline(n + 1, state === '-' ? {} : { a: state })), rules);
  }
  return store;
}

function cellOf(store: Store, target = 'a'): StageCell | undefined {
  return derived(store).cells.find((cell) => cell.target === target);
}

function changesOf(store: Store): (string | number | null)[][] {
  return derived(store).transitions.map(({ target, from, to, at, before }) =>
    [target, from, to, at.pipelineId, before?.pipelineId ?? null]);
}

describe('cells', () => {
  it('name the run of the last result and the last pipeline before it', () => {
    const store = storeOf('success', 'success', 'failed', 'failed');
    expect(cellOf(store)).toEqual({
      ref: 'main', release: 'main', stage: 'test', target: 'a',
      result: {
        state: 'failed', jobId: 400, jobName: 'a', at: job(400, 'a', 'failed').finishedAt, pipelineId: 4,
        since: { pipelineId: 3, sha: pipeline(3, {}).sha, at: pipeline(3, {}).createdAt },
        before: { pipelineId: 2, sha: pipeline(2, {}).sha, at: pipeline(2, {}).createdAt },
      },
      current: { state: 'failed', status: 'failed', jobId: 400, pipelineId: 4, at: job(400, 'a', 'failed').finishedAt },
    });
  });

  it.each(['running', 'canceled', 'skipped', 'manual', 'created', 'teleported'])('keep the result beside a %s job', (status) => {
    const store = storeOf('success', 'failed', status);
    expect(cellOf(store)).toMatchObject({ result: { state: 'failed', pipelineId: 2 }, current: { status, pipelineId: 3 } });
    expect(changesOf(store)).toEqual([['a', null, 'passed', 1, null], ['a', 'passed', 'failed', 2, 1]]);
  });

  it('are not interrupted by what is no result', () => {
    expect(changesOf(storeOf('failed', 'canceled', '-', 'failed', 'skipped', 'success'))).toEqual([
      ['a', null, 'failed', 1, null], ['a', 'failed', 'passed', 6, 4],
    ]);
  });

  it('have no result before the first', () => {
    expect(cellOf(storeOf('running'))).toMatchObject({ result: null, current: { state: 'running' } });
  });

  it('count pipelines by id, not by clock', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }, { createdAt: day(9), updatedAt: day(9) })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' }, { createdAt: day(0) })), rules);
    expect(cellOf(store)).toMatchObject({ result: { state: 'failed', since: { pipelineId: 2 } } });
  });
});

describe('the jobs of one cell', () => {
  const oneCell = (...jobs: readonly JobReading[]) => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, jobs)), rules);
    return cellOf(store);
  };

  it('are decided by the worst', () => {
    expect(oneCell(job(1, 'a 1/3', 'success'), job(2, 'a 2/3', 'failed'), job(3, 'a 3/3', 'running')))
      .toMatchObject({ result: { state: 'failed', jobId: 2, jobName: 'a 2/3' }, current: { jobId: 2 } });
  });

  it('are no pass while one of them runs or was cancelled', () => {
    expect(oneCell(job(1, 'a 1/2', 'success'), job(2, 'a 2/2', 'running'))).toMatchObject({ result: null });
    expect(oneCell(job(1, 'a 1/2', 'success'), job(2, 'a 2/2', 'canceled'))).toMatchObject({ result: null });
  });

  it('leave out the retried', () => {
    expect(oneCell(job(1, 'a', 'failed', { retried: true }), job(2, 'a', 'success')))
      .toMatchObject({ result: { state: 'passed', jobId: 2 } });
  });

  it('are warned by an allowed failure', () => {
    expect(oneCell(job(1, 'a', 'failed', { allowFailure: true }))).toMatchObject({ result: { state: 'warned' } });
  });

  it('take the time from the pipeline where the job has none', () => {
    expect(oneCell(job(1, 'a', 'created', { startedAt: null, finishedAt: null })))
      .toMatchObject({ current: { at: pipeline(1, {}).createdAt } });
  });
});

describe('downstream pipelines', () => {
  it('of the same project give their jobs to the root, in place of the bridge', () => {
    const store = temporaryStore();
    const root = pipeline(1, [job(10, 'a', 'success'), bridge(11, 'start', 'success', 2)]);
    const child = pipeline(2, [job(20, 'b', 'failed'), bridge(21, 'deeper', 'success', 3)], { parentId: 1, ref: 'other' });
    const grandchild = pipeline(3, [job(30, 'c', 'success')], { parentId: 2 });
    store.merge(collectionOf(day(0), grandchild, child, root), rules);
    expect(derived(store).cells.map(({ ref, target, result }) => [ref, target, result?.state, result?.pipelineId])).toEqual([
      ['main', 'a', 'passed', 1], ['main', 'b', 'failed', 1], ['main', 'c', 'passed', 1],
    ]);
  });

  it('change the root when they change', () => {
    const store = temporaryStore();
    const root = pipeline(1, [bridge(10, 'start', 'success', 2)]);
    store.merge(collectionOf(day(0), root, pipeline(2, { b: 'running' }, { parentId: 1 })), rules);
    store.merge(collectionOf(day(1), { ...root, jobs: null }, pipeline(2, { b: 'failed' }, { parentId: 1, updatedAt: day(1) })), rules);
    expect(cellOf(store, 'b')).toMatchObject({ result: { state: 'failed', pipelineId: 1 } });
  });

  it('of unknown jobs leave the bridge to speak, as bad as its pipeline', () => {
    const store = temporaryStore();
    const root = pipeline(1, [bridge(10, 'start', 'success', 2)]);
    store.merge(collectionOf(day(0), root, pipeline(2, null, { parentId: 1, status: 'failed' })), rules);
    expect(derived(store).cells).toMatchObject([{ target: 'start', result: { state: 'failed', jobId: 10 } }]);
  });

  it('of another project make no cells, and the bridge as bad as they are', () => {
    const store = temporaryStore();
    const root = pipeline(1, [
      bridge(10, 'worse', 'success', 2), bridge(11, 'better', 'failed', 3), bridge(12, 'allowed', 'success', 2, { allowFailure: true }),
      bridge(13, 'unknown', 'success', 99),
    ]);
    const foreign = { parentId: 1, projectId: 9, projectPath: 'group/nine' };
    store.merge(collectionOf(day(0), root, pipeline(2, { x: 'failed' }, { ...foreign, status: 'failed' }), pipeline(3, { y: 'success' }, foreign)), rules);
    expect(derived(store).cells.map(({ target, result }) => [target, result?.state])).toEqual([
      ['allowed', 'warned'], ['better', 'failed'], ['unknown', 'passed'], ['worse', 'failed'],
    ]);
    expect(store.readProject({ source: SOURCE, id: 1 }, 5)).toMatchObject({
      pipelines: [{ id: 1, projectPath: 'group/one' }, { id: 2, projectPath: 'group/nine', projectId: 9 }, { id: 3 }],
      jobs: [{ id: 10 }, { id: 11 }, { id: 12 }, { id: 13 }, { name: 'x' }, { name: 'y' }],
    });
  });

  it('in a circle or without their parent make no cells and no endless loop', () => {
    const store = temporaryStore();
    const circle = [pipeline(1, { a: 'failed' }, { parentId: 2 }), pipeline(2, { b: 'failed' }, { parentId: 1 })];
    store.merge(collectionOf(day(0), ...circle, pipeline(3, { c: 'failed' }, { parentId: 77 })), rules);
    expect(derived(store).cells).toEqual([]);
  });

  it('that turn out to be downstream only later take their cells back', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, {}), pipeline(2, { a: 'failed' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' }, { parentId: 1 })), rules);
    expect(cellOf(store)).toMatchObject({ result: { pipelineId: 1 } });
    expect(changesOf(store)).toEqual([['a', null, 'failed', 1, null]]);
  });
});

describe('transitions', () => {
  it('are recorded once, however often the same is collected', () => {
    const store = storeOf('success', 'failed');
    const before = derived(store);
    const { transitions } = store.merge(collectionOf(day(5), pipeline(1, { a: 'success' }), pipeline(2, { a: 'failed' })), rules);
    expect(transitions).toBe(0);
    expect(derived(store)).toEqual(before);
    expect(store.readBoard().changes).toEqual([]);
  });

  it('keep when they were first seen, though the pipeline goes on', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed', b: 'running' }, { status: 'running' })), rules);
    store.merge(collectionOf(day(2), pipeline(2, { a: 'failed', b: 'failed' }, { updatedAt: day(2) })), rules);
    const seen = store.readHistory({ source: SOURCE, id: 1 }, 100)
      .filter(({ from }) => from !== null).map(({ target, seenAt }) => [target, seenAt]);
    expect(seen.sort()).toEqual([['a', day(1)], ['b', day(2)]]);
    expect(store.readBoard().changes.map(({ target }) => target)).toEqual(['b']);
  });

  it('tell of a retry on the same pipeline that passes, as of one that fails', () => {
    const store = storeOf('success', 'failed');
    const [first, second] = [job(200, 'a', 'failed', { retried: true }), job(250, 'a', 'success')];
    store.merge(collectionOf(day(2), pipeline(2, [first, second], { updatedAt: day(2) })), rules);
    expect(changesOf(store)).toEqual([['a', null, 'passed', 1, null], ['a', 'passed', 'failed', 2, 1], ['a', 'failed', 'passed', 2, 2]]);
    expect(cellOf(store)).toMatchObject({ result: { state: 'passed', jobId: 250, since: { pipelineId: 2 }, before: { pipelineId: 2 } } });
    expect(store.readBoard().changes).toMatchObject([{ to: 'passed', jobId: 250, seenAt: day(2) }]);
    store.merge(collectionOf(day(3), pipeline(2, [first, { ...second, retried: true }, job(260, 'a', 'failed')], { updatedAt: day(3) })), rules);
    expect(derived(store).transitions.map(({ to, jobId, seenAt }) => [to, jobId, seenAt])).toEqual([
      ['passed', 100, day(0)], ['failed', 200, day(1)], ['passed', 250, day(2)], ['failed', 260, day(3)],
    ]);
    expect(historiesOf(store).flatMap(({ runs }) => runs.map(({ jobId, isRetry }) => [jobId, isRetry]))).toEqual([[100, false], [260, true]]);
    expect(store.unreadTraces(SOURCE, 9).map(({ jobId }) => jobId)).toContain(260);
  });

  it('are none of a try that nobody saw before the next one had begun', () => {
    const store = storeOf('success');
    store.merge(collectionOf(day(1), pipeline(2, [job(200, 'a', 'failed', { retried: true }), job(250, 'a', 'running')])), rules);
    expect(cellOf(store)).toMatchObject({ result: { pipelineId: 1 }, current: { state: 'running' } });
    store.merge(collectionOf(day(2), pipeline(2, [job(200, 'a', 'failed', { retried: true }), job(250, 'a', 'success')], { updatedAt: day(2) })), rules);
    expect(changesOf(store)).toEqual([['a', null, 'passed', 1, null]]);
  });

  it('were seen when the earliest collection saw them, though it is told last', () => {
    const store = temporaryStore();
    const failed = pipeline(2, { a: 'failed' });
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    store.merge(collectionOf(day(4), { ...failed, updatedAt: day(4) }, pipeline(3, { a: 'failed' })), rules);
    const seen = () => derived(store).transitions.map(({ at, seenAt }) => [at.pipelineId, seenAt]);
    expect(seen()).toEqual([[1, day(0)], [2, day(4)]]);
    // An older reading of the same result; then one of a later pipeline, which knew of the break already.
    store.merge(collectionOf(day(3), failed), rules);
    expect(seen()).toEqual([[1, day(0)], [2, day(3)]]);
    store.merge(collectionOf(day(2), pipeline(3, { a: 'failed' })), rules);
    expect(seen()).toEqual([[1, day(0)], [2, day(2)]]);
    // That later pipeline turns out to have passed: the break was seen on day 3 after all.
    store.merge(collectionOf(day(5), pipeline(3, [job(301, 'a', 'success')], { updatedAt: day(5) })), rules);
    expect(seen()).toEqual([[1, day(0)], [2, day(3)], [3, day(5)]]);
  });

  it('find the pipeline between two that comes late', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }), pipeline(3, { a: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' })), rules);
    expect(changesOf(store)).toEqual([
      ['a', null, 'passed', 1, null], ['a', 'passed', 'failed', 2, 1], ['a', 'failed', 'passed', 3, 2],
    ]);
  });

  it('forget a cell whose only job is gone, and go back to the last pipeline that had it', () => {
    const store = storeOf('failed', 'success');
    store.merge(collectionOf(day(3), pipeline(2, { other: 'success' }, { updatedAt: day(3) })), rules);
    expect(cellOf(store)).toMatchObject({ current: { pipelineId: 1 }, result: { state: 'failed', before: null } });
    store.merge(collectionOf(day(4), pipeline(2, {}, { updatedAt: day(4) })), rules);
    expect(cellOf(store, 'other')).toBeUndefined();
    expect(changesOf(store)).toEqual([['a', null, 'failed', 1, null]]);
  });

  it('follow other rules at once and are no news', () => {
    const store = storeOf('success', 'failed');
    const other = { fingerprint: 'other', toCell: (_: string, ref: string, name: string) => ({ ref, release: 'r', stage: 's', target: `${name}!` }) };
    store.merge(collectionOf(day(2)), other);
    expect(changesOf(store)).toEqual([['a!', null, 'passed', 1, null], ['a!', 'passed', 'failed', 2, 1]]);
    expect(derived(store).cells).toHaveLength(1);
    expect(store.readBoard().changes).toEqual([]);
  });
});
