// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DatabaseSync } from 'node:sqlite';
import type { Difference } from '../model/difference.ts';
import { first } from './database.ts';

/** A comparison is JSON of a bounded tree; what would unpack to more than this is damaged. */
const MAX_REPORT_BYTES = 64 * 1024 * 1024;

const TABLES = {
  verdict: { table: 'verdict_reports', column: 'verdict' },
  reprotest: { table: 'reprotest_reports', column: 'package' },
} as const;

/** Whose comparison: a verdict's, or a package's of a reprotest job. */
export type ReportKind = keyof typeof TABLES;

export interface ReportWriter {
  readonly write: (key: number, report: Difference) => void;
  readonly remove: (key: number) => void;
}

export function createReportWriter(db: DatabaseSync, kind: ReportKind): ReportWriter {
  const { table, column } = TABLES[kind];
  const replace = db.prepare(`INSERT OR REPLACE INTO ${table} (${column}, report) VALUES (?, ?)`);
  const remove = db.prepare(`DELETE FROM ${table} WHERE ${column} = ?`);
  return {
    write: (key, report) => void replace.run(key, deflateRawSync(JSON.stringify(report))),
    remove: (key) => void remove.run(key),
  };
}

/** A stored comparison; null where there is none. */
export function readReport(db: DatabaseSync, kind: ReportKind, key: number): Difference | null {
  const { table, column } = TABLES[kind];
  const row = first<{ report: Uint8Array }>(db.prepare(`SELECT report FROM ${table} WHERE ${column} = ?`), key);
  if (row === undefined) return null;
  return JSON.parse(inflateRawSync(row.report, { maxOutputLength: MAX_REPORT_BYTES }).toString()) as Difference;
}
