// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type {
  Board, BoardPipeline, BoardProject, BoardRef, BoardRepository, CollectionReport, SourceReport, SourceState,
} from '../model/board.ts';
import type { RepositoryReading, Unreadable } from '../model/reading.ts';
import type { Instant } from '../model/time.ts';
import { readCells } from './board-cells.ts';
import { PIPELINE_COLUMNS, PIPELINE_TABLES, toBoardPipeline, type PipelineRow } from './board-pipelines.ts';
import { readChanges } from './board-transitions.ts';
import { all, first } from './database.ts';
import { createHistoryPoints } from './history-points.ts';
import { createTexts, type Texts } from './texts.ts';

/** More than a year of daily collections; older ones stay in the file. */
const COLLECTIONS_LIMIT = 400;

interface ProjectRow {
  readonly key: number;
  readonly source: string;
  readonly id: number;
  readonly path: string;
  readonly name: string;
  readonly web_url: string;
  readonly default_branch: string | null;
  readonly archived: number;
  readonly ci_enabled: number;
  readonly read_at: Instant;
  readonly unreadable: string | null;
}

interface RefRow {
  readonly key: number;
  readonly project: number;
  readonly name: string;
  readonly latest: number | null;
  readonly finished: number | null;
}

/** The refs that the last reading of their project asked for, with their newest and newest finished pipeline. */
const REFS = `
SELECT r.key, r.project, r.name,
  (SELECT l.key FROM pipelines l WHERE l.ref = r.key AND l.parent_id IS NULL AND l.foreign_id IS NULL
    ORDER BY l.id DESC LIMIT 1) AS latest,
  (SELECT l.key FROM pipelines l JOIN texts t ON t.key = l.status
    WHERE l.ref = r.key AND l.parent_id IS NULL AND l.foreign_id IS NULL AND is_result(t.text)
    ORDER BY l.id DESC LIMIT 1) AS finished
FROM refs r JOIN projects p ON p.key = r.project
WHERE r.watched_at >= p.listed_at
ORDER BY r.project, r.name`;

/** Everything the site shows but the projects' own histories; `now` in place of the last collection's start. */
export function readBoard(db: DatabaseSync, now: Instant | null): Board {
  const texts = createTexts(db);
  const readPoint = createHistoryPoints(db);
  const collections = readCollections(db);
  const last = collections[0]?.startedAt ?? 0;
  const projects = all<ProjectRow>(db.prepare(`
    SELECT p.*, s.source FROM projects p JOIN sources s ON s.key = p.source ORDER BY s.source, p.path, p.id`));
  const refs = all<RefRow>(db.prepare(REFS));
  const cells = readCells(db, new Map(refs.map((ref) => [ref.key, ref])), texts, readPoint);
  const boardRefs = Map.groupBy(refs, (ref) => ref.project);
  const toRef = createToBoardRef(db, texts);
  const formerPaths = readFormerPaths(db);
  return {
    now: now ?? last,
    collections,
    sources: readSources(db),
    projects: projects.map((row): BoardProject => ({
      source: row.source,
      id: row.id,
      path: row.path,
      name: row.name,
      webUrl: row.web_url,
      defaultBranch: row.default_branch,
      archived: row.archived === 1,
      ciEnabled: row.ci_enabled === 1,
      formerPaths: formerPaths.get(row.key) ?? [],
      readAt: row.read_at,
      unreadable: row.unreadable === null ? null : JSON.parse(row.unreadable) as Unreadable,
      refs: (boardRefs.get(row.key) ?? []).map(toRef),
      cells: cells.get(row.key) ?? [],
    })),
    repositories: readRepositories(db),
    changes: readChanges(db, last, texts, readPoint),
  };
}

function createToBoardRef(db: DatabaseSync, texts: Texts): (ref: RefRow) => BoardRef {
  const select = db.prepare(`SELECT ${PIPELINE_COLUMNS} FROM ${PIPELINE_TABLES} WHERE l.key = ?`);
  function toPipeline(key: number | null): BoardPipeline | null {
    const row = key === null ? undefined : first<PipelineRow>(select, key);
    return row === undefined ? null : toBoardPipeline(row, texts);
  }
  return ({ name, latest, finished }) => {
    const newest = toPipeline(latest);
    return { ref: name, latest: newest, finished: finished === latest ? newest : toPipeline(finished) };
  };
}

function readFormerPaths(db: DatabaseSync): Map<number, string[]> {
  const rows = all<{ project: number; path: string }>(db.prepare(`
    SELECT f.project, f.path FROM project_paths f JOIN projects p ON p.key = f.project
    WHERE f.path <> p.path ORDER BY f.project, f.seen_at DESC, f.path`));
  return new Map([...Map.groupBy(rows, (row) => row.project)]
    .map(([project, former]) => [project, former.map((row) => row.path)]));
}

function readCollections(db: DatabaseSync): CollectionReport[] {
  const rows = all<{ id: number; started_at: Instant; duration_ms: number; reports: string }>(db.prepare(`
    SELECT c.id, c.started_at, c.duration_ms, (
      SELECT json_group_array(json(r.report) ORDER BY s.source) FROM reports r JOIN sources s ON s.key = r.source
      WHERE r.collection = c.id
    ) AS reports
    FROM collections c ORDER BY c.started_at DESC, c.id DESC LIMIT ?`), COLLECTIONS_LIMIT);
  return rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    sources: JSON.parse(row.reports) as SourceReport[],
  }));
}

function readSources(db: DatabaseSync): SourceState[] {
  const rows = all<{ source: string; read_at: Instant | null; attempted_at: Instant; report: string }>(db.prepare(`
    SELECT s.source, s.read_at, c.started_at AS attempted_at, r.report
    FROM sources s
    JOIN reports r ON r.source = s.key AND r.collection = (
      SELECT c.id FROM reports l JOIN collections c ON c.id = l.collection WHERE l.source = s.key
      ORDER BY c.started_at DESC, c.id DESC LIMIT 1
    )
    JOIN collections c ON c.id = r.collection
    ORDER BY s.source`));
  return rows.map((row) => ({
    source: row.source,
    attemptedAt: row.attempted_at,
    readAt: row.read_at,
    report: JSON.parse(row.report) as SourceReport,
  }));
}

function readRepositories(db: DatabaseSync): BoardRepository[] {
  const rows = all<{ source: string; read_at: Instant; reading: string }>(db.prepare(`
    SELECT s.source, r.read_at, r.reading FROM repositories r JOIN sources s ON s.key = r.source
    ORDER BY s.source, r.reading ->> 'owner', r.reading ->> 'name', r.id`));
  return rows.map((row) => ({
    ...(JSON.parse(row.reading) as RepositoryReading),
    source: row.source,
    readAt: row.read_at,
  }));
}
