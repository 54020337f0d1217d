// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS, type Instant } from '../../../model/time.ts';
import type { Organisation, SampleJob, SamplePipeline, SampleProject } from '../organisation.ts';
import { hasWarnings, toPipelineStatus } from '../pipeline-status.ts';

/** The organisation as one visitor sees it at one instant; made anew for every request, so edits show at once. */
export interface Sight {
  readonly organisation: Organisation;
  readonly now: Instant;
  /** True with a valid token: private projects and closed pipelines are seen. */
  readonly isMember: boolean;
}

export interface SeenProject {
  readonly data: SampleProject;
  readonly path: string;
  readonly webUrl: string;
  /** False where CI/CD is disabled or closed to the visitor. */
  readonly ciOpen: boolean;
}

export interface SeenPipeline {
  readonly data: SamplePipeline;
  readonly project: SeenProject;
  readonly status: string;
  readonly warnings: boolean;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly updatedAt: Instant;
  /** Newest first, retried ones included. */
  readonly jobs: readonly SeenJob[];
}

export interface SeenJob {
  readonly data: SampleJob;
  readonly status: string;
  readonly retried: boolean;
  readonly allowFailure: boolean;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

/** Every project the visitor may see, newest id first. */
export function seeProjects(sight: Sight): SeenProject[] {
  return sight.organisation.projects
    .filter(({ visibility }) => visibility === 'public' || sight.isMember)
    .map((data) => seeProject(sight, data))
    .sort((a, b) => b.data.id - a.data.id);
}

/** A group's projects, newest id first. */
export function listGroup(sight: Sight, group: string, includeSubgroups: boolean): SeenProject[] {
  return seeProjects(sight).filter(({ data }) =>
    data.namespace === group || (includeSubgroups && data.namespace.startsWith(`${group}/`)));
}

export function seeProject({ organisation, now, isMember }: Sight, data: SampleProject): SeenProject {
  const path = data.formerPaths.find(({ until }) => now < until)?.path ?? data.path;
  const ciOpen = data.ci === 'enabled' || (data.ci === 'members' && isMember);
  return { data, path, webUrl: data.webUrl ?? `${organisation.gitlabWebUrl}/${path}`, ciOpen };
}

/** True where the path was the project's once and is not any more. */
export function isFormerPath({ now }: Sight, { data }: SeenProject, path: string): boolean {
  return data.formerPaths.some((former) => former.path === path && former.until <= now);
}

export function seePipeline({ now }: Sight, project: SeenProject, data: SamplePipeline): SeenPipeline {
  const created = data.jobs.filter(({ createdAt }) => createdAt <= now);
  const isOver = created.every(({ finishedAt }) => finishedAt === null || finishedAt <= now);
  const jobs = created.map((job) => seeJob(job, now, isOver)).reverse();
  const current = jobs.filter(({ retried }) => !retried);
  const status = data.status ?? toPipelineStatus(current);
  const starts = jobs.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = jobs.flatMap(({ finishedAt }) => finishedAt ?? []);
  const isComplete = status === 'success' || status === 'failed' || status === 'canceled';
  return {
    data, project, jobs, status,
    warnings: hasWarnings(current),
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    finishedAt: isComplete && ends.length > 0 ? Math.max(...ends) : null,
    updatedAt: Math.max(data.createdAt, ...starts, ...ends),
  };
}

/** A job's end is written down; before it the job is seen waiting, queued or running. */
function seeJob(data: SampleJob, now: Instant, isOver: boolean): SeenJob {
  const seen = { data, allowFailure: data.allowFailure, retried: data.retriedAt !== null && data.retriedAt <= now };
  const finishedAt = data.finishedAt !== null && data.finishedAt <= now ? data.finishedAt : null;
  const startedAt = data.startedAt !== null && data.startedAt <= now ? data.startedAt : null;
  const isPending = data.finishedAt !== null && finishedAt === null;
  return { ...seen, startedAt, finishedAt, status: isPending ? toUnfinished(data, now) : isOver || data.status !== 'skipped' ? data.status : 'created' };
}

function toUnfinished({ startedAt, queuedSeconds }: SampleJob, now: Instant): string {
  if (startedAt === null) return 'created';
  if (startedAt <= now) return 'running';
  return startedAt - queuedSeconds * SECOND_MS <= now ? 'pending' : 'created';
}
