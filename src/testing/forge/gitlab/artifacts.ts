// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toJson, type Answer } from '../answer.ts';
import { toArtifacts } from '../story/reprotest.ts';
import { toJob } from './rest-shapes.ts';
import { seePipeline, type SeenJob, type SeenPipeline, type SeenProject, type Sight } from './sight.ts';

export const NOT_FOUND = toJson(404, { message: '404 Not found' });

/** A job by itself (doc/api/jobs.md: "Get a single job"). */
export function answerJob(sight: Sight, project: SeenProject, jobId: number): Answer {
  const found = findJob(sight, project, jobId);
  return found === null ? NOT_FOUND : toJson(200, toJob(found.pipeline, found.job));
}

/** A job with its pipeline; null where the visitor’s instant has none of that number. */
export function findJob(sight: Sight, project: SeenProject, jobId: number): { readonly pipeline: SeenPipeline; readonly job: SeenJob } | null {
  const data = project.data.pipelines.find(({ createdAt, jobs }) => createdAt <= sight.now && jobs.some(({ id }) => id === jobId));
  const pipeline = data === undefined ? null : seePipeline(sight, project, data);
  const job = pipeline?.jobs.find((one) => one.data.id === jobId);
  return pipeline === null || job === undefined ? null : { pipeline, job };
}

/** One file of a job's artifacts (doc/api/job_artifacts.md: "Download a single artifact file by job ID"). */
export function answerArtifact(sight: Sight, project: SeenProject, jobId: number, path: readonly string[]): Answer {
  // Gitlab::Ci::Build::Artifacts::Path: folders and ways out are no files.
  if (path.length === 0 || path.some((part) => part === '' || part === '.' || part === '..')) return toJson(400, { message: '400 Bad request' });
  const found = findJob(sight, project, jobId);
  if (found === null) return NOT_FOUND;
  const { data: { name, stage, failureReason }, status, finishedAt } = found.job;
  const content = toArtifacts({ project: project.data.name, name, stage, status, failureReason, finishedAt }, sight.now).get(path.join('/'));
  if (content === undefined) return NOT_FOUND;
  const file = path.at(-1) ?? '';
  return {
    status: 200,
    headers: {
      'content-type': file.endsWith('.json') ? 'application/json' : 'application/octet-stream',
      'content-disposition': `attachment; filename="${file.replaceAll(/[^\w.+~-]/g, '_')}"`,
    },
    body: content,
  };
}
