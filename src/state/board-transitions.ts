// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { Transition } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { fromResultCode, toStateCode } from './codes.ts';
import { all } from './database.ts';
import { createHistoryPoints, type ReadPoint } from './history-points.ts';
import type { Texts } from './texts.ts';
import type { TransitionRow } from './transition-rows.ts';

interface NamedRow extends TransitionRow {
  readonly source: string;
  readonly project: number;
  readonly project_id: number;
  readonly ref: string;
  readonly release: number;
  readonly stage: number;
  readonly target: number;
}

const TRANSITIONS = `
SELECT t.*, s.source, p.key AS project, p.id AS project_id, r.name AS ref, c.release, c.stage, c.target
FROM transitions t JOIN cells c ON c.key = t.cell JOIN refs r ON r.key = c.ref
JOIN projects p ON p.key = r.project JOIN sources s ON s.key = p.source`;

const NEWEST_FIRST = 'ORDER BY t.at_pipeline DESC, s.source, p.id, r.name, c.key';

/** The changes first seen by the collection that started at `seenAt`; first results are none. */
export function readChanges(db: DatabaseSync, seenAt: Instant, texts: Texts, readPoint: ReadPoint): Transition[] {
  const select = db.prepare(`${TRANSITIONS} WHERE t.seen_at = ? AND t.from_state IS NOT NULL ${NEWEST_FIRST}`);
  return all<NamedRow>(select, seenAt).map((row) => toTransition(row, texts, readPoint));
}

/** A project's last transitions: all, or without first results that passed (of a new target there are many at once). */
export type ReadTransitions = (project: number, limit: number) => Transition[];

export function createReadTransitions(db: DatabaseSync, texts: Texts, which: 'all' | 'notable'): ReadTransitions {
  const readPoint = createHistoryPoints(db);
  const notable = which === 'all' ? '' : `AND (t.from_state IS NOT NULL OR t.to_state <> ${toStateCode('passed')})`;
  const select = db.prepare(`${TRANSITIONS} WHERE r.project = ? ${notable} ${NEWEST_FIRST} LIMIT ?`);
  return (project, limit) => all<NamedRow>(select, project, limit).map((row) => toTransition(row, texts, readPoint));
}

function toTransition(row: NamedRow, texts: Texts, readPoint: ReadPoint): Transition {
  return {
    project: { source: row.source, id: row.project_id },
    ref: row.ref,
    release: texts.fromKey(row.release),
    stage: texts.fromKey(row.stage),
    target: texts.fromKey(row.target),
    from: row.from_state === null ? null : fromResultCode(row.from_state),
    to: fromResultCode(row.to_state),
    jobId: row.job,
    at: readPoint(row.project, row.at_pipeline),
    before: row.before_pipeline === null ? null : readPoint(row.project, row.before_pipeline),
    seenAt: row.seen_at,
  };
}
