// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, isCoded } from '../../model/error.ts';
import type { JobReading, KnownProject } from '../../model/reading.ts';
import { isActive, toJobState } from '../../model/job-state.ts';
import { createDraftProject, type Draft, type DraftProject } from './draft.ts';
import { MAX_DEPTH } from './downstream.ts';
import { isUnchanged } from './jobs.ts';
import { toPipeline, type DraftPipeline } from './map.ts';
import type { RestBridge, RestJob, RestPipelineSummary, RestProject } from './rest-answer.ts';
import type { Rest } from './rest.ts';
import { dropTree } from './tree.ts';
import { needsRecent, toWatchedRefs, type Watch } from './watch.ts';

export interface RestRun {
  readonly rest: Rest;
  readonly draft: Draft;
  readonly watch: Watch;
  readonly known: ReadonlyMap<number, KnownProject>;
}

/**
 * The whole collection over REST: about one request per project and ref, and three per changed pipeline. Slower than
 * GraphQL and asked for only where that is refused; the same reading comes out.
 */
export async function readOverRest(run: RestRun): Promise<void> {
  const listed = await Promise.all([
    ...run.watch.groups.map((group) => orFail(run, null, () => run.rest.groupProjects(group))),
    ...run.watch.projects.map((path) => orFail(run, { id: null, path }, async () => [await run.rest.project(path)])),
  ]);
  const projects = new Map(listed.flatMap((some) => some ?? []).map((project) => [project.id, project]));
  const kept = [...projects.values()].filter((project) => !run.watch.isExcluded(project.path_with_namespace));
  await Promise.all(kept.map((project) => orFail(run, { id: project.id, path: project.path_with_namespace }, () => readProject(run, project))));
}

async function orFail<T>({ draft }: RestRun, project: { id: number | null; path: string } | null, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    draft.fail(thrown, project);
    return null;
  }
}

async function readProject(run: RestRun, answer: RestProject): Promise<void> {
  const known = run.known.get(answer.id) ?? null;
  const rules = run.watch.refs(answer.path_with_namespace);
  const ciEnabled = answer.jobs_enabled ?? (answer.builds_access_level ?? 'enabled') !== 'disabled';
  const recent = needsRecent(run.watch) && ciEnabled ? await run.rest.newestPipelines(answer.id, null, 100, false) : [];
  const candidates = [...recent.map(({ ref }) => ref ?? ''), ...(known?.refs.map(({ ref }) => ref) ?? [])].filter((ref) => ref !== '');
  const project = createDraftProject({
    id: answer.id,
    fullPath: answer.path_with_namespace,
    name: answer.name,
    webUrl: answer.web_url,
    archived: answer.archived,
    jobsEnabled: ciEnabled,
    repository: { rootRef: answer.default_branch },
  }, toWatchedRefs(rules, answer.default_branch ?? null, candidates), known);
  run.draft.projects.set(project.id, project);
  if (!ciEnabled) return;
  await Promise.all(project.refs.map((ref) => orFail(run, project, () => readRef(run, project, ref))));
}

async function readRef(run: RestRun, project: DraftProject, ref: string): Promise<void> {
  const [newest] = await run.rest.newestPipelines(project.id, ref, 1, false);
  if (newest === undefined) return;
  await readChanged(run, project, ref, newest);
  if (!isActive(toJobState(newest.status))) return;
  const [finished] = await run.rest.newestPipelines(project.id, ref, 1, true);
  if (finished !== undefined && finished.id !== newest.id) await readChanged(run, project, ref, finished);
}

async function readChanged(run: RestRun, project: DraftProject, ref: string, listed: RestPipelineSummary): Promise<void> {
  const known = project.known?.refs.find((entry) => entry.ref === ref)?.pipeline ?? null;
  if (!isUnchanged({ ...listed, updatedAt: listed.updated_at }, known)) await readTree(run, project, listed, ref);
}

async function readTree(run: RestRun, project: DraftProject, { id }: RestPipelineSummary, ref: string): Promise<void> {
  const pipeline = await readPipeline(run, project.id, id, project, ref, null);
  project.pipelines.set(pipeline.id, pipeline);
  try {
    await readJobs(run, project, pipeline, 0);
  } catch (thrown) {
    dropTree(project, pipeline);
    throw thrown;
  }
}

async function readPipeline(run: RestRun, projectId: number, id: number, owner: DraftProject, ref: string, parentId: number | null): Promise<DraftPipeline> {
  const answer = await run.rest.pipeline(projectId, id);
  if (answer.id !== id) throw new CodedError('invalid-answer', `GitLab: asked for pipeline ${id}, got ${answer.id}`);
  const path = projectId === owner.id ? owner.path : (await run.rest.project(projectId)).path_with_namespace;
  return toPipeline({
    id: answer.id,
    iid: answer.iid,
    sha: answer.sha,
    status: answer.status,
    detailedStatus: answer.detailed_status,
    createdAt: answer.created_at,
    updatedAt: answer.updated_at,
    startedAt: answer.started_at,
    finishedAt: answer.finished_at,
    queuedDuration: answer.queued_duration,
  }, { projectId, projectPath: path, ref, parentId });
}

async function readJobs(run: RestRun, owner: DraftProject, pipeline: DraftPipeline, depth: number): Promise<void> {
  const [jobs, bridges] = await Promise.all([run.rest.jobs(pipeline.projectId, pipeline.id), run.rest.bridges(pipeline.projectId, pipeline.id)]);
  pipeline.jobs = markRetried([
    ...jobs.map((job) => toJob(job, 'build', null)),
    ...bridges.map((job) => toJob(job, 'bridge', job.downstream_pipeline?.id ?? null)),
  ]);
  for (const bridge of bridges) await followBridge(run, owner, pipeline, bridge, depth);
}

/** REST does not say which jobs were retried: all of a name but the newest were. */
function markRetried(jobs: readonly JobReading[]): JobReading[] {
  const newest = new Map<string, number>();
  for (const { name, id } of jobs) newest.set(name, Math.max(id, newest.get(name) ?? 0));
  return jobs.map((job) => ({ ...job, retried: job.id !== newest.get(job.name) }));
}

async function followBridge(run: RestRun, owner: DraftProject, parent: DraftPipeline, { downstream_pipeline: below }: RestBridge, depth: number): Promise<void> {
  if (below === null || below === undefined || owner.pipelines.has(below.id)) return;
  if (depth === MAX_DEPTH) {
    run.draft.notes.add(`pipelines below pipeline ${parent.id} were not followed: more than ${MAX_DEPTH} levels`);
    return;
  }
  try {
    const child = await readPipeline(run, below.project_id, below.id, owner, parent.ref, parent.id);
    owner.pipelines.set(child.id, child);
    await readJobs(run, owner, child, depth + 1);
  } catch (thrown) {
    if (!isHidden(thrown) || below.project_id === owner.id) throw thrown;
    owner.pipelines.delete(below.id);
    run.draft.notes.add(`a downstream pipeline of ${owner.path} is not visible to us; its trigger job speaks for it`);
  }
}

function isHidden(thrown: unknown): boolean {
  return isCoded(thrown) && (thrown.code === 'forbidden' || thrown.code === 'not-found');
}

function toJob(job: RestJob, kind: 'build' | 'bridge', downstreamId: number | null): JobReading {
  return {
    id: job.id,
    name: job.name,
    stage: job.stage,
    status: job.status,
    allowFailure: job.allow_failure ?? false,
    retried: false,
    kind,
    startedAt: job.started_at,
    finishedAt: job.finished_at,
    queuedSeconds: job.queued_duration ?? null,
    failureMessage: job.failure_reason ?? null,
    downstreamId,
  };
}
