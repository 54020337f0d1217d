// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { JobReading, PipelineReading } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { toRounded, toShaColumn, toStateOfPipeline, toStorable } from './codes.ts';
import { first } from './database.ts';
import { createJobWriter } from './job-rows.ts';
import { createSightings, WHOLE_PIPELINE } from './sightings.ts';
import type { Texts } from './texts.ts';

interface StoredRow {
  readonly key: number;
  readonly ref: number;
  readonly status: number;
  readonly warnings: number;
  readonly parent_id: number | null;
  readonly updated_at: Instant;
  readonly seen_at: Instant;
  readonly jobs_updated_at: Instant | null;
  readonly jobs_seen_at: Instant | null;
}

export interface PipelineChange {
  /**
   * What changed of it; `nothing` where the reading is the same as what is known, or older and tells not even that a result
   * was there earlier.
   */
  readonly changed: 'nothing' | 'pipeline' | 'jobs';
  /** True where it now hangs elsewhere: what it hung below before has changed as well. */
  readonly moved: boolean;
}

export interface PipelineWriter {
  readonly write: (project: ProjectContext, pipeline: PipelineReading) => PipelineChange;
  readonly refKey: (project: number, name: string) => number;
}

export interface ProjectContext {
  readonly key: number;
  readonly id: number;
  /** The start of the collection that read it. */
  readonly seenAt: Instant;
}

const UPSERT = `
INSERT INTO pipelines (
  project, id, iid, ref, sha, status, warnings, created_at, updated_at, started_at, finished_at, queued_seconds,
  parent_id, foreign_id, foreign_path, seen_at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (project, id) DO UPDATE SET
  iid = excluded.iid, ref = excluded.ref, sha = excluded.sha, status = excluded.status, warnings = excluded.warnings,
  created_at = excluded.created_at, updated_at = excluded.updated_at, started_at = excluded.started_at,
  finished_at = excluded.finished_at, queued_seconds = excluded.queued_seconds, parent_id = excluded.parent_id,
  foreign_id = excluded.foreign_id, foreign_path = excluded.foreign_path, seen_at = excluded.seen_at`;

/**
 * Creates the writer of pipelines and their jobs. Of two readings of one pipeline the one with the later `updatedAt`
 * counts, of equal ones that of the later collection; jobs and the rest are judged apart, as jobs may come later.
 */
export function createPipelineWriter(db: DatabaseSync, texts: Texts): PipelineWriter {
  const select = db.prepare(`
    SELECT key, ref, status, warnings, parent_id, updated_at, seen_at, jobs_updated_at, jobs_seen_at
    FROM pipelines WHERE project = ? AND id = ?`);
  const upsert = db.prepare(UPSERT);
  const markJobs = db.prepare('UPDATE pipelines SET jobs_updated_at = ?, jobs_seen_at = ? WHERE key = ?');
  const insertRef = db.prepare('INSERT INTO refs (project, name) VALUES (?, ?)');
  const selectRef = db.prepare('SELECT key FROM refs WHERE project = ? AND name = ?');
  const sightings = createSightings(db);
  const jobs = createJobWriter(db, texts, sightings);

  function refKey(project: number, rawName: string): number {
    const name = toStorable(rawName);
    const known = first<{ key: number }>(selectRef, project, name);
    return known?.key ?? Number(insertRef.run(project, name).lastInsertRowid);
  }

  function writeRow(project: ProjectContext, pipeline: PipelineReading, stored: StoredRow | undefined): PipelineChange {
    const ref = refKey(project.key, pipeline.ref);
    const isForeign = pipeline.projectId !== project.id;
    const status = texts.toKey(pipeline.status);
    const warnings = Number(pipeline.warnings);
    upsert.run(
      project.key, pipeline.id, pipeline.iid, ref, toShaColumn(pipeline.sha), status, warnings,
      pipeline.createdAt, pipeline.updatedAt, pipeline.startedAt, pipeline.finishedAt,
      toRounded(pipeline.queuedSeconds),
      pipeline.parentId, isForeign ? pipeline.projectId : null, isForeign ? texts.toKey(pipeline.projectPath) : null,
      project.seenAt,
    );
    if (stored === undefined) return { changed: 'pipeline', moved: false };
    const moved = stored.parent_id !== pipeline.parentId || stored.ref !== ref;
    const same = !moved && stored.status === status && stored.warnings === warnings
      && stored.updated_at === pipeline.updatedAt;
    return { changed: same ? 'nothing' : 'pipeline', moved };
  }

  function write(project: ProjectContext, pipeline: PipelineReading): PipelineChange {
    const stored = first<StoredRow>(select, project.key, pipeline.id);
    const change: PipelineChange = isNewer(pipeline.updatedAt, project.seenAt, stored?.updated_at, stored?.seen_at)
      ? writeRow(project, pipeline, stored)
      : { changed: 'nothing', moved: false };
    const key = stored?.key ?? first<StoredRow>(select, project.key, pipeline.id)?.key;
    if (key === undefined) return change;
    const state = toStateOfPipeline(pipeline.status, pipeline.warnings);
    const isToldEarlier = pipeline.parentId !== null && sightings.note(key, WHOLE_PIPELINE, state, project.seenAt);
    const known: PipelineChange = isToldEarlier && change.changed === 'nothing' ? { ...change, changed: 'pipeline' } : change;
    return pipeline.jobs === null ? known : writeJobs(key, project, pipeline, pipeline.jobs, stored, known);
  }

  function writeJobs(
    key: number, { seenAt }: ProjectContext, { updatedAt }: PipelineReading, read: readonly JobReading[],
    stored: StoredRow | undefined, change: PipelineChange,
  ): PipelineChange {
    if (!isNewer(updatedAt, seenAt, stored?.jobs_updated_at, stored?.jobs_seen_at)) {
      return jobs.note(key, read, seenAt) ? { ...change, changed: 'jobs' } : change;
    }
    const isFirst = (stored?.jobs_updated_at ?? null) === null;
    const replaced = jobs.replace(key, read, seenAt);
    markJobs.run(updatedAt, seenAt, key);
    return replaced || isFirst ? { ...change, changed: 'jobs' } : change;
  }

  return { write, refKey };
}

/** True where a reading counts against what is stored; nothing stored is older than anything. */
function isNewer(
  updatedAt: Instant, seenAt: Instant,
  storedUpdatedAt: Instant | null | undefined, storedSeenAt: Instant | null | undefined,
): boolean {
  if (storedUpdatedAt === null || storedUpdatedAt === undefined) return true;
  return updatedAt > storedUpdatedAt || (updatedAt === storedUpdatedAt && seenAt >= (storedSeenAt ?? 0));
}
