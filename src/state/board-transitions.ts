// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { Transition } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { fromResultCode, toStateCode } from './codes.ts';
import { all, each } from './database.ts';
import { createHistoryPoints, preloadHistoryPoints, type ReadPoint } from './history-points.ts';
import { createTexts, type Texts } from './texts.ts';
import type { TransitionRow } from './transition-rows.ts';

/** A cell by name, with its project. */
interface CellName {
  readonly source: string;
  readonly project: number;
  readonly project_id: number;
  readonly ref: string;
  readonly release: number;
  readonly stage: number;
  readonly target: number;
}

type NamedRow = TransitionRow & CellName;

const NAME = 's.source, p.key AS project, p.id AS project_id, r.name AS ref, c.release, c.stage, c.target';

const NAMED_CELLS = `
cells c JOIN refs r ON r.key = c.ref JOIN projects p ON p.key = r.project JOIN sources s ON s.key = p.source`;

const TRANSITIONS = `SELECT t.*, ${NAME} FROM transitions t JOIN ${NAMED_CELLS}`;

const NEWEST_FIRST = 'ORDER BY t.at_pipeline DESC, s.source, p.id, r.name, c.key, t.attempt DESC';

/** The changes first seen by the collection that started at `seenAt`; first results are none. */
export function readChanges(db: DatabaseSync, seenAt: Instant, texts: Texts, readPoint: ReadPoint): Transition[] {
  const select = db.prepare(`${TRANSITIONS} WHERE c.key = t.cell AND t.seen_at = ? AND t.from_state IS NOT NULL ${NEWEST_FIRST}`);
  return all<NamedRow>(select, seenAt).map((row) => toTransition(row, row, texts, readPoint));
}

/**
 * Hands over every change of watched refs first seen after an instant, in the order it was seen. A first result is none
 * unless it failed, nor is anything that the first collection of its ref found.
 * For a long history: what cells and pipelines are called is read once, not joined to every row.
 */
export function visitTransitions(db: DatabaseSync, after: Instant, visit: (transition: Transition) => void): void {
  const texts = createTexts(db);
  const readPoint = preloadHistoryPoints(db);
  const notable = `FROM transitions WHERE seen_at > ? AND (from_state IS NOT NULL OR to_state = ${toStateCode('failed')})`;
  const cells = new Map<number, CellName & { readonly began: Instant }>();
  const selectCells = db.prepare(`
    SELECT c.key, c.ref AS ref_key, ${NAME} FROM ${NAMED_CELLS}
    WHERE r.watched_at >= p.listed_at AND c.key IN (SELECT cell ${notable})`);
  const began = new Map(all<{ ref: number; at: Instant }>(db.prepare(`
    SELECT c.ref, min(t.seen_at) AS at FROM transitions t JOIN cells c ON c.key = t.cell GROUP BY c.ref`)).map(({ ref, at }) => [ref, at]));
  for (const { key, ref_key: ref, ...cell } of each<CellName & { key: number; ref_key: number }>(selectCells, after)) {
    cells.set(key, { ...cell, began: began.get(ref) ?? 0 });
  }
  const select = db.prepare(`SELECT * ${notable} ORDER BY seen_at, at_pipeline, cell, attempt`);
  for (const row of each<TransitionRow>(select, after)) {
    const cell = cells.get(row.cell);
    if (cell === undefined || (row.from_state === null && row.seen_at === cell.began)) continue;
    visit(toTransition(row, cell, texts, readPoint));
  }
}

/** A project's last transitions: all, or without first results that passed (of a new target there are many at once). */
export type ReadTransitions = (project: number, limit: number) => Transition[];

export function createReadTransitions(db: DatabaseSync, texts: Texts, which: 'all' | 'notable'): ReadTransitions {
  const readPoint = createHistoryPoints(db);
  const notable = which === 'all' ? '' : `AND (t.from_state IS NOT NULL OR t.to_state <> ${toStateCode('passed')})`;
  const select = db.prepare(`${TRANSITIONS} WHERE c.key = t.cell AND r.project = ? ${notable} ${NEWEST_FIRST} LIMIT ?`);
  return (project, limit) => all<NamedRow>(select, project, limit).map((row) => toTransition(row, row, texts, readPoint));
}

function toTransition(row: TransitionRow, cell: CellName, texts: Texts, readPoint: ReadPoint): Transition {
  return {
    project: { source: cell.source, id: cell.project_id },
    ref: cell.ref,
    release: texts.fromKey(cell.release),
    stage: texts.fromKey(cell.stage),
    target: texts.fromKey(cell.target),
    from: row.from_state === null ? null : fromResultCode(row.from_state),
    to: fromResultCode(row.to_state),
    jobId: row.job,
    at: readPoint(cell.project, row.at_pipeline),
    before: row.before_pipeline === null ? null : readPoint(cell.project, row.before_pipeline),
    seenAt: row.seen_at,
    failureMessage: row.failure === null ? null : texts.fromKey(row.failure),
  };
}
