// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { SourceErrorCode } from '../outcome.ts';
import type { Journal } from '../rebuilder/journal.ts';
import { packageWord, suiteWord } from '../rebuilder/text.ts';

/** The shapes of package-rebuilder's results as app/lib/report.py and app/lib/get.py write them. */

const path = z.string().max(2_000).nullish().transform((value) => value ?? null);
const names = z.array(packageWord).max(10_000).nullish().transform((value) => value ?? null);
/** Null from packages that were never built, and from releases that did not write it yet. */
const bySide = <Schema extends z.ZodType>(schema: Schema) => z.object({ reproducible: schema, unreproducible: schema }).nullish();

export const resultRecord = z.object({
  name: packageWord,
  // Python-debian gives text or None.
  epoch: z.union([z.int().nonnegative(), z.string().regex(/^\d{1,10}$/)]).nullish(),
  version: packageWord,
  arch: packageWord,
  distribution: suiteWord,
  metadata: bySide(path),
  log: path,
  diffoscope: path,
  buildinfos: z.object({ old: path }).nullish(),
  files: bySide(names),
});
export type ResultRecord = z.output<typeof resultRecord>;

export const STATUSES = ['reproducible', 'unreproducible', 'failure', 'retry', 'running', 'pending'] as const;
export type Status = (typeof STATUSES)[number];

export interface Result {
  readonly record: ResultRecord;
  readonly status: Status;
}

const MAX_RECORDS = 500_000;
/** distribution → architecture → package set → status. */
const MAX_DEPTH = 4;

export interface Results {
  /** One per distribution, architecture, package and version, as it came last: package sets overlap. */
  readonly results: readonly Result[];
  /** False where a record could not be read. */
  readonly isWhole: boolean;
}

/**
 * Reads a results file. A record says itself which distribution and architecture it is of: the levels above its status are
 * only walked through. Throws `invalid-answer` and `too-much`.
 */
export function readResults(value: unknown, what: string, journal: Journal): Results {
  if (!isObject(value)) throw new CodedError<SourceErrorCode>('invalid-answer', `${what}: the answer is no object`);
  const results = new Map<string, Result>();
  let isWhole = true;
  let count = 0;
  walk(value, 0);
  return { results: [...results.values()], isWhole };

  function walk(level: Readonly<Record<string, unknown>>, depth: number): void {
    for (const [key, below] of Object.entries(level)) {
      const status = STATUSES.find((known) => known === key);
      if (status !== undefined && Array.isArray(below)) take(below, status);
      else if (isObject(below) && depth < MAX_DEPTH) walk(below, depth + 1);
      // Of a status that we do not know nothing is claimed: what it lists is no longer what it was.
      else if (Array.isArray(below)) report(key, 'a status that is not known');
      else drop(key, 'no list');
    }
  }

  function take(records: readonly unknown[], status: Status): void {
    count += records.length;
    if (count > MAX_RECORDS) throw new CodedError<SourceErrorCode>('too-much', `${what}: more than ${MAX_RECORDS} packages`);
    for (const raw of records) {
      const parsed = resultRecord.safeParse(raw);
      if (parsed.success) results.set(toRecordKey(parsed.data), { record: parsed.data, status });
      else drop(status, parsed.error.issues[0]?.path.join('.') ?? '');
    }
  }

  function drop(where: string, why: string): void {
    isWhole = false;
    report(where, why);
  }

  function report(where: string, why: string): void {
    journal.count('invalid-answer', `under ${JSON.stringify(where.slice(0, 40))}, ${why}`, (dropped, example) =>
      `${what}: records of an unexpected shape, left out: ${dropped} (the first: ${example})`);
  }
}

export function toRecordKey({ distribution, arch, name, version }: ResultRecord): string {
  return [distribution, arch, name, version].join('/');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
