// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JobState } from '../model/job-state.ts';

/**
 * Worst first. A failure is certain whatever else still runs; a word nobody knows may be one; what runs may become one.
 * Then what finished with a blemish, and last what did not run, above `passed`: a cell is green when all of it is.
 */
const WORST_FIRST: readonly JobState[] = [
  'failed', 'unknown',
  'running', 'pending', 'preparing', 'waiting', 'scheduled', 'created',
  'warned', 'cancelled', 'manual', 'skipped', 'passed',
];

/** True where `state` decides over `other` when both are of one cell. */
export function isWorse(state: JobState, other: JobState): boolean {
  return WORST_FIRST.indexOf(state) < WORST_FIRST.indexOf(other);
}
