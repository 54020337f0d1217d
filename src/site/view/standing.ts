// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardRef } from '../../model/board.ts';
import type { StageCell } from '../../model/cell.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { decide, type CellContext, type Decision } from './cell.ts';
import { toStage } from './stage.ts';

/** What cells count for today, in words that badges and feeds can say. Only `passed` and `warned` say that it works. */
export type Standing = 'passed' | 'warned' | 'failed' | 'differs' | 'stale' | 'unknown';

/** A standing, with the stage it comes from; null where nothing is built, or what is known could not be read. */
export interface Judgement {
  readonly standing: Standing;
  readonly decision: Decision | null;
}

/** Judges cells of one project: what could not be read counts for nothing, whatever it was. */
export function judge(cells: readonly StageCell[], context: CellContext): Judgement {
  const { unread } = context;
  if (unread !== null) return { standing: unread.isOld ? 'stale' : 'unknown', decision: null };
  const decision = decide(cells, context);
  return { standing: decision === null ? 'unknown' : toStanding(decision), decision };
}

function toStanding({ decider: { kind } }: Decision): Standing {
  switch (kind) {
    case 'passed': case 'warned': case 'failed': case 'differs': case 'stale': return kind;
    case 'reported': case 'unknown': case 'active': case 'idle': return 'unknown';
  }
}

/** The last finished pipeline's state, while it is young enough, and no newer one is in a state unknown here. */
export function toPipelineStanding({ board, config }: Catalogue, { unread }: ProjectEntry, { latest, finished }: BoardRef): Exclude<Standing, 'differs'> {
  if (unread !== null) return unread.isOld ? 'stale' : 'unknown';
  if (finished === null) return 'unknown';
  if (board.now - (finished.finishedAt ?? finished.createdAt) > config.stale.result) return 'stale';
  if (latest?.state === 'unknown' && finished.state !== 'failed') return 'unknown';
  switch (finished.state) {
    case 'passed': case 'warned': case 'failed': return finished.state;
    default: return 'unknown';
  }
}

/**
 * The refs whose last finished pipeline failed although no job of it says so: one whose configuration is invalid runs none at
 * all. Cells alone would know nothing of it.
 */
export function toBarrenRefs(catalogue: Catalogue, entry: ProjectEntry): readonly BoardRef[] {
  const failing = new Set(entry.project.cells
    .filter((cell) => ['failed', 'differs'].includes(toStage(cell, entry.cellContext).kind)).map(({ ref }) => ref));
  return entry.project.refs.filter((ref) => !failing.has(ref.ref) && toPipelineStanding(catalogue, entry, ref) === 'failed');
}

/** The same for all that is known of that pipeline: of its reprotest jobs the packages decide, not the jobs alone. */
export function toRefStanding(catalogue: Catalogue, entry: ProjectEntry, ref: BoardRef): Standing {
  const standing = toPipelineStanding(catalogue, entry, ref);
  const { reprotestOf } = entry.cellContext;
  if (reprotestOf === null || (standing !== 'passed' && standing !== 'warned')) return standing;
  const kinds = entry.project.cells
    .filter((cell) => cell.ref === ref.ref && cell.result?.pipelineId === ref.finished?.id && reprotestOf(cell) !== null)
    .map((cell) => toStage(cell, entry.cellContext).kind);
  if (kinds.includes('differs')) return 'differs';
  return kinds.includes('reported') ? 'unknown' : standing;
}
