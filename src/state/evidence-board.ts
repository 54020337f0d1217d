// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { CellKey, ProjectKey } from '../model/cell.ts';
import type { DifferenceSummary } from '../model/difference.ts';
import type {
  EvidenceBoard, KnownArtifact, KnownSourcePackage, KnownSuite, StoredReprotest, StoredReprotestPackage, StoredVerdict,
} from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import { fromShaColumn } from './codes.ts';
import { all, each, first } from './database.ts';
import { createToKnownVerdict, type VerdictRow } from './evidence-rows.ts';
import { createTexts, type Texts } from './texts.ts';
import { readVerdictChanges } from './verdict-changes.ts';

/** Everything the site shows of reproducibility; `now` in place of the last collection's start. */
export function readEvidenceBoard(db: DatabaseSync, now: Instant | null): EvidenceBoard {
  const texts = createTexts(db);
  const last = first<{ at: Instant | null }>(db.prepare('SELECT max(started_at) AS at FROM collections'))?.at ?? 0;
  const sources = new Map(all<{ key: number; source: string; read_at: Instant | null }>(
    db.prepare('SELECT key, source, read_at FROM sources')).map((row) => [row.key, row]));
  const toSource = (key: number): string => sources.get(key)?.source ?? '';
  return {
    now: now ?? last,
    suites: readSuites(db, texts, toSource),
    artifacts: readArtifacts(db, texts, toSource),
    sourcePackages: readSourcePackages(db, texts, toSource),
    verdicts: readVerdicts(db, texts, (key) => sources.get(key)),
    reprotests: readReprotests(db, texts, toSource),
    verdictChanges: readVerdictChanges(db),
  };
}

type ToSource = (key: number) => string;

function readSuites(db: DatabaseSync, texts: Texts, toSource: ToSource): KnownSuite[] {
  const rows = all<{ source: number; name: string; distribution: number; date: Instant | null; signed_by: string; read_at: Instant }>(
    db.prepare('SELECT * FROM suites ORDER BY source, name'));
  return rows.map((row) => ({
    archive: toSource(row.source), distribution: texts.fromKey(row.distribution), suite: row.name,
    date: row.date, readAt: row.read_at, signedBy: JSON.parse(row.signed_by) as string[],
  }));
}

interface ArtifactRow {
  readonly key: number;
  readonly source: number;
  readonly distribution: number;
  readonly name: number;
  readonly version: number;
  readonly architecture: number;
  readonly sha256: Uint8Array | string;
  readonly source_name: number;
  readonly source_version: number;
  readonly component: number | null;
  readonly url: string;
  readonly size: number | null;
  readonly first_seen: Instant;
  readonly last_seen: Instant;
}

function readArtifacts(db: DatabaseSync, texts: Texts, toSource: ToSource): KnownArtifact[] {
  const suites = new Map<number, string[]>();
  const seenAt = new Map<number, Instant>();
  const members = db.prepare(`
    SELECT m.artifact, s.name, s.read_at FROM suite_artifacts m JOIN suites s ON s.key = m.suite ORDER BY s.name`);
  for (const { artifact, name, read_at: readAt } of each<{ artifact: number; name: string; read_at: Instant }>(members)) {
    suites.set(artifact, [...suites.get(artifact) ?? [], name]);
    seenAt.set(artifact, Math.max(readAt, seenAt.get(artifact) ?? 0));
  }
  const artifacts: KnownArtifact[] = [];
  for (const row of each<ArtifactRow>(db.prepare('SELECT * FROM artifacts ORDER BY key'))) {
    artifacts.push({
      archive: toSource(row.source),
      distribution: texts.fromKey(row.distribution),
      name: texts.fromKey(row.name),
      version: texts.fromKey(row.version),
      architecture: texts.fromKey(row.architecture),
      sha256: fromShaColumn(row.sha256),
      sourceName: texts.fromKey(row.source_name),
      sourceVersion: texts.fromKey(row.source_version),
      component: row.component === null ? null : texts.fromKey(row.component),
      url: row.url,
      size: row.size,
      suites: suites.get(row.key) ?? [],
      firstSeen: row.first_seen,
      // What a suite still has was seen whenever the suite was read.
      lastSeen: Math.max(row.last_seen, seenAt.get(row.key) ?? 0),
    });
  }
  return artifacts;
}

function readSourcePackages(db: DatabaseSync, texts: Texts, toSource: ToSource): KnownSourcePackage[] {
  const rows = all<{ source: number; distribution: number; suite: string; name: number; version: number; vcs_url: string | null }>(
    db.prepare(`
      SELECT s.source, s.distribution, s.name AS suite, p.name, p.version, p.vcs_url
      FROM source_packages p JOIN suites s ON s.key = p.suite ORDER BY p.suite, p.name, p.version`));
  return rows.map((row) => ({
    archive: toSource(row.source), distribution: texts.fromKey(row.distribution), suite: row.suite,
    name: texts.fromKey(row.name), version: texts.fromKey(row.version), vcsUrl: row.vcs_url,
  }));
}

function readVerdicts(
  db: DatabaseSync, texts: Texts, toSource: (key: number) => { source: string; read_at: Instant | null } | undefined,
): StoredVerdict[] {
  const toKnownVerdict = createToKnownVerdict(db, texts);
  const verdicts: StoredVerdict[] = [];
  for (const row of each<VerdictRow>(db.prepare('SELECT * FROM verdicts ORDER BY key'))) {
    const source = toSource(row.source);
    const { id: _id, revision: _revision, ...verdict } = toKnownVerdict(row);
    verdicts.push({
      ...verdict,
      key: row.key,
      source: source?.source ?? '',
      isCurrent: row.gone_at === null,
      firstSeen: row.first_seen,
      seenAt: row.gone_at ?? source?.read_at ?? row.updated_at,
      previous: row.previous === null ? null : JSON.parse(row.previous) as StoredVerdict['previous'],
    });
  }
  return verdicts;
}

interface ReprotestRow {
  readonly source: number;
  readonly job: number;
  readonly project: number;
  readonly outcome: StoredReprotest['outcome'];
  readonly reason: string | null;
  readonly read_at: Instant;
  readonly ref: string;
  readonly release: number;
  readonly stage: number;
  readonly target: number;
}

interface PackageRow {
  readonly key: number;
  readonly name: number;
  readonly reproduced: number;
  readonly url: string | null;
  readonly differences: string | null;
  readonly sources: string;
  readonly has_report: number;
}

/** Of the jobs that are a cell's result now; those of earlier pipelines stay in the file. */
function readReprotests(db: DatabaseSync, texts: Texts, toSource: ToSource): StoredReprotest[] {
  const packages = db.prepare(`
    SELECT p.key, p.name, p.reproduced, p.url, p.differences, p.sources,
      EXISTS (SELECT 1 FROM reprotest_reports r WHERE r.package = p.key) AS has_report
    FROM reprotest_packages p WHERE p.source = ? AND p.job = ? ORDER BY p.key`);
  const rows = all<ReprotestRow>(db.prepare(`
    SELECT j.source, j.job, p.id AS project, j.outcome, j.reason, j.read_at, r.name AS ref, c.release, c.stage, c.target
    FROM reprotest_jobs j JOIN projects p ON p.source = j.source
    JOIN refs r ON r.project = p.key JOIN cells c ON c.ref = r.key AND c.result_job = j.job
    ORDER BY j.source, j.job`));
  return rows.map((row) => {
    const project: ProjectKey = { source: toSource(row.source), id: row.project };
    const cell: CellKey = {
      ref: row.ref, release: texts.fromKey(row.release), stage: texts.fromKey(row.stage), target: texts.fromKey(row.target),
    };
    return {
      ...cell, project, jobId: row.job, readAt: row.read_at, outcome: row.outcome, reason: row.reason,
      packages: all<PackageRow>(packages, row.source, row.job).map((one) => toPackage(one, texts)),
    };
  });
}

function toPackage(row: PackageRow, texts: Texts): StoredReprotestPackage {
  return {
    key: row.key,
    hasReport: row.has_report === 1,
    name: texts.fromKey(row.name),
    reproduced: row.reproduced === 1,
    url: row.url,
    differences: row.differences === null ? null : JSON.parse(row.differences) as DifferenceSummary,
    sources: JSON.parse(row.sources) as StoredReprotestPackage['sources'],
  };
}
