// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { JobState } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';
import { fromResultCode, fromStateCode, toStateCode } from './codes.ts';
import { all } from './database.ts';
import type { Run } from './transition-rows.ts';

/** A cell while its ref is replayed. Pipelines are ids, texts are keys, instants are seconds. */
export interface Cell {
  /** Null until the cell is stored. */
  key: number | null;
  readonly release: number;
  readonly stage: number;
  readonly target: number;
  current: Current | null;
  result: Result | null;
}

export interface Current {
  readonly state: JobState;
  readonly status: number;
  readonly job: number;
  readonly pipeline: number;
  readonly at: number;
}

export interface Result extends Run {
  readonly job: number;
  readonly name: number;
  readonly at: number;
  readonly pipeline: number;
}

/** A row of the table, as it is selected. The result's columns are all null or, but for `before`, all set. */
export interface CellRow {
  readonly key: number;
  readonly ref: number;
  readonly release: number;
  readonly stage: number;
  readonly target: number;
  readonly current_state: number;
  readonly current_status: number;
  readonly current_job: number;
  readonly current_pipeline: number;
  readonly current_at: number;
  readonly result_state: number | null;
  readonly result_job: number;
  readonly result_name: number;
  readonly result_at: number;
  readonly result_pipeline: number;
  readonly result_since: number;
  readonly result_before: number | null;
}

type RunningRow = CellRow & { readonly run_seen_at: Instant; readonly run_seen_by: number };

export interface CellRows {
  readonly load: (ref: number) => Cell[];
  /** Stores a cell, or removes it where no pipeline has it any more; the cell then has its key. */
  readonly save: (ref: number, cell: Cell) => void;
}

export function createCellRows(db: DatabaseSync): CellRows {
  // The last of a cell's changes began the run that it is in.
  const select = db.prepare(`
    SELECT c.*, t.run_seen_at, t.run_seen_by FROM cells c LEFT JOIN transitions t ON t.cell = c.key AND (t.at_pipeline, t.attempt) = (
      SELECT at_pipeline, attempt FROM transitions WHERE cell = c.key ORDER BY at_pipeline DESC, attempt DESC LIMIT 1
    ) WHERE c.ref = ? ORDER BY c.key`);
  const insert = db.prepare(`INSERT INTO cells (
    ref, release, stage, target,
    current_state, current_status, current_job, current_pipeline, current_at,
    result_state, result_job, result_name, result_at, result_pipeline, result_since, result_before
  ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = db.prepare(`UPDATE cells SET
    current_state = ?, current_status = ?, current_job = ?, current_pipeline = ?, current_at = ?,
    result_state = ?, result_job = ?, result_name = ?, result_at = ?, result_pipeline = ?, result_since = ?,
    result_before = ? WHERE key = ?`);
  const remove = db.prepare('DELETE FROM cells WHERE key = ?');

  function save(ref: number, cell: Cell): void {
    if (cell.current === null) {
      if (cell.key !== null) remove.run(cell.key);
      return;
    }
    const { state, status, job, pipeline, at } = cell.current;
    const values = [toStateCode(state), status, job, pipeline, at, ...toResultColumns(cell.result)];
    if (cell.key !== null) update.run(...values, cell.key);
    else cell.key = Number(insert.run(ref, cell.release, cell.stage, cell.target, ...values).lastInsertRowid);
  }

  return { load: (ref) => all<RunningRow>(select, ref).map(toCell), save };
}

function toCell(row: RunningRow): Cell {
  return {
    key: row.key,
    release: row.release,
    stage: row.stage,
    target: row.target,
    current: {
      state: fromStateCode(row.current_state),
      status: row.current_status,
      job: row.current_job,
      pipeline: row.current_pipeline,
      at: row.current_at,
    },
    result: row.result_state === null ? null : {
      state: fromResultCode(row.result_state),
      job: row.result_job,
      name: row.result_name,
      at: row.result_at,
      pipeline: row.result_pipeline,
      since: row.result_since,
      before: row.result_before,
      seenAt: row.run_seen_at,
      seenBy: row.run_seen_by,
    },
  };
}

function toResultColumns(result: Result | null): (number | null)[] {
  if (result === null) return [null, null, null, null, null, null, null];
  const { state, job, name, at, pipeline, since, before } = result;
  return [toStateCode(state), job, name, at, pipeline, since, before];
}
