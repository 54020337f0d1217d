// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { isActive, isResult, toJobState } from '../../model/job-state.ts';
import { parseInstant } from '../../model/time.ts';
import { pipelineJobsAnswer, projectIdAnswer, refPipelines, type JobsAnswer } from './answer.ts';
import { batchCost, runBatches, toBatches, type Pair } from './batches.ts';
import type { DraftProject } from './draft.ts';
import { toDownstreamIds, toJobs, type DraftPipeline } from './map.ts';
import type { JobPages } from './pages.ts';
import { byIdQuery, PROJECT_ID_COST, REF_JOBS_COST } from './queries.ts';
import type { Run } from './run.ts';
import { failBatch, readStatusPairs, toNodes } from './status.ts';

/**
 * Reads the jobs of every pipeline that is new or changed since the last collection, and while one is running those of
 * the last finished one, where the state has none. Unchanged pipelines are handed over without jobs.
 */
export async function readChangedJobs(run: Run, pages: JobPages): Promise<void> {
  const changed: Pair[] = [];
  const finished: Pair[] = [];
  for (const project of run.draft.projects.values()) {
    for (const [ref, pipeline] of project.newest) {
      if (pipeline === null) continue;
      project.pipelines.set(pipeline.id, pipeline);
      const known = project.known?.refs.find((entry) => entry.ref === ref);
      if (!isUnchanged(pipeline, known?.pipeline ?? null)) changed.push({ projectId: project.id, ref, finished: false });
      // What ran at the last collection may have ended since, behind a newer pipeline that is running now.
      const wasRunning = known?.pipeline !== null && known?.pipeline !== undefined && known.pipeline.id !== pipeline.id
        && !isResult(toJobState(known.pipeline.status));
      if (isActive(toJobState(pipeline.status)) && (known?.hasFinished !== true || wasRunning)) {
        finished.push({ projectId: project.id, ref, finished: true });
      }
    }
  }
  await readStatusPairs(run, finished);
  const missed = await readJobPairs(run, [...changed, ...finished.filter((pair) => hasFinished(run, pair))], pages);
  // A newer pipeline began between the two questions: ask once more for both.
  await readStatusPairs(run, missed);
  for (const pair of await readJobPairs(run, missed, pages)) dropUnread(run, pair);
}

function isUnchanged(pipeline: DraftPipeline, known: { id: number; status: string; updatedAt: number } | null): boolean {
  // While a pipeline runs its jobs move on without its date doing so.
  return known !== null && !isActive(toJobState(pipeline.status)) && known.id === pipeline.id && known.status === pipeline.status && known.updatedAt === pipeline.updatedAt;
}

function hasFinished(run: Run, { projectId, ref }: Pair): boolean {
  const newest = run.draft.projects.get(projectId)?.newest.get(ref);
  return [...(run.draft.projects.get(projectId)?.pipelines.values() ?? [])].some((pipeline) => pipeline.ref === ref && pipeline.id !== newest?.id);
}

/** Reads the jobs of pairs; returns those whose pipeline was not the one expected. */
async function readJobPairs(run: Run, pairs: readonly Pair[], pages: JobPages): Promise<Pair[]> {
  const open = new Set(pairs.map(toPairKey));
  await runBatches(
    toBatches(pairs, PROJECT_ID_COST, REF_JOBS_COST, run.budget),
    async (batch) => {
      const { data, errors } = await run.graphql(byIdQuery(batch.ids, batch.refs, 'jobs'), batchCost(batch, PROJECT_ID_COST, REF_JOBS_COST));
      for (const node of toNodes(data)) {
        const parsed = projectIdAnswer.safeParse(node);
        const project = parsed.success ? run.draft.projects.get(parsed.data.id) : undefined;
        if (!parsed.success || project === undefined) continue;
        for (const [index, alias] of batch.refs.entries()) {
          const pair = { projectId: project.id, ...alias };
          if (open.has(toPairKey(pair)) && takeJobs(run, project, parsed.data[`r${index}`], pages, errors)) open.delete(toPairKey(pair));
        }
      }
    },
    (batch, thrown) => {
      failBatch(run, batch.ids, thrown);
      for (const projectId of batch.ids) for (const alias of batch.refs) {
        const pair = { projectId, ...alias };
        if (open.delete(toPairKey(pair))) dropUnread(run, pair);
      }
    },
  );
  return pairs.filter((pair) => open.has(toPairKey(pair)));
}

function toPairKey({ projectId, ref, finished }: Pair): string {
  return JSON.stringify([projectId, ref, finished]);
}

function takeJobs(run: Run, project: DraftProject, answer: unknown, pages: JobPages, errors: readonly string[]): boolean {
  const [node] = refPipelines.safeParse(answer).data?.nodes ?? [];
  const parsed = pipelineJobsAnswer.safeParse(node);
  if (!parsed.success) {
    if (node === undefined && errors.length === 0) return false;
    throw new CodedError('invalid-answer', `GitLab: the jobs of ${project.path} were answered in an unexpected shape (${errors[0] ?? 'no reason given'})`);
  }
  const pipeline = project.pipelines.get(parsed.data.id);
  if (pipeline === undefined) return false;
  if (parsed.data.jobs === null || parsed.data.jobs === undefined) {
    run.draft.fail(new CodedError('forbidden', `GitLab: the jobs of ${project.path} are not visible to us; give a token that can see them`), { id: project.id, path: project.path });
    project.pipelines.delete(pipeline.id);
    return true;
  }
  addJobs(pipeline, parsed.data.jobs, project, pages);
  pipeline.downstreamIds = toDownstreamIds(parsed.data.downstream);
  // The status may have moved on since the list; remembering the older date makes the next collection look again.
  const movedOn = parseInstant(parsed.data.updatedAt) !== pipeline.updatedAt;
  if (movedOn && !isActive(toJobState(pipeline.status))) run.draft.notes.add('pipelines changed while they were read; the next collection reads them again');
  return true;
}

/** Gives a pipeline its first page of jobs and notes where the list goes on. */
export function addJobs(pipeline: DraftPipeline, jobs: JobsAnswer, owner: DraftProject, pages: JobPages): void {
  pipeline.jobs = toJobs(jobs.nodes);
  if (jobs.pageInfo.hasNextPage) pages.push({ pipeline, owner, after: jobs.pageInfo.endCursor ?? '' });
}

/** A pipeline whose jobs did not come is not handed over: the state keeps what it knew, and the next run asks again. */
function dropUnread(run: Run, { projectId, ref, finished }: Pair): void {
  const project = run.draft.projects.get(projectId);
  for (const pipeline of project?.pipelines.values() ?? []) {
    const isNewest = project?.newest.get(ref)?.id === pipeline.id;
    if (pipeline.ref === ref && pipeline.parentId === null && isNewest !== finished && pipeline.jobs === null) project?.pipelines.delete(pipeline.id);
  }
}
