// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { HistoryPoint } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { fromShaColumn } from './codes.ts';
import { each, first } from './database.ts';

/** A project's pipeline (by id) as a point in its history. */
export type ReadPoint = (project: number, pipelineId: number) => HistoryPoint;

interface PointRow {
  readonly sha: Uint8Array | string;
  readonly created_at: Instant;
}

/** Points by the key of their project and the id of their pipeline. */
type Points = Map<number, Map<number, HistoryPoint>>;

/** Creates the reader; the cells of a ref share few pipelines, so each is read once and is one object. */
export function createHistoryPoints(db: DatabaseSync): ReadPoint {
  return createReadPoint(db, new Map());
}

/** The same for most of a history: one walk through all pipelines costs less than asking for each. */
export function preloadHistoryPoints(db: DatabaseSync): ReadPoint {
  const points: Points = new Map();
  const select = db.prepare(`
    SELECT project, id, sha, created_at FROM pipelines WHERE parent_id IS NULL AND foreign_id IS NULL`);
  for (const row of each<PointRow & { project: number; id: number }>(select)) keep(points, row.project, row.id, row);
  return createReadPoint(db, points);
}

function createReadPoint(db: DatabaseSync, points: Points): ReadPoint {
  const select = db.prepare('SELECT sha, created_at FROM pipelines WHERE project = ? AND id = ?');
  return (project, pipelineId) => points.get(project)?.get(pipelineId)
    ?? keep(points, project, pipelineId, first<PointRow>(select, project, pipelineId));
}

function keep(points: Points, project: number, pipelineId: number, row: PointRow | undefined): HistoryPoint {
  const ofProject = points.get(project) ?? new Map<number, HistoryPoint>();
  points.set(project, ofProject);
  const point = { pipelineId, sha: row === undefined ? '' : fromShaColumn(row.sha), at: row?.created_at ?? 0 };
  ofProject.set(pipelineId, point);
  return point;
}
