// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * What a job or a pipeline is doing, in the board's words. GitLab's own status words are kept beside it:
 * a word this table does not know becomes `unknown` and is shown with its name, never as a pass.
 */
export type JobState =
  | 'created' | 'waiting' | 'preparing' | 'pending' | 'running' | 'scheduled' | 'manual'
  | 'passed' | 'warned' | 'failed'
  | 'cancelled' | 'skipped' | 'unknown';

/** The states that say something about the code: a cell's result is one of these and nothing else. */
export type ResultState = 'passed' | 'warned' | 'failed';

const STATES: Readonly<Record<string, JobState>> = {
  created: 'created',
  waiting_for_resource: 'waiting',
  waiting_for_callback: 'waiting',
  preparing: 'preparing',
  pending: 'pending',
  running: 'running',
  canceling: 'running',
  scheduled: 'scheduled',
  manual: 'manual',
  success: 'passed',
  'success-with-warnings': 'warned',
  'failed-with-warnings': 'warned',
  failed: 'failed',
  canceled: 'cancelled',
  skipped: 'skipped',
};

/**
 * GitLab's status word (lower case, REST and GraphQL alike) to the board's state. A failed job that is allowed to
 * fail, and a pipeline that passed with warnings, are `warned`.
 */
export function toJobState(status: string, warned = false): JobState {
  const state = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  if (state === undefined) return 'unknown';
  return warned && (state === 'failed' || state === 'passed') ? 'warned' : state;
}

/** True for states that will change without anybody's doing. */
export function isActive(state: JobState): boolean {
  switch (state) {
    case 'created': case 'waiting': case 'preparing': case 'pending': case 'running': case 'scheduled':
      return true;
    case 'manual': case 'passed': case 'warned': case 'failed': case 'cancelled': case 'skipped': case 'unknown':
      return false;
  }
}

/** True for states that are a result of running the job: a cancelled or skipped one is none. */
export function isResult(state: JobState): state is ResultState {
  return state === 'passed' || state === 'warned' || state === 'failed';
}
