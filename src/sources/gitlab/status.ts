// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { findError } from '../outcome.ts';
import { pipelineAnswer, projectIdAnswer, refPipelines } from './answer.ts';
import { batchCost, runBatches, toBatches, type Batch, type Pair } from './batches.ts';
import type { DraftProject } from './draft.ts';
import type { GraphQLAnswer } from './graphql.ts';
import { toPipeline } from './map.ts';
import { byIdQuery, PROJECT_COST, STATUS_COST, type RefAlias } from './queries.ts';
import type { Run } from './run.ts';

/** Takes the pipelines that came beside a project's own fields, one alias per ref. */
export function readStatuses(run: Run, project: DraftProject, answer: Readonly<Record<string, unknown>>, refs: readonly RefAlias[]): void {
  const place = { id: project.id, path: project.path };
  for (const [index, { ref, finished }] of refs.entries()) {
    if (!project.refs.includes(ref)) continue;
    const nodes = refPipelines.safeParse(answer[`r${index}`]).data?.nodes;
    if (nodes === null || nodes === undefined) {
      // Null without an error: the project is visible, its pipelines are not (or CI/CD is off).
      if (project.ciEnabled) run.draft.fail(new CodedError('forbidden', `GitLab: the pipelines of ${project.path} are not visible to us; give a token that can see them`), place);
      else if (!finished) project.newest.set(ref, null);
      continue;
    }
    if (nodes.length === 0) {
      if (!finished) project.newest.set(ref, null);
      continue;
    }
    const parsed = pipelineAnswer.safeParse(nodes[0]);
    if (!parsed.success) {
      run.draft.fail(new CodedError('invalid-answer', `GitLab: a pipeline of ${project.path} has an unexpected shape`), place);
      continue;
    }
    const pipeline = toPipeline(parsed.data, { projectId: project.id, projectPath: project.path, ref, parentId: null });
    (finished ? project.finished : project.newest).set(ref, pipeline);
  }
}

/** Asks for the newest pipelines of the refs that did not come with the list. */
export async function readMissingStatuses(run: Run): Promise<void> {
  const failed = new Set(run.draft.unreadable.map(({ project }) => project?.id));
  const pairs = [...run.draft.projects.values()].filter(({ id }) => !failed.has(id)).flatMap((project) =>
    project.refs.filter((ref) => !project.newest.has(ref)).map((ref): Pair => ({ projectId: project.id, ref, finished: false })));
  await readStatusPairs(run, pairs);
}

/** Asks for the pipelines of pairs, at the same time. */
export async function readStatusPairs(run: Run, pairs: readonly Pair[]): Promise<void> {
  await runBatches(
    toBatches(pairs, PROJECT_COST, STATUS_COST, run.budget),
    async (batch) => {
      const answer = await run.graphql(byIdQuery(batch.ids, batch.refs, 'status'), batchCost(batch, PROJECT_COST, STATUS_COST));
      for (const { project, node } of takeNodes(run, answer, batch)) readStatuses(run, project, node, batch.refs);
    },
    (batch, thrown) => failBatch(run, batch.ids, thrown),
  );
}

/** A project of a batch with what the server said of it. */
export interface TakenNode {
  readonly project: DraftProject;
  readonly node: Readonly<Record<string, unknown>>;
}

/**
 * The projects of a query by ids that came back whole. Those that came back in part, and those that did not come back at
 * all, are reported: silence is no answer.
 */
export function takeNodes(run: Run, { data, errors }: GraphQLAnswer, batch: Batch): TakenNode[] {
  const taken: TakenNode[] = [];
  const missing = new Set(batch.ids);
  for (const [index, node] of toNodes(data).entries()) {
    const parsed = projectIdAnswer.safeParse(node);
    const project = parsed.success ? run.draft.projects.get(parsed.data.id) : undefined;
    if (!parsed.success || project === undefined) continue;
    const error = findError(errors, ['projects', 'nodes', index]);
    if (error !== undefined) failBatch(run, [project.id], new CodedError('invalid-answer', `GitLab: ${project.path} was answered in part (${error.message})`));
    else taken.push({ project, node: parsed.data });
    missing.delete(project.id);
  }
  failBatch(run, [...missing], new CodedError('not-found', 'GitLab: a project that was listed did not come back when asked for'));
  return taken;
}

/** The project nodes of a query by ids; an answer without them is invalid. */
export function toNodes(data: Readonly<Record<string, unknown>>): readonly unknown[] {
  const projects = data['projects'];
  if (typeof projects === 'object' && projects !== null && 'nodes' in projects && Array.isArray(projects.nodes)) return projects.nodes;
  throw new CodedError('invalid-answer', 'GitLab: the answer has no list of projects');
}

/** Reports every project of a batch that could not be read. */
export function failBatch(run: Run, ids: readonly number[], thrown: unknown): void {
  for (const id of ids) {
    const project = run.draft.projects.get(id);
    run.draft.fail(thrown, { id, path: project?.path ?? run.known.get(id)?.path ?? `project ${id}` });
  }
}
