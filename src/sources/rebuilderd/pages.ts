// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { attempt, type Journal } from '../rebuilder/journal.ts';
import { rowId } from '../rebuilder/text.ts';
import { packageRecord, type PackageRecord, type PageAnswer } from './answer.ts';
import { PAGE_SIZE, type RebuilderdV1 } from './client.ts';

/** The largest distributions have some 70,000 binary packages per architecture. */
export const MAX_RECORDS = 500_000;
const MAX_PAGES = 300;

/** Binary packages as they were listed. */
export interface ListedPackages {
  readonly records: ReadonlyMap<number, PackageRecord>;
  /** Records that could not be read, by their number. */
  readonly broken: ReadonlySet<number>;
  /** True where the list was read to its end. */
  readonly hasEnded: boolean;
  /** True where, besides, every record has a number. */
  readonly isWhole: boolean;
  readonly highestId: number;
  /** The daemon's own count; null where it gives none. */
  readonly total: number | null;
  /** Requests it took. */
  readonly pages: number;
}

/**
 * Reads all pages, by growing numbers. `total` is only a hint: the list ends with an empty page, or with a short one once just
 * as many records were read as were announced. A record that comes twice counts as it came last. Throws where the first page
 * cannot be read; what breaks off later is reported and leaves the list not whole.
 */
export async function listPackages(client: RebuilderdV1, journal: Journal): Promise<ListedPackages> {
  const records = new Map<number, PackageRecord>();
  const broken = new Set<number>();
  let after = -1;
  let total: number | null = null;
  let isNumbered = true;
  let pages = 0;
  const end = (hasEnded: boolean): ListedPackages => ({ records, broken, hasEnded, isWhole: hasEnded && isNumbered, highestId: after, total, pages });
  const breakOff = (code: SourceErrorCode, message: string): ListedPackages => {
    journal.fail(new CodedError<SourceErrorCode>(code, message));
    return end(false);
  };

  while (pages < MAX_PAGES) {
    const page = await ask();
    pages += 1;
    if (page === null) return end(false);
    total = page.total;
    if (page.records.length === 0) {
      const seen = records.size + broken.size;
      // A few come and go while we read.
      if (total !== null && total > seen * 1.1 + 100) return breakOff('invalid-answer', `rebuilderd announced ${total} packages and listed ${seen}`);
      return end(true);
    }
    const parsed = readRecords(page, packageRecord, journal, 'packages');
    for (const record of parsed.records) {
      records.set(record.id, record);
      broken.delete(record.id);
    }
    for (const id of parsed.broken) if (!records.has(id)) broken.add(id);
    isNumbered &&= parsed.isNumbered;
    if (parsed.highestId <= after) return breakOff('invalid-answer', 'the list of packages does not go on: rebuilderd gave a page again');
    after = parsed.highestId;
    const seen = records.size + broken.size;
    if ((total ?? 0) > MAX_RECORDS || seen > MAX_RECORDS) {
      return breakOff('too-much', `rebuilderd announces ${Math.max(total ?? 0, seen)} packages; not more than ${MAX_RECORDS} are read`);
    }
    if (page.records.length < PAGE_SIZE && seen === total) return end(true);
  }
  return breakOff('too-much', `rebuilderd has more than ${MAX_PAGES} pages of packages`);

  async function ask(): Promise<PageAnswer | null> {
    const query = { seen_only: true, ...(pages === 0 ? {} : { after }) } as const;
    return pages === 0 ? client.packages(query) : attempt(() => client.packages(query), journal);
  }
}

export interface Records<Record> {
  readonly records: readonly Record[];
  /** The numbers of those that could not be read. */
  readonly broken: readonly number[];
  /** False where one has not even a number. */
  readonly isNumbered: boolean;
  /** −1 for none. */
  readonly highestId: number;
}

/** Reads a page record by record; those that cannot be read are counted in the journal. */
export function readRecords<Record extends { readonly id: number }>(
  page: PageAnswer, schema: z.ZodType<Record>, journal: Journal, what: string,
): Records<Record> {
  const records: Record[] = [];
  const broken: number[] = [];
  let isNumbered = true;
  let highestId = -1;
  for (const raw of page.records) {
    const parsed = schema.safeParse(raw);
    const id = rowId.safeParse((raw as { id?: unknown } | null)?.id);
    if (id.success) highestId = Math.max(highestId, id.data);
    else isNumbered = false;
    if (parsed.success) {
      records.push(parsed.data);
      continue;
    }
    if (id.success) broken.push(id.data);
    const [issue] = parsed.error.issues;
    journal.count('invalid-answer', `${id.success ? `number ${id.data}` : 'one without a number'}, ${issue?.path.join('.') ?? ''}`,
      (count, example) => `rebuilderd ${what} of an unexpected shape, left out: ${count} (the first: ${example})`);
  }
  return { records, broken, isNumbered, highestId };
}
