// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { bridge, collection, collectionOf, day, job, pipeline, project, reading, rules, SOURCE, temporaryStore } from '../testing/state-readings.ts';

describe('known', () => {
  it('knows nothing of a source that was never read', () => {
    expect(temporaryStore().known('gitlab:https://never.example')).toEqual({ projects: [] });
  });

  it('names the newest pipeline that has ended with its jobs, with status and update as the server gave them', () => {
    const store = temporaryStore();
    const failed = pipeline(2, { a: 'failed' }, { status: 'failed' });
    const running = pipeline(4, { a: 'running' }, { status: 'running' });
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }), failed, pipeline(3, null), running), rules);
    expect(store.known(SOURCE)).toEqual({ projects: [{ id: 1, path: 'group/one', defaultBranch: 'main', refs: [
      { ref: 'main', pipeline: { id: 2, status: 'failed', updatedAt: failed.updatedAt } },
    ] }] });
  });

  it('does not take jobs of an earlier update for complete', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'running' }, { status: 'running' })), rules);
    store.merge(collectionOf(day(1), pipeline(1, null, { status: 'success', updatedAt: day(1) })), rules);
    expect(store.known(SOURCE).projects[0]?.refs).toEqual([{ ref: 'main', pipeline: null }]);
  });

  it('does not take a pipeline for complete whose child pipeline lacks its jobs', () => {
    const store = temporaryStore();
    const root = pipeline(1, [bridge(10, 'child', 'success', 2)]);
    const child = pipeline(2, null, { parentId: 1 });
    store.merge(collectionOf(day(0), root, child), rules);
    expect(store.known(SOURCE).projects[0]?.refs).toEqual([{ ref: 'main', pipeline: null }]);
    store.merge(collectionOf(day(1), root, { ...child, jobs: [job(20, 'a', 'success')] }), rules);
    expect(store.known(SOURCE).projects[0]?.refs).toMatchObject([{ pipeline: { id: 1 } }]);
  });

  it.each([
    ['a child pipeline', {}],
    ['a pipeline in another project', { projectId: 9, projectPath: 'g/nine' }],
  ])('does not take a finished pipeline for complete while %s below it still runs', (_, place) => {
    const store = temporaryStore();
    const root = pipeline(1, [bridge(10, 'child', 'success', 2)]);
    const child = pipeline(2, { a: 'running' }, { parentId: 1, status: 'running', ...place });
    store.merge(collectionOf(day(0), root, child), rules);
    expect(store.known(SOURCE).projects[0]?.refs).toMatchObject([{ pipeline: null }]);
    store.merge(collectionOf(day(1), root, { ...child, status: 'success' }), rules);
    expect(store.known(SOURCE).projects[0]?.refs).toMatchObject([{ pipeline: { id: 1 } }]);
  });

  it('names refs without a pipeline, and no refs that only downstream pipelines run on', () => {
    const store = temporaryStore();
    const elsewhere = pipeline(2, { a: 'success' }, { parentId: 1, projectId: 9, projectPath: 'g/nine', ref: 'elsewhere' });
    store.merge(collection(day(0), reading([project([pipeline(1, {}), elsewhere], { refs: ['main', 'empty'] })])), rules);
    expect(store.known(SOURCE).projects[0]?.refs.map(({ ref, pipeline: newest }) => [ref, newest?.id])).toEqual([
      ['empty', undefined], ['main', 1],
    ]);
  });
});

describe('readBoard', () => {
  it('says when a project was last read completely, though parts of it were read since', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    const partly = { ...reading([project([])]), outcome: 'partial' as const, unreadable: [{ project: { id: 1, path: 'group/one' }, code: 'timeout', message: 'too slow' }] };
    store.merge(collection(day(5), partly), rules);
    expect(store.readBoard().projects).toMatchObject([{ readAt: day(0), unreadable: { code: 'timeout' } }]);
    store.merge(collectionOf(day(6), pipeline(1, { a: 'success' })), rules);
    expect(store.readBoard().projects).toMatchObject([{ readAt: day(6), unreadable: null }]);
  });
});
