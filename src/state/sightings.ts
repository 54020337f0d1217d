// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { isResult, type JobState } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';
import { toStateCode } from './codes.ts';
import { first } from './database.ts';

/** In place of a job: the downstream pipeline as a whole. */
export const WHOLE_PIPELINE = 0;

/**
 * Results and the start of the earliest collection that saw them, whatever order collections come in; of jobs only what
 * the job's own row cannot hold.
 */
export interface Sightings {
  readonly find: (pipeline: number, job: number, state: JobState) => Instant | null;
  /** True where it had not been seen that early. What is no result is never noted. */
  readonly note: (pipeline: number, job: number, state: JobState, seenAt: Instant) => boolean;
}

export function createSightings(db: DatabaseSync): Sightings {
  const select = db.prepare('SELECT seen_at FROM sightings WHERE pipeline = ? AND job = ? AND state = ?');
  const upsert = db.prepare(`
    INSERT INTO sightings (pipeline, job, state, seen_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at WHERE excluded.seen_at < seen_at`);
  return {
    find: (pipeline, job, state) => first<{ seen_at: Instant }>(select, pipeline, job, toStateCode(state))?.seen_at ?? null,
    note: (pipeline, job, state, seenAt) => isResult(state) && upsert.run(pipeline, job, toStateCode(state), seenAt).changes > 0,
  };
}

/** The earlier of two instants, either of which may be unknown. */
export function toEarlier(one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? one ?? other : Math.min(one, other);
}
