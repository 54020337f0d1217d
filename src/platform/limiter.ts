// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Below this, taking from the front of a list costs nothing. */
const COMPACT_AT = 1_000;

/** Runs at most `max` tasks at a time; the others wait in order. */
export function createLimiter(max: number): <T>(task: () => Promise<T>) => Promise<T> {
  // With tens of thousands waiting, shift() would move them all each time.
  let waiting: (() => void)[] = [];
  let started = 0;
  let running = 0;

  function startNext(): void {
    const next = waiting[started];
    if (next === undefined) {
      running -= 1;
      return;
    }
    started += 1;
    if (started >= COMPACT_AT && started * 2 > waiting.length) {
      waiting = waiting.slice(started);
      started = 0;
    }
    next();
  }

  return async (task) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      startNext();
    }
  };
}
