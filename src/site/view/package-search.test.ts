// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createLargeEvidence } from '../../testing/large-evidence.ts';
import { createShelfFixture } from '../../testing/shelf-fixture.ts';
import { MAX_FILE_BYTES, toSearchIndex, type SearchFile, type SearchHead } from './package-search.ts';

function readHead({ text }: SearchFile): SearchHead {
  return JSON.parse(text.slice(0, text.indexOf('\n'))) as SearchHead;
}

function readNames({ text }: SearchFile): string[] {
  return text.slice(text.indexOf('\n') + 1).split('\n').map((line) => line.replace(/\t.*/, ''));
}

describe('toSearchIndex', () => {
  const { shelf } = createShelfFixture(createLargeEvidence(7_000));
  const { files, start } = toSearchIndex(shelf);

  it('has every package once, in files of which none is larger than the bound', () => {
    expect(files.flatMap(readNames).toSorted()).toEqual(shelf.book.packages.map(({ name }) => name).toSorted());
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter(({ text }) => Buffer.byteLength(text) > MAX_FILE_BYTES)).toEqual([]);
  });

  it('begins with a file that names the others and how much there is', () => {
    const [first, ...others] = files;
    expect(first?.address).toBe(start);
    expect(files.map((file) => readHead(file).whole)).toEqual([
      { packages: 7_000, files: others.map(({ address }) => address.replace('assets/', '')) }, ...others.map(() => null),
    ]);
  });

  it('puts first what somebody has to look at, and orders both parts by name', () => {
    const urgent = files.flatMap((file) => readNames(file).slice(0, readHead(file).urgent));
    const rest = files.flatMap((file) => readNames(file).slice(readHead(file).urgent));
    const isUrgent = (name: string): boolean => ['differs', 'disagree', 'unverified', 'failed'].includes(shelf.book.find('debian', name)?.tally.state ?? '');
    expect(urgent).toEqual(urgent.filter(isUrgent).toSorted());
    expect(rest).toEqual(rest.filter((name) => !isUrgent(name)).toSorted());
    expect(urgent.length).toBeGreaterThan(400);
  });

  it('is named by its content', () => {
    const [first, again, other] = [20, 20, 19].map((sources) => toSearchIndex(createShelfFixture(createLargeEvidence(sources)).shelf));
    expect(again).toEqual(first);
    expect(other?.start).not.toBe(first?.start);
  });

  it('stays within the bound however many and long the names of one package are', () => {
    const stories = Array.from({ length: 4_000 }, (_, index) => ({ source: `source${index % 2}`, name: `binary${index}-${'y'.repeat(300)}`, says: {} }));
    const index = toSearchIndex(createShelfFixture(stories).shelf);
    expect(index.files.flatMap(readNames)).toHaveLength(2);
    expect(index.files.filter(({ text }) => Buffer.byteLength(text) > MAX_FILE_BYTES)).toEqual([]);
  });

  it('gives a package that no suite has any more a state of its own', () => {
    const [file] = toSearchIndex(createShelfFixture([{ source: 'old', suites: [], says: { alpha: 'reproduced' } }]).shelf).files;
    expect(file === undefined ? null : readHead(file).states).toEqual([['gone', 'not published now', 'unknown']]);
  });

  it('has one file that says so where there is no package', () => {
    const index = toSearchIndex(createShelfFixture([]).shelf);
    expect(index.files.map(({ text }) => text.split('\n').slice(1))).toEqual([['']]);
    expect(index.files.map((file) => readHead(file).whole)).toEqual([{ packages: 0, files: [] }]);
  });
});
