// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS, toIso, type Instant } from '../../../model/time.ts';
import { toPipelineDetail } from './detailed-status.ts';
import type { Kinship } from './pipelines.ts';
import type { SeenJob, SeenPipeline, SeenProject, Sight } from './sight.ts';

/** GitLab's REST answers (doc/api/projects.md, pipelines.md, jobs.md, branches.md), as far as they are used. */
type Shape = Readonly<Record<string, unknown>>;

/** What anybody is shown of a single project; lists and members are shown more. */
export function toBasicProject({ data, path, webUrl }: SeenProject): Shape {
  return {
    id: data.id,
    description: null,
    name: data.name,
    name_with_namespace: `${data.namespace.replaceAll('/', ' / ')} / ${data.name}`,
    path: path.split('/').at(-1),
    path_with_namespace: path,
    created_at: toTime(data.pipelines[0]?.createdAt ?? 0),
    default_branch: data.defaultBranch,
    tag_list: [],
    topics: [],
    web_url: webUrl,
    star_count: 0,
    last_activity_at: toTime(data.pipelines.at(-1)?.createdAt ?? 0),
    namespace: { id: 1, name: data.namespace, path: data.namespace.split('/').at(-1), kind: 'group', full_path: data.namespace },
  };
}

export function toProject(project: SeenProject): Shape {
  const { data, ciOpen } = project;
  return {
    ...toBasicProject(project),
    archived: data.archived,
    visibility: data.visibility,
    empty_repo: data.defaultBranch === null,
    jobs_enabled: ciOpen,
    builds_access_level: { enabled: 'enabled', members: 'private', disabled: 'disabled' }[data.ci],
  };
}

export function toPipeline({ data, project, status, updatedAt }: SeenPipeline): Shape {
  return {
    id: data.id,
    iid: data.iid,
    project_id: project.data.id,
    sha: data.sha,
    ref: data.ref,
    status,
    source: data.source,
    created_at: toTime(data.createdAt),
    updated_at: toTime(updatedAt),
    web_url: `${project.webUrl}/-/pipelines/${data.id}`,
    name: null,
  };
}

export function toPipelineWithDetails(pipeline: SeenPipeline): Shape {
  const { data, project, status, warnings, startedAt, finishedAt } = pipeline;
  const { group, text, label } = toPipelineDetail(status, warnings);
  return {
    ...toPipeline(pipeline),
    before_sha: '0'.repeat(40),
    tag: false,
    yaml_errors: null,
    started_at: toTime(startedAt),
    finished_at: toTime(finishedAt),
    committed_at: null,
    duration: toSeconds(startedAt, finishedAt),
    queued_duration: toSeconds(data.createdAt, startedAt),
    coverage: null,
    detailed_status: {
      icon: `status_${group.replaceAll('-', '_')}`, text, label, group, tooltip: label, has_details: true,
      details_path: `/${project.path}/-/pipelines/${data.id}`, illustration: null, favicon: null,
    },
  };
}

export function toJob(pipeline: SeenPipeline, { data, status, allowFailure, startedAt, finishedAt }: SeenJob): Shape {
  const { project } = pipeline;
  return {
    id: data.id,
    name: data.name,
    stage: data.stage,
    status,
    ref: pipeline.data.ref,
    tag: false,
    coverage: null,
    allow_failure: allowFailure,
    created_at: toTime(data.createdAt),
    started_at: toTime(startedAt),
    finished_at: toTime(finishedAt),
    duration: toSeconds(startedAt, finishedAt),
    queued_duration: startedAt === null ? null : data.queuedSeconds,
    ...(status === 'failed' ? { failure_reason: data.failureReason } : {}),
    pipeline: toPipeline(pipeline),
    web_url: `${project.webUrl}/-/jobs/${data.id}`,
    project: { ci_job_token_scope_enabled: false },
    artifacts: [],
    runner: null,
    tag_list: [],
  };
}

export function toBridge(pipeline: SeenPipeline, job: SeenJob, kinship: Kinship): Shape {
  const downstream = job.data.downstreamId === null ? null : kinship.downstream(job.data.downstreamId);
  return { ...toJob(pipeline, job), downstream_pipeline: downstream === null ? null : toPipeline(downstream) };
}

/** The branches that the visitor's instant knows: those with pipelines, and the default one. */
export function listBranches({ now }: Sight, { data, webUrl }: SeenProject): Shape[] {
  const commits = new Map<string, { sha: string; createdAt: Instant | null }>();
  if (data.defaultBranch !== null) commits.set(data.defaultBranch, { sha: '0'.repeat(40), createdAt: null });
  for (const { ref, sha, createdAt } of data.pipelines) if (createdAt <= now) commits.set(ref, { sha, createdAt });
  return [...commits].map(([name, { sha, createdAt }]) => ({
    name,
    merged: false,
    protected: name === data.defaultBranch,
    default: name === data.defaultBranch,
    developers_can_push: false,
    developers_can_merge: false,
    can_push: false,
    web_url: `${webUrl}/-/tree/${encodeURIComponent(name)}`,
    commit: { id: sha, short_id: sha.slice(0, 8), created_at: toTime(createdAt), title: 'A commit', message: 'A commit\n' },
  }));
}

function toTime(instant: Instant): string;
function toTime(instant: Instant | null): string | null;
function toTime(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant).replace('Z', '.000Z');
}

function toSeconds(from: Instant | null, to: Instant | null): number | null {
  return from === null || to === null ? null : (to - from) / SECOND_MS;
}
