// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { isResult } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';
import { toCellResults, toWorse, type Attempt, type CellResult, type JobAttempts, type Occurrence } from './cell-results.ts';
import { ALLOW_FAILURE, BRIDGE, RETRIED, toStateOfJob, toStateOfPipeline } from './codes.ts';
import { each } from './database.ts';
import { isWorse } from './severity.ts';
import { createSightings, WHOLE_PIPELINE, type Sightings } from './sightings.ts';
import type { Texts } from './texts.ts';

/** What one root pipeline says of one cell. */
export interface CellOccurrence {
  /** Today: the worst of its jobs, the oldest of equally bad ones. */
  readonly current: Occurrence;
  readonly results: readonly CellResult[];
  /** True where an earlier try of one of its jobs failed in the same pipeline. */
  readonly isRetry: boolean;
}

export interface RootRow {
  readonly key: number;
  readonly id: number;
  readonly sha: Uint8Array | string;
  readonly created_at: number;
}

interface JobRow {
  readonly pipeline: number;
  readonly id: number;
  readonly name: number;
  readonly status: number;
  readonly flags: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly queued_seconds: number | null;
  readonly failure: number | null;
  readonly seen_at: Instant | null;
  readonly downstream: number | null;
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
SELECT j.pipeline, j.id, j.name, j.status, j.flags, j.started_at, j.finished_at, j.queued_seconds, j.failure, j.seen_at,
  d.key AS downstream, d.status AS downstream_status, d.warnings AS downstream_warnings, d.foreign_id AS downstream_foreign,
  d.jobs_updated_at AS downstream_jobs
FROM tree JOIN jobs j ON j.pipeline = tree.key
LEFT JOIN pipelines d ON d.project = ?2 AND d.id = j.downstream_id
ORDER BY j.id`;

export type ReadOccurrences = <Cell>(
  project: number, root: RootRow, toCell: (jobName: number) => Cell,
) => Map<Cell, CellOccurrence>;

/** Creates the reader of what a root pipeline says of each cell; `toCell` must give one object per cell. */
export function createOccurrences(db: DatabaseSync, texts: Texts): ReadOccurrences {
  const jobs = db.prepare(JOBS);
  const sightings = createSightings(db);

  function read<Cell>(project: number, root: RootRow, toCell: (jobName: number) => Cell): Map<Cell, CellOccurrence> {
    const cells = new Map<Cell, JobAttempts[]>();
    const earlier = new Map<string, Attempt[]>();
    for (const row of each<JobRow>(jobs, root.key, project)) {
      const attempt = toAttempt(row, root, texts, sightings);
      if (attempt === null) continue;
      // Within one pipeline a name is one job, and the last try is the one that is not marked.
      const place = `${row.pipeline}/${row.name}`;
      if ((row.flags & RETRIED) !== 0) {
        earlier.set(place, [...earlier.get(place) ?? [], attempt]);
        continue;
      }
      const cell = toCell(row.name);
      const ofCell = cells.get(cell) ?? [];
      if (ofCell.length === 0) cells.set(cell, ofCell);
      ofCell.push({ latest: attempt, earlier: earlier.get(place) ?? [] });
      earlier.delete(place);
    }
    return new Map([...cells].map(([cell, attempts]) => [cell, toCellOccurrence(attempts)]));
  }

  return read;
}

/** Of the jobs of one cell, at least one. */
function toCellOccurrence(jobs: readonly JobAttempts[]): CellOccurrence {
  return {
    current: jobs.map(({ latest }) => latest.occurrence).reduce(toWorse),
    results: toCellResults(jobs),
    isRetry: jobs.some(({ earlier }) => earlier.some(({ occurrence: { state } }) => isResult(state) && state !== 'passed')),
  };
}

/** Null for a bridge whose child pipeline speaks for itself, with jobs of its own. */
function toAttempt(row: JobRow, root: RootRow, texts: Texts, sightings: Sightings): Attempt | null {
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
  };
  if ((row.flags & BRIDGE) === 0 || row.downstream === null || row.downstream_status === null) return { occurrence: own, seenAt: row.seen_at };
  if (row.downstream_foreign === null && row.downstream_jobs !== null) return null;
  const started = toStateOfPipeline(texts.fromKey(row.downstream_status), row.downstream_warnings === 1);
  const downstream = started === 'failed' && mayFail ? 'warned' : started;
  if (isWorse(own.state, downstream)) return { occurrence: own, seenAt: row.seen_at };
  // As bad as the pipeline it started: known when both were.
  const seenAt = sightings.find(row.downstream, WHOLE_PIPELINE, started);
  const occurrence = isWorse(downstream, own.state) ? { ...own, state: downstream, status: row.downstream_status } : own;
  return { occurrence, seenAt: seenAt === null ? null : Math.max(seenAt, row.seen_at ?? 0) };
}
