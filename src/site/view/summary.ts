// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SourceState } from '../../model/board.ts';
import type { Instant } from '../../model/time.ts';
import { toWindowChanges } from '../../history/windows.ts';
import { CHANGES, FRONT, href, toReleaseAddress } from './address.ts';
import type { Catalogue, NamedEntry } from './catalogue.ts';
import { toWindowView, type SharedView, type StaleLine, type VerdictLine } from './change-window.ts';
import type { Change } from './changes.ts';
import { toLastSpan } from './changes-page.ts';
import { ATOM } from './feed-address.ts';
import { toFrame, toSourceName, type Assets, type Frame } from './frame.ts';
import { toMatrix, toReleasePlan, type Matrix } from './matrix.ts';
import { ALERTS, PACKAGES } from './package-address.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toAge, toMoment, type Moment } from './time.ts';
import { toHeadline, toTotals, toWorst, type Totals } from './worst.ts';

/** The summary of a release. */
export interface SummaryView {
  readonly frame: Frame;
  readonly heading: string;
  readonly totals: Totals;
  readonly neverRead: number;
  readonly sources: readonly SourceAge[];
  readonly changes: Changes;
  readonly releases: readonly ReleaseLink[];
  readonly matrix: Matrix;
  /** Null without evidence of packages. */
  readonly packages: PackageTotals | null;
  /** True where repro jobs are judged by what they left. */
  readonly hasReprotests: boolean;
}

/** The packages in numbers, for the summary. */
export interface PackageTotals {
  readonly rebuilt: string;
  readonly total: string;
  readonly href: string;
  readonly alerts: number;
  readonly alertsHref: string;
}

export interface SourceAge {
  readonly name: string;
  readonly text: string;
  readonly isOld: boolean;
}

export interface Changes {
  /** The collection before the last; null if there was none. */
  readonly since: Moment | null;
  readonly shared: readonly SharedView[];
  readonly shown: readonly Change[];
  readonly folded: readonly Change[];
  readonly verdicts: readonly VerdictLine[];
  readonly stale: readonly StaleLine[];
  readonly count: number;
  /** The page of the whole window. */
  readonly href: string;
}

export interface ReleaseLink {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

const MAX_SHOWN_CHANGES = 12;
const NOTHING: Matrix = { columns: [], columnGroups: [], hasColumnGroups: false, hasRebuilt: false, sections: [] };

/** The page of a release at an address of its own, or as the front page; without any release there is nothing yet. */
export function toSummaryView(
  catalogue: Catalogue, assets: Assets, release: NamedEntry | null, address: string,
): SummaryView {
  const matrix = release === null ? NOTHING : toMatrix(catalogue, toReleasePlan(catalogue, release.name, address), address);
  const totals = toTotals(matrix);
  const siteTitle = toText(catalogue.config.title);
  const heading = release === null ? siteTitle : `${siteTitle}, ${release.title}`;
  return {
    heading, totals, matrix,
    frame: toFrame(catalogue, assets, {
      address, area: FRONT, worst: toWorst(totals),
      headline: address === FRONT || release === null ? toHeadline(totals) : `${toHeadline(totals)}, ${release.title}`,
      description: `State of every repository on every target: ${heading}.`,
      ...(address === FRONT ? { feed: ATOM } : {}),
    }),
    neverRead: countNeverRead(catalogue),
    sources: toSourceAges(catalogue),
    changes: toChangesOf(catalogue, release, address),
    packages: toPackageTotals(catalogue, address),
    hasReprotests: catalogue.config.reprotest !== undefined,
    releases: catalogue.releases.map((entry) => ({
      label: entry.title,
      href: href(address, entry === catalogue.front ? FRONT : toReleaseAddress(entry.segment)),
      isCurrent: entry === release,
    })),
  };
}

function toPackageTotals({ packages }: Catalogue, from: string): PackageTotals | null {
  if (packages === null || packages.book.tally.total === 0) return null;
  const { book: { tally }, alerts } = packages;
  return {
    rebuilt: toNumber(tally.rebuilt), total: toNumber(tally.total), href: href(from, PACKAGES),
    alerts: alerts.length, alertsHref: href(from, ALERTS),
  };
}

function toChangesOf(catalogue: Catalogue, release: NamedEntry | null, address: string): Changes {
  const span = toLastSpan(catalogue.board);
  const nothing = { shared: [], shown: [], folded: [], verdicts: [], stale: [], count: 0, since: null, href: href(address, CHANGES) };
  if (span === null) return nothing;
  const changes = toWindowChanges(catalogue.past, catalogue.verdictEvents, span, (cell) => cell.release === release?.name);
  const { shared, verdicts, stale, count, broken, unreproducible, warned, fixed, recovered } = toWindowView(catalogue, changes, address);
  const lines = [...broken, ...unreproducible, ...warned, ...fixed, ...recovered];
  return {
    ...nothing, shared, verdicts, stale, count,
    since: toMoment(span.after),
    shown: lines.slice(0, MAX_SHOWN_CHANGES),
    folded: lines.slice(MAX_SHOWN_CHANGES),
  };
}

function toSourceAges({ board, config }: Catalogue): readonly SourceAge[] {
  return board.sources.map((source) => ({
    name: toSourceName(source.source),
    text: toSourceText(source, board.now),
    isOld: source.readAt === null || board.now - source.readAt > config.stale.source,
  }));
}

function toSourceText({ readAt, report }: SourceState, now: Instant): string {
  if (readAt === null) return 'never read';
  const age = readAt < now ? `, ${toAge(now - readAt)} before this collection` : '';
  const missing = report.unreadable.length === 0 ? '' : `, ${toCount(report.unreadable.length, 'reading')} failed`;
  return `read ${toMoment(readAt).text}${age}${missing}`;
}

/** Projects that were named by a source and never read: they are in no table. */
function countNeverRead({ board }: Catalogue): number {
  const known = new Set(board.projects.map(({ path }) => path));
  const unread = board.sources.flatMap(({ report }) => report.unreadable)
    .flatMap(({ project }) => (project === null || known.has(project.path) ? [] : [project.path]));
  return new Set(unread).size;
}
