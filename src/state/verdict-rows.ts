// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { RebuilderReading } from '../model/evidence-reading.ts';
import type { StoredVerdict } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import type { Claim, Proof, VerdictReading } from '../model/verdict.ts';
import { toShaColumn, toStorable } from './codes.ts';
import { first } from './database.ts';
import { createReportWriter } from './report-rows.ts';
import type { Texts } from './texts.ts';
import { createVerdictChangeWriter } from './verdict-changes.ts';

interface StoredRow {
  readonly key: number;
  readonly revision: string;
  readonly claim: number;
  readonly proof: string;
  readonly differences: string | null;
  readonly updated_at: Instant;
  readonly previous: string | null;
}

const COLUMNS = [
  'revision', 'distribution', 'suite', 'component', 'name', 'version', 'architecture', 'source_name', 'claim', 'at',
  'sha256', 'proof', 'links', 'differences', 'updated_at', 'previous',
] as const;

/** Creates the writer of one collection's verdicts; the caller holds the transaction. Returns how many were written. */
export function createVerdictWriter(
  db: DatabaseSync, texts: Texts,
): (source: number, reading: RebuilderReading, seenAt: Instant) => number {
  const select = db.prepare(`
    SELECT key, revision, claim, proof, differences, updated_at, previous FROM verdicts WHERE source = ? AND id = ?`);
  const insert = db.prepare(`
    INSERT INTO verdicts (source, id, first_seen, ${COLUMNS.join(', ')}) VALUES (?, ?, ?, ${COLUMNS.map(() => '?').join(', ')})`);
  const update = db.prepare(`
    UPDATE verdicts SET gone_at = NULL, first_seen = min(first_seen, ?), ${COLUMNS.map((name) => `${name} = ?`).join(', ')}
    WHERE key = ?`);
  const seeEarlier = db.prepare('UPDATE verdicts SET first_seen = min(first_seen, ?) WHERE key = ?');
  const leave = db.prepare('UPDATE verdicts SET gone_at = :at WHERE source = :source AND gone_at IS NULL AND updated_at < :at');
  const reports = createReportWriter(db, 'verdict');
  const writeChange = createVerdictChangeWriter(db);

  function toValues(reading: VerdictReading, proof: Proof, differences: string | null, seenAt: Instant, previous: string | null) {
    const toKey = (text: string | null): number | null => (text === null ? null : texts.toKey(text));
    return [
      toStorable(reading.revision), texts.toKey(reading.distribution), toKey(reading.suite), toKey(reading.component),
      texts.toKey(reading.name), texts.toKey(reading.version), texts.toKey(reading.architecture), toKey(reading.sourceName),
      texts.toKey(reading.claim), reading.at, reading.sha256 === null ? null : toShaColumn(reading.sha256),
      JSON.stringify(proof), JSON.stringify(reading.links), differences, seenAt, previous,
    ] as const;
  }

  function write(source: number, reading: VerdictReading, seenAt: Instant): void {
    const id = toStorable(reading.id);
    const fresh = reading.differences === null ? null : JSON.stringify(reading.differences);
    const stored = first<StoredRow>(select, source, id);
    if (stored === undefined) {
      const inserted = insert.run(source, id, seenAt, ...toValues(reading, reading.proof, fresh, seenAt, null));
      if (reading.report !== null) reports.write(Number(inserted.lastInsertRowid), reading.report);
      return;
    }
    if (stored.updated_at > seenAt) {
      seeEarlier.run(seenAt, stored.key);
      return;
    }
    const isSame = stored.revision === toStorable(reading.revision);
    const known = JSON.parse(stored.proof) as Proof;
    const proof = isSame && reading.proof.kind === 'unchecked' ? known : reading.proof;
    const differences = fresh ?? (isSame ? stored.differences : null);
    const claim = texts.fromKey(stored.claim) as Claim;
    const previous: StoredVerdict['previous'] = claim === reading.claim
      ? null
      : { claim, wasVerified: known.kind === 'verified', until: seenAt };
    if (previous !== null) writeChange(stored.key, seenAt, texts.toKey(reading.version), stored.claim, texts.toKey(reading.claim));
    update.run(seenAt, ...toValues(reading, proof, differences, seenAt, previous === null ? stored.previous : JSON.stringify(previous)), stored.key);
    if (reading.report !== null) reports.write(stored.key, reading.report);
    else if (!isSame) reports.remove(stored.key);
  }

  return (source, { verdicts, complete }, seenAt) => {
    for (const verdict of verdicts) write(source, verdict, seenAt);
    if (complete) leave.run({ source, at: seenAt });
    return verdicts.length;
  };
}
