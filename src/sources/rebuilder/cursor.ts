// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { toPin, type TrustedKey } from '../../attest/trusted-key.ts';
import type { Instant } from '../../model/time.ts';
import { toMark } from './fetcher.ts';

/** What a rebuilder source remembers between runs. */
export interface Cursor<Position> {
  /** How far the list was read; null where it has to be read anew. */
  readonly position: Position | null;
  readonly checks: Checks;
  /** True where other keys were pinned when the cursor was written. */
  readonly hasNewKeys: boolean;
}

/** What is remembered of attestations and reports. Marks are short hashes of addresses. */
export interface Checks {
  /** The set of pinned keys, as a mark, and since when it is this one: what was refused before deserves another look. */
  readonly keys: string;
  readonly keysSince: Instant;
  /** Could not be fetched: asked for again after all others. */
  readonly deferred: readonly string[];
  /** Too large or unreadable: not asked for again. */
  readonly skipped: readonly string[];
}

/** The oldest marks are forgotten, and their files asked for once more. */
const MAX_MARKS = 5_000;

const checksSchema = z.object({
  keys: z.string().max(100),
  keysSince: z.number(),
  deferred: z.array(z.string().max(100)).max(MAX_MARKS),
  skipped: z.array(z.string().max(100)).max(MAX_MARKS),
});

/** The configuration that a cursor holds for. */
export interface Pinned {
  readonly keys: readonly TrustedKey[];
  readonly distribution: string;
}

/** Reads a cursor; one that is not ours, or of another form, starts over. */
export function parseCursor<Position>(
  text: string | null, position: z.ZodType<Position>, { keys, distribution }: Pinned, now: Instant,
): Cursor<Position> {
  const pinned = toMark(keys.map(toPin).toSorted().join(' '));
  const parsed = z.object({ position, distribution: z.string(), checks: checksSchema }).safeParse(toValue(text));
  if (!parsed.success) return { position: null, checks: { keys: pinned, keysSince: now, deferred: [], skipped: [] }, hasNewKeys: true };
  const { checks } = parsed.data;
  const hasNewKeys = checks.keys !== pinned;
  // Under another distribution the same list says other things.
  const isSame = parsed.data.distribution === distribution;
  return { position: isSame ? parsed.data.position : null, checks: hasNewKeys ? { ...checks, keys: pinned, keysSince: now } : checks, hasNewKeys };
}

export function renderCursor<Position>({ position, checks }: Pick<Cursor<Position>, 'position' | 'checks'>, distribution: string): string {
  const { keys, keysSince, deferred, skipped } = checks;
  return JSON.stringify({
    position,
    distribution,
    checks: { keys, keysSince, deferred: deferred.slice(-MAX_MARKS), skipped: skipped.slice(-MAX_MARKS) },
  });
}

function toValue(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
