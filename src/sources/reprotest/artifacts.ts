// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ResponseBodyTypes } from '@gitbeaker/requester-utils';
import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { GITLAB_TOKEN } from '../gitlab/graphql.ts';
import { createGitBeaker } from '../gitlab/requester.ts';
import { parseJson, requireOk, type SourceErrorCode } from '../outcome.ts';

/** One file out of a job's artifacts; null where there is none, or they expired: GitLab answers both alike. */
export type ReadArtifact = (file: { readonly projectId: number; readonly jobId: number; readonly path: string }) => Promise<Uint8Array | null>;

/** Asks for the job itself. Throws a coded error where it is not to be seen, so that nothing follows from what it lacks. */
export type RequireJob = (job: { readonly projectId: number; readonly jobId: number }) => Promise<void>;

const jobAnswer = z.object({ id: z.number() });

/**
 * GitLab answers 404 for a file that is not there, and for a job or project that may not be seen (docs.gitlab.com/api/jobs:
 * "Get a single job"): only where the job is there its file is missing.
 */
export function createJobCheck(http: Http, baseUrl: string): RequireJob {
  const api = createGitBeaker(baseUrl, async (url, what) => {
    const response = await http({ method: 'GET', url: url.href, headers: { accept: 'application/json' } });
    requireOk(response, what, GITLAB_TOKEN);
    return { body: parseJson(response, what) as ResponseBodyTypes, headers: { ...response.headers }, status: response.status };
  });
  return async ({ projectId, jobId }) => {
    const job = jobAnswer.safeParse(await api.Jobs.show(projectId, jobId));
    if (!job.success || job.data.id !== jobId) {
      throw new CodedError<SourceErrorCode>('invalid-answer', `GitLab: job ${jobId} came back in an unexpected shape`);
    }
  };
}

const MARKUP = /^[\s\uFEFF]*</u;
const HTML = /^\s*(?:text\/html|application\/xhtml\+xml)/iu;

/**
 * Reads single files of job artifacts (docs.gitlab.com/api/job_artifacts: "Download a single artifact file by job ID"),
 * none larger than `maxBytes`. `path` is percent-encoded here and must have no `.` or `..` in it.
 */
export function createArtifactReader(http: Http, baseUrl: string, maxBytes: number): ReadArtifact {
  const api = createGitBeaker(baseUrl, async (url, what) => {
    const { status, headers, bytes } = await http.bytes({ method: 'GET', url: url.href, maxBytes });
    requireOk({ status, headers, body: '' }, what, GITLAB_TOKEN);
    if (isErrorPage(headers['content-type'] ?? '', url.pathname, bytes)) {
      throw new CodedError('invalid-answer', `${what}: answered an HTML page instead of the file`);
    }
    return { body: new Blob([bytes]), headers: { ...headers }, status };
  });
  return async ({ projectId, jobId, path }) => {
    // gitbeaker puts the path into the address as it is.
    const artifactPath = path.split('/').map(encodeURIComponent).join('/');
    try {
      const blob = await api.JobArtifacts.downloadArchive(projectId, { jobId, artifactPath });
      return new Uint8Array(await blob.arrayBuffer());
    } catch (thrown) {
      if (thrown instanceof CodedError && thrown.code === 'not-found') return null;
      throw thrown;
    }
  };
}

/** A proxy's "back soon" with status 200 says nothing of the job, and is no reason to give its results up. */
function isErrorPage(contentType: string, path: string, bytes: Uint8Array): boolean {
  if (/\.html?$/iu.test(path)) return false;
  return HTML.test(contentType) || MARKUP.test(new TextDecoder().decode(bytes.subarray(0, 100)));
}
