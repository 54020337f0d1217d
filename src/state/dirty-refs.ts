// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { all, first } from './database.ts';
import type { ReplayRef } from './replay-cells.ts';

interface ParentRow {
  readonly ref: number;
  readonly parent_id: number | null;
  readonly foreign_id: number | null;
}

/** Which refs a collection changed, and from which of their root pipelines on. */
export interface DirtyRefs {
  /** A pipeline (by id) changed: what it hangs below is to be derived anew. */
  readonly pipeline: (project: number, id: number) => void;
  /** Everything derived of a project is to be derived anew, by other rules or under another path. */
  readonly project: (project: number) => void;
  readonly everything: () => void;
  readonly list: () => readonly { readonly ref: ReplayRef; readonly from: number }[];
}

export function createDirtyRefs(db: DatabaseSync): DirtyRefs {
  const selectParent = db.prepare('SELECT ref, parent_id, foreign_id FROM pipelines WHERE project = ? AND id = ?');
  const refsOf = db.prepare('SELECT key FROM refs WHERE project = ?');
  const allRefs = db.prepare('SELECT key FROM refs');
  const selectRef = db.prepare(`
    SELECT r.key, r.name, r.project, p.path FROM refs r JOIN projects p ON p.key = r.project WHERE r.key = ?`);
  const oldest = new Map<number, number>();

  function mark(ref: number, from: number): void {
    oldest.set(ref, Math.min(oldest.get(ref) ?? Infinity, from));
  }

  function pipeline(project: number, id: number): void {
    // A parent may be unknown, and what a server says of parents may even be a circle: then there is no root.
    const visited = new Set<number>();
    for (let at: number | null = id; at !== null && !visited.has(at);) {
      visited.add(at);
      const row: ParentRow | undefined = first<ParentRow>(selectParent, project, at);
      if (row === undefined) return;
      if (row.parent_id === null && row.foreign_id === null) mark(row.ref, at);
      at = row.parent_id;
    }
  }

  function list(): { ref: ReplayRef; from: number }[] {
    return [...oldest]
      .sort(([a], [b]) => a - b)
      .flatMap(([key, from]) => {
        const ref = first<ReplayRef>(selectRef, key);
        return ref === undefined ? [] : [{ ref, from }];
      });
  }

  return {
    pipeline,
    project: (project) => all<{ key: number }>(refsOf, project).forEach(({ key }) => mark(key, 0)),
    everything: () => all<{ key: number }>(allRefs).forEach(({ key }) => mark(key, 0)),
    list,
  };
}
