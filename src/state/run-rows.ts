// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { CellHistory, CellRun } from '../model/history.ts';
import { DAY_MS, type Instant } from '../model/time.ts';
import { toSeconds } from './codes.ts';
import { all, each } from './database.ts';
import { packRuns, unpackRuns } from './run-blob.ts';
import { createTexts } from './texts.ts';

/** One row holds what a cell's pipelines of so long gave: few rows to read, and little to write again each day. */
const PERIOD_MS = 32 * DAY_MS;

/** A result with the creation of its pipeline, which says what row it belongs to. */
export interface PlacedRun {
  readonly run: CellRun;
  readonly createdAt: Instant;
}

export interface RunRows {
  /** Makes `runs`, in the order of pipelines, a cell's results from a pipeline on. */
  readonly replace: (cell: number, from: number, runs: readonly PlacedRun[]) => void;
  readonly remove: (cell: number) => void;
}

interface Row {
  readonly period: number;
  readonly runs: Uint8Array;
}

export function createRunRows(db: DatabaseSync): RunRows {
  const select = db.prepare('SELECT period, runs FROM cell_runs WHERE cell = ? AND (last_pipeline >= ? OR period >= ?)');
  const save = db.prepare('INSERT OR REPLACE INTO cell_runs (cell, period, last_pipeline, last_at, runs) VALUES (?, ?, ?, ?, ?)');
  const removeRow = db.prepare('DELETE FROM cell_runs WHERE cell = ? AND period = ?');
  const remove = db.prepare('DELETE FROM cell_runs WHERE cell = ?');

  function replace(cell: number, from: number, runs: readonly PlacedRun[]): void {
    const added = Map.groupBy(runs, ({ createdAt }) => Math.floor(createdAt / PERIOD_MS));
    const stored = new Map(all<Row>(select, cell, from, Math.min(...added.keys())).map((row) => [row.period, row.runs]));
    for (const period of new Set([...stored.keys(), ...added.keys()])) {
      const packed = stored.get(period);
      const kept = packed === undefined ? [] : unpackRuns(packed).filter(({ pipelineId }) => pipelineId < from);
      const all = [...kept, ...(added.get(period) ?? []).map(({ run }) => run)];
      if (all.length === 0) removeRow.run(cell, period);
      else save.run(cell, period, all.at(-1)?.pipelineId ?? 0, toSeconds(Math.max(...all.map(({ at }) => at))), packRuns(all));
    }
  }

  return { replace, remove: (cell) => void remove.run(cell) };
}

interface HistoryRow {
  readonly cell: number;
  readonly source: string;
  readonly project: number;
  readonly ref: string;
  readonly release: number;
  readonly stage: number;
  readonly target: number;
  readonly runs: Uint8Array;
}

/**
 * Hands over the results of every cell of a watched ref since an instant, one cell after the other: never more than one in memory. Results a
 * little older may be among them.
 */
export function visitHistories(db: DatabaseSync, since: Instant, visit: (history: CellHistory) => void): void {
  const texts = createTexts(db);
  const select = db.prepare(`
    SELECT h.cell, s.source, p.id AS project, r.name AS ref, c.release, c.stage, c.target, h.runs
    FROM cell_runs h CROSS JOIN cells c ON c.key = h.cell JOIN refs r ON r.key = c.ref
    JOIN projects p ON p.key = r.project JOIN sources s ON s.key = p.source
    WHERE h.last_at >= ? AND r.watched_at >= p.listed_at ORDER BY h.cell, h.period`);
  let current: { readonly row: HistoryRow; readonly runs: CellRun[] } | null = null;

  function finish(): void {
    if (current === null) return;
    const { row, runs } = current;
    visit({
      project: { source: row.source, id: row.project },
      ref: row.ref,
      release: texts.fromKey(row.release),
      stage: texts.fromKey(row.stage),
      target: texts.fromKey(row.target),
      runs: runs.sort((a, b) => a.pipelineId - b.pipelineId),
    });
  }

  for (const row of each<HistoryRow>(select, toSeconds(since))) {
    if (current?.row.cell !== row.cell) {
      finish();
      current = { row, runs: [] };
    }
    current.runs.push(...unpackRuns(row.runs));
  }
  finish();
}
