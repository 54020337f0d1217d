// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS, type Instant } from '../../../model/time.ts';
import type { SampleJob, SamplePipeline, SampleProject } from '../organisation.ts';
import { toPipelineStatus } from '../pipeline-status.ts';

/** A pipeline before ids are given out, which happens over the whole organisation in order of creation. */
export interface DraftPipeline extends Omit<SamplePipeline, 'id' | 'iid' | 'jobs'> {
  project: SampleProject;
  jobs: DraftJob[];
}

export interface DraftJob extends Omit<SampleJob, 'id' | 'downstreamId'> {
  downstream: DraftPipeline | null;
}

/** A job that has not begun and will not by itself: created, manual, scheduled, skipped … */
export function draftIdleJob(name: string, stage: string, status: string, createdAt: Instant): DraftJob {
  return {
    name, stage, status, createdAt, allowFailure: false, kind: 'build', queuedSeconds: 0,
    startedAt: null, finishedAt: null, retriedAt: null, failureReason: null, downstream: null,
  };
}

/** A job that is queued from `readyAt` on, runs, and ends with a status. */
export function draftJob(
  job: Pick<DraftJob, 'name' | 'stage' | 'status' | 'createdAt' | 'queuedSeconds'> & { readyAt: Instant; durationSeconds: number },
): DraftJob & { finishedAt: Instant } {
  const startedAt = job.readyAt + job.queuedSeconds * SECOND_MS;
  return {
    ...draftIdleJob(job.name, job.stage, job.status, job.createdAt),
    queuedSeconds: job.queuedSeconds,
    startedAt,
    finishedAt: startedAt + job.durationSeconds * SECOND_MS,
  };
}

/** A job that starts another pipeline and mirrors its status once that is over. */
export function draftBridge(name: string, stage: string, createdAt: Instant, downstream: DraftPipeline): DraftJob {
  const status = toPipelineStatus(downstream.jobs.filter(({ retriedAt }) => retriedAt === null));
  return {
    ...draftIdleJob(name, stage, status, createdAt),
    kind: 'bridge',
    startedAt: downstream.createdAt,
    finishedAt: toEnd(downstream.jobs, downstream.createdAt),
    downstream,
  };
}

/** When the last of the jobs ends. */
export function toEnd(jobs: readonly DraftJob[], otherwise: Instant): Instant {
  return Math.max(otherwise, ...jobs.map(({ finishedAt }) => finishedAt ?? otherwise));
}
