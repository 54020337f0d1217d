// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DraftProject } from './draft.ts';
import type { DraftPipeline } from './map.ts';

/** The pipeline at the top of the chain that started `pipeline`. */
export function toRoot(owner: DraftProject, pipeline: DraftPipeline): DraftPipeline {
  let root = pipeline;
  for (let parent = toParent(owner, root); parent !== undefined; parent = toParent(owner, root)) root = parent;
  return root;
}

function toParent(owner: DraftProject, { parentId }: DraftPipeline): DraftPipeline | undefined {
  return parentId === null ? undefined : owner.pipelines.get(parentId);
}

/** Takes out a pipeline with its whole tree: a part that is missing could hide a failure. */
export function dropTree(owner: DraftProject, pipeline: DraftPipeline): void {
  const root = toRoot(owner, pipeline);
  for (const other of [...owner.pipelines.values()]) {
    if (toRoot(owner, other).id === root.id && other.id !== root.id) owner.pipelines.delete(other.id);
  }
  owner.pipelines.delete(root.id);
}
