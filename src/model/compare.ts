// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Board } from './board.ts';
import type { StageCell } from './cell.ts';
import type { JobState } from './job-state.ts';

/** One cell that two boards say different things about; null where a board has no such cell. */
export interface CellChange {
  readonly path: string;
  readonly ref: string;
  readonly release: string;
  readonly stage: string;
  readonly target: string;
  readonly before: JobState | null;
  readonly after: JobState | null;
}

/** Which cells differ between two boards, by project identity, in the order of the boards. */
export function compareBoards(before: Board, after: Board): CellChange[] {
  const old = toStates(before);
  const fresh = toStates(after);
  const changes: CellChange[] = [];
  for (const [key, { path, cell, state }] of fresh) {
    const previous = old.get(key)?.state ?? null;
    if (previous !== state) changes.push(toChange(path, cell, previous, state));
  }
  for (const [key, { path, cell, state }] of old) {
    if (!fresh.has(key)) changes.push(toChange(path, cell, state, null));
  }
  return changes;
}

interface Placed {
  readonly path: string;
  readonly cell: StageCell;
  readonly state: JobState;
}

function toStates(board: Board): Map<string, Placed> {
  return new Map(board.projects.flatMap(({ source, id, path, cells }) => cells.map((cell) => [
    JSON.stringify([source, id, cell.ref, cell.release, cell.stage, cell.target]),
    { path, cell, state: cell.result?.state ?? cell.current.state },
  ] as const)));
}

function toChange(path: string, { ref, release, stage, target }: StageCell, before: JobState | null, after: JobState | null): CellChange {
  return { path, ref, release, stage, target, before, after };
}
