// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { HistoryPoint } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { fromShaColumn } from './codes.ts';
import { first } from './database.ts';

/** A project's pipeline (by id) as a point in its history. */
export type ReadPoint = (project: number, pipelineId: number) => HistoryPoint;

/** Creates the reader; the cells of a ref share few pipelines, so each is read once and is one object. */
export function createHistoryPoints(db: DatabaseSync): ReadPoint {
  const select = db.prepare('SELECT sha, created_at FROM pipelines WHERE project = ? AND id = ?');
  const points = new Map<number, Map<number, HistoryPoint>>();
  return (project, pipelineId) => {
    const ofProject = points.get(project) ?? new Map<number, HistoryPoint>();
    points.set(project, ofProject);
    const cached = ofProject.get(pipelineId);
    if (cached !== undefined) return cached;
    const row = first<{ sha: Uint8Array | string; created_at: Instant }>(select, project, pipelineId);
    const point = { pipelineId, sha: row === undefined ? '' : fromShaColumn(row.sha), at: row?.created_at ?? 0 };
    ofProject.set(pipelineId, point);
    return point;
  };
}
