// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { TREND_DAYS } from '../../history/past.ts';
import type { TrendPoint } from '../../history/trends.ts';
import { SECOND_MS, toIso } from '../../model/time.ts';
import { FLAKY, href, toTargetAddress, toTrendsAddress, TRENDS } from './address.ts';
import type { Catalogue, NamedEntry } from './catalogue.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { toPercent, toSparkline, type Sparkline } from './sparkline.ts';
import { toNumber } from './text.ts';
import { toDay, toDuration } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** How a release, or one target in it, fared in the last 90 days. */
export interface TrendsView {
  readonly frame: Frame;
  readonly heading: string;
  readonly scripts: readonly string[];
  readonly releases: readonly { readonly label: string; readonly href: string; readonly isCurrent: boolean }[];
  /** The page of the whole release, from that of a target. */
  readonly up: { readonly label: string; readonly href: string } | null;
  readonly flakyHref: string;
  readonly targetHref: string | null;
  readonly hasReprotests: boolean;
  /** Newest first, days on which nothing finished left out. */
  readonly days: readonly TrendRow[];
  /** The targets of a release; none on a target's page. */
  readonly targets: readonly TargetTrend[];
}

/** A day in numbers: `value` is the cell's text for people, `data` what the chart draws, empty for a gap. */
export interface TrendRow {
  readonly day: string;
  readonly iso: string;
  readonly cells: readonly TrendCell[];
}

export interface TrendCell {
  readonly text: string;
  readonly data: string;
}

/** A target of a release over three stretches of time. */
export interface TargetTrend {
  readonly label: string;
  readonly href: string;
  readonly passRate: readonly string[];
  readonly reproducible: string;
  readonly duration: string;
  readonly queued: string;
  readonly sparkline: Sparkline | null;
}

/** A page of trends: a release, and a target in it or null for all. */
export interface TrendsPage {
  readonly release: NamedEntry;
  readonly target: NamedEntry | null;
  readonly points: readonly TrendPoint[];
}

const STRETCHES = [7, 30, TREND_DAYS];
const NONE = '–';

/** Every release and every target in it of which anything finished in that time. */
export function toTrendsPages({ releases, targets, past }: Catalogue): readonly TrendsPage[] {
  return releases.flatMap((release) => [null, ...targets].flatMap((target): TrendsPage[] => {
    const points = past.trends.of(release.name, target?.name ?? null);
    return points === null ? [] : [{ release, target, points }];
  }));
}

/** The page of a release or target; at `address` null at its own. */
export function toTrendsView(
  catalogue: Catalogue, assets: Assets, worst: Worst, pages: readonly TrendsPage[], scripts: readonly string[], page: TrendsPage | null, address: string,
): TrendsView {
  const heading = page === null ? 'Trends' : `Trends of ${[page.release.title, ...(page.target === null ? [] : [page.target.title])].join(', ')}`;
  return {
    heading,
    scripts: page === null ? [] : scripts.map((script) => href(address, script)),
    releases: pages.filter(({ target }) => target === null).map(({ release }) => ({
      label: release.title, href: href(address, toTrendsAddress(release.segment, null)), isCurrent: release === page?.release,
    })),
    up: page === null || page.target === null ? null : { label: page.release.title, href: href(address, toTrendsAddress(page.release.segment, null)) },
    flakyHref: href(address, FLAKY),
    targetHref: page === null || page.target === null ? null : href(address, toTargetAddress(page.target.segment)),
    hasReprotests: catalogue.config.reprotest !== undefined,
    days: page === null ? [] : page.points.filter(({ finished }) => finished > 0).map(toRow).reverse(),
    targets: page === null || page.target !== null ? [] : pages
      .flatMap(({ release, target, points }) => (release === page.release && target !== null ? [toTarget(release, target, points, address)] : [])),
    frame: toFrame(catalogue, assets, {
      address, area: TRENDS, worst, headline: `${toMark(worst)} ${heading}`,
      description: 'Pass rate, reproducible rate, durations and waiting times of the last 90 days, by release and target.',
    }),
  };
}

function toRow(point: TrendPoint): TrendRow {
  return {
    day: toDay(point.day),
    iso: toIso(point.day).slice(0, 10),
    cells: [
      { text: toNumber(point.finished), data: String(point.finished) },
      toShare(point.passed, point.finished),
      { text: toNumber(point.compared), data: String(point.compared) },
      toShare(point.reproduced, point.compared),
      toSpan(point.durationSeconds),
      toSpan(point.queuedSeconds),
    ],
  };
}

function toShare(part: number, whole: number): TrendCell {
  return whole === 0 ? { text: NONE, data: '' } : { text: toPercent(part / whole), data: (100 * part / whole).toFixed(2) };
}

function toSpan(seconds: number | null): TrendCell {
  return seconds === null ? { text: NONE, data: '' } : { text: toSpanText(seconds), data: String(Math.round(seconds)) };
}

function toSpanText(seconds: number): string {
  return toDuration(0, Math.round(seconds) * SECOND_MS) ?? NONE;
}

function toTarget(release: NamedEntry, target: NamedEntry, points: readonly TrendPoint[], from: string): TargetTrend {
  const sum = (some: readonly TrendPoint[], pick: (point: TrendPoint) => number): number => some.reduce((total, point) => total + pick(point), 0);
  const last = points.findLast(({ durationSeconds }) => durationSeconds !== null);
  const compared = sum(points, (point) => point.compared);
  return {
    label: target.title,
    href: href(from, toTrendsAddress(release.segment, target.segment)),
    passRate: STRETCHES.map((days) => {
      const some = points.slice(-days);
      return toShare(sum(some, ({ passed }) => passed), sum(some, ({ finished }) => finished)).text;
    }),
    reproducible: toShare(sum(points, ({ reproduced }) => reproduced), compared).text,
    duration: toSpan(last?.durationSeconds ?? null).text,
    queued: toSpan(last?.queuedSeconds ?? null).text,
    sparkline: toSparkline(points.map(({ passed, finished }) => (finished === 0 ? null : passed / finished)), `pass rate of ${target.title}`),
  };
}
