// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellRun } from '../model/history.ts';
import type { Instant } from '../model/time.ts';

/** How unsteady a cell is over a window. */
export interface Flakiness {
  /** Finished results that count: without those of failures in a row. */
  readonly finished: number;
  /** How often the result changed between passed and not. */
  readonly flips: number;
  /** How often the job passed only when it was tried again on the same commit. */
  readonly retries: number;
  /** `flips ÷ finished`, 0 where nothing finished. */
  readonly rate: number;
}

/** From when a cell is called flaky. */
export interface FlakyLimits {
  /** A share of flips, 0 to 1. */
  readonly rate: number;
}

/** So many failures in a row are a breakage, not a flake (as TestGrid has it). */
const BREAKAGE = 3;

/** One break and its mend are two flips, and no habit. */
const MIN_FLIPS = 3;
const MIN_RETRIES = 2;

/**
 * Judges the results that finished from `from` on; older ones only tell how long a row of failures is. Three or more
 * failures in a row are left out of both numbers; what is no clean pass counts as a failure, one that was allowed too.
 */
export function toFlakiness(runs: readonly CellRun[], from: Instant): Flakiness {
  let finished = 0;
  let flips = 0;
  let retries = 0;
  let previous: boolean | null = null;
  for (const streak of toStreaks(runs)) {
    const [first] = streak;
    const hasPassed = first?.state === 'passed';
    const counted = streak.filter(({ at }) => at >= from);
    retries += counted.filter(({ isRetry, state }) => isRetry && state === 'passed').length;
    // What follows a breakage is no flip, and a pass on its commit is no second try.
    if (!hasPassed && streak.length >= BREAKAGE) continue;
    finished += counted.length;
    if (previous !== null && previous !== hasPassed && first !== undefined && first.at >= from) {
      flips += 1;
      if (hasPassed && first.isSameCommit && !first.isRetry) retries += 1;
    }
    previous = hasPassed;
  }
  return { finished, flips, retries, rate: finished === 0 ? 0 : flips / finished };
}

/** Whether to call a cell flaky: by its flips, or because it needs second tries. */
export function isFlaky({ flips, retries, rate }: Flakiness, limits: FlakyLimits): boolean {
  return (flips >= MIN_FLIPS && rate >= limits.rate) || retries >= MIN_RETRIES;
}

/** Results in a row that are alike: passed, or not. */
function toStreaks(runs: readonly CellRun[]): CellRun[][] {
  const streaks: CellRun[][] = [];
  for (const run of runs) {
    const streak = streaks.at(-1);
    if (streak !== undefined && (streak[0]?.state === 'passed') === (run.state === 'passed')) streak.push(run);
    else streaks.push([run]);
  }
  return streaks;
}
