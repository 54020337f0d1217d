// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellKey, ProjectKey } from '../model/cell.ts';
import type { CellHistory, CellRun } from '../model/history.ts';
import type { Instant } from '../model/time.ts';

/** A cell's result that became too old to count. */
export interface StaleEvent extends CellKey {
  readonly project: ProjectKey;
  /** When it did. */
  readonly at: Instant;
  /** The last result before. */
  readonly run: CellRun;
}

/** When a cell became stale, after `from` and not after `now`: whenever its next result came later than `staleMs`, or not at all. */
export function toStaleEvents(history: CellHistory, staleMs: number, from: Instant, now: Instant): StaleEvent[] {
  const { runs, project, ref, release, stage, target } = history;
  return runs.flatMap((run, index) => {
    const at = run.at + staleMs;
    const next = runs[index + 1];
    const isStale = at > from && at <= now && (next === undefined || next.at > at);
    return isStale ? [{ project, ref, release, stage, target, at, run }] : [];
  });
}
