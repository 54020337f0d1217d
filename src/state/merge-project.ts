// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { ProjectReading, SourceReading, Unreadable } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { toStorable } from './codes.ts';
import { first } from './database.ts';

interface StoredProject {
  readonly key: number;
  readonly path: string;
  readonly listed_at: Instant;
}

export interface ProjectWriter {
  /** Stores what a project is (not its pipelines), unless a later collection did; `renamed` where its path is new. */
  readonly write: (source: number, project: ProjectReading, seenAt: Instant) => { key: number; renamed: boolean };
  /**
   * Marks what a reading says it could not read, what it read completely, and what a complete one no longer lists.
   * Everything is kept.
   */
  readonly markRead: (source: number, reading: SourceReading, seenAt: Instant) => void;
}

const NO_LONGER_LISTED: Omit<Unreadable, 'project'> = { code: 'not-found', message: 'no longer listed' };

export function createProjectWriter(db: DatabaseSync): ProjectWriter {
  const select = db.prepare('SELECT key, path, listed_at FROM projects WHERE source = ? AND id = ?');
  const selectByPath = db.prepare(`
    SELECT key FROM projects WHERE source = ? AND path = ? ORDER BY listed_at DESC, key LIMIT 1`);
  const insert = db.prepare(`
    INSERT INTO projects (source, id, path, name, web_url, default_branch, archived, ci_enabled, listed_at, read_at, attempted_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = db.prepare(`
    UPDATE projects SET path = ?, name = ?, web_url = ?, default_branch = ?, archived = ?, ci_enabled = ?, listed_at = ?
    WHERE key = ?`);
  const savePath = db.prepare(`
    INSERT INTO project_paths (project, path, seen_at) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)`);
  const attempt = db.prepare(`
    UPDATE projects SET attempted_at = :at, unreadable = :unreadable WHERE key = :key AND attempted_at <= :at`);
  const finish = db.prepare('UPDATE projects SET read_at = max(read_at, ?) WHERE key = ?');
  const unlist = db.prepare(`
    UPDATE projects SET attempted_at = :at,
      unreadable = json_object('project', json_object('id', id, 'path', path), 'code', :code, 'message', :message)
    WHERE source = :source AND attempted_at < :at`);

  function write(source: number, project: ProjectReading, seenAt: Instant): { key: number; renamed: boolean } {
    const path = toStorable(project.path);
    const stored = first<StoredProject>(select, source, project.id);
    const values = [
      path, toStorable(project.name), toStorable(project.webUrl),
      project.defaultBranch === null ? null : toStorable(project.defaultBranch),
      Number(project.archived), Number(project.ciEnabled), seenAt,
    ];
    const key = stored?.key ?? Number(insert.run(source, project.id, ...values, seenAt, seenAt).lastInsertRowid);
    savePath.run(key, path, seenAt);
    attempt.run({ key, at: seenAt, unreadable: null });
    if (stored === undefined || seenAt < stored.listed_at) return { key, renamed: false };
    update.run(...values, key);
    return { key, renamed: stored.path !== path };
  }

  function markRead(source: number, reading: SourceReading, seenAt: Instant): void {
    const marked = new Set<number>();
    for (const unreadable of reading.unreadable) {
      if (unreadable.project === null) continue;
      const { id, path } = unreadable.project;
      const project = id === null
        ? first<{ key: number }>(selectByPath, source, toStorable(path))
        : first<{ key: number }>(select, source, id);
      // Several reasons for one project: the first is what the others followed from.
      if (project === undefined || marked.has(project.key)) continue;
      marked.add(project.key);
      attempt.run({ key: project.key, at: seenAt, unreadable: JSON.stringify(unreadable) });
    }
    for (const { id } of reading.projects) {
      const project = first<{ key: number }>(select, source, id);
      if (project !== undefined && !marked.has(project.key)) finish.run(seenAt, project.key);
    }
    if (reading.outcome === 'complete') unlist.run({ source, at: seenAt, ...NO_LONGER_LISTED });
  }

  return { write, markRead };
}
