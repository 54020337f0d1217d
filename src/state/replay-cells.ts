// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellRules } from '../model/cell.ts';
import type { Cell } from './cell-rows.ts';
import type { Texts } from './texts.ts';

/** The ref whose cells are derived, and what the rules want to know of it. */
export interface ReplayRef {
  readonly key: number;
  readonly name: string;
  readonly project: number;
  readonly path: string;
}

/** The one cell object for a job's name, made when the name is new. */
export type ToCell = (jobName: number) => Cell;

export function createToCell(cells: readonly Cell[], ref: ReplayRef, texts: Texts, rules: CellRules): ToCell {
  const byIdentity = new Map(cells.map((cell) => [`${cell.release}/${cell.stage}/${cell.target}`, cell]));
  const byName = new Map<number, Cell>();
  return (jobName) => {
    const known = byName.get(jobName);
    if (known !== undefined) return known;
    const { name, stage: gitlabStage } = texts.fromJobNameKey(jobName);
    const answer = rules.toCell(ref.path, ref.name, name, gitlabStage);
    const release = texts.toKey(answer.release);
    const stage = texts.toKey(answer.stage);
    const target = texts.toKey(answer.target);
    const identity = `${release}/${stage}/${target}`;
    const cell = byIdentity.get(identity) ?? { key: null, release, stage, target, current: null, result: null };
    byIdentity.set(identity, cell);
    byName.set(jobName, cell);
    return cell;
  };
}
