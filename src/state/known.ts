// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { KnownRef, KnownSource } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { all } from './database.ts';

interface Row {
  readonly id: number;
  readonly path: string;
  readonly default_branch: string | null;
  readonly ref: string | null;
  readonly pipeline: number | null;
  readonly status: string | null;
  readonly updated_at: Instant | null;
}

/**
 * The newest root pipeline that has ended, with all below it, and whose jobs and those of its child pipelines are stored
 * as of its last update. While something below still runs it may change without the root's date moving on.
 */
const NEWEST_COMPLETE = `
SELECT p.key FROM pipelines p
WHERE p.ref = r.key AND p.parent_id IS NULL AND p.foreign_id IS NULL AND NOT EXISTS (
  WITH RECURSIVE tree (id, complete) AS (
    SELECT p.id, p.jobs_updated_at IS p.updated_at AND NOT is_active(s.text) FROM texts s WHERE s.key = p.status
    UNION
    SELECT c.id, (c.foreign_id IS NOT NULL OR c.jobs_updated_at IS c.updated_at) AND NOT is_active(t.text) FROM tree
    JOIN pipelines c ON c.project = p.project AND c.parent_id = tree.id JOIN texts t ON t.key = c.status
  )
  SELECT 1 FROM tree WHERE NOT complete
)
ORDER BY p.id DESC LIMIT 1`;

const KNOWN = `
WITH known AS (
  SELECT p.id, p.path, p.default_branch, r.name AS ref, (${NEWEST_COMPLETE}) AS newest
  FROM sources s JOIN projects p ON p.source = s.key
  LEFT JOIN refs r ON r.project = p.key AND r.watched_at IS NOT NULL
  WHERE s.source = ?
)
SELECT k.id, k.path, k.default_branch, k.ref, n.id AS pipeline, t.text AS status, n.updated_at
FROM known k LEFT JOIN pipelines n ON n.key = k.newest LEFT JOIN texts t ON t.key = n.status
ORDER BY k.id, k.ref`;

/** What a source may take as read, for its next reading: every project ever stored, every ref that was ever watched. */
export function readKnown(db: DatabaseSync, source: string): KnownSource {
  const projects = new Map<number, { id: number; path: string; defaultBranch: string | null; refs: KnownRef[] }>();
  for (const row of all<Row>(db.prepare(KNOWN), source)) {
    const project = projects.get(row.id) ?? { id: row.id, path: row.path, defaultBranch: row.default_branch, refs: [] };
    projects.set(row.id, project);
    if (row.ref === null) continue;
    const { pipeline: id, status, updated_at: updatedAt } = row;
    const pipeline = id === null || status === null || updatedAt === null ? null : { id, status, updatedAt };
    project.refs.push({ ref: row.ref, pipeline });
  }
  return { projects: [...projects.values()] };
}
