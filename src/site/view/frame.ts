// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SourceState } from '../../model/board.ts';
import { ABOUT, BADGES, CHANGES, FRONT, href, PULL_REQUESTS, REPOSITORIES, TARGETS, TRENDS } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { ALERTS, CAUSES, PACKAGES, REBUILDERS } from './package-address.ts';
import { toAttribute, toCount, toNumber, toText } from './text.ts';
import { toAge, toMoment, type Moment } from './time.ts';
import type { Worst } from './worst.ts';

/** What every page has around its content. */
export interface Frame {
  readonly title: string;
  readonly siteTitle: string;
  readonly description: string;
  readonly worst: Worst;
  readonly icon: string;
  readonly styleHref: string;
  readonly scriptHref: string;
  readonly homeHref: string;
  readonly aboutHref: string;
  /** The Atom feed of what the page shows; null where it has none. */
  readonly feedHref: string | null;
  readonly links: readonly NavigationLink[];
  /** Null before the first collection. */
  readonly collected: { readonly at: Moment; readonly summary: string; readonly staleMs: number } | null;
  readonly sourceNotes: readonly string[];
}

export interface NavigationLink {
  readonly label: string;
  /** How many there are to look at; null where nothing is. */
  readonly count: string | null;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** What a page says about itself. */
export interface FrameOptions {
  readonly address: string;
  /** Before the site's title. */
  readonly headline: string;
  readonly description: string;
  readonly worst: Worst;
  /** The navigation's entry that the page belongs to. */
  readonly area: string;
  /** The address of its Atom feed, where it has one. */
  readonly feed?: string;
}

/** The addresses of the files that every page loads. */
export interface Assets {
  readonly style: string;
  readonly script: string;
}

const AREAS = [
  { area: FRONT, label: 'Summary' },
  { area: REPOSITORIES, label: 'Repositories' },
  { area: TARGETS, label: 'Targets' },
  { area: CHANGES, label: 'Changes' },
  { area: TRENDS, label: 'Trends' },
  { area: PACKAGES, label: 'Packages' },
  { area: REBUILDERS, label: 'Rebuilders' },
  { area: ALERTS, label: 'Alerts' },
  { area: PULL_REQUESTS, label: 'Pull requests' },
  { area: BADGES, label: 'Badges and feeds' },
  { area: ABOUT, label: 'About this data' },
];

/** Makes the frame of a page. */
export function toFrame(catalogue: Catalogue, assets: Assets, options: FrameOptions): Frame {
  const { board, config, packages } = catalogue;
  const { address, headline, worst, area, feed } = options;
  const siteTitle = toText(config.title);
  return {
    siteTitle,
    title: `${headline} – ${siteTitle}`,
    description: toAttribute(options.description),
    worst,
    icon: href(address, `icon-${worst}.svg`),
    styleHref: href(address, assets.style),
    scriptHref: href(address, assets.script),
    homeHref: href(address, FRONT),
    aboutHref: href(address, ABOUT),
    feedHref: feed === undefined ? null : href(address, feed),
    links: AREAS.filter((entry) => hasArea(catalogue, entry.area)).map((entry) => ({
      label: entry.label, href: href(address, entry.area), isCurrent: entry.area === area,
      count: entry.area === ALERTS && packages !== null && packages.alerts.length > 0 ? toNumber(packages.alerts.length) : null,
    })),
    collected: board.collections.length === 0 ? null : {
      at: toMoment(board.now),
      summary: `${toCount(board.sources.length, 'source')}, ${toCount(sum(board.sources.map(({ report }) => report.requests)), 'request')}`,
      staleMs: config.stale.source,
    },
    sourceNotes: board.sources.flatMap((source) => toSourceNote(source, board.now)),
  };
}

/** What there is no evidence for has no pages: of packages, of rebuilders, and of what they contradict each other in. */
export function hasArea({ packages }: Pick<Catalogue, 'packages'>, area: string): boolean {
  switch (area) {
    case REBUILDERS: return packages !== null && packages.rebuilders.length > 0;
    case PACKAGES: case CAUSES: case ALERTS: return packages !== null;
    default: return true;
  }
}

const KINDS = ['GitLab', 'GitHub'];

/** Kinds of sources of which one host may have several. */
const PLACED_KINDS = ['rebuilderd', 'package-rebuilder', 'reproducible-json', 'attestations', 'archive', 'reprotest', 'traces'];

/** What is to be said of a source on every page. */
function toSourceNote({ source, readAt, report }: SourceState, now: number): readonly string[] {
  const name = toSourceName(source);
  switch (report.outcome) {
    // What is missing of a source read in part is said where it is missing.
    case 'complete': case 'partial': return [];
    case 'unavailable':
      return [`${name} could not be read; ${readAt === null ? 'nothing is known of it' : `shown as of ${toAge(now - readAt)} before`}`];
  }
}

/**
 * `gitlab:https://gitlab.com` → `gitlab.com`, `gitlab:https://git.example.org` → `GitLab at git.example.org`,
 * `archive:https://deb.example.org/debian` → `archive at deb.example.org/debian`.
 */
export function toSourceName(source: string): string {
  const address = source.slice(source.indexOf(':') + 1);
  const url = URL.parse(address);
  const host = url?.host ?? '';
  const placed = PLACED_KINDS.find((name) => source.startsWith(`${name}:`));
  if (url !== null && host !== '' && placed !== undefined) return toText(`${placed} at ${host}${url.pathname.replace(/\/+$/, '')}`);
  const kind = KINDS.find((name) => source.startsWith(`${name.toLowerCase()}:`));
  if (host === '' || kind === undefined) return toText(source);
  return toText(host.includes(kind.toLowerCase()) ? host.replace(/^api\./, '') : `${kind} at ${host}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
