// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { isResult, type JobState } from '../model/job-state.ts';
import { ALLOW_FAILURE, BRIDGE, RETRIED, toStateOfJob, toStateOfPipeline } from './codes.ts';
import { each } from './database.ts';
import { isWorse } from './severity.ts';
import type { Texts } from './texts.ts';

/** What one root pipeline says of one cell: the worst of its jobs, the oldest of equally bad ones. */
export interface Occurrence {
  readonly state: JobState;
  /** Keys of the texts: the status word and the job's name. */
  readonly status: number;
  readonly name: number;
  readonly job: number;
  /** Seconds: when the job finished, else started, else when the pipeline was created. */
  readonly at: number;
  readonly durationSeconds: number | null;
  readonly queuedSeconds: number | null;
  /** Key of the text. */
  readonly failure: number | null;
  /** True where an earlier attempt of one of its jobs failed in the same pipeline. */
  readonly isRetry: boolean;
  /** While it has no result: the last one of an earlier attempt in the same pipeline, which holds until there is another. */
  readonly attempt: Occurrence | null;
}

export interface RootRow {
  readonly key: number;
  readonly id: number;
  readonly sha: Uint8Array | string;
  readonly created_at: number;
  readonly changed_at: number;
}

interface JobRow {
  readonly id: number;
  readonly name: number;
  readonly status: number;
  readonly flags: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly queued_seconds: number | null;
  readonly failure: number | null;
  readonly downstream_status: number | null;
  readonly downstream_warnings: number;
  readonly downstream_foreign: number | null;
  readonly downstream_jobs: number | null;
}

/** The jobs of a root pipeline and of its child pipelines, bridges with the pipeline they started. */
const JOBS = `
WITH RECURSIVE tree (key, id) AS (
  SELECT key, id FROM pipelines WHERE key = ?1
  UNION
  SELECT c.key, c.id FROM tree JOIN pipelines c ON c.project = ?2 AND c.parent_id = tree.id
  WHERE c.foreign_id IS NULL
)
SELECT j.id, j.name, j.status, j.flags, j.started_at, j.finished_at, j.queued_seconds, j.failure,
  d.status AS downstream_status, d.warnings AS downstream_warnings, d.foreign_id AS downstream_foreign,
  d.jobs_updated_at AS downstream_jobs
FROM tree JOIN jobs j ON j.pipeline = tree.key
LEFT JOIN pipelines d ON d.project = ?2 AND d.id = j.downstream_id
ORDER BY j.id`;

export type ReadOccurrences = <Cell>(
  project: number, root: RootRow, toCell: (jobName: number) => Cell,
) => Map<Cell, Occurrence>;

/** Creates the reader of what a root pipeline says of each cell; `toCell` must give one object per cell. */
export function createOccurrences(db: DatabaseSync, texts: Texts): ReadOccurrences {
  const jobs = db.prepare(JOBS);

  function read<Cell>(project: number, root: RootRow, toCell: (jobName: number) => Cell): Map<Cell, Occurrence> {
    const worst = new Map<Cell, Occurrence>();
    const attempts = new Map<number, Occurrence>();
    for (const row of each<JobRow>(jobs, root.key, project)) {
      const occurrence = toOccurrence(row, root, texts);
      if (occurrence === null) continue;
      if ((row.flags & RETRIED) !== 0) {
        if (isResult(occurrence.state)) attempts.set(row.name, occurrence);
        continue;
      }
      const cell = toCell(row.name);
      const other = worst.get(cell);
      if (other === undefined || isWorse(occurrence.state, other.state)) worst.set(cell, occurrence);
    }
    for (const [name, attempt] of attempts) {
      const cell = toCell(name);
      const occurrence = worst.get(cell);
      if (occurrence === undefined) continue;
      const isRetry = occurrence.isRetry || attempt.state !== 'passed';
      worst.set(cell, { ...occurrence, isRetry, attempt: isResult(occurrence.state) ? null : toWorse(attempt, occurrence.attempt) });
    }
    return worst;
  }

  return read;
}

function toWorse(one: Occurrence, other: Occurrence | null): Occurrence {
  return other !== null && !isWorse(one.state, other.state) ? other : one;
}

/** Null for a bridge whose child pipeline speaks for itself, with jobs of its own. */
function toOccurrence(row: JobRow, root: RootRow, texts: Texts): Occurrence | null {
  const mayFail = (row.flags & ALLOW_FAILURE) !== 0;
  const own: Occurrence = {
    state: toStateOfJob(texts.fromKey(row.status), mayFail),
    status: row.status,
    name: row.name,
    job: row.id,
    at: row.finished_at ?? row.started_at ?? Math.floor(root.created_at / 1000),
    durationSeconds: row.finished_at === null || row.started_at === null ? null : row.finished_at - row.started_at,
    queuedSeconds: row.queued_seconds,
    failure: row.failure,
    isRetry: false,
    attempt: null,
  };
  if ((row.flags & BRIDGE) === 0 || row.downstream_status === null) return own;
  if (row.downstream_foreign === null && row.downstream_jobs !== null) return null;
  const started = toStateOfPipeline(texts.fromKey(row.downstream_status), row.downstream_warnings === 1);
  const downstream = started === 'failed' && mayFail ? 'warned' : started;
  return isWorse(downstream, own.state) ? { ...own, state: downstream, status: row.downstream_status } : own;
}
