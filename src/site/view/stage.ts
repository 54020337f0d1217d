// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardProject } from '../../model/board.ts';
import type { CellResult, StageCell } from '../../model/cell.ts';
import { isActive, isResult, type JobState, type ResultState } from '../../model/job-state.ts';
import type { Instant } from '../../model/time.ts';
import type { Reprotest, ReprotestOf } from './reprotest.ts';
import { toText } from './text.ts';

/**
 * What a result counts for. Of a repro job the packages decide, not the job alone: `differs` where one of them does,
 * `reported` where the job passed and left nothing to show for it.
 */
export type Finding = ResultState | 'differs' | 'reported';

/**
 * What one stage of a cell amounts to on the day of the board. `stale`: it has a result, too old to count.
 * `active` and `idle`: it never had a result, and is under way or not.
 */
export type Stage = ResultStage | { readonly kind: 'unknown' | 'active' | 'idle'; readonly word: string; readonly cell: StageCell };

/** A stage with a result; `finding` is what it counts for while it is young enough. */
export interface ResultStage {
  readonly kind: Finding | 'stale';
  readonly finding: Finding;
  readonly result: CellResult;
  /** Null for a stage that is no repro-ci. */
  readonly reprotest: Reprotest | null;
  readonly beside: string | null;
  readonly cell: StageCell;
}

/** Worst first: the first of a cell's kinds decides it. */
export const KINDS_WORST_FIRST = ['failed', 'differs', 'unknown', 'stale', 'reported', 'warned', 'passed', 'active', 'idle'] as const;

/** What stages of a project are judged by. */
export interface StageContext {
  readonly now: Instant;
  readonly staleResultMs: number;
  /** Null where no results of reprotest are read. */
  readonly reprotestOf: ReprotestOf | null;
}

const MAX_STATUS_CHARACTERS = 30;

/**
 * Judges a stage: the last result counts while it is young enough, whatever the newest pipeline is about to do; a
 * state that nobody here knows hides every result but a failure.
 */
export function toStage(cell: StageCell, { now, staleResultMs, reprotestOf }: StageContext): Stage {
  const { result, current } = cell;
  if (result === null) return { kind: toKindWithoutResult(current.state), word: toWord(cell), cell };
  const isStale = now - result.at > staleResultMs;
  const reprotest = reprotestOf === null ? null : reprotestOf(cell);
  const finding = toFinding(result.state, reprotest);
  if (current.state === 'unknown' && (isStale || (finding !== 'failed' && finding !== 'differs'))) {
    return { kind: 'unknown', word: toWord(cell), cell };
  }
  const beside = isResult(current.state) ? null : toWord(cell);
  return { kind: isStale ? 'stale' : finding, finding, result, reprotest, beside, cell };
}

/** Reproduced is what the job says and the packages show; a difference needs only one of them to be seen. */
function toFinding(state: ResultState, reprotest: Reprotest | null): Finding {
  switch (reprotest?.kind) {
    case undefined: case 'reproduced': return state;
    case 'differs': return 'differs';
    case 'none': return state === 'passed' ? 'reported' : state;
  }
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
