// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toCellId } from '../../history/change-lines.ts';
import type { Past } from '../../history/past.ts';
import type { CellKey, ProjectKey, StageCell, Transition } from '../../model/cell.ts';
import type { FailureArea, FailureFinding } from '../../model/failure.ts';
import { toText } from './text.ts';

/** Why something broke, as it is shown. */
export interface Cause {
  /** `mirror unreachable`; null where nothing is known but what GitLab says. */
  readonly title: string | null;
  readonly area: FailureArea;
  /** Equal for failures with one cause. */
  readonly key: string;
  readonly class: FailureFinding['class'];
  /** The telling line of the log. */
  readonly message: string | null;
}

const MAX_CHARACTERS = 160;

/** Null where there is neither a cause nor a message. */
export function toCause(finding: FailureFinding | null): Cause | null {
  if (finding === null) return null;
  const { area, title, message } = finding;
  if (finding.class === 'unknown' && message === null) return null;
  return {
    title: finding.class === 'unknown' ? null : toText(title, 60), area, key: finding.key, class: finding.class,
    message: message === null ? null : toText(message, MAX_CHARACTERS),
  };
}

/** A cause in words: `mirror unreachable: Could not connect to …`. */
export function toCauseText({ title, message }: Cause): string {
  return [title, message].filter((part) => part !== null).join(': ');
}

export type BreakOf = (project: ProjectKey, cell: StageCell) => Transition | null;

/** Finds the change that broke a cell which is broken. */
export function createBreakOf(past: Past): BreakOf {
  const breaks = new Map<string, Transition>();
  for (const transition of past.transitions) {
    if (transition.to === 'failed') breaks.set(toBreakKey(transition.project, transition, transition.at.pipelineId), transition);
  }
  return (project, cell) => (cell.result?.state === 'failed'
    ? breaks.get(toBreakKey(project, cell, cell.result.since.pipelineId)) ?? null : null);
}

/** Creates what says why a cell fails. */
export function createCauseOf(past: Past, breakOf: BreakOf): (project: ProjectKey, cell: StageCell) => Cause | null {
  return (project, cell) => {
    const transition = breakOf(project, cell);
    return transition === null ? null : toCause(past.findingOf(transition));
  };
}

function toBreakKey(project: ProjectKey, cell: CellKey, pipelineId: number): string {
  return `${pipelineId} ${toCellId(project, cell)}`;
}
