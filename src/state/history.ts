// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { CellRules } from '../model/cell.ts';
import { createCellRows, type Cell } from './cell-rows.ts';
import { all, each } from './database.ts';
import { createApply, type Added } from './history-step.ts';
import { createOccurrences, type RootRow } from './occurrences.ts';
import { createRunRows } from './run-rows.ts';
import { createToCell, type ReplayRef, type ToCell } from './replay-cells.ts';
import type { Texts } from './texts.ts';
import { createTransitionRows, isSameChange, type Run, type TransitionRow } from './transition-rows.ts';

/**
 * Derives a ref's cells and transitions anew from its root pipeline `from` on and returns the transitions that were not
 * there before. All of it follows from the stored pipelines and the sightings alone, so no order of collections can make a
 * difference:
 * 1. read what each pipeline from there on says of each cell;
 * 2. take the cells back to what they were before `from`;
 * 3. apply the pipelines in the order of their ids;
 * 4. where a run that began before `from` is not what it was, begin again where it began;
 * 5. store the cells, and what differs among the transitions.
 */
export type Replay = (ref: ReplayRef, from: number) => TransitionRow[];

/** What follows from the pipelines from `from` on. */
interface Derived {
  readonly touched: ReadonlySet<Cell>;
  readonly added: Added;
}

const ROOTS = `
SELECT key, id, sha, created_at FROM pipelines
WHERE parent_id IS NULL AND foreign_id IS NULL AND ref = ?`;

export function createReplay(db: DatabaseSync, texts: Texts, rules: CellRules): Replay {
  const cellRows = createCellRows(db);
  const transitionRows = createTransitionRows(db);
  const runRows = createRunRows(db);
  const readOccurrences = createOccurrences(db, texts);
  const rootsFrom = db.prepare(`${ROOTS} AND id >= ? ORDER BY id`);
  const rootsBefore = db.prepare(`${ROOTS} AND id < ? ORDER BY id DESC`);
  const createStep = createApply(db);

  function replay(ref: ReplayRef, from: number): TransitionRow[] {
    let start = from;
    for (;;) {
      const outcome = derive(ref, start);
      if (typeof outcome !== 'number') return store(ref, start, outcome);
      start = outcome;
    }
  }

  /** Or the pipeline, before `from`, from which it is to be derived instead. */
  function derive(ref: ReplayRef, from: number): Derived | number {
    const cells = cellRows.load(ref.key);
    const toCell = createToCell(cells, ref, texts, rules);
    const roots = all<RootRow>(rootsFrom, ref.key, from)
      .map((root) => ({ root, occurrences: readOccurrences(ref.project, root, toCell) }));
    const touched = new Set(roots.flatMap(({ occurrences }) => [...occurrences.keys()]));
    const rewound = rewind(ref, from, cells, touched, toCell);
    if (rewound < from) return rewound;
    const step = createStep(ref.project);
    for (const { root, occurrences } of roots) {
      for (const [cell, occurrence] of occurrences) step.apply(root, cell, occurrence);
    }
    return step.added.from < from ? step.added.from : { touched, added: step.added };
  }

  /**
   * Walks back only as far as a cell's last result or appearance before `from` asks for: mostly one pipeline. Returns the
   * earliest pipeline whose run was first seen by one that is derived anew, or infinity.
   */
  function rewind(ref: ReplayRef, from: number, cells: readonly Cell[], touched: Set<Cell>, toCell: ToCell): number {
    const resultWanted = new Map<Cell, Run>();
    const currentWanted = new Set<Cell>();
    let since = Infinity;
    for (const cell of cells) {
      const appearsAgain = touched.has(cell);
      if (cell.result !== null && cell.result.pipeline >= from) {
        const run = cell.key === null ? null : transitionRows.runBefore(cell.key, from);
        cell.result = null;
        if (run !== null) resultWanted.set(cell, run);
        if (run !== null && run.seenBy >= from) since = Math.min(since, run.since);
        touched.add(cell);
      }
      if (cell.current !== null && cell.current.pipeline >= from) {
        cell.current = null;
        if (!appearsAgain) currentWanted.add(cell);
        touched.add(cell);
      }
    }
    if (resultWanted.size + currentWanted.size === 0 || since < from) return since;
    for (const root of each<RootRow>(rootsBefore, ref.key, from)) {
      for (const [cell, { current, results }] of readOccurrences(ref.project, root, toCell)) {
        const run = resultWanted.get(cell);
        const result = results.at(-1)?.last;
        if (run !== undefined && result !== undefined) {
          cell.result = { ...run, job: result.job, name: result.name, at: result.at, pipeline: root.id };
          resultWanted.delete(cell);
        }
        if (currentWanted.delete(cell)) cell.current = { ...current, pipeline: root.id };
      }
      if (resultWanted.size + currentWanted.size === 0) break;
    }
    return since;
  }

  function store(ref: ReplayRef, from: number, { touched, added: { changes, runs } }: Derived): TransitionRow[] {
    const old = new Map(transitionRows.load(ref.key, from).map((row) => [toPlace(row), row]));
    for (const cell of touched) if (cell.current !== null) cellRows.save(ref.key, cell);
    for (const cell of touched) if (cell.key !== null) runRows.replace(cell.key, from, runs.get(cell) ?? []);
    const added: TransitionRow[] = [];
    for (const { cell, row: change } of changes) {
      if (cell.key === null) continue;
      const row: TransitionRow = { ...change, cell: cell.key };
      const known = old.get(toPlace(row));
      old.delete(toPlace(row));
      transitionRows.save(row);
      if (known === undefined || !isSameChange(known, row)) added.push(row);
    }
    for (const row of old.values()) transitionRows.remove(row);
    for (const cell of touched) {
      if (cell.current !== null) continue;
      if (cell.key !== null) runRows.remove(cell.key);
      cellRows.save(ref.key, cell);
    }
    return added;
  }

  return replay;
}

function toPlace(row: TransitionRow): string {
  return `${row.cell}/${row.at_pipeline}/${row.attempt}`;
}
