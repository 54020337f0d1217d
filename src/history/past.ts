// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellKey, ProjectKey, Transition } from '../model/cell.ts';
import type { FailureFinding, KnownFailure } from '../model/failure.ts';
import type { ReprotestOutcome } from '../model/evidence.ts';
import type { CellHistory } from '../model/history.ts';
import { DAY_MS, type Instant } from '../model/time.ts';
import { toCellId } from './change-lines.ts';
import { isFlaky, toFlakiness, type Flakiness } from './flakiness.ts';
import { toReprotestEvents } from './reprotest-events.ts';
import { toStaleEvents, type StaleEvent } from './staleness.ts';
import { createTrends, type Trends } from './trends.ts';

/** What the state tells of the past; see the methods of the store with these names. */
export interface PastReader {
  visitTransitions(after: Instant, visit: (transition: Transition) => void): void;
  visitHistories(since: Instant, visit: (history: CellHistory) => void): void;
  readTrace(source: string, jobId: number): string | null;
  readReprotestOutcomes(gitlab: string): ReadonlyMap<number, ReprotestOutcome>;
}

/** What is asked of the past. Durations in milliseconds. */
export interface PastOptions {
  readonly now: Instant;
  /** The source key of the GitLab. */
  readonly gitlab: string;
  readonly staleResultMs: number;
  readonly flaky: { readonly windowMs: number; readonly rate: number };
  /** False where no results of reprotest are read: then nothing is known to be reproducible. */
  readonly hasReprotests: boolean;
  /** Projects that are shown. */
  isShown(project: ProjectKey): boolean;
  classify(failure: KnownFailure): FailureFinding;
}

/** A cell that is called flaky. */
export interface FlakyCell extends CellKey {
  readonly project: ProjectKey;
  readonly flakiness: Flakiness;
}

/** Everything the site and the feeds tell of the past, gathered in one walk through it. */
export interface Past {
  readonly now: Instant;
  /** Every change of the last 400 days, in the order it was first seen; of what reprotest jobs found, of the last 90. */
  readonly transitions: readonly Transition[];
  /** Of the last 90 days, in order. */
  readonly staleEvents: readonly StaleEvent[];
  /** The least steady first. */
  readonly flaky: readonly FlakyCell[];
  readonly trends: Trends;
  /** What is known of a cell that ever flipped, or needed a second try, within the window; null for a steady one. */
  flakinessOf(project: ProjectKey, cell: CellKey): Flakiness | null;
  isFlaky(project: ProjectKey, cell: CellKey): boolean;
  findingOf(transition: Transition): FailureFinding;
  /** Whether a reprotest job's results were read and a package of it differs. */
  hasDiffered(jobId: number): boolean;
}

export const TREND_DAYS = 90;
const LONGEST_MS = 400 * DAY_MS;

/** Walks through the past once. `findingOf` reads logs only as it is asked, and each once. */
export function readPast(reader: PastReader, options: PastOptions): Past {
  const { now, gitlab, flaky: limits, isShown } = options;
  const transitions: Transition[] = [];
  reader.visitTransitions(now - LONGEST_MS, (transition) => {
    if (isShown(transition.project) && transition.seenAt <= now) transitions.push(transition);
  });

  const trendsFrom = now - TREND_DAYS * DAY_MS;
  const flakyFrom = now - limits.windowMs;
  const reprotests = options.hasReprotests ? reader.readReprotestOutcomes(gitlab) : new Map<number, ReprotestOutcome>();
  const began = [...reprotests.values()].reduce((first, { readAt }) => Math.min(first, readAt), now);
  const gatherer = createTrends({ now, days: TREND_DAYS, reprotests });
  const staleEvents: StaleEvent[] = [];
  const found: Transition[] = [];
  const unsteady = new Map<string, Flakiness>();
  const flaky: FlakyCell[] = [];
  const since = Math.min(trendsFrom, flakyFrom, trendsFrom - options.staleResultMs);
  reader.visitHistories(since, (history) => {
    const { project, ref, release, stage, target, runs } = history;
    if (!isShown(project)) return;
    gatherer.add(history);
    if (reprotests.size > 0) found.push(...toReprotestEvents(history, reprotests, began).filter(({ seenAt }) => seenAt <= now));
    staleEvents.push(...toStaleEvents(history, options.staleResultMs, trendsFrom, now));
    if (isSteady(history)) return;
    const flakiness = toFlakiness(runs, flakyFrom);
    if (flakiness.flips === 0 && flakiness.retries === 0) return;
    unsteady.set(toCellId(project, history), flakiness);
    if (isFlaky(flakiness, limits)) flaky.push({ project, ref, release, stage, target, flakiness });
  });

  const findings = new Map<Transition, FailureFinding>();
  return {
    now,
    transitions: found.length === 0 ? transitions : [...transitions, ...found].sort((a, b) => a.seenAt - b.seenAt),
    trends: gatherer.finish(),
    staleEvents: staleEvents.sort((a, b) => a.at - b.at || a.project.id - b.project.id),
    flaky: flaky.sort((a, b) => toUnsteadiness(b) - toUnsteadiness(a)
      || b.flakiness.finished - a.flakiness.finished || a.project.id - b.project.id),
    flakinessOf: (project, cell) => unsteady.get(toCellId(project, cell)) ?? null,
    isFlaky: (project, cell) => {
      const flakiness = unsteady.get(toCellId(project, cell));
      return flakiness !== undefined && isFlaky(flakiness, limits);
    },
    hasDiffered: (jobId) => reprotests.get(jobId)?.isSame === false,
    findingOf: (transition) => {
      const known = findings.get(transition);
      if (known !== undefined) return known;
      const { project, jobId, failureMessage } = transition;
      const finding = options.classify({ failureMessage, excerpt: reader.readTrace(project.source, jobId) });
      findings.set(transition, finding);
      return finding;
    },
  };
}

/** Flips and second tries alike, by results. */
function toUnsteadiness({ flakiness: { flips, retries, finished } }: FlakyCell): number {
  return (flips + retries) / Math.max(1, finished);
}

/** Most cells only ever pass: nothing is to be worked out for them. */
function isSteady({ runs }: CellHistory): boolean {
  return runs.every(({ state, isRetry }) => state === 'passed' && !isRetry);
}
