// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ResponseBodyTypes } from '@gitbeaker/requester-utils';
import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { parseJson, requireOk } from '../outcome.ts';
import { GITLAB_TOKEN } from './graphql.ts';
import { createGitBeaker } from './requester.ts';
import {
  restBridge, restJob, restPipeline, restPipelineSummary, restProject,
  type RestBridge, type RestJob, type RestPipeline, type RestPipelineSummary, type RestProject,
} from './rest-answer.ts';

/** The few REST v4 calls we make, each answer checked. `ref` null: of any ref. */
export interface Rest {
  project(idOrPath: number | string): Promise<RestProject>;
  groupProjects(group: string): Promise<RestProject[]>;
  newestPipelines(projectId: number, ref: string | null, count: number, finished: boolean): Promise<RestPipelineSummary[]>;
  pipeline(projectId: number, pipelineId: number): Promise<RestPipeline>;
  jobs(projectId: number, pipelineId: number): Promise<RestJob[]>;
  bridges(projectId: number, pipelineId: number): Promise<RestBridge[]>;
}

const PAGE = 100;
const MAX_PAGES = 100;
/** More requests for one address than any watched project needs. */
const MAX_ASKED = 3 * MAX_PAGES;
const LIST = { perPage: PAGE, maxPages: MAX_PAGES };

/** The calls over our own client; see `createGitBeaker`. */
export function createRest(http: Http, baseUrl: string): Rest {
  const askedOf = new Map<string, number>();
  const api = createGitBeaker(baseUrl, async (url, what) => {
    // A server whose pages are empty and go on for ever would keep gitbeaker asking.
    const asked = (askedOf.get(url.pathname) ?? 0) + 1;
    askedOf.set(url.pathname, asked);
    if (asked > MAX_ASKED) throw new CodedError('too-much', `${what}: the list does not end`);
    const response = await http({ method: 'GET', url: url.href, headers: { accept: 'application/json' } });
    requireOk(response, what, GITLAB_TOKEN);
    return { body: parseJson(response, what) as ResponseBodyTypes, headers: { ...response.headers }, status: response.status };
  });
  return {
    project: async (idOrPath) => check(restProject, await api.Projects.show(idOrPath), `project ${idOrPath}`),
    groupProjects: async (group) => whole(check(z.array(restProject),
      await api.Groups.allProjects(group, { includeSubgroups: true, ...LIST }), `projects of ${group}`), `projects of ${group}`),
    newestPipelines: async (projectId, ref, count, finished) => check(z.array(restPipelineSummary),
      await api.Pipelines.all(projectId, {
        perPage: count, maxPages: 1, orderBy: 'id', sort: 'desc', ...(ref === null ? {} : { ref }), ...(finished ? { scope: 'finished' } : {}),
      }), `pipelines of project ${projectId}`),
    pipeline: async (projectId, pipelineId) => check(restPipeline, await api.Pipelines.show(projectId, pipelineId), `pipeline ${pipelineId}`),
    jobs: async (projectId, pipelineId) => whole(check(z.array(restJob),
      await api.Jobs.all(projectId, { pipelineId, includeRetried: true, ...LIST }), `jobs of pipeline ${pipelineId}`), `jobs of pipeline ${pipelineId}`),
    bridges: async (projectId, pipelineId) => whole(check(z.array(restBridge),
      await api.Jobs.allPipelineBridges(projectId, pipelineId, { showExpanded: false, ...LIST }), `bridges of pipeline ${pipelineId}`), `bridges of pipeline ${pipelineId}`),
  };
}

/** A list that ends at our limit is cut: half a list could hide a failure. */
function whole<T>(list: T[], what: string): T[] {
  if (list.length >= PAGE * MAX_PAGES) throw new CodedError('too-much', `GitLab: more than ${PAGE * MAX_PAGES} ${what}`);
  return list;
}

function check<T extends z.ZodType>(schema: T, answer: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CodedError('invalid-answer', `GitLab: ${what} came back in an unexpected shape`);
}
