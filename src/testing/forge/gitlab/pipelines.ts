// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../../../model/time.ts';
import { isFinished } from '../pipeline-status.ts';
import { BOT } from './server.data.ts';
import { seePipeline, seeProject, type SeenJob, type SeenPipeline, type SeenProject, type Sight } from './sight.ts';

/** What GitLab's list of pipelines can be narrowed by; absent for anything. */
export interface PipelineFilter {
  readonly ref?: string | null;
  readonly sha?: string | null;
  readonly source?: string | null;
  readonly username?: string | null;
  /** Lower case. */
  readonly status?: string | null;
  readonly scope?: string | null;
  readonly updatedAfter?: Instant | null;
  readonly updatedBefore?: Instant | null;
}

/** A project's pipelines, newest first; children only where asked for by their source, as GitLab has it. */
export function listPipelines(sight: Sight, project: SeenProject, filter: PipelineFilter): SeenPipeline[] {
  if (!project.ciOpen) return [];
  const { ref, sha, source, username, status, scope, updatedAfter, updatedBefore } = filter;
  const seen = project.data.pipelines
    .filter((data) =>
      data.createdAt <= sight.now
      && (source === undefined || source === null ? data.source !== 'parent_pipeline' : data.source === source)
      && (ref ?? data.ref) === data.ref && (sha ?? data.sha) === data.sha && (username ?? BOT.username) === BOT.username)
    .sort((a, b) => b.id - a.id)
    .map((data) => seePipeline(sight, project, data));
  return seen.filter((pipeline) =>
    (status ?? pipeline.status) === pipeline.status
    && (updatedAfter ?? -Infinity) < pipeline.updatedAt && pipeline.updatedAt < (updatedBefore ?? Infinity)
    && isInScope(scope ?? null, pipeline, seen));
}

function isInScope(scope: string | null, pipeline: SeenPipeline, all: readonly SeenPipeline[]): boolean {
  switch (scope) {
    case null: return true;
    case 'finished': return isFinished(pipeline.status);
    case 'branches': return !all.some(({ data }) => data.ref === pipeline.data.ref && data.id > pipeline.data.id);
    case 'tags': return false;
    default: return pipeline.status === scope;
  }
}

/** One pipeline of a project by id, a child too; null where it is not there. */
export function findPipeline(sight: Sight, project: SeenProject, id: number): SeenPipeline | null {
  const data = project.data.pipelines.find((candidate) => candidate.id === id && candidate.createdAt <= sight.now);
  return data === undefined || !project.ciOpen ? null : seePipeline(sight, project, data);
}

/** How pipelines hang together over the whole organisation; found on first use, once for a request. */
export interface Kinship {
  downstream(id: number): SeenPipeline | null;
  /** The bridge that started a pipeline, with its own pipeline. */
  upstream(id: number): { readonly pipeline: SeenPipeline; readonly job: SeenJob } | null;
}

export function createKinship(sight: Sight): Kinship {
  const places = new Map<number, number>();
  const starters = new Map<number, number>();
  const { projects } = sight.organisation;
  const index = (): void => {
    if (places.size > 0) return;
    projects.forEach(({ pipelines }, place) => {
      for (const { id, jobs } of pipelines) {
        places.set(id, place);
        for (const { downstreamId } of jobs) if (downstreamId !== null) starters.set(downstreamId, id);
      }
    });
  };
  const find = (id: number | undefined): SeenPipeline | null => {
    const data = projects[places.get(id ?? 0) ?? -1];
    if (id === undefined || data === undefined || (data.visibility === 'private' && !sight.isMember)) return null;
    return findPipeline(sight, seeProject(sight, data), id);
  };
  return {
    downstream: (id) => {
      index();
      return find(id);
    },
    upstream: (id) => {
      index();
      const pipeline = find(starters.get(id));
      const job = pipeline?.jobs.find(({ data }) => data.downstreamId === id);
      return pipeline === null || job === undefined ? null : { pipeline, job };
    },
  };
}
