// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseInstant } from '../../../model/time.ts';
import { toJson, type Answer, type Call } from '../answer.ts';
import { answerArtifact, answerJob } from './artifacts.ts';
import { createKinship, findPipeline, listPipelines } from './pipelines.ts';
import { toKeysetPage, toOffsetPage } from './rest-pages.ts';
import { listBranches, toBasicProject, toBridge, toJob, toPipeline, toPipelineWithDetails, toProject } from './rest-shapes.ts';
import { BOT, GITLAB_VERSION } from './server.data.ts';
import { isFormerPath, listGroup, seeProjects, type SeenPipeline, type SeenProject, type Sight } from './sight.ts';
import { answerTrace } from './trace.ts';

const API = '/api/v4';

/** Answers GitLab's REST API v4, the parts that are read. */
export function answerGitLabRest({ method, url }: Call, sight: Sight): Answer {
  if (method !== 'GET' || !url.pathname.startsWith(`${API}/`)) return NOT_FOUND;
  const [room, id, ...rest] = url.pathname.slice(API.length + 1).split('/').map(decode);
  switch (room) {
    case 'version':
      return sight.isMember ? toJson(200, GITLAB_VERSION) : UNAUTHORIZED;
    case 'user':
      return sight.isMember ? toJson(200, { ...BOT, state: 'active', web_url: `${sight.organisation.gitlabWebUrl}/${BOT.username}` }) : UNAUTHORIZED;
    case 'groups':
      return rest.join('/') === 'projects' ? listGroupProjects(url, sight, id ?? '') : NOT_FOUND;
    case 'projects':
      return answerProject(url, sight, id ?? '', rest);
    default:
      return NOT_FOUND;
  }
}

const UNAUTHORIZED = toJson(401, { message: '401 Unauthorized' });
const FORBIDDEN = toJson(403, { message: '403 Forbidden' });
const NOT_FOUND = toJson(404, { error: '404 Not Found' });

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function listGroupProjects(url: URL, sight: Sight, id: string): Answer {
  const { group, groupId, projects } = sight.organisation;
  const name = id === String(groupId) ? group : id;
  if (name !== group && !projects.some(({ namespace }) => namespace === name)) return toJson(404, { message: '404 Group Not Found' });
  const listed = listGroup(sight, name, url.searchParams.get('include_subgroups') === 'true');
  return url.searchParams.get('pagination') === 'keyset'
    ? toKeysetPage(url, listed, ({ data }) => data.id, toProject)
    : toOffsetPage(url, listed, toProject);
}

function answerProject(url: URL, sight: Sight, id: string, rest: readonly string[]): Answer {
  const projects = seeProjects(sight);
  const project = projects.find(({ data, path }) => id === String(data.id) || id === path);
  if (project === undefined) {
    const moved = projects.find((candidate) => isFormerPath(sight, candidate, id));
    return moved === undefined ? toJson(404, { message: '404 Project Not Found' }) : redirect(url, moved, rest);
  }
  switch (rest[0]) {
    case undefined:
      return toJson(200, sight.isMember ? toProject(project) : toBasicProject(project));
    case 'repository':
      return rest[1] === 'branches' ? toOffsetPage(url, listBranches(sight, project), (branch) => branch) : NOT_FOUND;
    case 'pipelines':
      return project.ciOpen ? answerPipelines(url, sight, project, rest.slice(1)) : FORBIDDEN;
    case 'jobs':
      if (!project.ciOpen) return FORBIDDEN;
      if (rest[2] === undefined) return answerJob(sight, project, Number(rest[1]));
      if (rest[2] === 'trace' && rest[3] === undefined) return answerTrace(sight, project, Number(rest[1]));
      return rest[2] === 'artifacts' ? answerArtifact(sight, project, Number(rest[1]), rest.slice(3)) : NOT_FOUND;
    default:
      return NOT_FOUND;
  }
}

/** GitLab sends those who ask by a former path to the address by number. */
function redirect(url: URL, { data }: SeenProject, rest: readonly string[]): Answer {
  const target = new URL(url);
  target.pathname = [API, 'projects', data.id, ...rest].join('/');
  return toJson(301, { message: 'This resource has been moved permanently', project_id: data.id }, { location: target.href });
}

function answerPipelines(url: URL, sight: Sight, project: SeenProject, [id, part]: readonly string[]): Answer {
  if (id === undefined) return toOffsetPage(url, sort(url, listPipelines(sight, project, toFilter(url))), toPipeline);
  const pipeline = findPipeline(sight, project, Number(id));
  if (pipeline === null) return toJson(404, { message: '404 Pipeline Not Found' });
  switch (part) {
    case undefined:
      return toJson(200, toPipelineWithDetails(pipeline));
    case 'jobs':
      return toOffsetPage(url, listJobs(url, pipeline, 'build'), (job) => toJob(pipeline, job));
    case 'bridges': {
      const kinship = createKinship(sight);
      return toOffsetPage(url, listJobs(url, pipeline, 'bridge'), (job) => toBridge(pipeline, job, kinship));
    }
    default:
      return NOT_FOUND;
  }
}

function listJobs({ searchParams }: URL, pipeline: SeenPipeline, kind: 'build' | 'bridge'): SeenPipeline['jobs'] {
  const withRetried = searchParams.get('include_retried') === 'true';
  return pipeline.jobs.filter((job) => job.data.kind === kind && (withRetried || !job.retried));
}

function toFilter({ searchParams }: URL): Parameters<typeof listPipelines>[2] {
  const text = (name: string): string | null => searchParams.get(name);
  return {
    ref: text('ref'), sha: text('sha'), status: text('status'), scope: text('scope'), source: text('source'), username: text('username'),
    updatedAfter: parseInstant(text('updated_after')), updatedBefore: parseInstant(text('updated_before')),
  };
}

function sort({ searchParams }: URL, pipelines: readonly SeenPipeline[]): SeenPipeline[] {
  const key = ({ data, updatedAt }: SeenPipeline): number => (searchParams.get('order_by') === 'updated_at' ? updatedAt : data.id);
  const ascending = searchParams.get('sort') === 'asc';
  return pipelines.toSorted((a, b) => (ascending ? key(a) - key(b) : key(b) - key(a)));
}
