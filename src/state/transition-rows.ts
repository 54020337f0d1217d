// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { ResultState } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';
import { fromResultCode, toStateCode } from './codes.ts';
import { all, first } from './database.ts';

/** A row of the table, as it is selected: states are codes, pipelines are ids. */
export interface TransitionRow {
  readonly cell: number;
  readonly at_pipeline: number;
  readonly from_state: number | null;
  readonly to_state: number;
  readonly job: number;
  readonly before_pipeline: number | null;
  readonly seen_at: Instant;
  /** Key of the text. */
  readonly failure: number | null;
  /** Which of the pipeline's results for the cell it is, from 0. */
  readonly attempt: number;
  /** When the earliest collection saw any result of the run that begins with it, and in which pipeline. */
  readonly run_seen_at: Instant;
  readonly run_seen_by: number;
}

/** The beginning of a cell's run of one result. */
export interface Run {
  readonly state: ResultState;
  readonly since: number;
  readonly before: number | null;
  readonly seenAt: Instant;
  readonly seenBy: number;
}

export interface TransitionRows {
  /** The run a cell was in before a pipeline; null where it had no result yet. */
  readonly runBefore: (cell: number, pipeline: number) => Run | null;
  /** All of a ref from a pipeline on. */
  readonly load: (ref: number, from: number) => TransitionRow[];
  readonly save: (row: TransitionRow) => void;
  readonly remove: (row: TransitionRow) => void;
}

const COLUMNS = [
  'cell', 'at_pipeline', 'attempt', 'from_state', 'to_state', 'job', 'before_pipeline', 'seen_at', 'failure', 'run_seen_at',
  'run_seen_by',
] as const;

export function createTransitionRows(db: DatabaseSync): TransitionRows {
  const selectRun = db.prepare(`
    SELECT * FROM transitions WHERE cell = ? AND at_pipeline < ? ORDER BY at_pipeline DESC, attempt DESC LIMIT 1`);
  const select = db.prepare(`
    SELECT t.* FROM cells c JOIN transitions t ON t.cell = c.key
    WHERE c.ref = ? AND t.at_pipeline >= ? ORDER BY t.cell, t.at_pipeline, t.attempt`);
  const insert = db.prepare(`INSERT OR REPLACE INTO transitions (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`);
  const remove = db.prepare('DELETE FROM transitions WHERE cell = ? AND at_pipeline = ? AND attempt = ?');
  return {
    runBefore: (cell, pipeline) => {
      const row = first<TransitionRow>(selectRun, cell, pipeline);
      if (row === undefined) return null;
      const { at_pipeline: since, before_pipeline: before, run_seen_at: seenAt, run_seen_by: seenBy } = row;
      return { state: fromResultCode(row.to_state), since, before, seenAt, seenBy };
    },
    load: (ref, from) => all<TransitionRow>(select, ref, from),
    save: (row) => void insert.run(...COLUMNS.map((column) => row[column])),
    remove: (row) => void remove.run(row.cell, row.at_pipeline, row.attempt),
  };
}

/** True for the same change of the same cell, whatever is known better of it by now. */
export function isSameChange(row: TransitionRow, other: TransitionRow): boolean {
  return row.from_state === other.from_state && row.to_state === other.to_state;
}

/** What a change counts as where a collection is summed up. */
export function toSummaryKind(row: TransitionRow): 'first' | 'broken' | 'fixed' | 'other' {
  const failed = toStateCode('failed');
  if (row.from_state === null) return 'first';
  if (row.to_state === failed) return 'broken';
  return row.from_state === failed && row.to_state === toStateCode('passed') ? 'fixed' : 'other';
}
