// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toCauseText } from './cause.ts';
import { toDifferingSince, type CellContext, type Drawn, type Naming } from './cell.ts';
import type { Finding, ResultStage, Stage } from './stage.ts';
import { toAttribute, toList, toText } from './text.ts';
import { toAge, toDay } from './time.ts';

const MAX_NAME_CHARACTERS = 60;
const MAX_SENTENCES = 8;
const MAX_PACKAGES = 4;

/**
 * All that a cell knows, in words: what is seen first, so that voice control finds it, then every stage.
 * A plain check has no words of its own.
 */
export function toCellLabel(
  drawn: Drawn, stages: readonly Stage[], context: CellContext, naming: Naming, where: string,
): string {
  const isCheck = drawn.look === 'ok' && drawn.note === null;
  const seen = isCheck ? '' : [drawn.text, ...(drawn.note === null ? [] : [drawn.note]), where].join(' ');
  const unread = context.unread === null ? [] : [`last read ${toDay(context.unread.readAt)}`];
  const isPlain = (stage: Stage): boolean => stage.kind === 'passed' && stage.beside === null && !context.isFlaky(stage.cell);
  const plain = stages.filter(isPlain).map((stage) => toFullName(stage, stages, naming));
  const others = stages.filter((stage) => !isPlain(stage))
    .map((stage) => toSentence(stage, toFullName(stage, stages, naming), context));
  const rest = others.length - MAX_SENTENCES;
  const sentences = [
    ...unread,
    ...(rest > 1 ? [...others.slice(0, MAX_SENTENCES), `${rest} more`] : others),
    ...(plain.length === 0 ? [] : [`${toList(plain, MAX_SENTENCES)} passed`]),
  ].join('; ');
  return toAttribute(seen === '' ? sentences : `${seen}: ${sentences}`);
}

/** What a job is called in a cell. */
export function toStageName({ cell }: Stage, naming: Naming): string {
  switch (naming) {
    case 'stage': return toText(cell.stage, MAX_NAME_CHARACTERS);
    case 'target': return toText(cell.target, MAX_NAME_CHARACTERS);
    case 'count': return `${toText(cell.stage, MAX_NAME_CHARACTERS)} ${toText(cell.target, MAX_NAME_CHARACTERS)}`;
  }
}

/** The ref is said only where a cell has several. */
function toFullName(stage: Stage, all: readonly Stage[], naming: Naming): string {
  const name = toStageName(stage, naming);
  const isOneRef = all.every(({ cell }) => cell.ref === stage.cell.ref);
  return isOneRef ? name : `${name} (${toText(stage.cell.ref, MAX_NAME_CHARACTERS)})`;
}

function toSentence(stage: Stage, name: string, context: CellContext): string {
  const { now } = context;
  switch (stage.kind) {
    case 'unknown': return `${name} is in a state unknown here, ${stage.word}`;
    case 'active': case 'idle': return `${name} ${stage.word}`;
    case 'failed': return `${name} failed${stage.reprotest?.kind === 'none' ? ' to build' : ''} since ${toDay(stage.result.since.at)}${toWhy(stage, context)}${toNow(stage.beside)}`;
    case 'differs': return `${name} differs${toDiffering(stage)}${toNow(stage.beside)}`;
    case 'reported': return `${name} passed, but its results ${stage.reprotest?.kind === 'none' ? stage.reprotest.why : 'were not read'}${toNow(stage.beside)}`;
    case 'warned': return `${name} passed with warnings since ${toDay(stage.result.since.at)}${toNow(stage.beside)}`;
    case 'passed': return `${name} passed${context.isFlaky(stage.cell) ? ', but is flaky' : ''}${toNow(stage.beside)}`;
    case 'stale': return `${name} ${toPast(stage.finding)} ${toAge(now - stage.result.at)} ago, too old to count${toNow(stage.beside)}`;
  }
}

/** A cell's tooltip is no place for a log. */
function toWhy(stage: ResultStage, { causeOf, isFlaky }: CellContext): string {
  const cause = causeOf(stage.cell);
  const why = cause === null ? '' : ` (${toText(toCauseText(cause), MAX_NAME_CHARACTERS * 2)})`;
  return isFlaky(stage.cell) ? `${why}, flaky` : why;
}

function toDiffering(stage: ResultStage): string {
  const since = toDifferingSince(stage);
  const packages = stage.reprotest?.kind === 'differs' ? stage.reprotest.packages.filter(({ reproduced }) => !reproduced) : [];
  const names = toList(packages.map(({ name }) => toText(name, MAX_NAME_CHARACTERS)), MAX_PACKAGES);
  return `${since === null ? '' : ` since ${toDay(since)}`}: ${names}`;
}

function toPast(finding: Finding): string {
  switch (finding) {
    case 'passed': case 'warned': case 'failed': return finding;
    case 'differs': return 'differed';
    case 'reported': return 'passed without results';
  }
}

function toNow(beside: string | null): string {
  return beside === null ? '' : `, now ${beside}`;
}
