// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DraftProject } from './draft.ts';
import type { DraftPipeline } from './map.ts';

/** The pipeline at the top of the chain that started `pipeline`. */
export function toRoot(owner: DraftProject, pipeline: DraftPipeline): DraftPipeline {
  let root = pipeline;
  // A server may claim that a pipeline descends from itself.
  const seen = new Set<number>();
  for (let parent = toParent(owner, root); parent !== undefined && !seen.has(parent.id); parent = toParent(owner, root)) {
    seen.add(parent.id);
    root = parent;
  }
  return root;
}

function toParent(owner: DraftProject, { parentId }: DraftPipeline): DraftPipeline | undefined {
  return parentId === null ? undefined : owner.pipelines.get(parentId);
}

/** Takes out a pipeline with its whole tree: a part that is missing could hide a failure. */
export function dropTree(owner: DraftProject, pipeline: DraftPipeline): void {
  const root = toRoot(owner, pipeline);
  // Found before any goes: without its parent a pipeline would pass for a root.
  const tree = [...owner.pipelines.values()].filter((other) => toRoot(owner, other).id === root.id);
  for (const { id } of [root, ...tree]) owner.pipelines.delete(id);
}
