// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { pipelineAnswer, projectAnswer, refPipelines } from './answer.ts';
import { batchCost, runBatches, toBatches, type Pair } from './batches.ts';
import type { DraftProject } from './draft.ts';
import { toPipeline } from './map.ts';
import { byIdQuery, PROJECT_COST, STATUS_COST, type RefAlias } from './queries.ts';
import type { Run } from './run.ts';

/** Takes the pipelines that came beside a project's own fields, one alias per ref. */
export function readStatuses(run: Run, project: DraftProject, answer: Readonly<Record<string, unknown>>, refs: readonly RefAlias[], errors: readonly string[]): void {
  const place = { id: project.id, path: project.path };
  for (const [index, { ref, finished }] of refs.entries()) {
    if (!project.refs.includes(ref)) continue;
    const pipelines = refPipelines.safeParse(answer[`r${index}`]);
    const nodes = pipelines.data?.nodes;
    if (!pipelines.success || nodes === null || nodes === undefined) {
      // Null without an error: the project is visible, its pipelines are not (or CI/CD is off).
      if (pipelines.success && errors.length === 0) {
        if (project.ciEnabled) run.draft.fail(new CodedError('forbidden', `GitLab: the pipelines of ${project.path} are not visible to us; give a token that can see them`), place);
        else project.newest.set(ref, null);
      } else {
        run.draft.fail(new CodedError('invalid-answer', `GitLab: ${project.path} was answered in part (${errors[0] ?? 'unexpected shape'})`), place);
      }
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
    if (finished) project.pipelines.set(pipeline.id, pipeline);
    else project.newest.set(ref, pipeline);
  }
}

/** Asks for the newest pipelines of the refs that did not come with the list. */
export async function readMissingStatuses(run: Run): Promise<void> {
  const pairs: Pair[] = [];
  for (const project of run.draft.projects.values()) {
    for (const ref of project.refs) {
      const failed = run.draft.unreadable.some((entry) => entry.project?.id === project.id);
      if (!project.newest.has(ref) && !failed) pairs.push({ projectId: project.id, ref, finished: false });
    }
  }
  await readStatusPairs(run, pairs);
}

/** Asks for the pipelines of pairs, at the same time. */
export async function readStatusPairs(run: Run, pairs: readonly Pair[]): Promise<void> {
  await runBatches(
    toBatches(pairs, PROJECT_COST, STATUS_COST, run.budget),
    async (batch) => {
      const { data, errors } = await run.graphql(byIdQuery(batch.ids, batch.refs, 'status'), batchCost(batch, PROJECT_COST, STATUS_COST));
      for (const node of toNodes(data)) {
        const parsed = projectAnswer.safeParse(node);
        const project = parsed.success ? run.draft.projects.get(parsed.data.id) : undefined;
        if (parsed.success && project !== undefined) readStatuses(run, project, parsed.data, batch.refs, errors);
      }
    },
    (batch, thrown) => failBatch(run, batch.ids, thrown),
  );
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
