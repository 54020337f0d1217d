// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { StageCell } from '../../model/cell.ts';
import type { Instant } from '../../model/time.ts';
import type { Cause } from './cause.ts';
import { toCellLabel, toStageName } from './cell-label.ts';
import { toJobUrl } from './external.ts';
import { isUnderWay, KINDS_WORST_FIRST, toStage, type ResultStage, type Stage, type StageContext, type Unread } from './stage.ts';
import { toAge } from './time.ts';

/** The looks of a cell: the names of the style sheet's classes. */
export type Look = 'ok' | 'flaky' | 'run' | 'warn' | 'fail' | 'differs' | 'reported' | 'unknown' | 'stale' | 'idle';

/** One cell as it is drawn. `text` and `note` are its words, `label` all of it for those who cannot see it. */
export interface CellView {
  readonly look: Look;
  readonly isNew: boolean;
  readonly text: string;
  readonly note: string | null;
  readonly label: string;
  readonly href: string | null;
  /** Row in the state of the comparison that shows why a repro job's package differs. */
  readonly comparison: number | null;
}

/** What a cell calls its jobs: what its row and column leave open. `count`: it stands for many. */
export type Naming = 'stage' | 'target' | 'count';

/** What all cells of a project share. */
export interface CellContext extends StageContext {
  readonly unread: Unread | null;
  readonly webUrl: string | null;
  /** Stages in the order they run. */
  compareStages(a: string, b: string): number;
  isNew(cell: StageCell): boolean;
  isFlaky(cell: StageCell): boolean;
  /** Why a failed cell fails, as far as its job's reason and log tell; null where that is not known. */
  causeOf(cell: StageCell): Cause | null;
}

/** The stages of one cell, in the order they run, and the one that decides it: the first of the worst. */
export interface Decision {
  readonly stages: readonly Stage[];
  readonly decider: Stage;
}

/** Finds the stage that decides; null for a cell without jobs. */
export function decide(cells: readonly StageCell[], context: CellContext): Decision | null {
  const stages = cells
    .map((cell) => toStage(cell, context))
    .sort((a, b) => context.compareStages(a.cell.stage, b.cell.stage));
  for (const kind of KINDS_WORST_FIRST) {
    const decider = stages.find((stage) => stage.kind === kind);
    if (decider !== undefined) return { stages, decider };
  }
  return null;
}

/** Draws a cell; null where nothing is built. `where` is its column's name, shown where the column's head is not. */
export function toCellView(
  cells: readonly StageCell[], context: CellContext, naming: Naming, where: string,
): CellView | null {
  const decision = decide(cells, context);
  if (decision === null) return null;
  const { decider } = decision;
  const drawn = context.unread === null
    ? drawRead(decision, context, naming)
    : drawUnread(decision, context.unread, naming);
  const jobId = 'result' in decider ? decider.result.jobId : decider.cell.current.jobId;
  return {
    ...drawn,
    isNew: (drawn.look === 'fail' || drawn.look === 'differs')
      && decision.stages.some((stage) => stage.kind === decider.kind && context.isNew(stage.cell)),
    label: toCellLabel(drawn, decision.stages, context, naming, where),
    href: toJobUrl(context.webUrl, jobId),
    comparison: toComparison(decider),
  };
}

function toComparison(stage: Stage): number | null {
  if (stage.kind !== 'differs' || stage.reprotest?.kind !== 'differs') return null;
  return stage.reprotest.packages.find(({ reproduced, hasReport }) => !reproduced && hasReport)?.key ?? null;
}

/** What of a cell depends on its state alone. */
export type Drawn = Pick<CellView, 'look' | 'text' | 'note'>;

function drawRead({ stages, decider }: Decision, context: CellContext, naming: Naming): Drawn {
  const { now } = context;
  const isRunning = stages.some(isUnderWay);
  const isFlaky = stages.some(({ cell }) => context.isFlaky(cell));
  switch (decider.kind) {
    case 'failed': {
      const notes = [
        toAge(now - decider.result.since.at),
        ...(isOfInfrastructure(stages, context) ? ['infra'] : []),
        ...(context.isFlaky(decider.cell) ? ['flaky'] : []),
        ...(isRunning ? ['running'] : []),
      ];
      return { look: 'fail', text: nameFailed(stages, decider, naming), note: notes.join(', ') };
    }
    case 'differs': {
      const age = toDifferingSince(decider) === null ? [] : [toAge(now - decider.result.since.at)];
      const notes = isRunning ? [...age, 'running'] : age;
      return { look: 'differs', text: nameDiffering(stages, naming), note: notes.length === 0 ? null : notes.join(', ') };
    }
    case 'reported':
      return { look: 'reported', text: 'no results', note: isRunning ? 'running' : null };
    case 'unknown':
      return { look: 'unknown', text: `? ${decider.word}`, note: null };
    case 'stale':
      return { look: 'stale', text: drawLast(stages, decider, naming), note: `${toAge(now - decider.result.at)} old` };
    case 'warned':
      return { look: 'warn', text: drawLast(stages, decider, naming), note: toAge(now - decider.result.since.at) };
    case 'passed':
      if (isFlaky && !isRunning) return { look: 'flaky', text: '✓', note: 'flaky' };
      return { look: isRunning ? 'run' : 'ok', text: '✓', note: toBeside(stages) };
    case 'active':
      return { look: 'run', text: decider.word, note: null };
    case 'idle':
      return { look: 'idle', text: decider.word, note: null };
  }
}

/** True where everything that fails is for those to mend who run the machines. */
export function isOfInfrastructure(stages: readonly Stage[], { causeOf }: Pick<CellContext, 'causeOf'>): boolean {
  const failed = stages.filter(({ kind }) => kind === 'failed');
  return failed.length > 0 && failed.every(({ cell }) => causeOf(cell)?.area === 'infrastructure');
}

function drawUnread({ stages, decider }: Decision, unread: Unread, naming: Naming): Drawn {
  return { look: 'stale', text: drawLast(stages, decider, naming), note: unread.word };
}

/** A result in a cell that may not show it in its colour. */
function drawLast(stages: readonly Stage[], decider: Stage, naming: Naming): string {
  if (!('result' in decider)) return '?';
  switch (decider.finding) {
    case 'passed': return '✓';
    case 'reported': return 'no results';
    case 'differs': return '✕ differs';
    case 'warned': return `! ${nameWorst(stages, decider, naming)}`;
    case 'failed': return `✕ ${nameWorst(stages, decider, naming)}`;
  }
}

/** Since when a package is seen to differ: the job has failed since; null where it passes all the same. */
export function toDifferingSince({ result }: ResultStage): Instant | null {
  return result.state === 'failed' ? result.since.at : null;
}

/** A repro job that failed and left no results did not come as far as comparing. */
function nameFailed(stages: readonly Stage[], decider: ResultStage, naming: Naming): string {
  return naming === 'stage' && decider.reprotest?.kind === 'none' ? 'failed to build' : nameWorst(stages, decider, naming);
}

function nameDiffering(stages: readonly Stage[], naming: Naming): string {
  const count = stages.filter(({ kind }) => kind === 'differs').length;
  return naming === 'stage' || count === 1 ? 'differs' : `${count} differ`;
}

function nameWorst(stages: readonly Stage[], decider: Stage, naming: Naming): string {
  const others = stages.filter((stage) => stage.kind === decider.kind).length - 1;
  switch (naming) {
    case 'stage': return toStageName(decider, naming);
    case 'target': return others === 0 ? toStageName(decider, naming) : `${toStageName(decider, naming)} +${others}`;
    case 'count': return others === 0 ? toStageName(decider, naming) : `${others + 1} jobs`;
  }
}

/** What goes on besides the results: what is under way before what was left out. */
function toBeside(stages: readonly Stage[]): string | null {
  const withWord = [...stages.filter(isUnderWay), ...stages].map((stage) => ('result' in stage ? stage.beside : stage.word));
  return withWord.find((word) => word !== null) ?? null;
}
