// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { ANSWERS_WORST_FIRST, type AnswerState } from '../../votes/answer.ts';
import type { PackageEntry } from '../../votes/package-book.ts';
import { href } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { toCauseTitle } from './cause-words.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { CAUSES, PACKAGES, toListAddress } from './package-address.ts';
import { createPackageLists, PAGE_SIZE, toListPages, type PackageList, type PackageListPage, type PackageLists } from './package-list-pages.ts';
import { toAnchors, toPager, type PagerView } from './package-list-pager.ts';
import { toSearchIndex, type SearchIndex } from './package-search.ts';
import { toStateWords, toTallyText, type StateWords } from './package-state.ts';
import type { PackageShelf } from './shelf.ts';
import { toCount, toList, toNumber, toText } from './text.ts';
import { toMark, type Worst } from './worst.ts';

/** One page of a list of source packages. */
export interface PackageListView {
  readonly frame: Frame;
  readonly heading: string;
  readonly totals: readonly { readonly count: string; readonly text: string; readonly isBad: boolean }[];
  readonly search: { readonly script: string; readonly index: string; readonly root: string; readonly example: string };
  readonly filters: readonly FilterGroup[];
  /** Where the causes are explained; null where there are none. */
  readonly causesHref: string | null;
  readonly caption: string;
  readonly rows: readonly PackageRow[];
  readonly pager: PagerView | null;
}

/** A question that packages can be divided by, with its answers. */
export interface FilterGroup {
  readonly name: string;
  readonly links: readonly FilterLink[];
  /** The rest, where there are very many. */
  readonly folded: readonly FilterLink[];
}

export interface FilterLink {
  readonly label: string;
  readonly count: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

export interface PackageRow {
  /** The id to jump to. */
  readonly anchor: string | undefined;
  readonly label: string;
  readonly href: string;
  /** Null where there is one distribution only. */
  readonly distribution: string | null;
  readonly suites: string;
  readonly versions: string;
  readonly state: StateWords;
  readonly counts: string;
  readonly causes: string;
}

/** What the search needs, relative to the site's root. */
export interface SearchAddresses {
  readonly script: string;
  readonly index: string;
}

const MAX_SUITES = 6;
const MAX_VERSIONS = 2;
const MAX_FILTERS = 24;
const MAX_TITLE_CHARACTERS = 60;

/** What all pages of lists have in common. */
export interface PackageListContext {
  readonly catalogue: Catalogue;
  readonly shelf: PackageShelf;
  readonly assets: Assets;
  readonly search: SearchAddresses;
  readonly lists: PackageLists;
}

/** All that pages ask about lists and search. */
export interface PackageListSite {
  readonly pages: readonly PackageListPage[];
  readonly search: SearchIndex;
  view(page: PackageListPage): PackageListView;
}

/** Makes the lists of all packages; `script` is the address of the search's. */
export function createPackageListSite(catalogue: Catalogue, shelf: PackageShelf, assets: Assets, script: string): PackageListSite {
  const lists = createPackageLists(shelf);
  const search = toSearchIndex(shelf);
  const context = { catalogue, shelf, assets, lists, search: { script, index: search.start } };
  return { pages: toListPages(lists), search, view: (page) => toPackageListView(context, page) };
}

/** The page of a list. */
export function toPackageListView({ catalogue, shelf, assets, search, lists }: PackageListContext, at: PackageListPage): PackageListView {
  const { list, page, address } = at;
  const heading = toHeading(list);
  const pager = toPager(at);
  const worst = toListWorst(list);
  const anchors = toAnchors(at);
  return {
    heading, pager,
    frame: toFrame(catalogue, assets, {
      address, area: PACKAGES, worst,
      headline: `${toMark(worst)} ${heading}${pager === null ? '' : `, ${pager.text.toLowerCase()}`}`,
      description: `${heading}: ${toCount(list.entries.length, 'source package')} with the state of what is rebuilt of them.`,
    }),
    totals: toTotals(list),
    search: {
      script: href(address, search.script), index: href(address, search.index), root: href(address, ''),
      example: toExample(lists),
    },
    filters: toFilters(lists, at),
    causesHref: lists.causes.length === 0 ? null : href(address, CAUSES),
    caption: `${heading}${pager === null ? '' : `: ${pager.text.toLowerCase()}`}`,
    rows: list.entries.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((entry) => ({
      anchor: anchors.get(entry),
      href: href(address, shelf.addressOf(entry)),
      distribution: lists.isOneDistribution ? null : toText(entry.distribution),
      causes: lists.causesOf(entry).map(toCauseTitle).join(', '),
      ...toFacts(entry),
    })),
  };
}

function toHeading({ filter, title }: PackageList): string {
  switch (filter.kind) {
    case 'all': return 'Packages';
    case 'state': return `Packages: ${toWords(filter.state)}`;
    case 'suite': return `Packages in ${title}`;
    case 'cause': return `Packages with cause: ${title}`;
  }
}

/** A state's words without the sign before them. */
function toWords(state: AnswerState): string {
  return toStateWords(state).text.replace(/^[✓?] /u, '');
}

/** What somebody has to act upon. */
const BAD: ReadonlySet<AnswerState> = new Set(['differs', 'disagree', 'unverified', 'failed']);

/** What is rebuilt, what somebody has to act upon, and the rest in one: the filters have it by state. */
function toTotals({ filter, entries, counts }: PackageList): PackageListView['totals'] {
  if (filter.kind === 'state') return [{ count: toNumber(entries.length), text: entries.length === 1 ? 'source package' : 'source packages', isBad: false }];
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const bad = ANSWERS_WORST_FIRST.filter((state) => BAD.has(state)).map((state) => ({ state, count: counts.get(state) ?? 0 }));
  const rebuilt = counts.get('rebuilt') ?? 0;
  const parts = [
    ...bad.map(({ state, count }) => ({ count, text: toCountedWords(state, count), isBad: true })),
    { count: total - rebuilt - bad.reduce((sum, { count }) => sum + count, 0), text: 'undecided', isBad: false },
    { count: entries.length - total, text: 'not published now', isBad: false },
  ];
  return [
    { count: toNumber(rebuilt), text: `of ${toCount(total, 'source package')} rebuilt`, isBad: false },
    ...parts.filter(({ count }) => count > 0).map(({ count, ...part }) => ({ count: toNumber(count), ...part })),
  ];
}

function toCountedWords(state: AnswerState, count: number): string {
  return state === 'differs' && count !== 1 ? 'differ' : toWords(state);
}

/** Passed only where all of it is rebuilt. */
function toListWorst({ counts }: PackageList): Worst {
  const states = [...counts.keys()];
  if (states.some((state) => BAD.has(state))) return 'failed';
  return states.length === 1 && states[0] === 'rebuilt' ? 'passed' : 'unknown';
}

function toFilters({ all, states, suites, causes }: PackageLists, { list, address }: PackageListPage): readonly FilterGroup[] {
  const toLink = (label: string, other: PackageList): FilterLink => ({
    label, count: toNumber(other.entries.length), href: href(address, toListAddress(other.filter)), isCurrent: other === list,
  });
  const groups = [
    { name: 'State', links: [toLink('all', all), ...states.map((other) => toLink(other.filter.kind === 'state' ? toWords(other.filter.state) : '', other))] },
    { name: 'Suite', links: suites.map((other) => toLink(other.title, other)) },
    { name: 'Cause', links: causes.map((other) => toLink(other.title, other)) },
  ];
  return groups.filter(({ links }) => links.length > 0)
    .map(({ name, links }) => ({ name, links: links.slice(0, MAX_FILTERS), folded: links.slice(MAX_FILTERS) }));
}

/** Shows how filters are written, with some that there are. */
function toExample({ states, suites, causes }: PackageLists): string {
  return [states, suites, causes].flatMap(([first]) => (first === undefined ? [] : [toWritten(first)])).join(' ');
}

function toWritten({ filter }: PackageList): string {
  switch (filter.kind) {
    case 'all': return '';
    case 'state': return `state:${filter.state}`;
    case 'suite': return `suite:${toText(filter.suite, MAX_TITLE_CHARACTERS)}`;
    case 'cause': return `cause:${filter.cause}`;
  }
}

function toFacts({ name, suites, artifacts, tally }: PackageEntry): Pick<PackageRow, 'suites' | 'versions' | 'state' | 'counts' | 'label'> {
  const versions = new Set(artifacts.filter(({ isCurrent }) => isCurrent || tally.total === 0).map(({ sourceVersion }) => sourceVersion));
  return {
    label: toText(name),
    suites: toList(suites.map((suite) => toText(suite, MAX_TITLE_CHARACTERS)), MAX_SUITES),
    versions: toList([...versions].map((version) => toText(version, MAX_TITLE_CHARACTERS)), MAX_VERSIONS),
    state: tally.total === 0 ? GONE : toStateWords(tally.state),
    counts: tally.total === 0 ? '' : toTallyText(tally),
  };
}

const GONE: StateWords = { look: 'unknown', text: 'not published now' };
