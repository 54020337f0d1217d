// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { childAnswer, parentAnswer, refPipelines } from './answer.ts';
import { batchCost, runBatches, toBatches, type Pair } from './batches.ts';
import type { DraftProject } from './draft.ts';
import { addJobs } from './jobs.ts';
import { toChild, type DraftPipeline } from './map.ts';
import type { JobPages } from './pages.ts';
import { byIdQuery, downstreamCost, PROJECT_ID_COST } from './queries.ts';
import type { Run } from './run.ts';
import { failBatch, takeNodes } from './status.ts';
import { dropTree, toRoot } from './tree.ts';

/** GitLab nests child pipelines two deep; multi-project ones may go on, and are followed one further. */
export const MAX_DEPTH = 3;

/** Follows downstream pipelines, level by level: those of many projects in one request per level. */
export async function readDownstream(run: Run, pages: JobPages): Promise<void> {
  for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
    const open = findOpen(run);
    if (open.length === 0) return;
    const perRef = downstreamCost(depth);
    const answered = new Set<number>();
    await runBatches(
      toBatches(toPairs(open), PROJECT_ID_COST, perRef, run.budget),
      async (batch) => {
        const answer = await run.graphql(byIdQuery(batch.ids, batch.refs, { downstream: depth }), batchCost(batch, PROJECT_ID_COST, perRef));
        for (const { project, node } of takeNodes(run, answer, batch)) {
          for (const index of batch.refs.keys()) {
            for (const root of refPipelines.safeParse(node[`r${index}`]).data?.nodes ?? []) takeLevel(project, root, depth, pages, answered);
          }
        }
      },
      (batch, thrown) => failBatch(run, batch.ids, thrown),
    );
    dropUnfollowed(run, open, answered);
  }
  for (const { pipeline } of findOpen(run)) run.draft.notes.add(`pipelines below pipeline ${pipeline.id} were not followed: more than ${MAX_DEPTH} levels`);
}

/** A pipeline that named downstream ones which are not in the draft. */
interface Open {
  readonly owner: DraftProject;
  readonly pipeline: DraftPipeline;
}

function isOpen({ owner, pipeline }: Open): boolean {
  return pipeline.downstreamIds.some((id) => !owner.pipelines.has(id));
}

function findOpen(run: Run): Open[] {
  return [...run.draft.projects.values()].flatMap((owner) => [...owner.pipelines.values()].map((pipeline) => ({ owner, pipeline })).filter(isOpen));
}

/** The root pipelines to ask for, as refs of their projects. */
function toPairs(open: readonly Open[]): Pair[] {
  const pairs = new Map(open.map(({ owner, pipeline }) => {
    const root = toRoot(owner, pipeline);
    const pair = { projectId: owner.id, ref: root.ref, finished: owner.newest.get(root.ref)?.id !== root.id };
    return [JSON.stringify(pair), pair];
  }));
  return [...pairs.values()];
}

/** Takes the pipelines `levels` below one; notes in `answered` whose downstream pipelines came. */
function takeLevel(owner: DraftProject, node: unknown, levels: number, pages: JobPages, answered: Set<number>): void {
  const parsed = parentAnswer.safeParse(node);
  const parent = parsed.success ? owner.pipelines.get(parsed.data.id) : undefined;
  if (!parsed.success || parent === undefined) return;
  if (levels === 1) answered.add(parent.id);
  for (const below of parsed.data.downstream?.nodes ?? []) {
    if (levels > 1) takeLevel(owner, below, levels - 1, pages, answered);
    else if (!takeChild(owner, parent, below, pages)) answered.delete(parent.id);
  }
}

/** False for a pipeline that came and cannot be read. One we may not see does not come, or comes as null. */
function takeChild(owner: DraftProject, parent: DraftPipeline, below: unknown, pages: JobPages): boolean {
  if (below === null) return true;
  const answer = childAnswer.safeParse(below);
  if (!answer.success) return false;
  if (owner.pipelines.has(answer.data.id)) return true;
  const child = toChild(answer.data, parent);
  addJobs(child, answer.data.jobs, owner, pages);
  owner.pipelines.set(child.id, child);
  return true;
}

/**
 * A downstream pipeline that was named, and did not come when its parent was asked for it, is one we may not see: the
 * bridge job speaks for it. Where the parent itself was not answered the tree is incomplete and is not handed over.
 */
function dropUnfollowed(run: Run, asked: readonly Open[], answered: ReadonlySet<number>): void {
  for (const { owner, pipeline } of asked.filter(isOpen)) {
    if (answered.has(pipeline.id)) {
      run.draft.notes.add(`a downstream pipeline of ${owner.path} is not visible to us; its trigger job speaks for it`);
      pipeline.downstreamIds = pipeline.downstreamIds.filter((id) => owner.pipelines.has(id));
    } else {
      dropTree(owner, pipeline);
      run.draft.fail(new CodedError('invalid-answer', `GitLab: child pipelines of ${owner.path} could not be read`), { id: owner.id, path: owner.path });
    }
  }
}
