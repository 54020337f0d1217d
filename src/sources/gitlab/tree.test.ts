// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createDraftProject } from './draft.ts';
import { toPipeline } from './map.ts';
import { dropTree, toRoot } from './tree.ts';

/** A project with pipelines, each given as id and parent. */
function createOwner(...pairs: readonly (readonly [number, number | null])[]) {
  const owner = createDraftProject({ id: 1, fullPath: 'g/p', name: 'p' }, ['main'], null);
  for (const [id, parentId] of pairs) {
    owner.pipelines.set(id, toPipeline(
      { id, iid: id, status: 'success', createdAt: 0, updatedAt: 0, startedAt: null, finishedAt: null },
      { projectId: 1, projectPath: 'g/p', ref: 'main', parentId },
    ));
  }
  const find = (id: number) => {
    const pipeline = owner.pipelines.get(id);
    if (pipeline === undefined) throw new Error(`no pipeline ${id}`);
    return pipeline;
  };
  return { owner, find };
}

describe('toRoot', () => {
  it('climbs to the pipeline that nothing started', () => {
    const { owner, find } = createOwner([1, null], [2, 1], [3, 2]);
    expect(toRoot(owner, find(3)).id).toBe(1);
  });

  it('ends where a server claims that a pipeline descends from itself', () => {
    const { owner, find } = createOwner([1, 2], [2, 1], [3, 3]);
    expect([1, 2]).toContain(toRoot(owner, find(1)).id);
    expect(toRoot(owner, find(3)).id).toBe(3);
  });
});

describe('dropTree', () => {
  it('takes out the whole tree and no other', () => {
    const { owner, find } = createOwner([1, null], [2, 1], [3, 2], [4, null], [5, 4]);
    dropTree(owner, find(3));
    expect([...owner.pipelines.keys()]).toEqual([4, 5]);
  });
});
