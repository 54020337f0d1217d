// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { buildSchema, isEnumType, isObjectType, type GraphQLSchema } from 'graphql';
import { parseInstant, SECOND_MS, toIso, type Instant } from '../../../model/time.ts';
import { toConnection, type PageArguments } from '../page.ts';
import { readGitLabSubset } from '../subset.ts';
import { toFailureMessage, toJobDetail, toPipelineDetail } from './detailed-status.ts';
import { listPipelines, type Kinship, type PipelineFilter } from './pipelines.ts';
import { BOT, GITLAB_VERSION } from './server.data.ts';
import { listGroup, seeProjects, type SeenJob, type SeenPipeline, type SeenProject, type Sight } from './sight.ts';

/** What a query runs with. */
export interface QueryContext {
  readonly sight: Sight;
  readonly kinship: Kinship;
  readonly complexity: { readonly score: number; readonly limit: number };
}

/** Jobs are handed to their fields with the pipeline they are part of. */
interface JobOf { readonly job: SeenJob; readonly pipeline: SeenPipeline }
interface GroupOf { readonly fullPath: string }

/** A method's parameters are compared both ways: each resolver may name the source and arguments that its field has. */
type Resolver = { resolve(source: unknown, args: unknown, context: QueryContext): unknown }['resolve'];

/** The subset's schema with a resolver for every field that is not simply a property of its source. */
export function createGitLabSchema(): GraphQLSchema {
  const schema = buildSchema(readGitLabSubset());
  for (const type of Object.values(schema.getTypeMap())) {
    // A newer GitLab answers with values that our schema does not list.
    if (isEnumType(type)) type.serialize = String;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = RESOLVERS[type.name]?.[field.name];
      if (resolve !== undefined) field.resolve = resolve;
    }
  }
  return schema;
}

export function toGlobalId(kind: 'Project' | 'Group' | 'User' | 'Ci::Pipeline' | 'Ci::Build' | 'Ci::Bridge', id: number): string {
  return `gid://gitlab/${kind}/${id}`;
}

const idOf = ({ data }: SeenProject | SeenPipeline): number => data.id;
const isoOf = (instant: Instant | null): string | null => (instant === null ? null : toIso(instant));

const RESOLVERS: Readonly<Record<string, Readonly<Record<string, Resolver>>>> = {
  Query: {
    currentUser: (_: unknown, __: unknown, { sight }) => (sight.isMember ? { ...BOT, id: toGlobalId('User', BOT.id) } : null),
    metadata: (_: unknown, __: unknown, { sight }) => (sight.isMember ? GITLAB_VERSION : null),
    queryComplexity: (_: unknown, __: unknown, { complexity }) => complexity,
    group: (_: unknown, { fullPath }: { fullPath: string }, { sight }): GroupOf | null => {
      const { group, projects } = sight.organisation;
      return fullPath === group || projects.some(({ namespace }) => namespace === fullPath) ? { fullPath } : null;
    },
    project: (_: unknown, { fullPath }: { fullPath: string }, { sight }) => seeProjects(sight).find(({ path }) => path === fullPath) ?? null,
    projects: (_: unknown, args: PageArguments & { ids?: string[]; search?: string; sort?: string }, { sight }) => {
      const ids = args.ids === undefined ? null : new Set(args.ids);
      const chosen = seeProjects(sight).filter((project) => (ids?.has(toGlobalId('Project', project.data.id)) ?? true) && isFound(project, args.search));
      const ascending = args.sort === 'id_asc';
      return toConnection(ascending ? chosen.reverse() : chosen, idOf, args, ascending);
    },
  },
  Group: {
    id: (_: GroupOf, __: unknown, { sight }) => toGlobalId('Group', sight.organisation.groupId),
    name: ({ fullPath }: GroupOf) => fullPath.split('/').at(-1),
    projects: ({ fullPath }: GroupOf, args: PageArguments & { includeSubgroups: boolean; search: string | null }, { sight }) =>
      toConnection(listGroup(sight, fullPath, args.includeSubgroups).filter((project) => isFound(project, args.search)), idOf, args),
  },
  Project: {
    id: ({ data }: SeenProject) => toGlobalId('Project', data.id),
    name: ({ data }: SeenProject) => data.name,
    path: ({ path }: SeenProject) => path.split('/').at(-1),
    fullPath: ({ path }: SeenProject) => path,
    archived: ({ data }: SeenProject) => data.archived,
    visibility: ({ data }: SeenProject) => data.visibility,
    jobsEnabled: ({ ciOpen }: SeenProject) => ciOpen,
    lastActivityAt: ({ data }: SeenProject, _: unknown, { sight }) =>
      isoOf(data.pipelines.reduce<Instant | null>((last, { createdAt }) => (createdAt <= sight.now ? createdAt : last), null)),
    repository: ({ data }: SeenProject) => ({ rootRef: data.defaultBranch }),
    pipelines: (project: SeenProject, args: PageArguments & ListArguments, { sight }) =>
      toConnection(listPipelines(sight, project, toFilter(args)), idOf, args),
    pipeline: (project: SeenProject, { iid, sha }: { iid?: string; sha?: string }, { sight }) =>
      [undefined, 'parent_pipeline']
        .flatMap((source) => listPipelines(sight, project, { source, sha }))
        .find(({ data }) => (iid ?? String(data.iid)) === String(data.iid)) ?? null,
  },
  Pipeline: {
    id: ({ data }: SeenPipeline) => toGlobalId('Ci::Pipeline', data.id),
    iid: ({ data }: SeenPipeline) => String(data.iid),
    ref: ({ data }: SeenPipeline) => data.ref,
    sha: ({ data }: SeenPipeline) => data.sha,
    status: ({ status }: SeenPipeline) => status.toUpperCase(),
    detailedStatus: ({ status, warnings }: SeenPipeline) => toPipelineDetail(status, warnings),
    createdAt: ({ data }: SeenPipeline) => toIso(data.createdAt),
    updatedAt: ({ updatedAt }: SeenPipeline) => toIso(updatedAt),
    startedAt: ({ startedAt }: SeenPipeline) => isoOf(startedAt),
    finishedAt: ({ finishedAt }: SeenPipeline) => isoOf(finishedAt),
    duration: toDuration,
    queuedDuration: ({ data, startedAt }: SeenPipeline) => (startedAt === null ? null : (startedAt - data.createdAt) / SECOND_MS),
    path: ({ data, project }: SeenPipeline) => `/${project.path}/-/pipelines/${data.id}`,
    jobs: (pipeline: SeenPipeline, args: PageArguments & { jobKind?: string; retried?: boolean; statuses?: string[] }) =>
      toConnection(
        pipeline.jobs
          .filter(({ data, retried, status }) =>
            (args.retried ?? retried) === retried
            && (args.jobKind ?? data.kind.toUpperCase()) === data.kind.toUpperCase()
            && (args.statuses?.includes(status.toUpperCase()) ?? true))
          .map((job): JobOf => ({ job, pipeline })),
        ({ job }) => job.data.id,
        args,
      ),
    downstream: ({ jobs }: SeenPipeline, args: PageArguments, { kinship }) =>
      toConnection(
        jobs.flatMap(({ data }) => (data.downstreamId === null ? [] : (kinship.downstream(data.downstreamId) ?? []))).sort((a, b) => b.data.id - a.data.id),
        idOf,
        args,
      ),
    upstream: ({ data }: SeenPipeline, _: unknown, { kinship }) => kinship.upstream(data.id)?.pipeline ?? null,
    sourceJob: ({ data }: SeenPipeline, _: unknown, { kinship }) => kinship.upstream(data.id),
  },
  CiJob: {
    id: ({ job }: JobOf) => toGlobalId(job.data.kind === 'bridge' ? 'Ci::Bridge' : 'Ci::Build', job.data.id),
    name: ({ job }: JobOf) => job.data.name,
    status: ({ job }: JobOf) => job.status.toUpperCase(),
    detailedStatus: ({ job }: JobOf) => toJobDetail(job.status, job.allowFailure),
    stage: ({ job }: JobOf) => ({ name: job.data.stage }),
    kind: ({ job }: JobOf) => job.data.kind.toUpperCase(),
    allowFailure: ({ job }: JobOf) => job.allowFailure,
    retried: ({ job }: JobOf) => job.retried,
    createdAt: ({ job }: JobOf) => toIso(job.data.createdAt),
    startedAt: ({ job }: JobOf) => isoOf(job.startedAt),
    finishedAt: ({ job }: JobOf) => isoOf(job.finishedAt),
    duration: ({ job }: JobOf) => toDuration(job),
    queuedDuration: ({ job }: JobOf) => (job.startedAt === null ? null : job.data.queuedSeconds),
    failureMessage: ({ job }: JobOf) => (job.status === 'failed' ? toFailureMessage(job.data.failureReason) : null),
    webPath: ({ job, pipeline }: JobOf) => `/${pipeline.project.path}/-/jobs/${job.data.id}`,
    downstreamPipeline: ({ job }: JobOf, _: unknown, { kinship }) => (job.data.downstreamId === null ? null : kinship.downstream(job.data.downstreamId)),
  },
};

interface ListArguments extends Omit<PipelineFilter, 'updatedAfter' | 'updatedBefore'> {
  readonly updatedAfter?: string | null;
  readonly updatedBefore?: string | null;
}

function toFilter(args: ListArguments): PipelineFilter {
  return {
    ...args,
    status: args.status?.toLowerCase(),
    scope: args.scope?.toLowerCase(),
    updatedAfter: parseInstant(args.updatedAfter),
    updatedBefore: parseInstant(args.updatedBefore),
  };
}

function isFound({ data, path }: SeenProject, search: string | null | undefined): boolean {
  return search === null || search === undefined || [data.name, path].some((text) => text.toLowerCase().includes(search.toLowerCase()));
}

function toDuration({ startedAt, finishedAt }: { startedAt: Instant | null; finishedAt: Instant | null }): number | null {
  return startedAt === null || finishedAt === null ? null : Math.round((finishedAt - startedAt) / SECOND_MS);
}
