// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SourceState } from '../../model/board.ts';
import { ABOUT, BADGES, FRONT, href, PULL_REQUESTS, REPOSITORIES, TARGETS } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { toAttribute, toCount, toText } from './text.ts';
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
  readonly links: readonly NavigationLink[];
  /** Null before the first collection. */
  readonly collected: { readonly at: Moment; readonly summary: string; readonly staleMs: number } | null;
  readonly sourceNotes: readonly string[];
}

export interface NavigationLink {
  readonly label: string;
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
  { area: PULL_REQUESTS, label: 'Pull requests' },
  { area: BADGES, label: 'Badges' },
  { area: ABOUT, label: 'About this data' },
];

/** Makes the frame of a page. */
export function toFrame(catalogue: Catalogue, assets: Assets, options: FrameOptions): Frame {
  const { board, config } = catalogue;
  const { address, headline, worst, area } = options;
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
    links: AREAS.map((entry) => ({
      label: entry.label, href: href(address, entry.area), isCurrent: entry.area === area,
    })),
    collected: board.collections.length === 0 ? null : {
      at: toMoment(board.now),
      summary: `${toCount(board.sources.length, 'source')}, ${toCount(sum(board.sources.map(({ report }) => report.requests)), 'request')}`,
      staleMs: config.stale.source,
    },
    sourceNotes: board.sources.flatMap((source) => toSourceNote(source, board.now)),
  };
}

const KINDS = ['GitLab', 'GitHub'];

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

/** `gitlab:https://gitlab.com` → `gitlab.com`, `gitlab:https://git.example.org` → `GitLab at git.example.org`. */
export function toSourceName(source: string): string {
  const address = source.slice(source.indexOf(':') + 1);
  const host = URL.canParse(address) ? new URL(address).host : '';
  const kind = KINDS.find((name) => source.startsWith(`${name.toLowerCase()}:`));
  if (host === '' || kind === undefined) return toText(source);
  return toText(host.includes(kind.toLowerCase()) ? host.replace(/^api\./, '') : `${kind} at ${host}`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
