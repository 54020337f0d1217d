// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';

const BASE_MS = 500;
const MAX_BACK_OFF_MS = 30_000;

/** Exponential back-off with jitter: half to all of 0.5 s, 1 s, 2 s … for the first, second, third failed attempt. */
export function toBackOffMs(tries: number, random: number): number {
  return Math.round(Math.min(MAX_BACK_OFF_MS, BASE_MS * 2 ** (tries - 1)) * (0.5 + random / 2));
}

/**
 * How long the server asks everybody to wait: `Retry-After` (seconds or an HTTP date) on 429 and 503, and the time to
 * `RateLimit-Reset` (seconds since the epoch) once `RateLimit-Remaining` is 0. `null` when it asks for nothing.
 * GitHub's `x-ratelimit-*` mean the same.
 */
export function toWaitMs(status: number, headers: Readonly<Record<string, string>>, now: Instant): number | null {
  if (status === 429 || status === 503 || status === 403) {
    const retryAfter = headers['retry-after'];
    if (retryAfter !== undefined) {
      const seconds = Number(retryAfter);
      const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - now;
      if (Number.isFinite(ms)) return Math.max(0, ms);
    }
  }
  const remaining = headers['ratelimit-remaining'] ?? headers['x-ratelimit-remaining'];
  const reset = Number(headers['ratelimit-reset'] ?? headers['x-ratelimit-reset']);
  if (remaining === '0' && Number.isFinite(reset)) return Math.max(0, reset * 1000 - now);
  return null;
}
