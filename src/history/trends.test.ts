// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { FIXTURE_NOW } from '../testing/board-fixture.ts';
import { daysAgo, history, runs } from '../testing/history-fixture.ts';
import { createTrends, toMedian, type Trends } from './trends.ts';
import type { CellHistory } from '../model/history.ts';

function trends(histories: readonly CellHistory[], reprotests: ReadonlyMap<number, boolean> = new Map()): Trends {
  const outcomes = new Map([...reprotests].map(([job, isSame]) => [job, { isSame, readAt: FIXTURE_NOW }]));
  const gatherer = createTrends({ now: FIXTURE_NOW, days: 5, reprotests: outcomes });
  for (const one of histories) gatherer.add(one);
  return gatherer.finish();
}

describe('createTrends', () => {
  it('counts each day by when jobs finished, the last one today', () => {
    const points = trends([history('PF'), history('WP', { target: 'vm-fc43' })]).of('r4.2', null);
    expect(points?.map(({ finished, passed }) => [finished, passed])).toEqual([[0, 0], [0, 0], [0, 0], [2, 1], [2, 1]]);
    expect(points?.at(-1)?.day).toBe(Math.floor(FIXTURE_NOW / DAY_MS) * DAY_MS);
  });

  it('tells targets apart, and says nothing of what never finished', () => {
    const both = trends([history('P'), history('F', { target: 'vm-fc43' })]);
    expect(both.of('r4.2', 'vm-fc43')?.at(-1)).toMatchObject({ finished: 1, passed: 0 });
    expect(both.of('r4.2', 'vm-sid')).toBeNull();
    expect(both.of('r9', null)).toBeNull();
  });

  it('gives medians of what says how long it took, over all targets for the release', () => {
    const of = (target: string, durationSeconds: number | null) => history('', { target, runs: runs('P', { durationSeconds, queuedSeconds: durationSeconds }) });
    const point = trends([of('a', 10), of('b', 30), of('c', 100), of('d', null)]).of('r4.2', null)?.at(-1);
    expect(point).toMatchObject({ durationSeconds: 30, queuedSeconds: 30, finished: 4 });
    expect(trends([of('d', null)]).of('r4.2', null)?.at(-1)).toMatchObject({ durationSeconds: null });
  });

  it('calls reproducible only what was compared, and passed', () => {
    const reprotests = new Map([[1_000, true], [1_001, false]]);
    const points = trends([history('PP')], reprotests).of('r4.2', null);
    expect(points?.slice(-2).map(({ compared, reproduced }) => [compared, reproduced])).toEqual([[1, 1], [1, 0]]);
    expect(trends([history('F')], reprotests).of('r4.2', null)?.at(-1)).toMatchObject({ compared: 1, reproduced: 0 });
    expect(trends([history('PPP')], new Map()).of('r4.2', null)?.every(({ compared }) => compared === 0)).toBe(true);
  });

  it('takes what a clock ahead of ours dates tomorrow for today, and leaves out what is too old', () => {
    const points = trends([history('', { runs: runs('P', { at: daysAgo(-3) }) }), history('', { target: 'x', runs: runs('P', { at: daysAgo(5) }) })]).of('r4.2', null);
    expect(points?.map(({ finished }) => finished)).toEqual([0, 0, 0, 0, 1]);
  });

  it('gives the passed share of a project a day, null on days without any', () => {
    const { passRates } = trends([history('PF'), history('P', { target: 'b' })]);
    expect(passRates(history('').project)).toEqual([null, null, null, 1, 0.5]);
    expect(passRates({ source: 'x', id: 1 })).toBeNull();
  });
});

describe('toMedian', () => {
  it.each([[[], null], [[5], 5], [[3, 1, 2], 2], [[4, 1, 3, 2], 2.5], [[100, 20, 3], 20]])('of %j is %j', (values, expected) => {
    expect(toMedian(values)).toBe(expected);
  });
});
