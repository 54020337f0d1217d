// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { ReprotestJobReading, ReprotestReading, UnreadReprotest } from '../model/evidence-reading.ts';
import type { ReprotestOutcome } from '../model/evidence.ts';
import type { Instant } from '../model/time.ts';
import { fromSeconds, toStorable } from './codes.ts';
import { all, first } from './database.ts';
import { createReportWriter } from './report-rows.ts';
import type { Texts } from './texts.ts';

interface UnreadRow {
  readonly project: number;
  readonly path: string;
  readonly job: number;
  readonly target: string;
  readonly ref: string;
  readonly at: number | null;
}

/** Creates the writer of reprotest results; the caller holds the transaction. A job's results are written once. */
export function createReprotestWriter(db: DatabaseSync, texts: Texts): (reading: ReprotestReading) => void {
  const selectSource = db.prepare('SELECT key FROM sources WHERE source = ?');
  const insertJob = db.prepare(`
    INSERT INTO reprotest_jobs (source, job, outcome, reason, read_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const insertPackage = db.prepare(`
    INSERT INTO reprotest_packages (source, job, name, reproduced, url, differences, sources) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`);
  const reports = createReportWriter(db, 'reprotest');

  function write(source: number, job: ReprotestJobReading): void {
    const reason = job.reason === null ? null : toStorable(job.reason);
    // Finished jobs do not change; that their artifacts expire later takes nothing back.
    if (insertJob.run(source, job.jobId, job.outcome, reason, job.readAt).changes === 0) return;
    for (const one of job.packages) {
      const differences = one.differences === null ? null : JSON.stringify(one.differences);
      const url = one.url === null ? null : toStorable(one.url);
      const inserted = insertPackage.run(
        source, job.jobId, texts.toKey(one.name), Number(one.reproduced), url, differences, JSON.stringify(one.sources));
      if (inserted.changes > 0 && one.report !== null) reports.write(Number(inserted.lastInsertRowid), one.report);
    }
  }

  return ({ gitlab, jobs }) => {
    const source = first<{ key: number }>(selectSource, gitlab)?.key;
    if (source === undefined) return;
    for (const job of jobs) write(source, job);
  };
}

/**
 * The jobs that are a cell's result in the given stage and whose results were never read, newest first. `gitlab` is the
 * source key of the GitLab.
 */
export function readUnreadReprotests(db: DatabaseSync, gitlab: string, stage: string, limit: number): UnreadReprotest[] {
  const rows = all<UnreadRow>(db.prepare(`
    SELECT p.id AS project, p.path, c.result_job AS job, target.text AS target, r.name AS ref, c.result_at AS at
    FROM cells c
    JOIN refs r ON r.key = c.ref JOIN projects p ON p.key = r.project JOIN sources s ON s.key = p.source
    JOIN texts stage ON stage.key = c.stage JOIN texts target ON target.key = c.target
    WHERE s.source = ? AND stage.text = ? AND c.result_job IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM reprotest_jobs done WHERE done.source = s.key AND done.job = c.result_job
    )
    ORDER BY c.result_at DESC, c.result_job DESC LIMIT ?`), gitlab, stage, limit);
  return rows.map((row) => ({
    projectId: row.project, projectPath: row.path, jobId: row.job, target: row.target, ref: row.ref, finishedAt: fromSeconds(row.at),
  }));
}

/** The jobs whose results were read, by id, with what they found. */
export function readReprotestOutcomes(db: DatabaseSync, gitlab: string): Map<number, ReprotestOutcome> {
  const rows = all<{ job: number; read_at: Instant; reproduced: number }>(db.prepare(`
    SELECT p.job, j.read_at, min(p.reproduced) AS reproduced
    FROM sources s JOIN reprotest_jobs j ON j.source = s.key JOIN reprotest_packages p ON p.source = j.source AND p.job = j.job
    WHERE s.source = ? AND j.outcome = 'read' GROUP BY p.job`), gitlab);
  return new Map(rows.map(({ job, read_at: readAt, reproduced }) => [job, { isSame: reproduced === 1, readAt }]));
}
