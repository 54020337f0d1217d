// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { JobReading } from '../model/reading.ts';
import { ALLOW_FAILURE, BRIDGE, RETRIED, toRounded, toSeconds } from './codes.ts';
import { all } from './database.ts';
import type { Texts } from './texts.ts';

/** A job as it is stored: keys of texts, times in seconds. */
export interface JobRow {
  readonly id: number;
  readonly name: number;
  readonly status: number;
  readonly flags: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly queued_seconds: number | null;
  readonly failure: number | null;
  readonly downstream_id: number | null;
}

const COLUMNS = [
  'id', 'name', 'status', 'flags', 'started_at', 'finished_at', 'queued_seconds', 'failure', 'downstream_id',
] as const;

/** Makes `jobs` the jobs of a pipeline (by its key); false where they already are. */
export type ReplaceJobs = (pipeline: number, jobs: readonly JobReading[]) => boolean;

export function createReplaceJobs(db: DatabaseSync, texts: Texts): ReplaceJobs {
  const select = db.prepare(`SELECT ${COLUMNS.join(', ')} FROM jobs WHERE pipeline = ? ORDER BY id`);
  const clear = db.prepare('DELETE FROM jobs WHERE pipeline = ?');
  const insert = db.prepare(
    `INSERT OR REPLACE INTO jobs (pipeline, ${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  function toRow(job: JobReading): JobRow {
    return {
      id: job.id,
      name: texts.toJobNameKey(job.name, job.stage),
      status: texts.toKey(job.status),
      flags: toFlags(job),
      started_at: toSeconds(job.startedAt),
      finished_at: toSeconds(job.finishedAt),
      queued_seconds: toRounded(job.queuedSeconds),
      failure: job.failureMessage === null ? null : texts.toKey(job.failureMessage),
      downstream_id: job.downstreamId,
    };
  }

  return (pipeline, jobs) => {
    const rows = jobs.map(toRow).sort((a, b) => a.id - b.id);
    if (areEqual(rows, all<JobRow>(select, pipeline))) return false;
    clear.run(pipeline);
    for (const row of rows) insert.run(pipeline, ...COLUMNS.map((column) => row[column]));
    return true;
  };
}

function toFlags({ allowFailure, retried, kind }: JobReading): number {
  return (allowFailure ? ALLOW_FAILURE : 0) | (retried ? RETRIED : 0) | (kind === 'bridge' ? BRIDGE : 0);
}

function areEqual(rows: readonly JobRow[], others: readonly JobRow[]): boolean {
  return rows.length === others.length
    && rows.every((row, index) => COLUMNS.every((column) => row[column] === others[index]?.[column]));
}
