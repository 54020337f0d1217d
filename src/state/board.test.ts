// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { collection, collectionOf, day, job, pipeline, project, reading, rules, SOURCE, T0, temporaryFile, temporaryStore } from '../testing/state-readings.ts';
import { openStore } from './store.ts';

describe('readBoard', () => {
  it('is empty before the first collection', () => {
    expect(temporaryStore().readBoard()).toEqual({
      now: 0, collections: [], sources: [], projects: [], repositories: [], changes: [],
    });
  });

  it('takes its now from the last collection unless told', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(3)), rules);
    store.merge(collectionOf(day(1)), rules);
    expect(store.readBoard().now).toBe(day(3));
    expect(store.readBoard({ now: 42 }).now).toBe(42);
  });

  it('reports collections newest first, with every source', () => {
    const store = temporaryStore();
    const notes = ['read over REST'];
    store.merge(collectionOf(day(0)), rules);
    store.merge(collection(day(1), reading([], { notes }), reading([], { source: 'a', outcome: 'unavailable' })), rules);
    expect(store.readBoard().collections).toEqual([
      { id: 2, startedAt: day(1), durationMs: 900, sources: [
        { source: 'a', outcome: 'unavailable', requests: 2, durationMs: 150, unreadable: [], notes: [] },
        { source: SOURCE, outcome: 'complete', requests: 2, durationMs: 150, unreadable: [], notes },
      ] },
      expect.objectContaining({ id: 1, startedAt: day(0) }),
    ]);
    expect(store.readBoard().sources).toMatchObject([
      { source: 'a', attemptedAt: day(1), readAt: null }, { source: SOURCE, attemptedAt: day(1), readAt: day(1) },
    ]);
  });

  it('gives a project with everything that was read of it', () => {
    const store = temporaryStore();
    const finished = pipeline(1, {}, { status: 'success', warnings: true });
    const latest = pipeline(2, {}, { status: 'running', startedAt: T0 + 7, sha: 'not hexadecimal' });
    const child = pipeline(3, {}, { parentId: 2 });
    const read = project([finished, latest, child], { defaultBranch: null, archived: true, ciEnabled: false });
    store.merge(collection(day(0), reading([read])), rules);
    const shown = { projectId: 1, projectPath: 'group/one', ref: 'main', startedAt: null, finishedAt: null, parentId: null };
    expect(store.readBoard().projects).toEqual([{
      source: SOURCE, id: 1, path: 'group/one', name: 'one', webUrl: read.webUrl, defaultBranch: null, archived: true,
      ciEnabled: false, formerPaths: [], readAt: day(0), unreadable: null, cells: [], refs: [{
        ref: 'main',
        latest: { ...shown, id: 2, iid: 2, sha: 'not hexadecimal', state: 'running', status: 'running', createdAt: latest.createdAt, startedAt: T0 + 7 },
        finished: { ...shown, id: 1, iid: 1, sha: finished.sha, state: 'warned', status: 'success', createdAt: finished.createdAt },
      }],
    }]);
  });

  it('lists the changes of the last collection, newest pipeline first and none of the first results', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'success' })), rules);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed', b: 'success', c: 'failed' }), pipeline(3, { a: 'failed', b: 'failed' })), rules);
    const { changes } = store.readBoard();
    expect(changes.map(({ target, at }) => [target, at.pipelineId])).toEqual([['b', 3], ['a', 2]]);
    expect(changes[1]).toEqual({
      project: { source: SOURCE, id: 1 }, ref: 'main', release: 'main', stage: 'test', target: 'a',
      from: 'passed', to: 'failed', jobId: 200, seenAt: day(1), failureMessage: null,
      at: { pipelineId: 2, sha: pipeline(2, {}).sha, at: pipeline(2, {}).createdAt },
      before: { pipelineId: 1, sha: pipeline(1, {}).sha, at: pipeline(1, {}).createdAt },
    });
    store.merge(collectionOf(day(2)), rules);
    expect(store.readBoard().changes).toEqual([]);
  });

  it('orders projects by path and cells by name, whatever the order they came in', () => {
    const store = temporaryStore();
    const named = (id: number, path: string) => project([pipeline(id, { b: 'success', 'r4.2:build:x': 'success', a: 'success' }, { projectId: id })], { id, path });
    store.merge(collection(day(0), reading([named(3, 'b'), named(1, 'c'), named(2, 'a')])), rules);
    const { projects } = store.readBoard();
    expect(projects.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
    expect(projects[0]?.cells.map(({ release, target }) => [release, target])).toEqual([['main', 'a'], ['main', 'b'], ['r4.2', 'x']]);
  });

  it('is the same from a read-only file', () => {
    const file = temporaryFile();
    const store = temporaryStore(file);
    store.merge(collectionOf(day(0), pipeline(1, { a: 'failed' })), rules);
    const reader = openStore(file, { readOnly: true });
    expect(reader.readBoard()).toEqual(store.readBoard());
    expect(() => reader.merge(collectionOf(day(1)), rules)).toThrow(expect.objectContaining({ code: 'state-unusable' }));
    reader.close();
  });
});

describe('readProject', () => {
  it('is empty for a project that is not known', () => {
    expect(temporaryStore().readProject({ source: SOURCE, id: 5 }, 3)).toEqual({ pipelines: [], jobs: [], transitions: [] });
  });

  it('gives the newest pipelines of each ref, downstream ones after their parent, and the newest ones jobs', () => {
    const store = temporaryStore();
    const failed = job(500, 'a', 'failed', { retried: true, allowFailure: true, stage: 'build', failureMessage: 'boom', queuedSeconds: 2.6 });
    store.merge(collection(day(0), reading([project([
      pipeline(1, { a: 'success' }), pipeline(2, { a: 'success' }), pipeline(5, [failed]),
      pipeline(3, { a: 'success' }, { ref: 'next' }), pipeline(6, { b: 'success' }, { parentId: 5 }), pipeline(4, { c: 'success' }, { parentId: 2 }),
    ], { refs: ['main', 'next'] })])), rules);
    const { pipelines, jobs, transitions } = store.readProject({ source: SOURCE, id: 1 }, 2);
    expect(pipelines.map(({ id }) => id)).toEqual([5, 6, 2, 4, 3]);
    expect(jobs.map(({ pipelineId, name }) => [pipelineId, name])).toEqual([[5, 'a'], [6, 'b'], [3, 'a']]);
    expect(jobs[0]).toEqual({
      id: 500, pipelineId: 5, name: 'a', stage: 'build', state: 'warned', status: 'failed', retried: true, kind: 'build',
      startedAt: failed.startedAt, finishedAt: failed.finishedAt, queuedSeconds: 3, failureMessage: 'boom',
    });
    // First results that passed are in the history, and no change worth a line.
    expect(transitions).toEqual([]);
    expect(store.readHistory({ source: SOURCE, id: 1 }, 9).map(({ at }) => at.pipelineId)).toEqual([5, 3, 2, 1]);
  });
});
