// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { CellKey, CellResult, StageCell } from '../model/cell.ts';
import type { CellRow } from './cell-rows.ts';
import { fromResultCode, fromSeconds, fromStateCode } from './codes.ts';
import { each } from './database.ts';
import type { ReadPoint } from './history-points.ts';
import type { Texts } from './texts.ts';

/** The cells of the refs given by key, in the order of `compareCells`, by the key of their project. */
export function readCells(
  db: DatabaseSync, refs: ReadonlyMap<number, RefPlace>, texts: Texts, readPoint: ReadPoint,
): Map<number, StageCell[]> {
  const cells = new Map<number, StageCell[]>();
  for (const row of each<CellRow>(db.prepare('SELECT * FROM cells ORDER BY key'))) {
    const place = refs.get(row.ref);
    if (place === undefined) continue;
    const ofProject = cells.get(place.project) ?? [];
    if (ofProject.length === 0) cells.set(place.project, ofProject);
    ofProject.push(toStageCell(row, place, texts, readPoint));
  }
  for (const ofProject of cells.values()) ofProject.sort(compareCells);
  return cells;
}

export interface RefPlace {
  readonly project: number;
  readonly name: string;
}

function toStageCell(row: CellRow, place: RefPlace, texts: Texts, readPoint: ReadPoint): StageCell {
  return {
    ref: place.name,
    release: texts.fromKey(row.release),
    stage: texts.fromKey(row.stage),
    target: texts.fromKey(row.target),
    result: row.result_state === null ? null : toCellResult(row, row.result_state, place.project, texts, readPoint),
    current: {
      state: fromStateCode(row.current_state),
      status: texts.fromKey(row.current_status),
      jobId: row.current_job,
      pipelineId: row.current_pipeline,
      at: fromSeconds(row.current_at),
    },
  };
}

function toCellResult(row: CellRow, state: number, project: number, texts: Texts, readPoint: ReadPoint): CellResult {
  return {
    state: fromResultCode(state),
    jobId: row.result_job,
    jobName: texts.fromJobNameKey(row.result_name).name,
    at: fromSeconds(row.result_at),
    pipelineId: row.result_pipeline,
    since: readPoint(project, row.result_since),
    before: row.result_before === null ? null : readPoint(project, row.result_before),
  };
}

/** By ref, release, stage and target, each by code unit: the same on every machine. */
function compareCells(a: CellKey, b: CellKey): number {
  return compare(a.ref, b.ref) || compare(a.release, b.release)
    || compare(a.stage, b.stage) || compare(a.target, b.target);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
