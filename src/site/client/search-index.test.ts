// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Story } from '../../testing/evidence-fixture.ts';
import { HOSTILE_NAMES } from '../../testing/hostile-board.ts';
import { createLargeEvidence } from '../../testing/large-evidence.ts';
import { createShelfFixture } from '../../testing/shelf-fixture.ts';
import { toSearchIndex } from '../view/package-search.ts';
import { find, toPart, toQuery, toResult } from './search-index.js';

const says = { alpha: 'reproduced', beta: 'reproduced' } as const;

function search(stories: readonly Story[]): (text: string) => readonly ReturnType<typeof toResult>[] {
  const parts = toSearchIndex(createShelfFixture(stories).shelf).files.map(({ text }) => toPart(text));
  return (text) => find(parts, toQuery(text), 50).hits.map((hit) => toResult(hit, toQuery(text)));
}

describe('toQuery', () => {
  it('tells filters from words, in lower case', () => {
    expect(toQuery('  state:Differs Kernel suite:trixie state:failed a:b ')).toEqual({
      terms: ['kernel', 'a:b'], filters: { state: ['differs', 'failed'], suite: ['trixie'] },
    });
  });

  it('takes a filter that is still being typed for none', () => {
    expect(toQuery('state: kernel')).toEqual({ terms: ['kernel'], filters: {} });
  });

  it('has no filter that is not one of the three', () => {
    expect(toQuery('__proto__:x constructor:y')).toEqual({ terms: ['__proto__:x', 'constructor:y'], filters: {} });
  });
});

describe('find', () => {
  const ask = search([
    { source: 'kernel', says },
    { source: 'bkernel', says },
    { source: 'aaa', name: 'aaa-first', says: { alpha: 'differs:locale' } },
    { source: 'linux-kernel', says: { alpha: 'differs:timestamp', beta: 'differs:timestamp' }, suites: ['sid'] },
    { source: 'kernel-wedge', says: { alpha: 'reported' }, suites: ['trixie'] },
    { source: 'apple', name: 'kernel-apple', says },
    { source: 'apple', name: 'apple-doc', says: { alpha: 'failed' } },
    { source: 'Upper', name: 'libUpper1', says },
  ]);
  const list = (text: string): string[] => ask(text).map(({ name }) => name);

  it('finds a part of any name: the whole name first, then beginnings, then parts, source packages before binary ones', () => {
    expect(list('kernel')).toEqual(['kernel', 'kernel-wedge', 'apple', 'linux-kernel', 'bkernel']);
  });

  it('names the binary packages that have the words, with their own state', () => {
    expect(ask('kernel-a')).toMatchObject([{ name: 'apple', state: 'failed to build', names: [{ name: 'kernel-apple', state: '✓ rebuilt' }], further: 0 }]);
    expect(ask('apple')).toMatchObject([{ name: 'apple', names: [] }]);
  });

  it('wants all words in one name, in any order', () => {
    expect(list('kernel linux')).toEqual(['linux-kernel']);
    expect(list('kernel doc')).toEqual([]);
  });

  it('knows no case', () => {
    expect(ask('UPPER')).toMatchObject([{ name: 'Upper' }]);
    expect(ask('libupper')).toMatchObject([{ name: 'Upper', names: [{ name: 'libUpper1' }] }]);
  });

  it('joins filters, any of one kind and all kinds', () => {
    expect(list('state:differs')).toEqual(['aaa', 'linux-kernel']);
    expect(list('state:differs state:failed')).toEqual(['aaa', 'apple', 'linux-kernel']);
    expect(list('state:differs suite:sid cause:timestamp kernel')).toEqual(['linux-kernel']);
    expect(list('state:differs suite:trixie')).toEqual(['aaa']);
    expect(list('suite:debian/trixie reported')).toEqual([]);
    expect(list('suite:debian/trixie wedge')).toEqual(['kernel-wedge']);
  });

  it('takes the beginning of a filter while there is no whole one', () => {
    expect(list('state:repor')).toEqual(['kernel-wedge']);
    expect(list('cause:time')).toEqual(['linux-kernel']);
    expect(list('state:nothing')).toEqual([]);
  });

  it('finds each of hostile names by what is shown of it, and leads to its own page', () => {
    const names = HOSTILE_NAMES.filter((name) => name.isWellFormed());
    const { shelf } = createShelfFixture(names.flatMap((source) => [{ source, says }, { source, name: `${source} $& x`, says }]));
    const parts = toSearchIndex(shelf).files.map(({ text }) => toPart(text));
    const { hits, count } = find(parts, toQuery(''), 1_000);
    expect(count).toBe(names.length);
    const found = hits.map((hit) => `packages/${toResult(hit, toQuery('')).address}`);
    expect(found.toSorted()).toEqual(shelf.book.packages.map((entry) => shelf.addressOf(entry)).toSorted());
    for (const { lines } of parts) {
      for (const line of lines) expect(line).not.toMatch(/[\0-\u0008\u000a-\u001f\u202a-\u202e]/u);
    }
    expect(find(parts, toQuery('<script>'), 50).count).toBe(1);
    expect(find(parts, toQuery('__proto__'), 50).count).toBe(1);
  });

  it('answers as somebody would who reads every line', () => {
    const { shelf } = createShelfFixture(createLargeEvidence(1_500));
    const parts = toSearchIndex(shelf).files.map(({ text }) => toPart(text));
    const entries = shelf.book.packages.map(({ name, artifacts, tally, suites }) => ({ name, state: tally.state, suites, names: [name, ...artifacts.map((one) => one.name)] }));
    for (const term of ['a', 'kernel', 'lib', 'perl', '-', 'ti', 'golang-github', 'python3-', 'zzz', 'x', '0ad', '++']) {
      const expected = entries.filter(({ names: all }) => all.some((name) => name.includes(term)));
      const { count, hits } = find(parts, toQuery(term), Infinity);
      expect(count).toBe(expected.length);
      expect(hits.map((hit) => toResult(hit, toQuery(term)).name).toSorted()).toEqual(expected.map(({ name }) => name).toSorted());
      const few = find(parts, toQuery(term), 20);
      expect(few.hits).toEqual(hits.slice(0, 20));
    }
    const filtered = entries.filter(({ state, suites, names: all }) => state === 'differs' && suites.includes('sid') && all.some((name) => name.includes('lib')));
    expect(find(parts, toQuery('state:differs suite:sid lib'), 50).count).toBe(filtered.length);
    expect(filtered.length).toBeGreaterThan(5);
  });
});
