// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ChangeLine } from '../../history/change-lines.ts';
import { toShownKind, type ShownKind } from '../../history/windows.ts';
import { href, toRepositoryAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toCause, type Cause } from './cause.ts';
import { toCompareUrl, toJobUrl } from './external.ts';
import { byName, toList, toShortSha, toText } from './text.ts';
import { toMoment, type Moment } from './time.ts';

/** One line of what changed: the same change of one stage on several targets is one. */
export interface Change {
  readonly kind: ShownKind;
  readonly label: string;
  readonly href: string;
  readonly what: string;
  readonly release: string;
  readonly cause: Cause | null;
  readonly at: Moment;
  readonly range: CommitRange;
  /** The job, where there is one alone. */
  readonly jobHref: string | null;
}

/** From the last commit with another result to the first with this one. */
export interface CommitRange {
  readonly text: string;
  readonly href: string | null;
}

const MAX_TARGETS = 4;

/** Draws lines in their order; those of projects that are not shown are none. */
export function toChanges(catalogue: Catalogue, lines: readonly ChangeLine[], from: string): readonly Change[] {
  return lines.flatMap((line) => {
    const entry = catalogue.toEntry(line.project);
    return entry === null ? [] : [toChange(catalogue, entry, line, from)];
  });
}

/** The range that brought a change, as a link where the commits can be compared; one commit where it was tried again. */
export function toRange(entry: ProjectEntry, before: string | null, after: string): CommitRange {
  const other = before === after ? null : before;
  return {
    text: other === null ? toShortSha(after) : `${toShortSha(other)}…${toShortSha(after)}`,
    href: toCompareUrl(entry.commitHost, other, after),
  };
}

function toChange({ past }: Catalogue, entry: ProjectEntry, line: ChangeLine, from: string): Change {
  const { first } = line;
  return {
    kind: toShownKind(past, line),
    label: entry.label,
    href: href(from, toRepositoryAddress(entry.segment)),
    what: `${toText(line.stage, 60)} · ${toList(line.targets.map((target) => toText(target, 60)).sort(byName), MAX_TARGETS)}`,
    release: toText(line.release, 60),
    cause: toCause(line.finding),
    at: toMoment(first.at.at),
    range: toRange(entry, first.before?.sha ?? null, first.at.sha),
    jobHref: line.transitions.length === 1 ? toJobUrl(entry.webUrl, first.jobId) : null,
  };
}
