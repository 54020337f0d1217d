// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../model/time.ts';
import { toMidnight, type SampleJob, type SamplePipeline } from '../organisation.ts';
import { createUniform } from '../uniform.ts';
import { isFormerPath, seePipeline, seeProject, seeProjects, type SeenPipeline } from './sight.ts';

const START = toMidnight(0);

function job(id: number, startMinute: number | null, endMinute: number | null, extra: Partial<SampleJob> = {}): SampleJob {
  return {
    id, name: `job-${id}`, stage: 'build', status: 'success', allowFailure: false, kind: 'build', createdAt: START, queuedSeconds: 60,
    startedAt: startMinute === null ? null : START + startMinute * MINUTE_MS, finishedAt: endMinute === null ? null : START + endMinute * MINUTE_MS,
    retriedAt: null, failureReason: null, downstreamId: null, ...extra,
  };
}

function seeAt(minute: number, jobs: SampleJob[]): SeenPipeline {
  const organisation = createUniform({ projects: 1 });
  const [data] = organisation.projects;
  if (data === undefined) throw new Error('no project');
  const sight = { organisation, now: START + minute * MINUTE_MS, isMember: false };
  const pipeline: SamplePipeline = { id: 1, iid: 1, ref: 'main', sha: 'a', source: 'push', createdAt: START, status: null, jobs };
  return seePipeline(sight, seeProject(sight, data), pipeline);
}

describe('seePipeline', () => {
  const jobs = [job(1, 5, 10), job(2, 12, 20), job(3, null, null, { status: 'skipped' })];

  it.each([
    [1, 'created', ['created', 'created', 'created']],
    [4, 'pending', ['pending', 'created', 'created']],
    [6, 'running', ['running', 'created', 'created']],
    [11, 'running', ['success', 'pending', 'created']],
    [20, 'success', ['success', 'success', 'skipped']],
  ])('shows at minute %d a pipeline that is %s', (minute, status, statuses) => {
    const seen = seeAt(minute, jobs);
    expect(seen.status).toBe(status);
    expect(seen.jobs.map((one) => one.status).reverse()).toEqual(statuses);
  });

  it('has no end before its last job has', () => {
    expect(seeAt(19, jobs)).toMatchObject({ startedAt: START + 5 * MINUTE_MS, finishedAt: null, updatedAt: START + 12 * MINUTE_MS });
    expect(seeAt(20, jobs)).toMatchObject({ finishedAt: START + 20 * MINUTE_MS, updatedAt: START + 20 * MINUTE_MS });
  });

  it('shows a job as retried from its second attempt on, and goes by that', () => {
    const attempts = [
      job(1, 5, 10, { status: 'failed', retriedAt: START + 11 * MINUTE_MS }),
      job(2, 12, 20, { createdAt: START + 11 * MINUTE_MS }),
    ];
    expect(seeAt(10, attempts)).toMatchObject({ status: 'failed', jobs: [{ retried: false }] });
    expect(seeAt(20, attempts)).toMatchObject({ status: 'success', jobs: [{ retried: false }, { retried: true }] });
  });

  it('shows a status that was written down, whatever the jobs say', () => {
    const organisation = createUniform({ projects: 1 });
    const [data] = organisation.projects;
    const pipeline = data?.pipelines[0];
    if (data === undefined || pipeline === undefined) throw new Error('no pipeline');
    const sight = { organisation, now: START + 24 * HOUR_MS, isMember: false };
    expect(seePipeline(sight, seeProject(sight, data), { ...pipeline, status: 'hibernating' }).status).toBe('hibernating');
  });
});

describe('seeProjects', () => {
  it('shows private projects to members only, and the path of the day', () => {
    const organisation = createUniform({ projects: 2 });
    const [first, second] = organisation.projects;
    if (first === undefined || second === undefined) throw new Error('no projects');
    first.visibility = 'private';
    second.formerPaths = [{ path: 'QubesOS/once', until: START + HOUR_MS }];
    expect(seeProjects({ organisation, now: START, isMember: false }).map(({ path }) => path)).toEqual(['QubesOS/once']);
    const later = { organisation, now: START + HOUR_MS, isMember: true };
    const [newest] = seeProjects(later);
    expect(seeProjects(later).map(({ path }) => path)).toEqual([second.path, first.path]);
    expect(newest !== undefined && isFormerPath(later, newest, 'QubesOS/once')).toBe(true);
  });
});
