// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardJob } from '../../model/board.ts';
import type { ProjectKey, Transition } from '../../model/cell.ts';
import type { ResultState } from '../../model/job-state.ts';
import { href, toRepositoryAddress } from './address.ts';
import { toProjectId, type Catalogue, type ProjectEntry } from './catalogue.ts';
import { toCompareUrl } from './external.ts';
import { byName, toList, toShortSha, toText } from './text.ts';
import { toMoment, type Moment } from './time.ts';

/** One line of what changed: the same change of one stage on several targets is one. */
export interface Change {
  readonly kind: 'broken' | 'warned' | 'fixed';
  readonly label: string;
  readonly href: string;
  readonly what: string;
  readonly release: string;
  readonly cause: string | null;
  readonly at: Moment;
  readonly range: CommitRange;
}

/** From the last commit with another result to the first with this one. */
export interface CommitRange {
  readonly text: string;
  readonly href: string | null;
}

const ORDER: readonly Change['kind'][] = ['broken', 'warned', 'fixed'];
const MAX_TARGETS = 4;
const MAX_CAUSE_CHARACTERS = 160;

/** Where the jobs of a project are found, for what they say of their failure. */
export type JobsOf = (project: ProjectKey) => readonly BoardJob[];

/**
 * Groups transitions into lines, in their order, at most `max`. A first result that passed is no change worth a line.
 */
export function toChanges(
  catalogue: Catalogue, transitions: readonly Transition[], from: string, jobsOf: JobsOf, max = Infinity,
): readonly Change[] {
  const lines = Map.groupBy(transitions.filter(isWorthALine), toLineKey);
  return [...lines.values()].slice(0, max).flatMap((line) => {
    const [first] = line;
    const entry = first === undefined ? null : catalogue.toEntry(first.project);
    return first === undefined || entry === null ? [] : [toChange(jobsOf, entry, first, line, from)];
  });
}

/** What must be acted upon before what is good to know. */
export function toBrokenFirst(changes: readonly Change[]): readonly Change[] {
  return ORDER.flatMap((kind) => changes.filter((change) => change.kind === kind));
}

/** The range that brought a change, as a link where the commits can be compared. */
export function toRange(entry: ProjectEntry, before: string | null, after: string): CommitRange {
  return {
    text: before === null ? toShortSha(after) : `${toShortSha(before)}…${toShortSha(after)}`,
    href: toCompareUrl(entry.commitHost, before, after),
  };
}

function toChange(
  jobsOf: JobsOf, entry: ProjectEntry, first: Transition, line: readonly Transition[], from: string,
): Change {
  return {
    kind: toKind(first.to),
    label: entry.label,
    href: href(from, toRepositoryAddress(entry.segment)),
    what: `${toText(first.stage, 60)} · ${toList(line.map(({ target }) => toText(target, 60)).sort(byName), MAX_TARGETS)}`,
    release: toText(first.release, 60),
    cause: first.to === 'failed' ? toCause(jobsOf, first) : null,
    at: toMoment(first.at.at),
    range: toRange(entry, first.before?.sha ?? null, first.at.sha),
  };
}

function isWorthALine({ from, to }: Transition): boolean {
  return from !== null || to === 'failed';
}

function toLineKey({ project, ref, release, stage, to, at }: Transition): string {
  return JSON.stringify([toProjectId(project), ref, release, stage, to, at.pipelineId]);
}

function toKind(to: ResultState): Change['kind'] {
  switch (to) {
    case 'failed': return 'broken';
    case 'warned': return 'warned';
    case 'passed': return 'fixed';
  }
}

/** What GitLab says of the failed job, where it is still among the newest. */
function toCause(jobsOf: JobsOf, { project, jobId }: Transition): string | null {
  const message = jobsOf(project).find(({ id }) => id === jobId)?.failureMessage ?? null;
  return message === null ? null : toText(message, MAX_CAUSE_CHARACTERS);
}
