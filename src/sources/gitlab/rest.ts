// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createRequesterFn, type ResponseBodyTypes } from '@gitbeaker/requester-utils';
import { Gitlab } from '@gitbeaker/rest';
import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { parseJson, requireOk } from '../outcome.ts';
import { GITLAB_TOKEN } from './graphql.ts';
import {
  restBridge, restJob, restPipeline, restPipelineSummary, restProject,
  type RestBridge, type RestJob, type RestPipeline, type RestPipelineSummary, type RestProject,
} from './rest-answer.ts';

/** The few REST v4 calls we make, each answer checked. `ref` null: of any ref. */
export interface Rest {
  version(): Promise<string>;
  project(idOrPath: number | string): Promise<RestProject>;
  groupProjects(group: string): Promise<RestProject[]>;
  newestPipelines(projectId: number, ref: string | null, count: number, finished: boolean): Promise<RestPipelineSummary[]>;
  pipeline(projectId: number, pipelineId: number): Promise<RestPipeline>;
  jobs(projectId: number, pipelineId: number): Promise<RestJob[]>;
  bridges(projectId: number, pipelineId: number): Promise<RestBridge[]>;
}

const PAGE = 100;
const MAX_PAGES = 100;

/**
 * @gitbeaker/rest over our own client: gitbeaker's requester ignores `Retry-After`, and its errors carry the request with
 * its token. Ours adds the token itself, so gitbeaker never sees it.
 */
export function createRest(http: Http, baseUrl: string): Rest {
  const requesterFn = createRequesterFn((_, options) => Promise.resolve(options), async <T extends ResponseBodyTypes>(endpoint: string, options?: Record<string, unknown>) => {
    const url = new URL(`${baseUrl}/api/v4/${endpoint}`);
    url.search = typeof options?.['searchParams'] === 'string' ? options['searchParams'] : '';
    const what = `GitLab ${url.pathname.slice(new URL(baseUrl).pathname.length - 1)}`;
    const response = await http({ method: 'GET', url: url.href, headers: { accept: 'application/json' } });
    requireOk(response, what, GITLAB_TOKEN);
    return { body: parseJson(response, what) as T, headers: { ...response.headers }, status: response.status };
  });
  const api = new Gitlab({ host: baseUrl, requesterFn, queryTimeout: null });
  return {
    version: async () => check(z.object({ version: z.string().max(100) }), await api.Metadata.show(), 'version').version,
    project: async (idOrPath) => check(restProject, await api.Projects.show(idOrPath), `project ${idOrPath}`),
    groupProjects: async (group) => check(z.array(restProject),
      await api.Groups.allProjects(group, { includeSubgroups: true, perPage: PAGE, maxPages: MAX_PAGES }), `projects of ${group}`),
    newestPipelines: async (projectId, ref, count, finished) => check(z.array(restPipelineSummary),
      await api.Pipelines.all(projectId, {
        perPage: count, maxPages: 1, orderBy: 'id', sort: 'desc', ...(ref === null ? {} : { ref }), ...(finished ? { scope: 'finished' } : {}),
      }), `pipelines of project ${projectId}`),
    pipeline: async (projectId, pipelineId) => check(restPipeline, await api.Pipelines.show(projectId, pipelineId), `pipeline ${pipelineId}`),
    jobs: async (projectId, pipelineId) => check(z.array(restJob),
      await api.Jobs.all(projectId, { pipelineId, includeRetried: true, perPage: PAGE, maxPages: MAX_PAGES }), `jobs of pipeline ${pipelineId}`),
    bridges: async (projectId, pipelineId) => check(z.array(restBridge), await api.Jobs.allPipelineBridges(projectId, pipelineId), `bridges of pipeline ${pipelineId}`),
  };
}

function check<T extends z.ZodType>(schema: T, answer: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CodedError('invalid-answer', `GitLab: ${what} came back in an unexpected shape`);
}
