// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { BoardMetrics } from '../../feeds/openmetrics.ts';
import type { BoardPipeline } from '../../model/board.ts';
import { DAY_MS } from '../../model/time.ts';
import type { NewestJob, NewestPipeline, WantedJobs } from '../../state/newest-jobs.ts';
import { createCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createFeedCatalogue, plainProject, UNREADABLE, type FeedParts } from '../../testing/feed-fixture.ts';
import { MAX_CELLS, toMetrics } from './feed-metrics.ts';
import { toStandings } from './feed-totals.ts';

const [ref] = plainProject.refs;
if (ref?.latest === undefined || ref.latest === null) throw new Error('no pipeline');
const pipeline: BoardPipeline = ref.latest;

const job: NewestJob = {
  id: 7, name: 'r4.3:build:vm-fc42', stage: 'build', state: 'failed', status: 'failed', startedAt: FIXTURE_NOW - 90_000, finishedAt: FIXTURE_NOW - 30_000, queuedSeconds: 4, failureMessage: 'There is a script failure',
};
const newest: NewestPipeline = { project: { source: plainProject.source, id: 1 }, ref: 'main', id: pipeline.id, updatedAt: FIXTURE_NOW - 1_000, queuedSeconds: 3, runs: 12, jobCount: 1, jobs: [job] };

function metricsOf(parts: FeedParts = {}, list: readonly NewestPipeline[] = [newest]): BoardMetrics {
  const readNewestJobs = (wanted: WantedJobs) => list.map((one) => (wanted === 'all' ? one : { ...one, jobs: [] }));
  const catalogue = createFeedCatalogue({ readNewestJobs, ...parts });
  return toMetrics(catalogue, toStandings(catalogue));
}

function statusesOf(metrics: BoardMetrics): readonly (string | null)[] {
  return [...metrics.pipelines, ...metrics.jobs].map(({ status }) => status);
}

describe('toMetrics', () => {
  it('has the newest pipelines and their jobs with what is known of them', () => {
    const repositories = [{ ...createFeedCatalogue().board.repositories[0], source: 'github:https://api.github.com', id: 1, owner: 'QubesOS', name: 'core', url: 'https://github.com/QubesOS/core', defaultBranch: 'main', topics: ['xen'], archived: false, truncated: false, readAt: FIXTURE_NOW, pullRequests: [] }];
    expect(metricsOf({ board: { repositories }, config: { github: { owners: ['QubesOS'] } } })).toEqual({
      collectedAt: FIXTURE_NOW, repositories: { passed: 1, warned: 0, failed: 0, stale: 0, unknown: 0 }, jobsLeftOut: 0,
      pipelines: [{
        project: 'QubesOS/core', topics: ['xen'], ref: 'main', kind: 'branch', source: '', variables: '',
        id: pipeline.id, status: 'success', durationSeconds: 1_151, queuedSeconds: 3, updatedAt: FIXTURE_NOW - 1_000, runs: 12,
      }],
      jobs: [{
        project: 'QubesOS/core', topics: ['xen'], ref: 'main', kind: 'branch', source: '', variables: '',
        stage: 'build', name: 'r4.3:build:vm-fc42', runner: '', tags: [], failureReason: 'There is a script failure',
        id: 7, status: 'failed', durationSeconds: 60, queuedSeconds: 4, createdAt: null, runs: null,
      }],
    });
  });

  it('has no status of what is unread or too old', () => {
    const old = { ...pipeline, createdAt: FIXTURE_NOW - 41 * DAY_MS, finishedAt: FIXTURE_NOW - 40 * DAY_MS };
    expect(statusesOf(metricsOf())).toEqual(['success', 'failed']);
    expect(statusesOf(metricsOf({ projects: [{ unreadable: UNREADABLE }] }))).toEqual([null, null]);
    expect(statusesOf(metricsOf({ projects: [{ readAt: 0 }] }))).toEqual([null, null]);
    expect(statusesOf(metricsOf({ projects: [{ refs: [{ ref: 'main', latest: old, finished: old }] }] }))).toEqual([null, null]);
    expect(statusesOf(metricsOf({}, [{ ...newest, jobs: [{ ...job, finishedAt: FIXTURE_NOW - 40 * DAY_MS }] }]))).toEqual(['success', null]);
  });

  it('knows no duration of what has not ended, or ended before it began', () => {
    const jobs = [{ ...job, finishedAt: null }, { ...job, startedAt: FIXTURE_NOW }];
    expect(metricsOf({}, [{ ...newest, jobs }]).jobs.map(({ durationSeconds }) => durationSeconds)).toEqual([null, null]);
  });

  it('leaves out projects that are not shown', () => {
    expect(metricsOf({}, [newest, { ...newest, project: { ...newest.project, id: 99 } }])).toMatchObject({ pipelines: [{ project: 'QubesOS/core' }], jobs: [{}] });
  });

  it('reads no jobs for a large board, and says how many that are', () => {
    const cells = Array.from({ length: MAX_CELLS + 1 }, (_, index) => createCell({ target: `vm-${index}` }));
    const large = metricsOf({ projects: [{ cells }] }, [{ ...newest, jobCount: cells.length }]);
    expect([large.pipelines.length, large.jobs.length, large.jobsLeftOut]).toEqual([1, 0, MAX_CELLS + 1]);
  });
});
