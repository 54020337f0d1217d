// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';

const FIRST: Instant = Date.parse('0001-01-01T00:00:00Z');
const LAST: Instant = Date.parse('9999-12-31T23:59:59Z');

/** `2026-11-22T06:04:00`, in years of four digits. */
const SECONDS_END = 19;

/**
 * A time as every format here writes it: `2026-11-22T06:04:00Z`. One beyond the years of four digits, which a forge may
 * well send and no format has, becomes the nearest that can be written.
 */
export function toUtc(instant: Instant): string {
  return `${new Date(Math.min(Math.max(instant, FIRST), LAST)).toISOString().slice(0, SECONDS_END)}Z`;
}
