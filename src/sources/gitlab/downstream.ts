// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { childAnswer, parentAnswer, projectIdAnswer, refPipelines } from './answer.ts';
import { batchCost, runBatches, toBatches, type Pair } from './batches.ts';
import type { DraftProject } from './draft.ts';
import { addJobs } from './jobs.ts';
import { toChild, type DraftPipeline } from './map.ts';
import type { JobPages } from './pages.ts';
import { byIdQuery, downstreamCost, PROJECT_ID_COST } from './queries.ts';
import type { Run } from './run.ts';
import { failBatch, toNodes } from './status.ts';
import { dropTree, toRoot } from './tree.ts';

/** GitLab nests child pipelines two deep; multi-project ones may go on, and are followed one further. */
const MAX_DEPTH = 3;

/** Follows downstream pipelines, level by level: those of many projects in one request per level. */
export async function readDownstream(run: Run, pages: JobPages): Promise<void> {
  for (let depth = 1; depth <= MAX_DEPTH; depth += 1) {
    const open = findOpen(run);
    if (open.length === 0) return;
    const perRef = downstreamCost(depth);
    await runBatches(
      toBatches(toPairs(open), PROJECT_ID_COST, perRef, run.budget),
      async (batch) => {
        const { data } = await run.graphql(byIdQuery(batch.ids, batch.refs, { downstream: depth }), batchCost(batch, PROJECT_ID_COST, perRef));
        for (const node of toNodes(data)) {
          const parsed = projectIdAnswer.safeParse(node);
          const owner = parsed.success ? run.draft.projects.get(parsed.data.id) : undefined;
          if (!parsed.success || owner === undefined) continue;
          for (const index of batch.refs.keys()) {
            for (const root of refPipelines.safeParse(parsed.data[`r${index}`]).data?.nodes ?? []) takeLevel(owner, root, depth, pages);
          }
        }
      },
      (batch, thrown) => failBatch(run, batch.ids, thrown),
    );
    dropUnfollowed(run, open);
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

function takeLevel(owner: DraftProject, node: unknown, levels: number, pages: JobPages): void {
  const parsed = parentAnswer.safeParse(node);
  const parent = parsed.success ? owner.pipelines.get(parsed.data.id) : undefined;
  if (!parsed.success || parent === undefined) return;
  for (const below of parsed.data.downstream?.nodes ?? []) {
    if (levels > 1) {
      takeLevel(owner, below, levels - 1, pages);
      continue;
    }
    const answer = childAnswer.safeParse(below);
    if (!answer.success || answer.data.jobs === null || answer.data.jobs === undefined || owner.pipelines.has(answer.data.id)) continue;
    const child = toChild(answer.data, parent);
    addJobs(child, answer.data.jobs, owner, pages);
    owner.pipelines.set(child.id, child);
  }
}

/**
 * A downstream pipeline that was named but did not come with a good answer is one we may not see: the bridge job speaks
 * for it. Where the answer itself failed the tree is incomplete and is not handed over.
 */
function dropUnfollowed(run: Run, asked: readonly Open[]): void {
  for (const { owner, pipeline } of asked.filter(isOpen)) {
    if (run.draft.unreadable.some(({ project }) => project?.id === owner.id)) {
      dropTree(owner, pipeline);
      run.draft.fail(new CodedError('invalid-answer', `GitLab: child pipelines of ${owner.path} could not be read`), { id: owner.id, path: owner.path });
    } else {
      run.draft.notes.add(`a downstream pipeline of ${owner.path} is not visible to us; its trigger job speaks for it`);
      pipeline.downstreamIds = pipeline.downstreamIds.filter((id) => owner.pipelines.has(id));
    }
  }
}
