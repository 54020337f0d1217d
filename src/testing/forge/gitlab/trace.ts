// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Answer } from '../answer.ts';
import { toTrace } from '../story/traces.ts';
import { findJob, NOT_FOUND } from './artifacts.ts';
import type { SeenProject, Sight } from './sight.ts';

/** A job's log (doc/api/jobs.md: "Get a log file"): empty for one that never ran; a bridge is no job that has one. */
export function answerTrace(sight: Sight, project: SeenProject, jobId: number): Answer {
  const found = findJob(sight, project, jobId);
  if (found === null || found.job.data.kind === 'bridge') return NOT_FOUND;
  const { data: { id, name, stage, failureReason }, status, startedAt, finishedAt } = found.job;
  return {
    status: 200,
    headers: { 'content-type': 'text/plain', 'content-disposition': `infile; filename="${id}.log"` },
    body: toTrace({ project: project.data.name, name, stage, status, failureReason, startedAt, finishedAt }),
  };
}
