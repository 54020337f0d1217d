// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { bridge, collection, collectionOf, day, job, pipeline, project, reading, rules, SOURCE, T0, temporaryStore } from '../testing/state-readings.ts';

describe('readNewestJobs', () => {
  it('knows nothing before the first collection', () => {
    expect(temporaryStore().readNewestJobs('all')).toEqual([]);
  });

  it('gives the newest pipeline of a ref with its jobs, and counts those before it', () => {
    const store = temporaryStore();
    const newest = pipeline(2, [job(22, 'b', 'failed', { failureMessage: 'There is a script failure', stage: 'build' }), job(21, 'a', 'success')], { queuedSeconds: 7 });
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }), newest), rules);
    const a = { id: 21, name: 'a', stage: 'test', state: 'passed', status: 'success', queuedSeconds: 3, startedAt: T0 + 21_000, finishedAt: T0 + 81_000, failureMessage: null };
    expect(store.readNewestJobs('all')).toEqual([{
      project: { source: SOURCE, id: 1 }, ref: 'main', id: 2, updatedAt: newest.updatedAt, queuedSeconds: 7, runs: 2, jobCount: 2,
      jobs: [a, { ...a, id: 22, name: 'b', stage: 'build', state: 'failed', status: 'failed', startedAt: T0 + 22_000, finishedAt: T0 + 82_000, failureMessage: 'There is a script failure' }],
    }]);
  });

  it('gives the jobs of the pipelines it started too, however deep, and neither bridges nor what was tried again', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0),
      pipeline(1, [bridge(10, 'child', 'success', 2), job(11, 'a', 'failed', { retried: true }), job(12, 'a', 'success')]),
      pipeline(2, [bridge(20, 'grandchild', 'success', 3), job(21, 'b', 'success')], { parentId: 1 }),
      pipeline(3, [job(30, 'c', 'success')], { parentId: 2, projectId: 77, projectPath: 'group/other' }),
    ), rules);
    expect(store.readNewestJobs('all').map(({ id, runs, jobCount, jobs }) => ({ id, runs, jobCount, jobs: jobs.map(({ name, id: own }) => `${name} ${own}`) })))
      .toEqual([{ id: 1, runs: 1, jobCount: 3, jobs: ['a 12', 'b 21', 'c 30'] }]);
  });

  it('ends where parents are a circle', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' }), pipeline(2, { b: 'success' }, { parentId: 3 }), pipeline(3, { c: 'success' }, { parentId: 2 })), rules);
    expect(store.readNewestJobs('all').map(({ jobCount }) => jobCount)).toEqual([1]);
  });

  it('leaves out refs that are watched no more, and has them in one order', () => {
    const store = temporaryStore();
    const refs = ['main', 'release'];
    const both = (n: number): ReturnType<typeof project> => project([pipeline(n, { a: 'success' }), pipeline(n + 1, { a: 'success' }, { ref: 'release' })], { refs });
    store.merge(collection(day(0), reading([{ ...both(20), id: 2, path: 'group/two', pipelines: both(20).pipelines.map((one) => ({ ...one, projectId: 2 })) }, both(10)])), rules);
    const listed = (): string[] => store.readNewestJobs('count').map(({ project: { id }, ref, id: newest }) => `${id} ${ref} ${newest}`);
    expect(listed()).toEqual(['1 main 10', '1 release 11', '2 main 20', '2 release 21']);
    store.merge(collection(day(1), reading([project([pipeline(12, { a: 'success' })])])), rules);
    expect(listed()).toEqual(['1 main 12', '2 main 20', '2 release 21']);
  });

  it('counts jobs without giving them where only that is wanted', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'failed' })), rules);
    expect(store.readNewestJobs('count')).toMatchObject([{ jobCount: 2, jobs: [] }]);
  });
});
