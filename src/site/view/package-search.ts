// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import type { Cause } from '../../model/difference.ts';
import { toWorstAnswer, type AnswerState } from '../../votes/answer.ts';
import type { PackageEntry } from '../../votes/package-book.ts';
import { encodeSegment } from './address.ts';
import { PACKAGES } from './package-address.ts';
import { toCausesByEntry, toSortName } from './package-list-pages.ts';
import { toStateWords } from './package-state.ts';
import type { PackageShelf } from './shelf.ts';
import { toText } from './text.ts';

/**
 * The index that `client/search.js` answers from, in files that are read one after the other: who has typed nothing has
 * read nothing, and the first answer needs the first file alone. Every file stands for itself and begins with a line of
 * JSON, `SearchHead`; then comes a line per source package: its name and its binary packages' names, divided by tabs.
 */
export interface SearchIndex {
  /** Where the first file lies; it names the others. */
  readonly start: string;
  readonly files: readonly SearchFile[];
}

export interface SearchFile {
  /** Relative to the site's root, with a digest of the text. */
  readonly address: string;
  readonly text: string;
}

/** A file's first line. */
export interface SearchHead {
  /** Of the lines, so many come first because somebody should look at them; both parts are in order of names. */
  readonly urgent: number;
  /** What packages have in common: distribution, its place in addresses, suites, causes. */
  readonly kinds: readonly (readonly [string, string, readonly string[], readonly string[]])[];
  /** By line, an index into `kinds`. */
  readonly kindOf: readonly number[];
  /** States: what filters call it, how it is written, how it looks. */
  readonly states: readonly (readonly [string, string, string])[];
  /** A digit to the base 36 for every line, an index into `states`. */
  readonly stateOf: string;
  /** The same for every name after the first of its line, all lines in a row. */
  readonly nameStateOf: string;
  /** Addresses below `packages/` that are not made of the distribution's and the source package's name. */
  readonly addresses: readonly (readonly [number, string])[];
  /** In the first file: all lines there are, and the other files beside it. */
  readonly whole: { readonly packages: number; readonly files: readonly string[] } | null;
}

/** In place of the source package's name within a binary package's: `toText` lets no control character through. */
const OWN_NAME = '\u0001';

/** What a search begins with has to stay below 300 kB, even at a host that compresses nothing. */
export const MAX_FILE_BYTES = 250_000;
const PACKAGES_PER_FILE = 6_000;

/** A package with more names than this holds is found by the others. */
const MAX_LINE_BYTES = 60_000;

/** What comes first: somebody has to look at it. */
const URGENT: ReadonlySet<AnswerState> = new Set(['differs', 'disagree', 'unverified', 'failed']);

/** The state of a package that no suite has any more, beside those of answers. */
const GONE = ['gone', 'not published now', 'unknown'] as const;

interface Line {
  readonly entry: PackageEntry;
  readonly isUrgent: boolean;
  readonly names: readonly string[];
  readonly states: readonly (AnswerState | null)[];
  readonly text: string;
  readonly sortName: string;
}

/** Makes the index of all packages. */
export function toSearchIndex(shelf: PackageShelf): SearchIndex {
  const causes = toCausesByEntry(shelf);
  const lines = shelf.book.packages.map(toLine)
    .sort((a, b) => Number(b.isUrgent) - Number(a.isUrgent) || (a.sortName < b.sortName ? -1 : a.sortName > b.sortName ? 1 : 0));
  const write = (part: readonly Line[], whole: SearchHead['whole']): string => toFileText(part, shelf, causes, whole);
  const chunks = Array.from({ length: Math.ceil(lines.length / PACKAGES_PER_FILE) }, (_, index) =>
    lines.slice(index * PACKAGES_PER_FILE, (index + 1) * PACKAGES_PER_FILE));
  const [first = [], ...others] = chunks.flatMap((chunk) => toFitting(chunk, write));
  const rest = others.map((part) => toFile(write(part, null)));
  const start = toFile(write(first, { packages: lines.length, files: rest.map(({ address }) => address.slice(FOLDER.length)) }));
  return { start: start.address, files: [start, ...rest] };
}

const FOLDER = 'assets/';

/** Neither `.gz` nor `.json`: some servers would unpack the one or pack the other again. */
function toFile(text: string): SearchFile {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 10);
  return { address: `${FOLDER}packages.${digest}.bin`, text };
}

/** Parts whose file is small enough; one line always is. */
function toFitting(part: readonly Line[], write: (part: readonly Line[], whole: null) => string): (readonly Line[])[] {
  if (part.length <= 1 || Buffer.byteLength(write(part, null)) <= MAX_FILE_BYTES) return [part];
  const half = Math.ceil(part.length / 2);
  return [...toFitting(part.slice(0, half), write), ...toFitting(part.slice(half), write)];
}

function toLine(entry: PackageEntry): Line {
  const source = toText(entry.name);
  const isGone = entry.tally.total === 0;
  const shown = entry.artifacts.filter(({ isCurrent }) => isGone || isCurrent);
  const byName = Map.groupBy(shown, ({ name }) => toText(name));
  const names = [source];
  const states: (AnswerState | null)[] = [];
  let bytes = 0;
  for (const [name, artifacts] of byName) {
    bytes += Buffer.byteLength(name);
    if (name === source || bytes > MAX_LINE_BYTES) continue;
    names.push(name);
    states.push(isGone ? null : toWorstAnswer(artifacts.map(({ answer }) => answer.state)));
  }
  return {
    entry, names, states,
    isUrgent: !isGone && URGENT.has(entry.tally.state),
    text: names.map((name, index) => (index === 0 ? name : name.replace(source, OWN_NAME))).join('\t'),
    sortName: toSortName(entry),
  };
}

function toFileText(lines: readonly Line[], shelf: PackageShelf, causes: ReadonlyMap<PackageEntry, readonly Cause[]>, whole: SearchHead['whole']): string {
  const kinds = createTable<SearchHead['kinds'][number]>();
  const states = createTable<SearchHead['states'][number]>();
  const toDigit = (state: AnswerState | null): string => states.indexOf(state === null ? GONE : toStateLabel(state)).toString(36);
  const addresses: [number, string][] = [];
  const kindOf = lines.map(({ entry }, index) => {
    const segment = encodeSegment(entry.distribution);
    const address = shelf.addressOf(entry).slice(PACKAGES.length);
    if (address !== `${segment}/${lines[index]?.names[0]}/`) addresses.push([index, address]);
    return kinds.indexOf([toText(entry.distribution), segment, entry.suites.map((suite) => toText(suite)), causes.get(entry) ?? []]);
  });
  const stateOf = lines.map(({ entry }) => toDigit(entry.tally.total === 0 ? null : entry.tally.state)).join('');
  const nameStateOf = lines.flatMap((line) => line.states.map(toDigit)).join('');
  const head: SearchHead = {
    urgent: lines.filter(({ isUrgent }) => isUrgent).length,
    kinds: kinds.items, kindOf, states: states.items, stateOf, nameStateOf, addresses, whole,
  };
  return `${JSON.stringify(head)}\n${lines.map(({ text }) => text).join('\n')}`;
}

function toStateLabel(state: AnswerState): SearchHead['states'][number] {
  const { text, look } = toStateWords(state);
  return [state, text, look];
}

/** Numbers equal items alike, in the order they come. */
function createTable<T>(): { readonly items: readonly T[]; indexOf(item: T): number } {
  const items: T[] = [];
  const known = new Map<string, number>();
  return {
    items,
    indexOf: (item) => {
      const key = JSON.stringify(item);
      const index = known.get(key) ?? items.push(item) - 1;
      known.set(key, index);
      return index;
    },
  };
}
