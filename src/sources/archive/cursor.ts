// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';

/** What is remembered of a suite that was read: enough to see that nothing changed, and that nothing went back. */
export interface RememberedSuite {
  readonly suite: string;
  /** As it said of itself. */
  readonly date: number | null;
  readonly packages: RememberedIndexes;
  readonly sources: RememberedIndexes;
}

export interface RememberedIndexes {
  /** What was asked for, and the files that were read for it, as `sha256 path`. */
  readonly marks: readonly string[];
  /** Entries that were no use: said again as long as the files stay. */
  readonly problems: readonly string[];
}

export const NOTHING_READ: RememberedIndexes = { marks: [], problems: [] };

const indexes = z.object({ marks: z.array(z.string()), problems: z.array(z.string()) });
const suite = z.object({ suite: z.string(), date: z.number().nullable(), packages: indexes, sources: indexes });
const cursorSchema = z.object({ version: z.literal(1), suites: z.array(suite) });

/** Reads the cursor of the last reading; one that is none, or of another version, starts over. */
export function parseCursor(cursor: string | null): Map<string, RememberedSuite> {
  const parsed = cursorSchema.safeParse(toValue(cursor));
  return new Map(parsed.success ? parsed.data.suites.map((known) => [known.suite, known]) : []);
}

function toValue(cursor: string | null): unknown {
  try {
    return JSON.parse(cursor ?? 'null') as unknown;
  } catch {
    return null;
  }
}

export function toCursor(suites: readonly RememberedSuite[]): string {
  return JSON.stringify({ version: 1, suites });
}

/** True where the files are those that were read before. */
export function isRead(before: RememberedIndexes | undefined, marks: readonly string[]): before is RememberedIndexes {
  return before !== undefined && before.marks.join('\n') === marks.join('\n');
}
