// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { BoardJob, BoardPipeline, ProjectDetail } from '../model/board.ts';
import type { ProjectKey, Transition } from '../model/cell.ts';
import { PIPELINE_COLUMNS, PIPELINE_TABLES, toBoardPipeline, type PipelineRow } from './board-pipelines.ts';
import { createReadTransitions } from './board-transitions.ts';
import { ALLOW_FAILURE, BRIDGE, fromSeconds, RETRIED, toStateOfJob } from './codes.ts';
import { all, first } from './database.ts';
import type { JobRow } from './job-rows.ts';
import { createTexts, type Texts } from './texts.ts';

const TRANSITIONS_LIMIT = 100;

/** A pipeline with every pipeline it started, directly or not, by id: parents before children. */
const TREE = `
WITH RECURSIVE tree (key, id) AS (
  SELECT key, id FROM pipelines WHERE key = ?1
  UNION
  SELECT c.key, c.id FROM tree JOIN pipelines c ON c.project = ?2 AND c.parent_id = tree.id
)
SELECT ${PIPELINE_COLUMNS} FROM tree CROSS JOIN ${PIPELINE_TABLES} WHERE l.key = tree.key
ORDER BY l.key <> ?1, l.id`;

/** Creates the reader of a project's history: at most `limit` root pipelines per ref; empty where it is not known. */
export function createProjectReader(db: DatabaseSync): (project: ProjectKey, limit: number) => ProjectDetail {
  const texts = createTexts(db);
  const readJobs = createReadJobs(db, texts);
  const readTransitions = createReadTransitions(db, texts, 'notable');
  const findKey = createFindKey(db);
  const selectRefs = db.prepare(`
    SELECT r.key FROM refs r JOIN projects p ON p.key = r.project
    WHERE r.project = ? AND r.watched_at >= p.listed_at ORDER BY r.name`);
  const selectRoots = db.prepare(`
    SELECT key FROM pipelines WHERE ref = ? AND parent_id IS NULL AND foreign_id IS NULL ORDER BY id DESC LIMIT ?`);
  const selectTree = db.prepare(TREE);

  return (project, limit) => {
    const key = findKey(project);
    if (key === null) return { pipelines: [], jobs: [], transitions: [] };
    const pipelines: BoardPipeline[] = [];
    const jobs: BoardJob[] = [];
    for (const ref of all<{ key: number }>(selectRefs, key)) {
      for (const [index, root] of all<{ key: number }>(selectRoots, ref.key, limit).entries()) {
        for (const row of all<PipelineRow>(selectTree, root.key, key)) {
          pipelines.push(toBoardPipeline(row, texts));
          if (index === 0) jobs.push(...readJobs(row));
        }
      }
    }
    return { pipelines, jobs, transitions: readTransitions(key, TRANSITIONS_LIMIT) };
  };
}

/** Creates the reader of a project's whole history of results; empty where the project is not known. */
export function createHistoryReader(db: DatabaseSync): (project: ProjectKey, limit: number) => Transition[] {
  const findKey = createFindKey(db);
  const readTransitions = createReadTransitions(db, createTexts(db), 'all');
  return (project, limit) => {
    const key = findKey(project);
    return key === null ? [] : readTransitions(key, limit);
  };
}

function createFindKey(db: DatabaseSync): (project: ProjectKey) => number | null {
  const select = db.prepare(`
    SELECT p.key FROM projects p JOIN sources s ON s.key = p.source WHERE s.source = ? AND p.id = ?`);
  return ({ source, id }) => first<{ key: number }>(select, source, id)?.key ?? null;
}

function createReadJobs(db: DatabaseSync, texts: Texts): (pipeline: PipelineRow) => BoardJob[] {
  const select = db.prepare('SELECT * FROM jobs WHERE pipeline = ? ORDER BY id');
  return (pipeline) => all<JobRow>(select, pipeline.key).map((row): BoardJob => {
    const status = texts.fromKey(row.status);
    return {
      id: row.id,
      pipelineId: pipeline.id,
      ...texts.fromJobNameKey(row.name),
      state: toStateOfJob(status, (row.flags & ALLOW_FAILURE) !== 0),
      status,
      retried: (row.flags & RETRIED) !== 0,
      kind: (row.flags & BRIDGE) === 0 ? 'build' : 'bridge',
      startedAt: fromSeconds(row.started_at),
      finishedAt: fromSeconds(row.finished_at),
      queuedSeconds: row.queued_seconds,
      failureMessage: row.failure === null ? null : texts.fromKey(row.failure),
    };
  });
}
