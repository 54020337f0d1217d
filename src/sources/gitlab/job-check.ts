// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ResponseBodyTypes } from '@gitbeaker/requester-utils';
import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { parseJson, requireOk, type SourceErrorCode } from '../outcome.ts';
import { GITLAB_TOKEN } from './graphql.ts';
import { createGitBeaker } from './requester.ts';

/** Asks for the job itself. Throws a coded error where it is not to be seen, so that nothing follows from what it lacks. */
export type RequireJob = (job: { readonly projectId: number; readonly jobId: number }) => Promise<void>;

const jobAnswer = z.object({ id: z.number() });

/**
 * GitLab answers 404 for what a job does not have, and for a job or project that may not be seen (docs.gitlab.com/api/jobs:
 * "Get a single job"): only where the job is there something of it is missing.
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
