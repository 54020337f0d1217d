// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardJob, BoardPipeline, BoardRef, ProjectDetail } from '../../model/board.ts';
import type { JobState } from '../../model/job-state.ts';
import { encodePath } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import type { Look } from './cell.ts';
import { toJobUrl, toPipelineUrl } from './external.ts';
import { toCommit, type Commit } from './failures.ts';
import { byName, toText } from './text.ts';
import { toDuration, toMoment, type Moment } from './time.ts';

/** A watched ref with its recent pipelines and the jobs of the newest. */
export interface RefView {
  readonly name: string;
  readonly isDefault: boolean;
  readonly releases: string;
  readonly latest: PipelineView | null;
  /** Where the newest has no result: the last one that has. */
  readonly finished: PipelineView | null;
  readonly pipelines: readonly PipelineView[];
  readonly jobs: readonly JobView[];
}

export interface StateView {
  readonly look: Look;
  readonly text: string;
}

export interface PipelineView {
  readonly label: string;
  readonly href: string | null;
  readonly state: StateView;
  readonly commit: Commit;
  readonly at: Moment;
  readonly duration: string;
}

export interface JobView {
  readonly stage: string;
  readonly name: string;
  readonly href: string | null;
  readonly state: StateView;
  readonly duration: string;
  readonly isRetried: boolean;
  /** The project of a job that ran in another one's pipeline. */
  readonly elsewhere: string | null;
  readonly failure: string | null;
}

const MAX_JOBS = 500;

/** The watched refs, the default branch first. */
export function toRefViews({ releases }: Catalogue, entry: ProjectEntry, detail: ProjectDetail): readonly RefView[] {
  const { project } = entry;
  const isDefault = ({ ref }: BoardRef): boolean => ref === project.defaultBranch;
  return [...project.refs.filter(isDefault), ...project.refs.filter((ref) => !isDefault(ref))].map((ref) => {
    const used = new Set(project.cells.filter((cell) => cell.ref === ref.ref).map(({ release }) => release));
    const { latest, finished } = ref;
    return {
      name: toText(ref.ref, 100),
      isDefault: isDefault(ref),
      releases: releases.filter(({ name }) => used.has(name) && name !== ref.ref).map(({ title }) => title).join(', '),
      latest: latest === null ? null : toPipelineView(entry, latest),
      finished: finished === null || finished.id === latest?.id ? null : toPipelineView(entry, finished),
      pipelines: detail.pipelines
        .filter((pipeline) => pipeline.ref === ref.ref && pipeline.parentId === null && pipeline.projectId === project.id)
        .map((pipeline) => toPipelineView(entry, pipeline)),
      jobs: latest === null ? [] : toJobs(entry, latest, detail),
    };
  });
}

/** A state in its own word; what nobody here knows in GitLab's. */
export function toStateView(state: JobState, status: string): StateView {
  switch (state) {
    case 'passed': return { look: 'ok', text: '✓ passed' };
    case 'warned': return { look: 'warn', text: '! passed with warnings' };
    case 'failed': return { look: 'fail', text: 'failed' };
    case 'unknown': return { look: 'unknown', text: `? ${toText(status, 30)}` };
    case 'cancelled': case 'skipped': case 'manual': return { look: 'idle', text: state };
    case 'created': case 'waiting': case 'preparing': case 'pending': case 'running': case 'scheduled':
      return { look: 'run', text: state };
  }
}

function toPipelineView(entry: ProjectEntry, pipeline: BoardPipeline): PipelineView {
  return {
    label: `#${pipeline.iid}`,
    href: toPipelineUrl(entry.webUrl, pipeline.id),
    state: toStateView(pipeline.state, pipeline.status),
    commit: toCommit(entry, pipeline.sha),
    at: toMoment(pipeline.createdAt),
    duration: toDuration(pipeline.startedAt, pipeline.finishedAt) ?? '',
  };
}

/** The jobs of a pipeline and of those it started, as far down as they go. */
function toJobs(entry: ProjectEntry, root: BoardPipeline, detail: ProjectDetail): readonly JobView[] {
  const family = new Map([[root.id, root]]);
  for (const pipeline of detail.pipelines) {
    if (pipeline.parentId !== null && family.has(pipeline.parentId)) family.set(pipeline.id, pipeline);
  }
  const jobs = detail.jobs.flatMap((job) => {
    const pipeline = family.get(job.pipelineId);
    return pipeline === undefined ? [] : [{ job, pipeline }];
  });
  // A retry has a late number: it belongs beside what it repeats, in its stage.
  const stages = Map.groupBy(jobs, ({ job }) => JSON.stringify([job.pipelineId, job.stage]));
  return [...stages.values()]
    .flatMap((stage) => stage.sort((a, b) => byName(a.job.name, b.job.name) || b.job.id - a.job.id))
    .slice(0, MAX_JOBS)
    .map(({ job, pipeline }) => toJobView(entry, job, pipeline));
}

function toJobView(entry: ProjectEntry, job: BoardJob, pipeline: BoardPipeline): JobView {
  const isElsewhere = pipeline.projectId !== entry.project.id;
  return {
    stage: toText(job.stage, 60),
    name: toText(job.name, 100),
    href: toJobUrl(isElsewhere ? toSiblingUrl(entry.webUrl, pipeline.projectPath) : entry.webUrl, job.id),
    state: toStateView(job.state, job.status),
    duration: toDuration(job.startedAt, job.finishedAt) ?? '',
    isRetried: job.retried,
    elsewhere: isElsewhere ? toText(pipeline.projectPath) : null,
    failure: job.failureMessage === null ? null : toText(job.failureMessage),
  };
}

/** Another project on the same server; its path comes from outside and is not trusted to be one. */
function toSiblingUrl(webUrl: string | null, path: string): string | null {
  const isPlain = encodePath(path) === path;
  return webUrl === null || !isPlain ? null : `${new URL(webUrl).origin}/${path}`;
}
