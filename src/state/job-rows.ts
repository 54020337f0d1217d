// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { isResult, type JobState } from '../model/job-state.ts';
import type { JobReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { ALLOW_FAILURE, BRIDGE, RETRIED, toRounded, toSeconds, toStateOfJob } from './codes.ts';
import { all } from './database.ts';
import { toEarlier, type Sightings } from './sightings.ts';
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

type StoredRow = JobRow & { readonly seen_at: Instant | null };

/** The jobs of one pipeline (by its key), as a collection that started at `seenAt` read them. */
export interface JobWriter {
  /** Makes them the jobs of the pipeline; false where they already are and were. */
  readonly replace: (pipeline: number, jobs: readonly JobReading[], seenAt: Instant) => boolean;
  /** Takes from an older reading only when results were first seen; false where that tells nothing new of today's jobs. */
  readonly note: (pipeline: number, jobs: readonly JobReading[], seenAt: Instant) => boolean;
}

export function createJobWriter(db: DatabaseSync, texts: Texts, sightings: Sightings): JobWriter {
  const select = db.prepare(`SELECT ${COLUMNS.join(', ')}, seen_at FROM jobs WHERE pipeline = ? ORDER BY id`);
  const clear = db.prepare('DELETE FROM jobs WHERE pipeline = ?');
  const insert = db.prepare(
    `INSERT OR REPLACE INTO jobs (pipeline, ${COLUMNS.join(', ')}, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const lower = db.prepare('UPDATE jobs SET seen_at = ? WHERE pipeline = ? AND id = ?');

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

  function toState({ status, flags }: JobRow): JobState {
    return toStateOfJob(texts.fromKey(status), (flags & ALLOW_FAILURE) !== 0);
  }

  /** When a job was first seen as it is now: by this reading, by the row before it, or by what was noted beside. */
  function toSeenAt(pipeline: number, row: JobRow, old: StoredRow | undefined, seenAt: Instant): Instant | null {
    const state = toState(row);
    if (!isResult(state)) return null;
    const before = old !== undefined && toState(old) === state ? old.seen_at : null;
    const now = (row.flags & RETRIED) === 0 ? seenAt : null;
    return toEarlier(toEarlier(before, now), sightings.find(pipeline, row.id, state));
  }

  function replace(pipeline: number, jobs: readonly JobReading[], seenAt: Instant): boolean {
    const rows = jobs.map(toRow).sort((a, b) => a.id - b.id);
    const stored = all<StoredRow>(select, pipeline);
    if (areEqual(rows, stored)) return lowerEach(pipeline, stored, jobs, seenAt);
    const old = new Map(stored.map((row) => [row.id, row]));
    const states = new Map(rows.map((row) => [row.id, toState(row)]));
    for (const row of stored) {
      if (row.seen_at !== null && states.get(row.id) !== toState(row)) sightings.note(pipeline, row.id, toState(row), row.seen_at);
    }
    clear.run(pipeline);
    for (const row of rows) insert.run(pipeline, ...COLUMNS.map((column) => row[column]), toSeenAt(pipeline, row, old.get(row.id), seenAt));
    return true;
  }

  function lowerEach(pipeline: number, stored: readonly StoredRow[], jobs: readonly JobReading[], seenAt: Instant): boolean {
    const rows = new Map(stored.map((row) => [row.id, row]));
    let told = false;
    for (const { id, status, allowFailure, retried } of jobs) {
      const state = toStateOfJob(status, allowFailure);
      if (retried || !isResult(state)) continue;
      const row = rows.get(id);
      if (row === undefined || toState(row) !== state) {
        sightings.note(pipeline, id, state, seenAt);
      } else if (row.seen_at === null || seenAt < row.seen_at) {
        lower.run(seenAt, pipeline, id);
        told = true;
      }
    }
    return told;
  }

  return { replace, note: (pipeline, jobs, seenAt) => lowerEach(pipeline, all<StoredRow>(select, pipeline), jobs, seenAt) };
}

function toFlags({ allowFailure, retried, kind }: JobReading): number {
  return (allowFailure ? ALLOW_FAILURE : 0) | (retried ? RETRIED : 0) | (kind === 'bridge' ? BRIDGE : 0);
}

function areEqual(rows: readonly JobRow[], others: readonly JobRow[]): boolean {
  return rows.length === others.length
    && rows.every((row, index) => COLUMNS.every((column) => row[column] === others[index]?.[column]));
}
