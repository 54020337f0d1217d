// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isResult, type JobState, type ResultState } from '../model/job-state.ts';
import type { Instant } from '../model/time.ts';
import { isWorse } from './severity.ts';

/** What one job says. */
export interface Occurrence {
  readonly state: JobState;
  /** Keys of the texts: the status word and the job's name. */
  readonly status: number;
  readonly name: number;
  readonly job: number;
  /** Seconds: when the job finished, else started, else when the pipeline was created. */
  readonly at: number;
  readonly durationSeconds: number | null;
  readonly queuedSeconds: number | null;
  /** Key of the text. */
  readonly failure: number | null;
}

/** One try of a job. `seenAt`: the earliest collection that saw its result while no other try had begun; null: none did. */
export interface Attempt {
  readonly occurrence: Occurrence;
  readonly seenAt: Instant | null;
}

/** The tries of one job of a pipeline: the last, and those before it by their ids. */
export interface JobAttempts {
  readonly latest: Attempt;
  readonly earlier: readonly Attempt[];
}

/** A result that a pipeline gave a cell, until it gave another: by which job it came, and by which job it stood. */
export interface CellResult {
  readonly state: ResultState;
  readonly first: Occurrence;
  readonly last: Occurrence;
  /** The start of the earliest collection that could know it. */
  readonly seenAt: Instant;
}

/** The worst of several jobs decides, the oldest of equally bad ones. */
export function toWorse(one: Occurrence, other: Occurrence): Occurrence {
  const isOther = isWorse(other.state, one.state) || (other.state === one.state && other.job < one.job);
  return isOther ? other : one;
}

/**
 * The results that a pipeline gave a cell, one after another as collections saw them, those that are alike taken together.
 * A try that nobody saw before the next had begun is none; while one is under way the one before it holds; and a cell has
 * passed when all of its jobs have.
 */
export function toCellResults(jobs: readonly JobAttempts[]): CellResult[] {
  const tries = jobs.map(listSeen);
  const times = [...new Set(tries.flatMap(({ seen }) => seen.map(({ seenAt }) => seenAt)))].sort((a, b) => a - b);
  const results: CellResult[] = [];
  for (const time of times) {
    const known = tries.map(({ seen, idle }) => seen.findLast(({ seenAt }) => seenAt <= time)?.occurrence ?? idle);
    const worst = known.filter((one) => one !== null).reduce(toWorse);
    const { state } = worst;
    // A job without a result by then was still running, whatever else has ended well.
    if (!isResult(state) || (known.includes(null) && isWorse('running', state))) continue;
    const before = results.at(-1);
    if (before?.state === state) results[results.length - 1] = { ...before, last: worst };
    else results.push({ state, first: worst, last: worst, seenAt: time });
  }
  return results;
}

interface SeenAttempt {
  readonly occurrence: Occurrence;
  readonly seenAt: Instant;
}

/** The tries that count, by their ids; `idle` is what the job says all the time where none does. */
function listSeen({ latest, earlier }: JobAttempts): { seen: SeenAttempt[]; idle: Occurrence | null } {
  const seen = [...earlier, latest].flatMap(({ occurrence, seenAt }) => (
    seenAt !== null && isResult(occurrence.state) ? [{ occurrence, seenAt }] : []));
  return { seen, idle: seen.length === 0 ? latest.occurrence : null };
}
