// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellView } from './cell.ts';
import type { Matrix, Row } from './matrix.ts';
import { toNumber } from './text.ts';

/** The state of a page: what its title and its icon say. */
export type Worst = 'failed' | 'unknown' | 'warned' | 'passed';

/** How many rows of a table are how. A row may count more than once, but it passes only if all of it does. */
export interface Totals {
  readonly rows: number;
  readonly passing: number;
  readonly failing: number;
  readonly newlyFailing: number;
  readonly warned: number;
  readonly running: number;
  /** Passes today, but not every time. */
  readonly flaky: number;
  /** Too old, unread, or in a state unknown here. */
  readonly doubtful: number;
  /** What was built again is not the same: in its own pipeline, or as rebuilders found it. */
  readonly differing: number;
  /** Rebuilders contradict each other about a package of it. */
  readonly disputed: number;
  /** A repro job passed and left nothing to show for it. */
  readonly unproven: number;
}

/** Counts the rows of a table. */
export function toTotals(matrix: Matrix): Totals {
  return countRows(toRows(matrix));
}

/** Counts the rows that have a cell in one column. */
export function toColumnTotals(matrix: Matrix, index: number): Totals {
  return countRows(toRows(matrix)
    .map(({ cells }) => ({ cells: [cells[index] ?? null], rebuilt: null, isBarren: false }))
    .filter(({ cells: [cell] }) => cell !== null));
}

function toRows(matrix: Matrix): readonly Row[] {
  return matrix.sections.flatMap((section) => section.rows);
}

/** Whether packages were rebuilt is another claim than whether a repository passes: it may only add what differs. */
function countRows(rows: readonly Pick<Row, 'cells' | 'rebuilt' | 'isBarren'>[]): Totals {
  const drawn = rows.map(({ cells }) => cells.filter((cell) => cell !== null));
  const count = (has: (cell: CellView) => boolean): number => drawn.filter((cells) => cells.some(has)).length;
  return {
    rows: drawn.length,
    passing: drawn.filter((cells, index) => cells.length > 0 && cells.every(isPassing) && rows[index]?.isBarren !== true).length,
    failing: drawn.filter((cells, index) => rows[index]?.isBarren === true || cells.some(({ look }) => look === 'fail')).length,
    newlyFailing: count(({ isNew }) => isNew),
    warned: count(({ look }) => look === 'warn'),
    running: count(isRunning),
    flaky: count(({ look }) => look === 'flaky'),
    doubtful: count(({ look }) => look === 'stale' || look === 'unknown'),
    differing: rows.filter(({ cells, rebuilt }) => rebuilt?.look === 'differs' || cells.some((cell) => cell?.look === 'differs')).length,
    disputed: rows.filter(({ rebuilt }) => rebuilt?.look === 'disagree').length,
    unproven: count(({ look }) => look === 'reported'),
  };
}

/** Never passed without a row that passes. */
export function toWorst(totals: Totals): Worst {
  if (totals.failing + totals.differing + totals.disputed > 0) return 'failed';
  if (totals.doubtful + totals.unproven > 0) return 'unknown';
  if (totals.warned > 0) return 'warned';
  return totals.passing > 0 ? 'passed' : 'unknown';
}

/** The beginning of a page's title. */
export function toHeadline(totals: Totals): string {
  const worst = toWorst(totals);
  switch (worst) {
    case 'failed': return `${toMark(worst)} ${toBroken(totals)}`;
    case 'unknown': return `${toMark(worst)} ${toDoubt(totals)}`;
    case 'warned': return `${toMark(worst)} ${toNumber(totals.warned)} with warnings`;
    case 'passed': return `${toMark(worst)} nothing broken`;
  }
}

/** What is wrong, in numbers: `2 broken, 1 differs`. */
export function toBroken({ failing, differing, disputed }: Totals): string {
  return [
    ...(failing > 0 ? [`${toNumber(failing)} broken`] : []),
    ...(differing > 0 ? [`${toNumber(differing)} ${differing === 1 ? 'differs' : 'differ'}`] : []),
    ...(disputed > 0 ? [`${toNumber(disputed)} disputed`] : []),
  ].join(', ');
}

function toDoubt({ doubtful, unproven }: Totals): string {
  if (doubtful > 0) return `${toNumber(doubtful)} old or unread`;
  return unproven > 0 ? `${toNumber(unproven)} without results` : 'nothing known';
}

/** The sign of a state, for titles. */
export function toMark(worst: Worst): string {
  switch (worst) {
    case 'failed': return '✕';
    case 'unknown': return '?';
    case 'warned': return '!';
    case 'passed': return '✓';
  }
}

function isPassing({ look, text }: CellView): boolean {
  return look === 'ok' || look === 'flaky' || (look === 'run' && text === '✓');
}

function isRunning({ look, note }: CellView): boolean {
  return look === 'run' || (note?.endsWith(', running') ?? false);
}
