// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { ANSWERS_WORST_FIRST } from '../../votes/answer.ts';
import { createBoardFixture, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, toStories, type Story } from '../../testing/evidence-fixture.ts';
import { HOSTILE_NAMES } from '../../testing/hostile-board.ts';
import { createLargeEvidence } from '../../testing/large-evidence.ts';
import { createShelfFixture, type ShelfFixture } from '../../testing/shelf-fixture.ts';
import { createPackageListSite, type PackageListSite, type PackageListView } from './package-list.ts';
import { PAGE_SIZE } from './package-list-pages.ts';

const ASSETS = { style: 'assets/s.css', script: 'assets/s.js' };
const says = { alpha: 'reproduced', beta: 'reproduced' } as const;

function list({ catalogue, shelf }: ShelfFixture): PackageListSite {
  return createPackageListSite(catalogue, shelf, ASSETS, 'assets/search.js');
}

function view(site: PackageListSite, address: string): PackageListView {
  const page = site.pages.find((one) => one.address === address);
  if (page === undefined) throw new Error(`no page ${address}`);
  return site.view(page);
}

function one(stories: readonly Story[], address = 'packages/'): PackageListView {
  return view(list(createShelfFixture(stories)), address);
}

describe('createPackageListSite', () => {
  const fixture = createShelfFixture(createLargeEvidence(1_200));
  const site = list(fixture);
  const namesIn = (prefix: string): string[] => site.pages.filter(({ address }) => address.startsWith(prefix)).flatMap((page) => site.view(page).rows.map(({ label }) => label));

  it('has an address of its own for every page of every list', () => {
    const addresses = site.pages.map(({ address }) => address);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses.slice(0, 3)).toEqual(['packages/', 'packages/-/all/2/', 'packages/-/all/3/']);
    expect(addresses).toEqual(expect.arrayContaining(['packages/-/state/differs/', 'packages/-/suite/debian/sid/', 'packages/-/cause/timestamp/']));
  });

  it('lists every package once in all, by name, no page longer than it may be', () => {
    const all = site.pages.filter(({ list: { filter } }) => filter.kind === 'all').map((page) => site.view(page).rows);
    expect(all.flat().map(({ label }) => label)).toEqual(fixture.shelf.book.packages.map(({ name }) => name).toSorted());
    expect(all.map((rows) => rows.length)).toEqual([PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, 200]);
  });

  it('has every package in the list of one state, and in those of its suites and causes', () => {
    const { packages } = fixture.shelf.book;
    expect(namesIn('packages/-/state/').toSorted()).toEqual(packages.map(({ name }) => name).toSorted());
    expect(namesIn('packages/-/state/differs/')).toEqual(packages.filter(({ tally }) => tally.state === 'differs').map(({ name }) => name));
    expect(namesIn('packages/-/suite/debian/sid/')).toEqual(packages.filter(({ suites }) => suites.includes('sid')).map(({ name }) => name));
    const caused = fixture.shelf.causes.find(({ cause }) => cause === 'timestamp')?.packages.map(({ entry }) => entry.name);
    expect(namesIn('packages/-/cause/timestamp/')).toEqual(caused?.toSorted());
    expect(caused?.length).toBeGreaterThan(10);
  });

  it('says beside every filter how many packages its list has', () => {
    const { filters } = view(site, 'packages/');
    expect(filters.map(({ name }) => name)).toEqual(['State', 'Suite', 'Cause']);
    for (const { links, folded } of filters) {
      for (const { href, count } of [...links, ...folded]) {
        const first = site.pages.find(({ address, page }) => address === new URL(href, 'https://board.example/packages/').pathname.slice(1) && page === 1);
        expect(first?.list.entries).toHaveLength(Number(count.replace(',', '')));
      }
    }
  });

  it('marks the list in sight among the filters, on all of its pages', () => {
    const current = (address: string): string[] => view(site, address).filters.flatMap(({ links }) => links.filter(({ isCurrent }) => isCurrent).map(({ label }) => label));
    expect(current('packages/-/all/2/')).toEqual(['all']);
    expect(current('packages/-/suite/debian/sid/2/')).toEqual(['sid']);
  });

  it('has a package that no suite has any more in the list of all alone', () => {
    const old = list(createShelfFixture([{ source: 'old', suites: [], says: { alpha: 'differs:timestamp' } }]));
    expect(old.pages.map(({ address }) => address)).toEqual(['packages/']);
  });

  it('lists capital letters with small ones', () => {
    expect(one(['beta', 'Alpha', 'Gamma', 'alpha'].map((source) => ({ source, says }))).rows.map(({ label }) => label)).toEqual(['Alpha', 'alpha', 'beta', 'Gamma']);
  });

  it('has a page that says so where there is no package', () => {
    const empty = list(createShelfFixture([]));
    expect(empty.pages.map(({ address }) => address)).toEqual(['packages/']);
    expect(empty.pages.map((page) => empty.view(page).rows)).toEqual([[]]);
  });

  it('keeps every address and every word of hostile names in its place', () => {
    const hostile = list(createShelfFixture(HOSTILE_NAMES.filter((name) => name.isWellFormed()).map((source) => ({ source, name: source, version: source, says }))));
    const [page] = hostile.pages;
    const { rows } = page === undefined ? { rows: [] } : hostile.view(page);
    expect(new Set(rows.map(({ href }) => href)).size).toBe(rows.length);
    for (const { href, label, versions } of rows) {
      expect(href).toMatch(/^\.\.\/packages\/debian\/[A-Za-z0-9._~-]+\/$/);
      expect(label + versions).not.toMatch(/[\0-\u001f\u202a-\u202e]/u);
      expect(label.length).toBeLessThanOrEqual(200);
    }
  });
});

describe('toPackageListView', () => {
  const { board } = createBoardFixture({ repositories: 0, targets: 0, releases: 0 });
  const site = list(createShelfFixture(createEvidenceFixture(board, toStories(board))));
  const all = view(site, 'packages/');

  it('shows every state in words, and green for what is rebuilt alone', () => {
    const states = new Map(all.rows.map(({ state }) => [state.text, state.look]));
    // Nothing is unmatched where there is an archive: what it does not have is not published.
    expect(states.delete('not published now')).toBe(true);
    expect(states.size).toBe(ANSWERS_WORST_FIRST.length - 1);
    expect([...states].filter(([, look]) => look === 'ok')).toEqual([['✓ rebuilt', 'ok']]);
    expect(new Set(states.values()).size).toBe(states.size);
  });

  it('says of a package its suites, versions, counts and causes', () => {
    expect(all.rows.find(({ label }) => label === 'coreutils')).toMatchObject({
      href: '../packages/debian/coreutils/', suites: 'sid, trixie', versions: '1.0-1', state: { text: 'differs' }, counts: '0 of 1 rebuilt, 1 differs', causes: 'Build path',
    });
    expect(all.rows.find(({ label }) => label === 'openssl')).toMatchObject({ versions: '3.5.1-1', distribution: null });
  });

  it('says so of a package that no suite has any more, and counts it for nothing', () => {
    const gone = one([{ source: 'old', suites: [], says }, { source: 'new', says }]);
    expect(gone.rows.find(({ label }) => label === 'old')).toMatchObject({ state: { look: 'unknown', text: 'not published now' }, counts: '', versions: '1.0-1' });
    expect(gone.totals.map(({ count, text }) => `${count} ${text}`)).toEqual(['1 of 1 source package rebuilt', '1 not published now']);
  });

  it('is passed only where all of it is rebuilt', () => {
    const worst = (...stories: readonly Story[]): string => one(stories).frame.worst;
    expect(worst({ source: 'a', says })).toBe('passed');
    expect(worst({ source: 'a', says }, { source: 'b', says: { alpha: 'reported' } })).toBe('unknown');
    expect(worst({ source: 'a', says }, { source: 'b', says: { alpha: 'differs' } })).toBe('failed');
    expect(worst({ source: 'a', says }, { source: 'b', says: { alpha: 'refused' } })).toBe('failed');
    expect(worst({ source: 'a', suites: [], says })).toBe('unknown');
    expect(one([]).frame.worst).toBe('unknown');
  });

  it('counts in its totals every package once', () => {
    const { totals } = view(list(createShelfFixture(createLargeEvidence(1_200))), 'packages/-/suite/debian/sid/');
    const [rebuilt, ...others] = totals.map(({ count, text }) => ({ count: Number(count), of: Number(/^of (\d+)/.exec(text)?.[1]) }));
    expect((rebuilt?.count ?? 0) + others.reduce((sum, { count }) => sum + count, 0)).toBe(rebuilt?.of);
    expect(others.length).toBeGreaterThan(3);
  });

  it('tells distributions apart where there are several', () => {
    const { readReport, ...evidence } = createEvidenceFixture(board, [{ source: 'a', says }]);
    const elsewhere = evidence.board.artifacts.map((artifact) => ({ ...artifact, distribution: 'qubes', suites: ['r4.3'], archive: 'archive:https://other.example' }));
    const two = view(list(createShelfFixture({
      readReport,
      board: { ...evidence.board, artifacts: [...evidence.board.artifacts, ...elsewhere], suites: [...evidence.board.suites, { archive: 'archive:https://other.example', distribution: 'qubes', suite: 'r4.3', date: null, readAt: FIXTURE_NOW, signedBy: ['other'] }] },
      policy: { ...evidence.policy, archives: new Map([...evidence.policy.archives, ['archive:https://other.example', { suites: new Set(['r4.3']), signers: new Set(['other']) }]]) },
    })), 'packages/');
    expect(two.rows.map(({ label, distribution, href }) => [label, distribution, href])).toEqual([['a', 'debian', '../packages/debian/a/'], ['a', 'qubes', '../packages/qubes/a/']]);
    expect(two.filters.find(({ name }) => name === 'Suite')?.links.map(({ label }) => label)).toEqual(['debian sid', 'debian trixie', 'qubes r4.3']);
  });

  it('tells the search where its files are, and shows filters that there are', () => {
    const { index, ...search } = all.search;
    expect(search).toEqual({ script: '../assets/search.js', root: '../', example: 'state:differs suite:sid cause:build-path' });
    expect(index).toMatch(/^\.\.\/assets\/packages\.[0-9a-f]{10}\.bin$/);
  });
});
