// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellResult, StageCell } from '../../model/cell.ts';
import { isActive, isResult, type JobState } from '../../model/job-state.ts';
import type { BoardProject } from '../../model/board.ts';
import type { Instant } from '../../model/time.ts';
import { toText } from './text.ts';

/**
 * What one stage of a cell amounts to on the day of the board. `stale`: it has a result, too old to count.
 * `active` and `idle`: it never had a result, and is under way or not.
 */
export type Stage =
  | { readonly kind: 'failed' | 'warned' | 'passed' | 'stale'; readonly result: CellResult; readonly beside: string | null; readonly cell: StageCell }
  | { readonly kind: 'unknown' | 'active' | 'idle'; readonly word: string; readonly cell: StageCell };

/** Worst first: the first of a cell's kinds decides it. */
export const KINDS_WORST_FIRST = ['failed', 'unknown', 'stale', 'warned', 'passed', 'active', 'idle'] as const;

const MAX_STATUS_CHARACTERS = 30;

/**
 * Judges a stage: the last result counts while it is young enough, whatever the newest pipeline is about to do; a
 * state that nobody here knows hides every result but a failure.
 */
export function toStage(cell: StageCell, now: Instant, staleResultMs: number): Stage {
  const { result, current } = cell;
  if (result === null) return { kind: toKindWithoutResult(current.state), word: toWord(cell), cell };
  const isStale = now - result.at > staleResultMs;
  if (current.state === 'unknown' && (isStale || result.state !== 'failed')) {
    return { kind: 'unknown', word: toWord(cell), cell };
  }
  const beside = isResult(current.state) ? null : toWord(cell);
  return { kind: isStale ? 'stale' : result.state, result, beside, cell };
}

/** True where the stage has not finished in the newest pipeline and will by itself. */
export function isUnderWay(stage: Stage): boolean {
  return isActive(stage.cell.current.state);
}

function toKindWithoutResult(state: JobState): 'unknown' | 'active' | 'idle' {
  if (isActive(state)) return 'active';
  switch (state) {
    case 'manual': case 'cancelled': case 'skipped': return 'idle';
    // A result that is not stored as one is no evidence.
    default: return 'unknown';
  }
}

function toWord({ current }: StageCell): string {
  return current.state === 'unknown' ? toText(current.status, MAX_STATUS_CHARACTERS) : current.state;
}

/** Why nothing of a project counts today: it could not be read, or has not been for too long. */
export interface Unread {
  readonly word: string;
  readonly readAt: Instant;
  /** True where its last reading is too old as well. */
  readonly isOld: boolean;
}

/** Null for a project that the last collection read. */
export function toUnread(project: BoardProject, now: Instant, staleSourceMs: number): Unread | null {
  const isOld = now - project.readAt > staleSourceMs;
  if (project.unreadable === null && !isOld) return null;
  const word = project.unreadable === null ? 'not read' : toReason(project.unreadable.code);
  return { word, readAt: project.readAt, isOld };
}

const REASONS: Readonly<Record<string, string>> = {
  forbidden: 'no access',
  unauthorized: 'no access',
  'foreign-origin': 'sent elsewhere',
  complexity: 'too costly',
  'not-found': 'not found',
  timeout: 'timed out',
  'rate-limited': 'rate limited',
  'invalid-answer': 'bad answer',
  'server-error': 'server error',
  unreachable: 'unreachable',
  refused: 'refused',
  'too-much': 'too much',
};

/** The words for the code of something unreadable. */
export function toReason(code: string): string {
  return Object.hasOwn(REASONS, code) ? REASONS[code] ?? code : toText(code, MAX_STATUS_CHARACTERS);
}
