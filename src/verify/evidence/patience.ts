// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS } from '../../model/time.ts';
import type { Instant } from '../../model/time.ts';

/** What one rebuilder was like for one artifact. */
export interface Visit {
  /** `junk`: more than is taken, or what nobody can read; `failed`: any other lack of an answer. */
  readonly result: 'answered' | 'failed' | 'junk';
  readonly waitedMs: number;
  /** What the fastest that answered took for the same artifact, this one included. */
  readonly fastestMs: number;
}

/** Says when a rebuilder is to be left alone: one that fails, or wants to cost time, must not cost it for each of a hundred packages. */
export interface Patience {
  /** Why it is not asked just now: a sentence; null where it may be. */
  readonly findRefusal: (now: Instant) => string | null;
  readonly note: (visit: Visit, now: Instant) => void;
}

const FAILURES = 3;
const PAUSE_MS = 60 * SECOND_MS;
/** Answers in a row, after which no other is taken. */
const JUNK = 3;
/** For the whole run: what a slow one may take longer than the fastest, all its slow answers together. */
const SLOWNESS_MS = 30 * SECOND_MS;

/** An answer is slow from `slowMs` on. Nobody is slow who is the fastest: there is nobody better to ask. */
export function createPatience(slowMs: number): Patience {
  let failures = 0;
  let junk = 0;
  let lateMs = 0;
  let pausedUntil: Instant = 0;

  return {
    findRefusal: (now) => {
      if (junk >= JUNK) return `It answered ${JUNK} times in a row with too much or with what cannot be read, and is not asked again in this run.`;
      if (lateMs > SLOWNESS_MS) return `It took ${SLOWNESS_MS / SECOND_MS} s longer than others, and is not asked again in this run.`;
      return now < pausedUntil ? `It failed ${FAILURES} times in a row and is not asked again for a minute.` : null;
    },
    note: ({ result, waitedMs, fastestMs }, now) => {
      if (waitedMs >= slowMs) lateMs += waitedMs - fastestMs;
      // For good: an answer that was under way may come yet.
      if (junk < JUNK && result !== 'failed') junk = result === 'junk' ? junk + 1 : 0;
      failures = result === 'failed' ? failures + 1 : 0;
      if (failures < FAILURES) return;
      failures = 0;
      pausedUntil = now + PAUSE_MS;
    },
  };
}
