// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { jobsCost, pipelinesCost } from './complexity.ts';

/**
 * The queries, as text. Nothing from outside is ever written into them: every value is a variable, and aliases are
 * counted (`r0`, `r1` …). Beside each selection stands its price by GitLab's formula.
 */

const PIPELINE = `id iid ref sha status detailedStatus { group } createdAt updatedAt startedAt finishedAt queuedDuration`;
const PIPELINE_COST = 12;

const JOBS = `pageInfo { hasNextPage endCursor } nodes {
  id name status stage { name } allowFailure retried kind startedAt finishedAt queuedDuration failureMessage }`;
const JOB_COST = 12;
const JOBS_COST = jobsCost(JOB_COST);

const PROJECT = `id fullPath name webUrl archived jobsEnabled repository { rootRef }`;
export const PROJECT_COST = 9;
export const PROJECT_ID_COST = 1;

/** What to ask of one ref of every project: its newest pipeline, or its newest finished one. */
export interface RefAlias {
  readonly ref: string;
  readonly finished: boolean;
}

/** One ref with the state of its pipeline. */
export const STATUS_COST = pipelinesCost(PIPELINE_COST);
/** One ref with its pipeline's jobs. */
export const REF_JOBS_COST = pipelinesCost(3 + JOBS_COST + 3);
/** The names of the refs that had pipelines lately. */
export const RECENT_COST = (1 + 1 + 1) * 2;

const RECENT = 'recent: pipelines(first: 100) { nodes { ref } }';
const ENVELOPE = 'queryComplexity { score limit }';

/** The price of one ref with its downstream pipelines at `depth` (1: children) and their jobs. */
export function downstreamCost(depth: number): number {
  const pipeline = PIPELINE_COST + 3 + 2 + JOBS_COST + 3;
  return pipelinesCost(1 + (pipeline + 2) + (depth - 1) * 3);
}

export interface GraphQLRequest {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

function toPipelines(refs: readonly RefAlias[], selection: string): string {
  return refs.map(({ finished }, index) =>
    `r${index}: pipelines(ref: $r${index}, first: 1${finished ? ', scope: FINISHED' : ''}) { nodes { ${selection} } }`).join('\n');
}

function refVariables(refs: readonly RefAlias[]): { declared: string; values: Record<string, string> } {
  return {
    declared: refs.map((_, index) => `, $r${index}: String!`).join(''),
    values: Object.fromEntries(refs.map(({ ref }, index) => [`r${index}`, ref])),
  };
}

/** One page of a group's projects with the newest pipeline of each ref; `recent` adds which refs had pipelines lately. */
export function listQuery(group: string, first: number, after: string | null, refs: readonly RefAlias[], recent: boolean): GraphQLRequest {
  const { declared, values } = refVariables(refs);
  return {
    text: `query ListProjects($group: ID!, $first: Int!, $after: String${declared}) { ${ENVELOPE}
group(fullPath: $group) { projects(includeSubgroups: true, first: $first, after: $after) {
pageInfo { hasNextPage endCursor } nodes { ${PROJECT} ${recent ? RECENT : ''} ${toPipelines(refs, PIPELINE)} } } } }`,
    variables: { group, first, after, ...values },
  };
}
/** What `pageInfo` adds to each page of the list. */
export const LIST_COST = 3;

/** The same for projects named by id. `selection` decides how much is asked of each ref's pipeline. */
export function byIdQuery(ids: readonly number[], refs: readonly RefAlias[], selection: 'status' | 'jobs' | { downstream: number }, recent = false): GraphQLRequest {
  const { declared, values } = refVariables(refs);
  const name = typeof selection === 'string' ? (selection === 'status' ? 'ReadStatus' : 'ReadJobs') : 'ReadDownstream';
  const project = selection === 'status' ? `${PROJECT} ${recent ? RECENT : ''}` : 'id';
  return {
    text: `query ${name}($ids: [ID!]!, $first: Int!${declared}) { ${ENVELOPE}
projects(ids: $ids, first: $first) { nodes { ${project} ${toPipelines(refs, toSelection(selection))} } } }`,
    variables: { ids: ids.map((id) => `gid://gitlab/Project/${id}`), first: ids.length, ...values },
  };
}

function toSelection(selection: 'status' | 'jobs' | { downstream: number }): string {
  if (selection === 'status') return PIPELINE;
  if (selection === 'jobs') return `id updatedAt status jobs(first: 100) { ${JOBS} } downstream { nodes { id } }`;
  let inner = `${PIPELINE} project { id fullPath } sourceJob { id } jobs(first: 100) { ${JOBS} } downstream { nodes { id } }`;
  for (let depth = 1; depth < selection.downstream; depth += 1) inner = `id downstream { nodes { ${inner} } }`;
  return `id downstream { nodes { ${inner} } }`;
}

/** Where a pipeline's list of jobs goes on. */
export interface JobsPage {
  readonly projectPath: string;
  readonly iid: number;
  readonly after: string;
}

/** Further pages of jobs, many pipelines in one request. */
export function jobPagesQuery(pages: readonly JobsPage[]): GraphQLRequest {
  const declared = pages.map((_, index) => `$p${index}: ID!, $i${index}: ID!, $a${index}: String!`).join(', ');
  const fields = pages.map((_, index) =>
    `j${index}: project(fullPath: $p${index}) { pipeline(iid: $i${index}) { id jobs(first: 100, after: $a${index}) { ${JOBS} } } }`);
  return {
    text: `query ReadJobPages(${declared}) { ${ENVELOPE}\n${fields.join('\n')} }`,
    variables: Object.fromEntries(pages.flatMap((page, index) =>
      [[`p${index}`, page.projectPath], [`i${index}`, String(page.iid)], [`a${index}`, page.after]])),
  };
}
export const JOB_PAGE_COST = JOBS_COST + 3;

/** Project ids for paths, many in one request; null for what is not there (or has another path now). */
export function resolveQuery(paths: readonly string[]): GraphQLRequest {
  const declared = paths.map((_, index) => `$p${index}: ID!`).join(', ');
  return {
    text: `query ResolveProjects(${declared}) { ${ENVELOPE}\n${paths.map((_, index) => `p${index}: project(fullPath: $p${index}) { id }`).join('\n')} }`,
    variables: Object.fromEntries(paths.map((path, index) => [`p${index}`, path])),
  };
}
export const RESOLVE_COST = 2;
