// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { VerdictChange } from '../model/history.ts';
import type { Instant } from '../model/time.ts';
import type { Claim } from '../model/verdict.ts';
import { all } from './database.ts';
import { createTexts } from './texts.ts';

interface Row {
  readonly verdict: number;
  readonly version: number;
  readonly from_claim: number;
  readonly to_claim: number;
  readonly seen_at: Instant;
}

/** Creates the writer of changes of verdicts; of one record and collection the last counts. */
export function createVerdictChangeWriter(
  db: DatabaseSync,
): (verdict: number, seenAt: Instant, version: number, from: number, to: number) => void {
  const insert = db.prepare('INSERT OR REPLACE INTO verdict_changes VALUES (?, ?, ?, ?, ?)');
  return (verdict, seenAt, version, from, to) => void insert.run(verdict, seenAt, version, from, to);
}

/** Every change of a verdict that was seen, oldest first. */
export function readVerdictChanges(db: DatabaseSync): VerdictChange[] {
  const texts = createTexts(db);
  const rows = all<Row>(db.prepare('SELECT * FROM verdict_changes ORDER BY seen_at, verdict'));
  return rows.map((row) => ({
    verdict: row.verdict,
    version: texts.fromKey(row.version),
    from: texts.fromKey(row.from_claim) as Claim,
    to: texts.fromKey(row.to_claim) as Claim,
    seenAt: row.seen_at,
  }));
}
