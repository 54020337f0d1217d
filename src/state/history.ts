// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { CellRules } from '../model/cell.ts';
import { isResult } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';
import { createCellRows, type Cell } from './cell-rows.ts';
import { fromSeconds, fromShaColumn, toStateCode } from './codes.ts';
import { all, each, first } from './database.ts';
import { createOccurrences, type Occurrence, type RootRow } from './occurrences.ts';
import { createRunRows, type PlacedRun } from './run-rows.ts';
import { createToCell, type ReplayRef, type ToCell } from './replay-cells.ts';
import type { Texts } from './texts.ts';
import { createTransitionRows, isSameChange, type Run, type TransitionRow } from './transition-rows.ts';

/**
 * Derives a ref's cells and transitions anew from its root pipeline `from` on and returns the transitions that were not
 * there before. All of it follows from the stored pipelines alone, so no order of collections can make a difference:
 * 1. read what each pipeline from there on says of each cell;
 * 2. take the cells back to what they were before `from`;
 * 3. apply the pipelines in the order of their ids;
 * 4. store the cells, and what differs among the transitions.
 */
export type Replay = (ref: ReplayRef, from: number) => TransitionRow[];

/** What the pipelines from `from` on add: the changes of results, and the results of each cell. */
interface Added {
  readonly changes: { readonly cell: Cell; readonly row: Omit<TransitionRow, 'cell'> }[];
  readonly runs: Map<Cell, PlacedRun[]>;
  readonly readOther: (pipeline: number) => Other | null;
}

/** What a change asks of the pipeline before it. */
interface Other {
  readonly sha: string;
  readonly changedAt: Instant;
}

const ROOTS = `
SELECT key, id, sha, created_at, changed_at FROM pipelines
WHERE parent_id IS NULL AND foreign_id IS NULL AND ref = ?`;

export function createReplay(db: DatabaseSync, texts: Texts, rules: CellRules): Replay {
  const cellRows = createCellRows(db);
  const transitionRows = createTransitionRows(db);
  const runRows = createRunRows(db);
  const readOccurrences = createOccurrences(db, texts);
  const rootsFrom = db.prepare(`${ROOTS} AND id >= ? ORDER BY id`);
  const rootsBefore = db.prepare(`${ROOTS} AND id < ? ORDER BY id DESC`);
  const selectOther = db.prepare('SELECT sha, changed_at FROM pipelines WHERE project = ? AND id = ?');

  function replay(ref: ReplayRef, from: number): TransitionRow[] {
    const cells = cellRows.load(ref.key);
    const toCell = createToCell(cells, ref, texts, rules);
    const roots = all<RootRow>(rootsFrom, ref.key, from)
      .map((root) => ({ root, occurrences: readOccurrences(ref.project, root, toCell) }));
    const touched = new Set(roots.flatMap(({ occurrences }) => [...occurrences.keys()]));
    rewind(ref, from, cells, touched, toCell);
    const added: Added = { changes: [], runs: new Map(), readOther: createReadOther(ref.project) };
    for (const { root, occurrences } of roots) {
      for (const [cell, occurrence] of occurrences) apply(root, cell, occurrence, added);
    }
    return store(ref, from, touched, added);
  }

  /** Walks back only as far as a cell's last result or appearance before `from` asks for: mostly one pipeline. */
  function rewind(ref: ReplayRef, from: number, cells: readonly Cell[], touched: Set<Cell>, toCell: ToCell): void {
    const resultWanted = new Map<Cell, Run>();
    const currentWanted = new Set<Cell>();
    for (const cell of cells) {
      const appearsAgain = touched.has(cell);
      if (cell.result !== null && cell.result.pipeline >= from) {
        const run = cell.key === null ? null : transitionRows.runBefore(cell.key, from);
        cell.result = null;
        if (run !== null) resultWanted.set(cell, run);
        touched.add(cell);
      }
      if (cell.current !== null && cell.current.pipeline >= from) {
        cell.current = null;
        if (!appearsAgain) currentWanted.add(cell);
        touched.add(cell);
      }
    }
    if (resultWanted.size + currentWanted.size === 0) return;
    for (const root of each<RootRow>(rootsBefore, ref.key, from)) {
      for (const [cell, occurrence] of readOccurrences(ref.project, root, toCell)) {
        const { state, job, name, at } = occurrence.attempt ?? occurrence;
        const run = resultWanted.get(cell);
        if (run !== undefined && isResult(state)) {
          cell.result = { ...run, job, name, at, pipeline: root.id };
          resultWanted.delete(cell);
        }
        if (currentWanted.delete(cell)) cell.current = { ...occurrence, pipeline: root.id };
      }
      if (resultWanted.size + currentWanted.size === 0) return;
    }
  }

  /** The cells of a ref share few pipelines: each is read once. */
  function createReadOther(project: number): Added['readOther'] {
    const known = new Map<number, Other | null>();
    return (pipeline) => {
      const cached = known.get(pipeline);
      if (cached !== undefined) return cached;
      const row = first<{ sha: Uint8Array | string; changed_at: Instant }>(selectOther, project, pipeline);
      const other = row === undefined ? null : { sha: fromShaColumn(row.sha), changedAt: row.changed_at };
      known.set(pipeline, other);
      return other;
    };
  }

  function apply(root: RootRow, cell: Cell, current: Occurrence, added: Added): void {
    const occurrence = current.attempt ?? current;
    const { state, job, name, at } = occurrence;
    const previous = cell.result;
    cell.current = { ...current, pipeline: root.id };
    if (!isResult(state)) return;
    const other = previous === null ? null : added.readOther(previous.pipeline);
    const runs = added.runs.get(cell) ?? [];
    if (runs.length === 0) added.runs.set(cell, runs);
    runs.push({
      createdAt: root.created_at,
      run: {
        pipelineId: root.id, jobId: job, at: fromSeconds(at), state,
        durationSeconds: occurrence.durationSeconds, queuedSeconds: occurrence.queuedSeconds, isRetry: occurrence.isRetry,
        isSameCommit: other !== null && other.sha === fromShaColumn(root.sha),
      },
    });
    if (previous?.state === state) {
      cell.result = { ...previous, job, name, at, pipeline: root.id };
      return;
    }
    const before = previous?.pipeline ?? null;
    cell.result = { state, job, name, at, pipeline: root.id, since: root.id, before };
    const row = {
      at_pipeline: root.id,
      from_state: previous === null ? null : toStateCode(previous.state),
      to_state: toStateCode(state),
      job,
      before_pipeline: before,
      // Known since both its pipelines are: a change of the rules or of a path makes no news of old ones.
      seen_at: Math.max(root.changed_at, other?.changedAt ?? 0),
      failure: occurrence.failure,
    };
    added.changes.push({ cell, row });
  }

  function store(
    ref: ReplayRef, from: number, touched: ReadonlySet<Cell>, { changes, runs }: Added,
  ): TransitionRow[] {
    const old = new Map(transitionRows.load(ref.key, from).map((row) => [toPlace(row), row]));
    const places = new Set(changes.map(({ cell, row }) => `${cell.key}/${row.at_pipeline}`));
    /** The same change at another pipeline, which it is no longer at: it was told already. */
    const findMoved = (row: TransitionRow): TransitionRow | undefined =>
      [...old.values()].find((other) => other.cell === row.cell && isSameChange(other, row) && !places.has(toPlace(other)));
    for (const cell of touched) if (cell.current !== null) cellRows.save(ref.key, cell);
    for (const cell of touched) if (cell.key !== null) runRows.replace(cell.key, from, runs.get(cell) ?? []);
    const added: TransitionRow[] = [];
    for (const { cell, row: change } of changes) {
      if (cell.key === null) continue;
      const row: TransitionRow = { ...change, cell: cell.key };
      const here = old.get(toPlace(row));
      const known = here !== undefined && isSameChange(here, row) ? here : findMoved(row);
      if (here !== undefined) old.delete(toPlace(row));
      if (known !== undefined) {
        transitionRows.save({ ...row, seen_at: Math.min(known.seen_at, row.seen_at) });
      } else {
        transitionRows.save(row);
        added.push(row);
      }
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
  return `${row.cell}/${row.at_pipeline}`;
}
