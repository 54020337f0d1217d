// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Transition } from '../model/cell.ts';
import type { CellHistory, CellRun } from '../model/history.ts';
import type { ResultState } from '../model/job-state.ts';
import { DAY_MS, type Instant } from '../model/time.ts';
import { FIXTURE_NOW, GITLAB } from './board-fixture.ts';

/** The morning so many days before the board's. */
export function daysAgo(days: number): Instant {
  return FIXTURE_NOW - days * DAY_MS;
}

/**
 * Results a day apart, the last of today: `P` passed, `F` failed, `W` allowed to fail, `R` passed on a second try, `S` passed
 * on the commit of the result before.
 */
export function runs(letters: string, more: Partial<CellRun> = {}): CellRun[] {
  const states: Readonly<Record<string, ResultState>> = { F: 'failed', W: 'warned' };
  return Array.from(letters, (letter, index) => ({
    pipelineId: 100 + index, jobId: 1_000 + index, at: daysAgo(letters.length - 1 - index), state: states[letter] ?? 'passed',
    durationSeconds: 60, queuedSeconds: 5, isRetry: letter === 'R', isSameCommit: letter === 'S', ...more,
  }));
}

export function history(letters: string, more: Partial<CellHistory> = {}): CellHistory {
  return { project: { source: GITLAB, id: 5_000 }, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42', runs: runs(letters), ...more };
}

/** A cell of project 5,000 that broke with pipeline 100, first seen today. */
export function transition(more: Partial<Transition> = {}): Transition {
  const point = { pipelineId: 100, sha: 'b'.repeat(40), at: daysAgo(0.1) };
  return {
    project: { source: GITLAB, id: 5_000 }, ref: 'main', release: 'r4.2', stage: 'build', target: 'vm-fc42', from: 'passed', to: 'failed',
    jobId: 1, at: point, before: { ...point, pipelineId: 90, sha: 'a'.repeat(40) }, seenAt: FIXTURE_NOW, failureMessage: null, ...more,
  };
}
