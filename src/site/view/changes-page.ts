// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toCellId } from '../../history/change-lines.ts';
import { toWindowChanges, type Span } from '../../history/windows.ts';
import type { Board } from '../../model/board.ts';
import { DAY_MS, toIso, type Instant } from '../../model/time.ts';
import { CHANGES, FLAKY, href, toChangesAddress, toRepositoryAddress } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { toBrokenLines, toWindowView, type WindowView } from './change-window.ts';
import { toFailures, type Failure } from './failures.ts';
import { ATOM } from './feed-address.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { toText } from './text.ts';
import { toDay, toMoment, type Moment } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** A window that has a page. */
export interface ChangeWindow {
  /** Its place below `changes/`; null for the last collection. */
  readonly segment: string | null;
  readonly label: string;
  readonly kind: 'last' | 'recent' | 'day';
  /** Null where there is nothing to compare with. */
  readonly span: Span | null;
}

/** What changed in a window, and what is still broken. */
export interface ChangesView {
  readonly frame: Frame;
  readonly heading: string;
  readonly sentence: string;
  readonly since: Moment | null;
  readonly windows: readonly WindowLink[];
  readonly days: readonly WindowLink[];
  readonly window: WindowView | null;
  /** Of the present only: a past day tells what began and ended on it. */
  readonly still: readonly StillBroken[];
  readonly releases: readonly string[];
}

export interface WindowLink {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** Something broken since before the window. */
export interface StillBroken {
  readonly label: string;
  readonly href: string;
  readonly failure: Failure;
}

const MAX_DAYS_LISTED = 14;
const MAX_DAYS_BESIDE = 3;
const RECENT = [{ segment: '24-hours', label: '24 hours', days: 1 }, { segment: '7-days', label: '7 days', days: 7 }] as const;

/** The last collection, 24 hours, 7 days, and every day (UTC) on which a collection began, the newest first. */
export function toChangeWindows({ board }: Catalogue): readonly ChangeWindow[] {
  const [last] = board.collections;
  const days = new Set(board.collections.map(({ startedAt }) => Math.floor(startedAt / DAY_MS)));
  return [
    {
      segment: null, label: 'Last collection', kind: 'last',
      span: toLastSpan(board),
    },
    ...RECENT.map(({ segment, label, days: count }): ChangeWindow => ({
      segment, label, kind: 'recent', span: last === undefined ? null : { after: board.now - count * DAY_MS, until: board.now },
    })),
    ...[...days].map((day): ChangeWindow => ({
      segment: toIso(day * DAY_MS).slice(0, 10), label: toDay(day * DAY_MS), kind: 'day', span: toSpanOfDay(day * DAY_MS),
    })),
  ];
}

/** What the last collection brought; null where it was the first. */
export function toLastSpan({ collections, now }: Board): Span | null {
  const [last, previous] = collections;
  return last === undefined || previous === undefined ? null : { after: previous.startedAt, until: Math.max(last.startedAt, now) };
}

/** A day's span: an instant of midnight belongs to the day that it begins. */
export function toSpanOfDay(midnight: Instant): Span {
  return { after: midnight - 1, until: midnight + DAY_MS - 1 };
}

/** The page of a window. */
export function toChangesView(
  catalogue: Catalogue, assets: Assets, worst: Worst, windows: readonly ChangeWindow[], chosen: ChangeWindow,
): ChangesView {
  const address = toAddress(chosen);
  const changes = chosen.span === null ? null : toWindowChanges(catalogue.past, catalogue.verdictEvents, chosen.span);
  const window = changes === null ? null : toWindowView(catalogue, changes, address);
  const fresh = new Set(changes === null ? [] : toBrokenLines(changes)
    .flatMap(({ transitions }) => transitions.map((transition) => toCellId(transition.project, transition))));
  const days = windows.filter(({ kind }) => kind === 'day');
  const place = days.indexOf(chosen);
  return {
    heading: toHeading(chosen),
    sentence: toSentence(window),
    since: chosen.span === null ? null : toMoment(chosen.kind === 'day' ? chosen.span.after + 1 : chosen.span.after),
    window,
    windows: toWindowLinks(address),
    days: days.filter((_, index) => index < MAX_DAYS_LISTED || (place >= 0 && Math.abs(index - place) <= MAX_DAYS_BESIDE))
      .map((one) => ({ label: one.label, href: href(address, toAddress(one)), isCurrent: one === chosen })),
    still: chosen.kind === 'day' ? [] : toStillBroken(catalogue, address, fresh),
    releases: catalogue.releases.map(({ name }) => toText(name, 60)),
    frame: toFrame(catalogue, assets, {
      address, area: CHANGES, worst, headline: `${toMark(worst)} ${toHeading(chosen)}`, feed: ATOM,
      description: 'What broke, what was fixed, what no longer builds the same, and what is too old to count.',
    }),
  };
}

/** The pages about changes of the present, as a page at `address` links them. */
export function toWindowLinks(address: string): readonly WindowLink[] {
  return [
    { label: 'Last collection', to: CHANGES },
    ...RECENT.map(({ segment, label }) => ({ label, to: toChangesAddress(segment) })),
    { label: 'Flaky jobs', to: FLAKY },
  ].map(({ label, to }) => ({ label, href: href(address, to), isCurrent: to === address }));
}

function toAddress({ segment }: ChangeWindow): string {
  return segment === null ? CHANGES : toChangesAddress(segment);
}

function toHeading({ kind, label }: ChangeWindow): string {
  switch (kind) {
    case 'last': return 'Changes since the collection before';
    case 'recent': return `Changes of the last ${label}`;
    case 'day': return `Changes of ${label}`;
  }
}

function toSentence(window: WindowView | null): string {
  if (window === null) return 'There is nothing to compare with yet.';
  const shared = window.shared.reduce((sum, { changes }) => sum + changes.length, 0);
  const parts = [
    [window.broken.length + shared, 'newly broken'], [window.unreproducible.length + window.verdicts.filter(({ kind }) => kind === 'unreproducible').length, 'newly unreproducible'],
    [window.fixed.length, 'newly fixed'], [window.recovered.length, 'broke and recovered'], [window.warned.length, 'with new warnings'],
    [window.stale.length, 'newly stale'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return said.length === 0 ? 'Nothing changed.' : `${said.join(', ')}.`;
}

/** What fails today and did before, the longest broken last. */
function toStillBroken(catalogue: Catalogue, from: string, fresh: ReadonlySet<string>): readonly StillBroken[] {
  return catalogue.entries.flatMap((entry) => toFailures(catalogue, entry, (cell) => !fresh.has(toCellId(entry.project, cell)))
    .map((failure) => ({ label: entry.label, href: href(from, toRepositoryAddress(entry.segment)), failure })))
    .sort((a, b) => b.failure.sinceAt - a.failure.sinceAt);
}
