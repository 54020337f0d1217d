// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toJson, type Answer } from '../answer.ts';
import { toArtifacts } from '../story/reprotest.ts';
import { seePipeline, type SeenProject, type Sight } from './sight.ts';

const NOT_FOUND = toJson(404, { message: '404 Not found' });

/** One file of a job's artifacts (doc/api/job_artifacts.md: "Download a single artifact file by job ID"). */
export function answerArtifact(sight: Sight, project: SeenProject, jobId: number, path: readonly string[]): Answer {
  // Gitlab::Ci::Build::Artifacts::Path: folders and ways out are no files.
  if (path.length === 0 || path.some((part) => part === '' || part === '.' || part === '..')) return toJson(400, { message: '400 Bad request' });
  const pipeline = project.data.pipelines.find(({ createdAt, jobs }) => createdAt <= sight.now && jobs.some(({ id }) => id === jobId));
  const job = pipeline === undefined ? undefined : seePipeline(sight, project, pipeline).jobs.find(({ data }) => data.id === jobId);
  if (job === undefined) return NOT_FOUND;
  const { data: { name, stage, failureReason }, status, finishedAt } = job;
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
