// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { isActive, toJobState } from '../../model/job-state.ts';
import type { KnownPipeline } from '../../model/reading.ts';
import { pipelineJobsAnswer, refPipelines, type JobsAnswer } from './answer.ts';
import { batchCost, runBatches, toBatches, type Pair } from './batches.ts';
import type { DraftProject } from './draft.ts';
import { toDownstreamIds, toJobs, type DraftPipeline } from './map.ts';
import type { JobPages } from './pages.ts';
import { byIdQuery, PROJECT_ID_COST, REF_JOBS_COST } from './queries.ts';
import type { Run } from './run.ts';
import { failBatch, readStatusPairs, takeNodes } from './status.ts';

/** A pipeline whose jobs are to be read. */
interface Wanted extends Pair {
  readonly project: DraftProject;
  readonly pipeline: DraftPipeline;
}

/**
 * Reads the jobs of every pipeline that is new or changed since the last collection: the newest of each ref, and while
 * that runs also the newest that has ended. Unchanged pipelines are handed over without jobs.
 */
export async function readChangedJobs(run: Run, pages: JobPages): Promise<void> {
  const projects = [...run.draft.projects.values()];
  const running = projects.flatMap((project) => [...project.newest].flatMap(([ref, pipeline]): Pair[] =>
    (pipeline !== null && isActive(toJobState(pipeline.status)) ? [{ projectId: project.id, ref, finished: true }] : [])));
  await readStatusPairs(run, running);
  const wanted = projects.flatMap((project) => project.refs.flatMap((ref) => [
    ...take(project, ref, false),
    ...take(project, ref, true),
  ]));
  const missed = await readJobs(run, wanted, pages);
  if (missed.length === 0) return;
  // A newer pipeline began between the two questions: ask once more for both.
  for (const { project, pipeline } of missed) project.pipelines.delete(pipeline.id);
  await readStatusPairs(run, missed);
  const again = missed.flatMap(({ project, ref, finished }) => take(project, ref, finished));
  for (const { project, pipeline } of await readJobs(run, again, pages)) {
    project.pipelines.delete(pipeline.id);
    failBatch(run, [project.id], new CodedError('invalid-answer', `GitLab: pipelines of ${project.path} change faster than they can be read`));
  }
}

/** Puts a ref's pipeline among those to hand over; it is wanted unless it is as it was. */
function take(project: DraftProject, ref: string, finished: boolean): Wanted[] {
  const pipeline = (finished ? project.finished : project.newest).get(ref);
  if (pipeline === null || pipeline === undefined || project.pipelines.has(pipeline.id)) return [];
  project.pipelines.set(pipeline.id, pipeline);
  const known = project.known?.refs.find((entry) => entry.ref === ref)?.pipeline ?? null;
  return isUnchanged(pipeline, known) ? [] : [{ projectId: project.id, ref, finished, project, pipeline }];
}

/** Whether a pipeline is the one whose jobs the state has. While it runs its jobs move on without its date doing so. */
export function isUnchanged({ id, status, updatedAt }: Pick<DraftPipeline, 'id' | 'status' | 'updatedAt'>, known: KnownPipeline | null): boolean {
  return known !== null && !isActive(toJobState(status)) && known.id === id && known.status === status && known.updatedAt === updatedAt;
}

/** Reads the jobs of what is wanted; returns what turned out to be another pipeline by now. Failures are reported. */
async function readJobs(run: Run, wanted: readonly Wanted[], pages: JobPages): Promise<Wanted[]> {
  const open = new Map(wanted.map((want) => [toPairKey(want), want]));
  const moved: Wanted[] = [];
  await runBatches(
    toBatches(wanted, PROJECT_ID_COST, REF_JOBS_COST, run.budget),
    async (batch) => {
      const answer = await run.graphql(byIdQuery(batch.ids, batch.refs, 'jobs'), batchCost(batch, PROJECT_ID_COST, REF_JOBS_COST));
      for (const { project, node } of takeNodes(run, answer, batch)) {
        for (const [index, alias] of batch.refs.entries()) {
          const key = toPairKey({ projectId: project.id, ...alias });
          const want = open.get(key);
          if (want === undefined) continue;
          if (!takeJobs(run, want, node[`r${index}`], pages)) moved.push(want);
          open.delete(key);
        }
      }
    },
    (batch, thrown) => failBatch(run, batch.ids, thrown),
  );
  // Without its jobs a pipeline is not handed over: the state keeps what it knew, and the next run asks again.
  for (const { project, pipeline } of open.values()) project.pipelines.delete(pipeline.id);
  return moved;
}

function toPairKey({ projectId, ref, finished }: Pair): string {
  return JSON.stringify([projectId, ref, finished]);
}

/** False where the answer is about another pipeline. Throws where it cannot be read, so that less is asked for. */
function takeJobs(run: Run, { project, pipeline }: Wanted, answer: unknown, pages: JobPages): boolean {
  const [node] = refPipelines.safeParse(answer).data?.nodes ?? [];
  if (node === undefined) return false;
  const parsed = pipelineJobsAnswer.safeParse(node);
  if (!parsed.success) throw new CodedError('invalid-answer', `GitLab: the jobs of ${project.path} were answered in an unexpected shape`);
  if (parsed.data.id !== pipeline.id) return false;
  if (parsed.data.jobs === null || parsed.data.jobs === undefined) {
    run.draft.fail(new CodedError('forbidden', `GitLab: the jobs of ${project.path} are not visible to us; give a token that can see them`), { id: project.id, path: project.path });
    project.pipelines.delete(pipeline.id);
    return true;
  }
  addJobs(pipeline, parsed.data.jobs, project, pages);
  pipeline.downstreamIds = toDownstreamIds(parsed.data.downstream);
  return true;
}

/** Gives a pipeline its first page of jobs and notes where the list goes on. */
export function addJobs(pipeline: DraftPipeline, jobs: JobsAnswer, owner: DraftProject, pages: JobPages): void {
  pipeline.jobs = toJobs(jobs.nodes);
  if (jobs.pageInfo.hasNextPage) pages.push({ pipeline, owner, after: jobs.pageInfo.endCursor ?? '' });
}
