// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isResult, toJobState, type JobState, type ResultState } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';

/** How the model's values are written into the file. */

/** A state's place is its stored code: append, never reorder. */
const STATES: readonly JobState[] = [
  'unknown', 'passed', 'warned', 'failed', 'created', 'waiting', 'preparing', 'pending', 'running', 'scheduled',
  'manual', 'cancelled', 'skipped',
];

/** By their codes. */
const RESULTS: readonly (ResultState | undefined)[] = STATES.map((state) => (isResult(state) ? state : undefined));

export function toStateCode(state: JobState): number {
  return STATES.indexOf(state);
}

export function fromStateCode(code: number): JobState {
  return STATES[code] ?? 'unknown';
}

/** The result of a code that was written for one; a damaged code is the worst. */
export function fromResultCode(code: number): ResultState {
  return RESULTS[code] ?? 'failed';
}

export const ALLOW_FAILURE = 1;
export const RETRIED = 2;
export const BRIDGE = 4;

/** The state of a job: a failed one that may fail is `warned`, one that passed is `passed` whatever it may. */
export function toStateOfJob(status: string, allowFailure: boolean): JobState {
  return toJobState(status, allowFailure && status === 'failed');
}

/** The state of a pipeline: warnings make a passed one `warned` and leave a failed one failed. */
export function toStateOfPipeline(status: string, warnings: boolean): JobState {
  return toJobState(status, warnings && status === 'success');
}

export function toSeconds(instant: Instant | null): number | null {
  return instant === null ? null : Math.floor(instant / 1000);
}

export function fromSeconds(seconds: number): Instant;
export function fromSeconds(seconds: number | null): Instant | null;
export function fromSeconds(seconds: number | null): Instant | null {
  return seconds === null ? null : seconds * 1000;
}

export function toRounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

/** Hexadecimal hashes at half their length; anything else stays text. */
export function toShaColumn(sha: string): Uint8Array | string {
  return /^(?:[0-9a-f]{2}){16,32}$/.test(sha) ? Buffer.from(sha, 'hex') : toStorable(sha);
}

export function fromShaColumn(column: Uint8Array | string): string {
  return typeof column === 'string' ? column : Buffer.from(column).toString('hex');
}

/**
 * The text as it comes back from the file: lone surrogates have no UTF-8, and NUL ends a text for many a reader of
 * SQLite files, so both become U+FFFD before anything is compared or stored.
 */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
