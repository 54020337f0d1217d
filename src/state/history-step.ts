// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../model/time.ts';
import type { CellResult } from './cell-results.ts';
import type { Cell } from './cell-rows.ts';
import { fromSeconds, fromShaColumn, toStateCode } from './codes.ts';
import { first } from './database.ts';
import type { CellOccurrence, RootRow } from './occurrences.ts';
import type { PlacedRun } from './run-rows.ts';
import type { TransitionRow } from './transition-rows.ts';

type Mutable<Row> = { -readonly [Column in keyof Row]: Row[Column] };

/** A change, and when the run before it was first seen (0 where there was none). */
interface Change {
  readonly cell: Cell;
  readonly row: Mutable<Omit<TransitionRow, 'cell'>>;
  readonly after: Instant;
}

/** What pipelines add: the changes of results, and the results of each cell. */
export interface Added {
  readonly changes: Change[];
  readonly runs: Map<Cell, PlacedRun[]>;
  /** The earliest pipeline that began a run of which it is known only now that it was seen earlier; infinity for none. */
  from: number;
}

/** Applies pipelines to the cells of a project's ref, in the order of their ids. */
export interface Step {
  readonly apply: (root: RootRow, cell: Cell, occurrence: CellOccurrence) => void;
  readonly added: Added;
}

export function createApply(db: DatabaseSync): (project: number) => Step {
  const selectSha = db.prepare('SELECT sha FROM pipelines WHERE project = ? AND id = ?');

  return (project) => {
    const added: Added = { changes: [], runs: new Map(), from: Infinity };
    const open = new Map<Cell, Change>();
    const shas = new Map<number, string | null>();

    /** The cells of a ref share few pipelines: each is read once. */
    function readSha(pipeline: number): string | null {
      const known = shas.get(pipeline);
      if (known !== undefined) return known;
      const row = first<{ sha: Uint8Array | string }>(selectSha, project, pipeline);
      const sha = row === undefined ? null : fromShaColumn(row.sha);
      shas.set(pipeline, sha);
      return sha;
    }

    function apply(root: RootRow, cell: Cell, { current, results, isRetry }: CellOccurrence): void {
      const before = cell.result;
      cell.current = { ...current, pipeline: root.id };
      for (const [attempt, result] of results.entries()) applyResult(root, cell, result, attempt);
      const last = results.at(-1)?.last;
      if (last === undefined || cell.result === null) return;
      const runs = added.runs.get(cell) ?? [];
      if (runs.length === 0) added.runs.set(cell, runs);
      runs.push({
        createdAt: root.created_at,
        run: {
          pipelineId: root.id, jobId: last.job, at: fromSeconds(last.at), state: cell.result.state,
          durationSeconds: last.durationSeconds, queuedSeconds: last.queuedSeconds, isRetry,
          isSameCommit: before !== null && readSha(before.pipeline) === fromShaColumn(root.sha),
        },
      });
    }

    function applyResult(root: RootRow, cell: Cell, { state, first: by, last, seenAt }: CellResult, attempt: number): void {
      const previous = cell.result;
      const result = { job: last.job, name: last.name, at: last.at, pipeline: root.id };
      if (previous?.state === state) {
        const isEarlier = seenAt < previous.seenAt;
        cell.result = { ...previous, ...result, ...(isEarlier ? { seenAt, seenBy: root.id } : {}) };
        if (isEarlier) makeEarlier(cell, seenAt, root.id, previous.since);
        return;
      }
      const before = previous?.pipeline ?? null;
      cell.result = { state, ...result, since: root.id, before, seenAt, seenBy: root.id };
      const after = previous?.seenAt ?? 0;
      const change: Change = {
        cell, after,
        row: {
          at_pipeline: root.id,
          attempt,
          from_state: previous === null ? null : toStateCode(previous.state),
          to_state: toStateCode(state),
          job: by.job,
          before_pipeline: before,
          // Known since both runs are, whichever of their pipelines was seen first.
          seen_at: Math.max(seenAt, after),
          failure: by.failure,
          run_seen_at: seenAt,
          run_seen_by: root.id,
        },
      };
      added.changes.push(change);
      open.set(cell, change);
    }

    /** A later pipeline of the run was seen before those it began with. */
    function makeEarlier(cell: Cell, seenAt: Instant, pipeline: number, since: number): void {
      const change = open.get(cell);
      if (change === undefined) {
        added.from = Math.min(added.from, since);
        return;
      }
      change.row.seen_at = Math.max(seenAt, change.after);
      change.row.run_seen_at = seenAt;
      change.row.run_seen_by = pipeline;
    }

    return { apply, added };
  };
}
