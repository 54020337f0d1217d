// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysAgo, runs } from '../testing/history-fixture.ts';
import { isFlaky, toFlakiness } from './flakiness.ts';

const ALL = daysAgo(1_000);

describe('toFlakiness', () => {
  it.each([
    ['PPPPPP', 6, 0, 0],
    ['PFPFP', 5, 4, 0],
    ['PFFPP', 5, 2, 0],
    // Three in a row are a breakage: neither its results nor its flips count.
    ['PFFFPP', 3, 0, 0],
    ['PPFFFFF', 2, 0, 0],
    ['FFFPFP', 3, 2, 0],
    // What is only allowed to fail fails all the same.
    ['PWPWP', 5, 4, 0],
    ['PWFWP', 2, 0, 0],
    ['RPR', 3, 0, 2],
    // The same commit failed and passed: a second try, wherever it ran.
    ['PFSPP', 5, 2, 1],
    // On the commit of a breakage a pass is no second try, and on that of a pass neither.
    ['FFFSP', 2, 0, 0],
    ['PSSS', 4, 0, 0],
    ['', 0, 0, 0],
  ])('of %s counts %i results, %i flips and %i second tries', (letters, finished, flips, retries) => {
    expect(toFlakiness(runs(letters), ALL)).toEqual({ finished, flips, retries, rate: finished === 0 ? 0 : flips / finished });
  });

  it('counts what finished within the window, and looks further back for how long a row of failures is', () => {
    expect(toFlakiness(runs('PFPFP'), daysAgo(2.5))).toMatchObject({ finished: 3, flips: 3 });
    expect(toFlakiness(runs('PFFFPP'), daysAgo(2.5))).toMatchObject({ finished: 2, flips: 0 });
  });

  it('has a rate from 0 to 1 for any results, and no flip where there was one kind only', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('P', 'F', 'W', 'R', 'S')), (letters) => {
      const { rate, flips, finished, retries } = toFlakiness(runs(letters.join('')), ALL);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(1);
      expect(finished).toBeLessThanOrEqual(letters.length);
      expect(flips).toBeLessThanOrEqual(Math.max(0, finished - 1));
      expect(retries).toBeLessThanOrEqual(letters.length);
      if (letters.every((letter) => letter === 'P')) expect(flips + retries).toBe(0);
    }));
  });
});

describe('isFlaky', () => {
  const limits = { rate: 0.1 };
  it('wants more than one break and mend, and a share of the results', () => {
    expect(isFlaky(toFlakiness(runs('PFP'), ALL), limits)).toBe(false);
    expect(isFlaky(toFlakiness(runs('PFPFP'), ALL), limits)).toBe(true);
    expect(isFlaky(toFlakiness(runs(`PFPFP${'P'.repeat(40)}`), ALL), limits)).toBe(false);
  });

  it('calls what needs second tries flaky', () => {
    expect(isFlaky(toFlakiness(runs('PRP'), ALL), limits)).toBe(false);
    expect(isFlaky(toFlakiness(runs('PRPR'), ALL), limits)).toBe(true);
  });
});
