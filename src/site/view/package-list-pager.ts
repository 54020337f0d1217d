// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { PackageEntry } from '../../votes/package-book.ts';
import { href } from './address.ts';
import { toListAddress } from './package-address.ts';
import { countPages, PAGE_SIZE, type PackageListPage } from './package-list-pages.ts';
import { toNumber, toText } from './text.ts';

/** How to get about in a list of more than one page. */
export interface PagerView {
  /** `Page 3 of 120`. */
  readonly text: string;
  readonly steps: readonly PagerStep[];
  /** To the first package of every letter. */
  readonly letters: readonly JumpLink[];
  /** To the pages of the letter in sight, by the beginning of the first name on them. */
  readonly words: readonly JumpLink[];
}

/** A way to another page; null where there is none. */
export interface PagerStep {
  readonly label: string;
  readonly rel: 'prev' | 'next' | null;
  readonly href: string | null;
}

export interface JumpLink {
  readonly label: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

const MAX_WORDS = 40;
const MAX_WORD_CHARACTERS = 24;

/** The pager of a page; null where its list has no other. */
export function toPager({ list, page, address }: PackageListPage): PagerView | null {
  const pages = countPages(list);
  if (pages === 1) return null;
  const to = (target: number): string => href(address, toListAddress(list.filter, target));
  const step = (label: string, target: number, rel: PagerStep['rel'] = null): PagerStep => (
    { label, rel, href: target === page || target < 1 || target > pages ? null : to(target) });
  const firsts = [...list.letters];
  const letters = firsts.map(([letter, index], place): JumpLink & { from: number; to: number } => ({
    label: letter, from: toPage(index), to: toPage((firsts[place + 1]?.[1] ?? list.entries.length) - 1),
    href: `${toPage(index) === page ? '' : to(toPage(index))}#${toAnchor(letter)}`,
    isCurrent: false,
  })).map((link) => ({ ...link, isCurrent: link.from <= page && page <= link.to }));
  // Where a page has the end of one letter and the beginning of another, the later one goes on.
  const current = letters.findLast(({ isCurrent, from, to: last }) => isCurrent && from < last);
  return {
    text: `Page ${toNumber(page)} of ${toNumber(pages)}`,
    steps: [step('First', 1), step('Previous', page - 1, 'prev'), step('Next', page + 1, 'next'), step('Last', pages)],
    letters: letters.map(({ label, href: target, isCurrent }) => ({ label, href: target, isCurrent })),
    words: current === undefined ? []
      : toSteps(current.from, current.to).map((target) => (
        { label: target === current.from ? current.label : `${toGuideWord(list.entries, target)}…`, href: to(target), isCurrent: target === page })),
  };
}

/** The id of the first package of a letter, where a page has it. */
export function toAnchors({ list, page }: PackageListPage): ReadonlyMap<PackageEntry, string> {
  const anchors = new Map<PackageEntry, string>();
  for (const [letter, index] of list.letters) {
    const entry = list.entries[index];
    if (toPage(index) === page && entry !== undefined) anchors.set(entry, toAnchor(letter));
  }
  return anchors;
}

function toAnchor(letter: string): string {
  return `at-${/^[a-z]+$/.test(letter) ? letter : 'digits'}`;
}

function toPage(index: number): number {
  return Math.floor(index / PAGE_SIZE) + 1;
}

/** Every page of a range, or evenly chosen ones where they are too many. */
function toSteps(from: number, to: number): number[] {
  const stride = Math.ceil((to - from + 1) / MAX_WORDS);
  return Array.from({ length: Math.ceil((to - from + 1) / stride) }, (_, index) => from + index * stride);
}

/** What a page's first name begins with that the name before it does not: `python-d`, as in a dictionary. */
function toGuideWord(entries: readonly PackageEntry[], page: number): string {
  const first = (entries[(page - 1) * PAGE_SIZE]?.name ?? '').toLowerCase();
  const before = (entries[(page - 1) * PAGE_SIZE - 1]?.name ?? '').toLowerCase();
  let length = 0;
  while (length < first.length && first[length] === before[length]) length += 1;
  return toText(first.slice(0, Math.max(2, length + 1)), MAX_WORD_CHARACTERS);
}
