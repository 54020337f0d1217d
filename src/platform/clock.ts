// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../model/time.ts';

/** The only way to the wall clock. Tests and the demo hand in their own. */
export interface Clock {
  now(): Instant;
  /** Resolves after `ms` milliseconds; rejects when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};
