// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellKey, ProjectKey, Transition } from '../model/cell.ts';
import type { FailureFinding } from '../model/failure.ts';
import type { Instant } from '../model/time.ts';

/**
 * What a change means for whoever reads it in the morning. `warned`: it fails and is allowed to, whatever it did before.
 * `fixed`: it passes. `recovered`: it broke and passes again, all within the time that is looked at.
 */
export type ChangeKind = 'broken' | 'warned' | 'fixed' | 'recovered';

/** The same change of one stage on several targets of a release: one line. Never empty. */
export interface ChangeLine {
  readonly kind: ChangeKind;
  readonly project: ProjectKey;
  readonly ref: string;
  readonly release: string;
  readonly stage: string;
  /** In the order of `transitions`. */
  readonly targets: readonly string[];
  /** The first of them; all are of one pipeline. */
  readonly first: Transition;
  readonly transitions: readonly Transition[];
  /** The last collection that brought one of them. */
  readonly seenAt: Instant;
  /** Why it broke; of other kinds null. */
  readonly finding: FailureFinding | null;
}

/** What one transition's job is found to have failed of. */
export type FindingOf = (transition: Transition) => FailureFinding;

/**
 * What changed from the beginning of a time to its end: one change a cell, whatever happened in between. `transitions` are
 * all of that time, those of one pipeline in the order they were seen. Lines are in the order of `compareLines`.
 */
export function toNetLines(transitions: readonly Transition[], findingOf: FindingOf): ChangeLine[] {
  const byCell = Map.groupBy(transitions, ({ project, ...cell }) => toCellId(project, cell));
  return toLines([...byCell.values()].flatMap((ofCell) => {
    const inOrder = ofCell.toSorted((a, b) => a.at.pipelineId - b.at.pipelineId);
    const transition = inOrder.at(-1);
    return transition === undefined ? [] : [{ kind: toNetKind(inOrder), transition }];
  }), findingOf).sort(compareLines);
}

/** Every change by itself, the newest pipeline first. */
export function toEventLines(transitions: readonly Transition[], findingOf: FindingOf): ChangeLine[] {
  return toLines(transitions.map((transition) => ({ kind: toChangeKind(transition), transition })), findingOf)
    .sort((a, b) => b.first.at.pipelineId - a.first.at.pipelineId || compareLines(a, b));
}

/** What is to be acted upon first; of one kind the newest first, then by place. */
export function compareLines(a: ChangeLine, b: ChangeLine): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || b.seenAt - a.seenAt
    || a.project.id - b.project.id || b.first.at.pipelineId - a.first.at.pipelineId
    || compare(toPlace(a.first), toPlace(b.first));
}

/** The text that tells cells apart. */
export function toCellId(project: ProjectKey, { ref, release, stage, target }: CellKey): string {
  return JSON.stringify([project.source, project.id, ref, release, stage, target]);
}

/** A change's kind by itself, as a feed tells it; null for a first result that is no failure. */
export function toChangeKind({ from, to, found }: Pick<Transition, 'from' | 'to' | 'found'>): Exclude<ChangeKind, 'recovered'> | null {
  // That the packages of its job differ is what it is shown as, see `toShownKind`; the job itself did not fail of it.
  if (found !== undefined) return found === 'same' ? 'fixed' : 'warned';
  if (to === 'failed') return 'broken';
  if (from === null) return null;
  return to === 'warned' ? 'warned' : 'fixed';
}

const ORDER: readonly ChangeKind[] = ['broken', 'warned', 'fixed', 'recovered'];

function toNetKind(all: readonly Transition[]): ChangeKind | null {
  const isFound = all.at(-1)?.found !== undefined;
  const inOrder = all.filter(({ found }) => (found !== undefined) === isFound);
  const [first] = inOrder;
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined) return null;
  if (isFound) {
    if (first.found === last.found) return toChangeKind(last);
    return last.found === 'same' ? 'recovered' : null;
  }
  const kind = toChangeKind({ from: first.from, to: last.to });
  if (kind === 'broken') return kind;
  const hasBroken = inOrder.some(({ to }) => to === 'failed');
  if (last.to === 'passed' && first.from !== 'failed' && hasBroken) return 'recovered';
  return first.from === last.to ? null : kind;
}

interface Item {
  readonly kind: ChangeKind | null;
  readonly transition: Transition;
}

function toLines(items: readonly Item[], findingOf: FindingOf): ChangeLine[] {
  return [...Map.groupBy(items, toLineKey).values()].flatMap((group) => {
    const kind = group[0]?.kind ?? null;
    if (kind === null) return [];
    const inOrder = group.map(({ transition }) => transition).sort((a, b) => compare(toPlace(a), toPlace(b)));
    if (kind !== 'broken') return toLine(kind, inOrder, null) ?? [];
    return splitByFinding(inOrder, findingOf).flatMap(({ finding, items: some }) => toLine(kind, some, finding) ?? []);
  });
}

/**
 * Failures that came together, apart where they are known to have different causes. Of jobs that broke together not every
 * log is read: what nobody knows the cause of goes with the others while these have one alone.
 */
export function splitByFinding<Item, Finding extends Pick<FailureFinding, 'key' | 'class' | 'message'>>(
  items: readonly Item[], findingOf: (item: Item) => Finding | null,
): { readonly finding: Finding | null; readonly items: readonly Item[] }[] {
  const found = items.map((item) => ({ item, finding: findingOf(item) }));
  const groups = Map.groupBy(found, ({ finding }) => (hasEvidence(finding) ? finding?.key ?? '' : null));
  const known = [...groups.keys()].filter((key) => key !== null);
  if (known.length > 1) return [...groups.values()].map((group) => ({ finding: group[0]?.finding ?? null, items: group.map(({ item }) => item) }));
  const telling = found.find(({ finding }) => hasEvidence(finding)) ?? found[0];
  return items.length === 0 ? [] : [{ finding: telling?.finding ?? null, items }];
}

/** Whether anything is known of a cause. */
export function hasEvidence(finding: Pick<FailureFinding, 'class' | 'message'> | null): boolean {
  return finding !== null && (finding.class !== 'unknown' || finding.message !== null);
}

function toLine(kind: ChangeKind, transitions: readonly Transition[], finding: FailureFinding | null): ChangeLine | null {
  const [first] = transitions;
  if (first === undefined) return null;
  const { project, ref, release, stage } = first;
  return {
    kind, project, ref, release, stage, first, transitions, finding,
    targets: transitions.map(({ target }) => target),
    seenAt: Math.max(...transitions.map(({ seenAt }) => seenAt)),
  };
}

function toLineKey({ kind, transition: { project, ref, release, stage, at } }: Item): string {
  return JSON.stringify([kind, project.source, project.id, ref, release, stage, at.pipelineId]);
}

function toPlace({ ref, release, stage, target }: CellKey): string {
  return JSON.stringify([ref, release, stage, target]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
