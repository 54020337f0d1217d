// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { parseInstant, type Instant } from '../../model/time.ts';

/** The name, version or architecture of a package: what any distribution writes, and never a path or a mark-up. */
export const packageWord = z.string().max(300).regex(/^[A-Za-z0-9_@+][A-Za-z0-9_.+~^:@%-]*$/);

/** A suite, release or component: `bookworm`, `main`, `openSUSE:Factory`, `bookworm/updates`. */
export const suiteWord = z.string().max(300).regex(/^[A-Za-z0-9_@+][A-Za-z0-9_.+~^:@%/-]*$/);

/** An upstream's number for a row of its own. */
export const rowId = z.int().nonnegative();

/** Rebuilders write times in UTC and do not say so: `2026-11-22T16:24:43.940802140`, `2026-11-22 16:24`. Null if unreadable. */
export function parseNaiveUtc(text: string | null | undefined): Instant | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d{1,12})?Z?$/.exec(text ?? '');
  if (match === null) return null;
  return parseInstant(`${match[1] ?? ''}T${match[2] ?? ''}${match[3] ?? ':00'}Z`);
}

/** A time in seconds since the epoch; null for what is none. */
export function toInstant(seconds: number): Instant | null {
  return Number.isSafeInteger(seconds) && seconds > 0 && seconds < 8_640_000_000_000 ? seconds * 1_000 : null;
}
