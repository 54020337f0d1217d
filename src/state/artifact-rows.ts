// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { PublishedArtifact, SuiteReading } from '../model/artifact.ts';
import type { ArchiveReading } from '../model/evidence-reading.ts';
import type { Instant } from '../model/time.ts';
import { toShaColumn, toStorable } from './codes.ts';
import { first } from './database.ts';
import type { Texts } from './texts.ts';

interface SuiteRow {
  readonly key: number;
  readonly read_at: Instant;
}

/** Creates the writer of one collection's archives; the caller holds the transaction. */
export function createArtifactWriter(
  db: DatabaseSync, texts: Texts,
): (source: number, reading: ArchiveReading, seenAt: Instant) => void {
  const selectSuite = db.prepare('SELECT key, read_at FROM suites WHERE source = ? AND name = ?');
  const insertSuite = db.prepare(`
    INSERT INTO suites (source, name, distribution, date, signed_by, read_at) VALUES (?, ?, ?, ?, ?, ?)`);
  const updateSuite = db.prepare('UPDATE suites SET distribution = ?, date = ?, signed_by = ?, read_at = ? WHERE key = ?');
  const retire = db.prepare(`
    UPDATE artifacts SET last_seen = max(last_seen, :at) WHERE key IN (SELECT artifact FROM suite_artifacts WHERE suite = :suite)`);
  const empty = db.prepare('DELETE FROM suite_artifacts WHERE suite = ?');
  const join = db.prepare('INSERT OR IGNORE INTO suite_artifacts (suite, artifact) VALUES (?, ?)');
  const upsert = db.prepare(`
    INSERT INTO artifacts (source, distribution, name, version, architecture, sha256, source_name, source_version, component, url, size, first_seen, last_seen)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (source, name, version, architecture, sha256) DO UPDATE SET
      distribution = excluded.distribution, source_name = excluded.source_name, source_version = excluded.source_version,
      component = excluded.component, url = excluded.url, size = excluded.size,
      first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
    RETURNING key`);
  const emptySources = db.prepare('DELETE FROM source_packages WHERE suite = ?');
  const insertSource = db.prepare('INSERT OR REPLACE INTO source_packages (suite, name, version, vcs_url) VALUES (?, ?, ?, ?)');

  function writeArtifact(source: number, distribution: string, artifact: PublishedArtifact, seenAt: Instant): number {
    const row = first<{ key: number }>(upsert,
      source, texts.toKey(distribution), texts.toKey(artifact.name), texts.toKey(artifact.version), texts.toKey(artifact.architecture),
      toShaColumn(artifact.sha256), texts.toKey(artifact.sourceName), texts.toKey(artifact.sourceVersion),
      artifact.component === null ? null : texts.toKey(artifact.component), toStorable(artifact.url), artifact.size, seenAt, seenAt);
    return row?.key ?? 0;
  }

  function writeSuite(source: number, distribution: string, suite: SuiteReading, seenAt: Instant): void {
    const stored = first<SuiteRow>(selectSuite, source, toStorable(suite.suite));
    const isLate = stored !== undefined && stored.read_at > seenAt;
    const facts = [texts.toKey(distribution), suite.date, JSON.stringify(suite.signedBy), seenAt] as const;
    const key = stored?.key ?? Number(insertSuite.run(source, toStorable(suite.suite), ...facts).lastInsertRowid);
    if (stored !== undefined && !isLate) {
      // Until this reading everything was there: of an unchanged suite nothing else is written.
      if (suite.artifacts !== null) retire.run({ suite: key, at: stored.read_at });
      updateSuite.run(...facts, key);
    }
    if (suite.artifacts !== null) {
      if (!isLate) empty.run(key);
      for (const artifact of suite.artifacts) {
        const artifactKey = writeArtifact(source, distribution, artifact, seenAt);
        if (!isLate) join.run(key, artifactKey);
      }
    }
    if (suite.sourcePackages === null || isLate) return;
    emptySources.run(key);
    for (const { name, version, vcsUrl } of suite.sourcePackages) {
      insertSource.run(key, texts.toKey(name), texts.toKey(version), vcsUrl === null ? null : toStorable(vcsUrl));
    }
  }

  return (source, { distribution, suites }, seenAt) => {
    for (const suite of suites) writeSuite(source, distribution, suite, seenAt);
  };
}
