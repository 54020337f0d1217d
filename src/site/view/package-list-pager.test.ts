// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createLargeEvidence } from '../../testing/large-evidence.ts';
import type { Story } from '../../testing/evidence-fixture.ts';
import { createShelfFixture } from '../../testing/shelf-fixture.ts';
import { createPackageLists, PAGE_SIZE, toListPages, type PackageListPage } from './package-list-pages.ts';
import { toAnchors, toPager } from './package-list-pager.ts';

function toPages(stories: readonly Story[]): PackageListPage[] {
  return toListPages(createPackageLists(createShelfFixture(stories).shelf)).filter(({ list }) => list.filter.kind === 'all');
}

/** So many packages whose names begin so. */
function name(prefix: string, count: number): Story[] {
  return Array.from({ length: count }, (_, index) => ({ source: `${prefix}${String(index).padStart(4, '0')}`, says: {} }));
}

describe('toPager', () => {
  const pages = toPages([...name('a', 3), ...name('python-', 2 * PAGE_SIZE), ...name('q', 10), ...name('0', 1), ...name('+', 1)]);
  const pagers = pages.map(toPager);

  it('says which page of how many, and leads to its neighbours', () => {
    const up = '../../../../';
    expect(pagers.map((pager) => pager?.text)).toEqual(['Page 1 of 3', 'Page 2 of 3', 'Page 3 of 3']);
    expect(pagers[0]?.steps.map(({ label, href }) => [label, href])).toEqual([['First', null], ['Previous', null], ['Next', '../packages/-/all/2/'], ['Last', '../packages/-/all/3/']]);
    expect(pagers[1]?.steps.map(({ label, href, rel }) => [label, href, rel])).toEqual([
      ['First', `${up}packages/`, null], ['Previous', `${up}packages/`, 'prev'], ['Next', `${up}packages/-/all/3/`, 'next'], ['Last', `${up}packages/-/all/3/`, null],
    ]);
  });

  it('leads to the first package of every letter, where the page has it', () => {
    expect(pagers[0]?.letters.map(({ label, href }) => [label, href])).toEqual([
      ['other', '#at-other'], ['0–9', '#at-digits'], ['a', '#at-a'], ['p', '#at-p'], ['q', '../packages/-/all/3/#at-q'],
    ]);
    const anchors = pages.map((page) => [...toAnchors(page)].map(([entry, anchor]) => `${anchor} ${entry.name}`));
    expect(anchors).toEqual([['at-other +0000', 'at-digits 00000', 'at-a a0000', 'at-p python-0000'], [], ['at-q q0000']]);
  });

  it('leads to every page of a letter that has several, by what its first name begins with', () => {
    expect(pagers[1]?.words.map(({ label, isCurrent }) => [label, isCurrent])).toEqual([['p', false], ['python-0245…', true], ['python-0495…', false]]);
  });

  it('is not there where one page holds all', () => {
    expect(toPages(name('a', PAGE_SIZE)).map(toPager)).toEqual([null]);
    expect(toPages(name('a', PAGE_SIZE + 1)).map((page) => toPager(page)?.text)).toEqual(['Page 1 of 2', 'Page 2 of 2']);
  });

  it('leads nowhere but to pages that there are', () => {
    const all = toListPages(createPackageLists(createShelfFixture(createLargeEvidence(2_000)).shelf));
    const addresses = new Set(all.map(({ address }) => address));
    for (const page of all) {
      const pager = toPager(page);
      for (const { href } of [...pager?.steps ?? [], ...pager?.letters ?? [], ...pager?.words ?? []]) {
        if (href === null) continue;
        const { pathname } = new URL(href, `https://board.example/${page.address}`);
        expect(addresses).toContain(pathname.slice(1));
      }
    }
    expect(all.length).toBeGreaterThan(20);
  });
});
