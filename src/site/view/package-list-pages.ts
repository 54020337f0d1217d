// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause } from '../../model/difference.ts';
import { ANSWERS_WORST_FIRST, type AnswerState } from '../../votes/answer.ts';
import type { PackageEntry } from '../../votes/package-book.ts';
import { toCauseTitle } from './cause-words.ts';
import { PACKAGES, toListAddress, type PackageFilter } from './package-address.ts';
import type { PackageShelf } from './shelf.ts';
import { toText } from './text.ts';

/** A list of source packages: all, or those of one state, suite or cause. */
export interface PackageList {
  readonly filter: PackageFilter;
  /** The filter in words: `differs`, `trixie`, `Timestamp`. */
  readonly title: string;
  /** In order of names, without regard to case. */
  readonly entries: readonly PackageEntry[];
  /** By state, those that are published. */
  readonly counts: ReadonlyMap<AnswerState, number>;
  /** The index of each letter's first package, in the order of the list. */
  readonly letters: ReadonlyMap<string, number>;
}

/** One page of a list, counted from 1. */
export interface PackageListPage {
  readonly list: PackageList;
  readonly page: number;
  readonly address: string;
}

/** Every list there is. A list without packages is not written, save that of all. */
export interface PackageLists {
  readonly all: PackageList;
  readonly states: readonly PackageList[];
  readonly suites: readonly PackageList[];
  readonly causes: readonly PackageList[];
  readonly isOneDistribution: boolean;
  readonly causesOf: (entry: PackageEntry) => readonly Cause[];
}

/** Source packages on one page: some 100 kB, two turns of a wheel. */
export const PAGE_SIZE = 250;

const NO_CAUSES: readonly Cause[] = [];

/** Sorts all packages into lists. One that is published no more is in the list of all alone. */
export function createPackageLists(shelf: PackageShelf): PackageLists {
  const { book } = shelf;
  const all = book.packages.map((entry) => ({ entry, name: toSortName(entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map(({ entry }) => entry);
  const current = all.filter(({ tally }) => tally.total > 0);
  const byState = Map.groupBy(current, ({ tally }) => tally.state);
  const bySuite = new Map<string, PackageEntry[]>();
  for (const entry of current) {
    for (const suite of entry.suites) {
      const key = toSuiteKey(entry.distribution, suite);
      const entries = bySuite.get(key);
      if (entries === undefined) bySuite.set(key, [entry]);
      else entries.push(entry);
    }
  }
  const causesOf = toCausesByEntry(shelf);
  const isOneDistribution = new Set(book.suites.map(({ distribution }) => distribution)).size <= 1;
  const toSuiteTitle = (distribution: string, suite: string): string => (
    toText(isOneDistribution ? suite : `${distribution} ${suite}`, MAX_TITLE_CHARACTERS));
  return {
    all: toPackageList({ kind: 'all' }, 'all', all),
    states: ANSWERS_WORST_FIRST.filter((state) => byState.has(state))
      .map((state) => toPackageList({ kind: 'state', state }, state, byState.get(state) ?? [])),
    suites: book.suites.map(({ distribution, suite }) => (
      toPackageList({ kind: 'suite', distribution, suite }, toSuiteTitle(distribution, suite), bySuite.get(toSuiteKey(distribution, suite)) ?? []))),
    causes: shelf.causes.map(({ cause }) => (
      toPackageList({ kind: 'cause', cause }, toCauseTitle(cause), current.filter((entry) => causesOf.get(entry)?.includes(cause))))),
    isOneDistribution,
    causesOf: (entry) => causesOf.get(entry) ?? NO_CAUSES,
  };
}

function toPackageList(filter: PackageFilter, title: string, entries: readonly PackageEntry[]): PackageList {
  const counts = new Map<AnswerState, number>();
  const letters = new Map<string, number>();
  entries.forEach(({ name, tally }, index) => {
    if (tally.total > 0) counts.set(tally.state, (counts.get(tally.state) ?? 0) + 1);
    const letter = toLetter(name);
    if (!letters.has(letter)) letters.set(letter, index);
  });
  return { filter, title, entries, counts, letters };
}

/** The letter a name is found under: `0–9` for all digits, `other` for whatever is neither. */
function toLetter(name: string): string {
  const first = name.charAt(0).toLowerCase();
  if (first >= 'a' && first <= 'z') return first;
  return first >= '0' && first <= '9' ? '0–9' : 'other';
}

const MAX_TITLE_CHARACTERS = 60;

/** The pages of every list, in the order of their addresses' meaning: all first. */
export function toListPages({ all, states, suites, causes }: PackageLists): PackageListPage[] {
  return [all, ...states, ...suites, ...causes].flatMap((list) => (
    Array.from({ length: countPages(list) }, (_, index) => ({ list, page: index + 1, address: toListAddress(list.filter, index + 1) }))));
}

/** How many pages a list has; an empty one has one that says so. */
export function countPages({ entries }: PackageList): number {
  return Math.max(1, Math.ceil(entries.length / PAGE_SIZE));
}

/** What of a page's address comes after `packages/`: `-/all/2`, undefined for nothing. */
export function toListPath({ address }: PackageListPage): string | undefined {
  const path = address.slice(PACKAGES.length).replace(/\/$/, '');
  return path === '' ? undefined : path;
}

/** Causes by the packages that suffer from them, the most frequent first. */
export function toCausesByEntry(shelf: PackageShelf): ReadonlyMap<PackageEntry, readonly Cause[]> {
  const causes = new Map<PackageEntry, Cause[]>();
  for (const { cause, packages } of shelf.causes) {
    for (const { entry } of packages) {
      const known = causes.get(entry);
      if (known === undefined) causes.set(entry, [cause]);
      else known.push(cause);
    }
  }
  return causes;
}

/** By what packages are listed: without regard to case, distributions beside each other. */
export function toSortName({ name, distribution }: PackageEntry): string {
  return `${name.toLowerCase()}\n${name}\n${distribution}`;
}

function toSuiteKey(distribution: string, suite: string): string {
  return JSON.stringify([distribution, suite]);
}
