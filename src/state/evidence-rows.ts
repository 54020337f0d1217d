// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { KnownEvidence, KnownVerdict } from '../model/evidence-reading.ts';
import type { SourceReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import type { Claim, Proof, VerdictLinks } from '../model/verdict.ts';
import type { DifferenceSummary } from '../model/difference.ts';
import { createArtifactWriter } from './artifact-rows.ts';
import { resumeCollectionWriter } from './collection-rows.ts';
import { fromShaColumn } from './codes.ts';
import { all, each, first } from './database.ts';
import { createReprotestWriter } from './reprotest-rows.ts';
import { createTexts, type Texts } from './texts.ts';
import { createTraceWriter } from './trace-rows.ts';
import { createVerdictWriter } from './verdict-rows.ts';

/** Creates the writer of one collection's evidence; it returns how many verdicts a reading brought. */
export function createEvidenceWriter(
  db: DatabaseSync, texts: Texts, seenAt: Instant,
): (source: number, reading: SourceReading) => number {
  const writeVerdicts = createVerdictWriter(db, texts);
  const writeArtifacts = createArtifactWriter(db, texts);
  const writeReprotests = createReprotestWriter(db, texts);
  const writeCursor = db.prepare(`
    INSERT INTO cursors (source, cursor, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at
    WHERE excluded.updated_at >= updated_at`);

  return (source, { evidence }) => {
    switch (evidence?.kind) {
      case undefined:
        return 0;
      case 'rebuilder':
        writeCursor.run(source, evidence.cursor, seenAt);
        return writeVerdicts(source, evidence, seenAt);
      case 'archive':
        writeCursor.run(source, evidence.cursor, seenAt);
        writeArtifacts(source, evidence, seenAt);
        return 0;
      case 'reprotest':
        writeReprotests(evidence);
        return 0;
    }
  };
}

/** Takes what the last collection that began at `startedAt` read after it was merged; the caller holds the transaction. */
export function mergeLate(db: DatabaseSync, startedAt: Instant, reading: SourceReading): void {
  const source = resumeCollectionWriter(db, startedAt).writeReport(reading);
  createEvidenceWriter(db, createTexts(db), startedAt)(source, reading);
  if (reading.traces !== undefined) createTraceWriter(db)(reading.traces);
}

/** A verdict's row with what every reader of it needs. */
export interface VerdictRow {
  readonly key: number;
  readonly source: number;
  readonly id: string;
  readonly revision: string;
  readonly distribution: number;
  readonly suite: number | null;
  readonly component: number | null;
  readonly name: number;
  readonly version: number;
  readonly architecture: number;
  readonly source_name: number | null;
  readonly claim: number;
  readonly at: Instant | null;
  readonly sha256: Uint8Array | string | null;
  readonly proof: string;
  readonly links: string;
  readonly differences: string | null;
  readonly first_seen: Instant;
  readonly updated_at: Instant;
  readonly gone_at: Instant | null;
  readonly previous: string | null;
}

/** Creates what makes of a verdict's row what it is to everybody, whoever asks. */
export function createToKnownVerdict(db: DatabaseSync, texts: Texts): (row: VerdictRow) => KnownVerdict {
  const toText = (key: number | null): string | null => (key === null ? null : texts.fromKey(key));
  const withReport = new Set(all<{ verdict: number }>(db.prepare('SELECT verdict FROM verdict_reports')).map(({ verdict }) => verdict));
  return (row) => ({
    id: row.id,
    revision: row.revision,
    distribution: texts.fromKey(row.distribution),
    suite: toText(row.suite),
    component: toText(row.component),
    name: texts.fromKey(row.name),
    version: texts.fromKey(row.version),
    architecture: texts.fromKey(row.architecture),
    sourceName: toText(row.source_name),
    claim: texts.fromKey(row.claim) as Claim,
    at: row.at,
    sha256: row.sha256 === null ? null : fromShaColumn(row.sha256),
    proof: JSON.parse(row.proof) as Proof,
    links: JSON.parse(row.links) as VerdictLinks,
    differences: row.differences === null ? null : JSON.parse(row.differences) as DifferenceSummary,
    hasReport: withReport.has(row.key),
  });
}

/** What is known of a source's evidence; nothing of one never read. */
export function readKnownEvidence(db: DatabaseSync, source: string): KnownEvidence {
  const stored = first<{ cursor: string | null }>(db.prepare(`
    SELECT c.cursor FROM sources s JOIN cursors c ON c.source = s.key WHERE s.source = ?`), source);
  const toKnownVerdict = createToKnownVerdict(db, createTexts(db));
  const verdicts: KnownVerdict[] = [];
  const select = db.prepare(`
    SELECT v.* FROM sources s JOIN verdicts v ON v.source = s.key
    WHERE s.source = ? AND v.gone_at IS NULL ORDER BY v.key`);
  for (const row of each<VerdictRow>(select, source)) verdicts.push(toKnownVerdict(row));
  return { cursor: stored?.cursor ?? null, verdicts };
}
