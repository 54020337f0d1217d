// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Transition } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { toNetLines, type ChangeKind, type ChangeLine } from './change-lines.ts';
import type { Past } from './past.ts';
import { toSharedCauses, type SharedCauses } from './shared-causes.ts';
import type { StaleEvent } from './staleness.ts';
import type { VerdictEvent } from './verdict-events.ts';

/** A stretch of time: after one instant, up to and with the other. */
export interface Span {
  readonly after: Instant;
  readonly until: Instant;
}

/** Everything that changed in a span. */
export interface WindowChanges {
  readonly span: Span;
  /** All lines, what is to be acted upon first. */
  readonly lines: readonly ChangeLine[];
  readonly causes: SharedCauses;
  readonly stale: readonly StaleEvent[];
  readonly verdicts: readonly VerdictEvent[];
}

/** Gathers what was first seen in a span. `isWanted` leaves out what a page is not about. */
export function toWindowChanges(
  past: Past, verdicts: readonly VerdictEvent[], span: Span, isWanted: (cell: { readonly release: string }) => boolean = () => true,
): WindowChanges {
  const lines = toNetLines(sliceBySeen(past.transitions, span).filter(isWanted), past.findingOf);
  return {
    span, lines,
    causes: toSharedCauses(lines),
    stale: past.staleEvents.filter((event) => isWithin(event.at, span) && isWanted(event)),
    verdicts: verdicts.filter(({ seenAt }) => isWithin(seenAt, span)),
  };
}

/** `unreproducible`: a reprotest job whose packages differ, whatever the job itself makes of it. */
export type ShownKind = ChangeKind | 'unreproducible';

export function toShownKind(past: Past, { kind, transitions }: ChangeLine): ShownKind {
  return transitions.some(({ jobId }) => past.hasDiffered(jobId)) ? 'unreproducible' : kind;
}

export function isWithin(at: Instant, { after, until }: Span): boolean {
  return at > after && at <= until;
}

/** They are in the order they were seen, and a year has very many. */
function sliceBySeen(transitions: readonly Transition[], { after, until }: Span): Transition[] {
  return transitions.slice(countUntil(transitions, after), countUntil(transitions, until));
}

/** How many were seen up to and with an instant. */
function countUntil(transitions: readonly Transition[], until: Instant): number {
  let [low, high] = [0, transitions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((transitions[middle]?.seenAt ?? Infinity) <= until) low = middle + 1;
    else high = middle;
  }
  return low;
}
