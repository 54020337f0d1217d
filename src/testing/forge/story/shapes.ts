// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { MINUTE_MS } from '../../../model/time.ts';
import { draftIdleJob, type DraftJob, type DraftPipeline } from './draft.ts';
import type { Shape } from './story.data.ts';

/** Minutes before the morning's look at which a pipeline starts that is then still running. */
export const LATE_START_MINUTES = 8;

/** Turns a finished pipeline's jobs into those of one that is unfinished or out of the ordinary. */
export function toShape(shape: Shape, { jobs, createdAt }: DraftPipeline): DraftJob[] {
  const idle = (status: (job: DraftJob) => string): DraftJob[] =>
    jobs.map((job) => draftIdleJob(job.name, job.stage, status(job), createdAt));
  const first = jobs[0]?.stage;
  switch (shape) {
    case 'running':
      return jobs;
    case 'canceled':
      return jobs.map((job) => cancel(job, createdAt + 10 * MINUTE_MS));
    case 'skipped':
    case 'created':
      return idle(() => shape);
    case 'preparing':
    case 'pending':
      return idle((job) => (job.stage === first ? shape : 'created'));
    case 'manual':
      return [...jobs, draftIdleJob('publish', 'publish', shape, createdAt)];
    case 'scheduled':
      return [...jobs, draftIdleJob('announce', 'publish', shape, createdAt)];
    case 'waiting_for_resource':
      return [...jobs, draftIdleJob('deploy', 'publish', shape, createdAt)];
    case 'hibernating':
      return jobs.map((job, index) => (index === 0 ? draftIdleJob(job.name, job.stage, shape, createdAt) : job));
  }
}

function cancel(job: DraftJob, at: number): DraftJob {
  if (job.finishedAt !== null && job.finishedAt <= at) return job;
  const begun = job.startedAt !== null && job.startedAt <= at;
  return { ...job, status: 'canceled', failureReason: null, startedAt: begun ? job.startedAt : null, finishedAt: at };
}
