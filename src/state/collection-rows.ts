// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { SourceReport } from '../model/board.ts';
import type { RepositoryReading, SourceReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { first } from './database.ts';

export interface CollectionWriter {
  /** Records what a source reported in this collection; the source's key. */
  readonly writeReport: (reading: SourceReading) => number;
  /** Replaces a repository with its pull requests, unless a later collection did. */
  readonly writeRepository: (source: number, repository: RepositoryReading) => void;
}

/** Records a collection and creates the writer of what belongs to it. */
export function createCollectionWriter(db: DatabaseSync, startedAt: Instant, durationMs: number): CollectionWriter {
  const { lastInsertRowid } = db.prepare('INSERT INTO collections (started_at, duration_ms) VALUES (?, ?)')
    .run(startedAt, Math.round(durationMs));
  return createReportsWriter(db, startedAt, Number(lastInsertRowid));
}

/** Creates the writer of what the last collection that began then read later on. */
export function resumeCollectionWriter(db: DatabaseSync, startedAt: Instant): CollectionWriter {
  const known = first<{ id: number }>(db.prepare('SELECT max(id) AS id FROM collections WHERE started_at = ?'), startedAt);
  return createReportsWriter(db, startedAt, known?.id ?? 0);
}

function createReportsWriter(db: DatabaseSync, startedAt: Instant, collection: number): CollectionWriter {
  const upsertSource = db.prepare(`
    INSERT INTO sources (source, read_at) VALUES (:source, :readAt)
    ON CONFLICT (source) DO UPDATE SET
      read_at = max(coalesce(read_at, excluded.read_at), coalesce(excluded.read_at, read_at))`);
  const selectSource = db.prepare('SELECT key FROM sources WHERE source = ?');
  const insertReport = db.prepare('INSERT OR REPLACE INTO reports (collection, source, report) VALUES (?, ?, ?)');
  const upsertRepository = db.prepare(`
    INSERT INTO repositories (source, id, read_at, reading) VALUES (?, ?, ?, ?)
    ON CONFLICT (source, id) DO UPDATE SET read_at = excluded.read_at, reading = excluded.reading
    WHERE excluded.read_at >= read_at`);

  function writeReport(reading: SourceReading): number {
    const { source, outcome, requests, durationMs: sourceDurationMs, unreadable, notes } = reading;
    const report: SourceReport = { source, outcome, requests, durationMs: sourceDurationMs, unreadable, notes };
    upsertSource.run({ source, readAt: isRead(reading) ? startedAt : null });
    const key = first<{ key: number }>(selectSource, source)?.key ?? 0;
    insertReport.run(collection, key, JSON.stringify(report));
    return key;
  }

  function writeRepository(source: number, repository: RepositoryReading): void {
    upsertRepository.run(source, repository.id, startedAt, JSON.stringify(repository));
  }

  return { writeReport, writeRepository };
}

/** A rebuilder whose list broke off is as old as before: verdicts that were not listed must not stay young. */
function isRead({ outcome, evidence }: SourceReading): boolean {
  return outcome !== 'unavailable' && (evidence?.kind !== 'rebuilder' || evidence.isUpToDate);
}

/** Remembers the rules' fingerprint; true where it is another than last time, or the first. */
export function replaceFingerprint(db: DatabaseSync, fingerprint: string): boolean {
  const name = 'rules-fingerprint';
  const known = first<{ value: string }>(db.prepare('SELECT value FROM meta WHERE name = ?'), name);
  if (known?.value === fingerprint) return false;
  db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(name, fingerprint);
  return true;
}
