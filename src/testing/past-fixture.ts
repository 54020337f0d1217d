// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createClassifier } from '../failures/classify.ts';
import { readPast, type Past } from '../history/past.ts';
import type { Transition } from '../model/cell.ts';
import type { CellHistory } from '../model/history.ts';
import { DAY_MS, type Instant } from '../model/time.ts';

/** What a board's past is made of. */
export interface PastParts {
  readonly now: Instant;
  /** In the order they were seen. */
  readonly transitions?: readonly Transition[];
  readonly histories?: readonly CellHistory[];
  /** Ends of logs, by job. */
  readonly traces?: ReadonlyMap<number, string>;
  /** Whether reprotest jobs found all the same, by job; read now, but for those of `readAt`. */
  readonly reprotests?: ReadonlyMap<number, boolean>;
  readonly readAt?: ReadonlyMap<number, Instant>;
  readonly staleResultMs?: number;
}

/** A past of these parts, judged by the defaults of the configuration. */
export function createPastFixture(parts: PastParts): Past {
  const { now, transitions = [], histories = [], traces = new Map<number, string>(), reprotests = new Map<number, boolean>(), readAt = new Map<number, Instant>(), staleResultMs = 30 * DAY_MS } = parts;
  return readPast({
    visitTransitions: (after, visit) => transitions.filter(({ seenAt }) => seenAt > after).forEach(visit),
    visitHistories: (_since, visit) => histories.forEach(visit),
    readTrace: (_source, jobId) => traces.get(jobId) ?? null,
    readReprotestOutcomes: () => new Map([...reprotests].map(([job, isSame]) => [job, { isSame, readAt: readAt.get(job) ?? now }])),
  }, {
    now, staleResultMs, gitlab: 'gitlab:https://gitlab.com', flaky: { windowMs: 30 * DAY_MS, rate: 0.1 }, hasReprotests: reprotests.size > 0,
    isShown: () => true, classify: createClassifier([]),
  });
}
