// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, toIso, type Instant } from '../../model/time.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A point in time as a page shows it, with the form that machines read. */
export interface Moment {
  readonly iso: string;
  readonly text: string;
}

/** `3 d`, `26 h`, `5 min`: how long something has lasted, rounded down; never negative. */
export function toAge(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} d`;
  if (ms >= HOUR_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.max(0, Math.floor(ms / MINUTE_MS))} min`;
}

/** `22 Nov 2026`. */
export function toDay(instant: Instant): string {
  const iso = toIso(instant);
  return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''} ${iso.slice(0, 4)}`;
}

/** `22 Nov 2026, 06:04 UTC`. */
export function toMoment(instant: Instant): Moment {
  const iso = toIso(instant);
  return { iso, text: `${toDay(instant)}, ${iso.slice(11, 16)} UTC` };
}

/** `48 s`, `4 min 12 s`, `1 h 3 min`; null while one end is missing. */
export function toDuration(startedAt: Instant | null, finishedAt: Instant | null): string | null {
  if (startedAt === null || finishedAt === null || finishedAt < startedAt) return null;
  const ms = finishedAt - startedAt;
  const minutes = Math.floor(ms / MINUTE_MS);
  const seconds = Math.floor((ms % MINUTE_MS) / SECOND_MS);
  if (minutes === 0) return `${seconds} s`;
  if (ms < HOUR_MS) return `${minutes} min ${seconds} s`;
  return `${Math.floor(ms / HOUR_MS)} h ${minutes % 60} min`;
}
