// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DatabaseSync } from 'node:sqlite';
import type { TracesReading, UnreadTrace } from '../model/failure.ts';
import { toStateCode, toStorable } from './codes.ts';
import { all, first } from './database.ts';

/** An excerpt is bounded by its source; what would unpack to more than this is damaged. */
const MAX_EXCERPT_BYTES = 1024 * 1024;

/** Creates the writer of the ends of logs; the caller holds the transaction. A job's log is written once. */
export function createTraceWriter(db: DatabaseSync): (reading: TracesReading) => void {
  const selectSource = db.prepare('SELECT key FROM sources WHERE source = ?');
  const insert = db.prepare(`
    INSERT INTO traces (source, job, outcome, excerpt, read_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  return ({ gitlab, jobs }) => {
    const source = first<{ key: number }>(selectSource, gitlab)?.key;
    if (source === undefined) return;
    for (const { jobId, outcome, excerpt, readAt } of jobs) {
      const packed = outcome === 'read' ? deflateRawSync(toStorable(excerpt)) : null;
      insert.run(source, jobId, outcome, packed, readAt);
    }
  };
}

/**
 * The jobs that broke a cell which is still broken, and whose logs were never read: the newest break first, and of each
 * project one before the second of any. `gitlab` is the source key of the GitLab.
 */
export function readUnreadTraces(db: DatabaseSync, gitlab: string, limit: number): UnreadTrace[] {
  const rows = all<{ project: number; path: string; job: number }>(db.prepare(`
    WITH unread AS (
      SELECT p.id AS project, p.path, t.job, max(t.seen_at) AS seen_at
      FROM cells c JOIN transitions t ON t.cell = c.key AND t.at_pipeline = c.result_since AND t.to_state = c.result_state
      JOIN refs r ON r.key = c.ref JOIN projects p ON p.key = r.project JOIN sources s ON s.key = p.source
      WHERE s.source = ? AND c.result_state = ? AND p.unreadable IS NULL AND NOT EXISTS (
        SELECT 1 FROM traces done WHERE done.source = s.key AND done.job = t.job
      )
      GROUP BY p.key, t.job
    )
    SELECT project, path, job, row_number() OVER (PARTITION BY project, seen_at ORDER BY job) AS turn
    FROM unread ORDER BY seen_at DESC, turn, job LIMIT ?`), gitlab, toStateCode('failed'), limit);
  return rows.map(({ project, path, job }) => ({ projectId: project, projectPath: path, jobId: job }));
}

/** Creates the reader of the end of one job's log; null where it was not read, or had nothing in it. */
export function createTraceReader(db: DatabaseSync): (source: string, jobId: number) => string | null {
  const select = db.prepare(`
    SELECT t.excerpt FROM traces t JOIN sources s ON s.key = t.source WHERE s.source = ? AND t.job = ?`);
  return (source, jobId) => {
    const packed = first<{ excerpt: Uint8Array | null }>(select, source, jobId)?.excerpt ?? null;
    return packed === null ? null : inflateRawSync(packed, { maxOutputLength: MAX_EXCERPT_BYTES }).toString() || null;
  };
}
