// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { DAY_MS, toIso, type Instant } from '../model/time.ts';
import { isFile } from '../platform/files.ts';
import { all, first, openDatabase } from './database.ts';
import { createPruneStep, removeUnusedTexts, type PruneCounts } from './prune-rows.ts';
import { defineStatusWords } from './status-words.ts';
import { stateError, toStateError } from './state-error.ts';

/** What is to go. At least one of the limits is given. */
export interface PruneOptions {
  /** What is older than so long before the last collection; null for no limit. */
  readonly olderThanMs: number | null;
  /** The oldest goes, day by day, until the state is no larger; null for no limit. */
  readonly maxBytes: number | null;
  /** Only says what would go. */
  readonly dryRun: boolean;
}

export interface PruneSummary {
  /** What was before this is gone, but for what still counts; null where nothing had to go. */
  readonly before: Instant | null;
  /** Rows removed, by what they are. */
  readonly removed: PruneCounts;
  readonly bytesBefore: number;
  /** Bytes in use afterwards; the file itself is as small once it is compacted. */
  readonly bytesAfter: number;
}

/** Steps by which the oldest goes until the size is kept. */
const STEP_MS = 7 * DAY_MS;

/**
 * Removes what is old: pipelines with their jobs and results, changes, reports of collections, logs, verdicts that are gone.
 * What any cell says today stays with all it rests on, whatever its age. All or, where it throws, nothing:
 * `CodedError<StateErrorCode>`, `state-too-large` where what must stay is larger than `maxBytes`.
 */
export function pruneState(file: string, { olderThanMs, maxBytes, dryRun }: PruneOptions): PruneSummary {
  if (!isFile(file)) throw stateError('state-missing', `there is no state at ${file}; run "proofboard collect" first`);
  const db = openDatabase(file);
  try {
    defineStatusWords(db);
    // No order of removal could satisfy the references on the way; they are checked at the end.
    db.exec('PRAGMA foreign_keys = OFF');
    db.exec('BEGIN IMMEDIATE');
    const summary = prune(db, olderThanMs, maxBytes);
    requireSound(db);
    db.exec(dryRun ? 'ROLLBACK' : 'COMMIT');
    if (!dryRun && summary.before !== null) db.exec('VACUUM');
    return summary;
  } catch (thrown) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw toStateError(thrown, file);
  } finally {
    db.close();
  }
}

function prune(db: DatabaseSync, olderThanMs: number | null, maxBytes: number | null): PruneSummary {
  const bytesBefore = countBytes(db);
  const step = createPruneStep(db);
  const removed: Record<string, number> = {};
  const reached: { before: Instant | null } = { before: null };
  const now = first<{ at: Instant | null }>(db.prepare('SELECT max(started_at) AS at FROM collections'))?.at ?? 0;

  function removeBefore(at: Instant): void {
    reached.before = at;
    for (const [what, count] of Object.entries(step(at))) removed[what] = (removed[what] ?? 0) + count;
  }

  if (olderThanMs !== null) removeBefore(now - olderThanMs);
  const selectNext = db.prepare('SELECT min(created_at) AS at FROM pipelines WHERE created_at >= ?');
  while (maxBytes !== null && countBytes(db) > maxBytes) {
    // To where the next pipelines are: between what is kept from long ago and the rest may lie years.
    const from = reached.before ?? 0;
    const at = Math.max(from, first<{ at: Instant | null }>(selectNext, from)?.at ?? now) + STEP_MS;
    if (at > now) {
      throw stateError('state-too-large', `what the board shows today alone takes ${countBytes(db)} bytes, more than ${maxBytes}: allow more`);
    }
    removeBefore(at);
  }
  if (reached.before !== null) removed['texts'] = removeUnusedTexts(db);
  return { before: reached.before, removed, bytesBefore, bytesAfter: countBytes(db) };
}

/** Bytes of the pages that hold something. */
function countBytes(db: DatabaseSync): number {
  const read = (name: string): number => first<Record<string, number>>(db.prepare(`PRAGMA ${name}`))?.[name] ?? 0;
  return (read('page_count') - read('freelist_count')) * read('page_size');
}

function requireSound(db: DatabaseSync): void {
  const [broken] = all<{ table: string; parent: string }>(db.prepare('PRAGMA foreign_key_check'));
  if (broken === undefined) return;
  throw new TypeError(`pruning would leave ${broken.table} without ${broken.parent}`);
}

/** The summary in words, one line for each kind of row. */
export function describePrune({ before, removed, bytesBefore, bytesAfter }: PruneSummary, dryRun: boolean): string[] {
  if (before === null) return [`nothing has to go: ${bytesBefore} bytes`];
  const verb = dryRun ? 'would go' : 'removed';
  return [
    `${verb}, from before ${toIso(before)}:`,
    ...Object.entries(removed).filter(([, count]) => count > 0).map(([what, count]) => `  ${count} ${what}`),
    `${bytesBefore} bytes before, ${bytesAfter} after`,
  ];
}
