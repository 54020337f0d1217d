// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. The model knows no other time and no zone but UTC. */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Parses an ISO 8601 date-time as GitLab and GitHub write it; `null` for absent or unreadable input. */
export function parseInstant(text: string | null | undefined): Instant | null {
  if (typeof text !== 'string' || text === '') return null;
  const ms = Date.parse(text);
  return Number.isFinite(ms) ? ms : null;
}

/** `2026-11-22T06:04:00Z`, whole seconds, always UTC. */
export function toIso(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
