// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { daysAgo, history } from '../testing/history-fixture.ts';
import { toReprotestEvents } from './reprotest-events.ts';

/** What each job found, oldest first: `S` the same, `D` it differs, `-` not read; read on successive days. */
function eventsOf(states: string, found: string, began = daysAgo(100)): (string | number)[][] {
  const one = history(states, { stage: 'repro' });
  const outcomes = new Map(one.runs.flatMap(({ jobId }, index) => (
    found[index] === '-' ? [] : [[jobId, { isSame: found[index] === 'S', readAt: daysAgo(50 - index) }] as const])));
  return toReprotestEvents(one, outcomes, began).map(({ jobId, found: now, from, to, seenAt }) => [
    one.runs.findIndex((run) => run.jobId === jobId), now ?? '', from ?? '', to, (seenAt - daysAgo(50)) / (daysAgo(0) - daysAgo(1)),
  ]);
}

describe('toReprotestEvents', () => {
  it('tells where a job that goes on passing begins to differ, and where it ends', () => {
    expect(eventsOf('PPPPP', 'SDDSS')).toEqual([[1, 'differs', 'passed', 'passed', 1], [3, 'same', 'passed', 'passed', 3]]);
    expect(eventsOf('WW', 'SD')).toEqual([[1, 'differs', 'warned', 'warned', 1]]);
  });

  it('passes over results that were not read', () => {
    expect(eventsOf('PPPP', 'S--D')).toEqual([[3, 'differs', 'passed', 'passed', 3]]);
    expect(eventsOf('PPPP', '----')).toEqual([]);
  });

  it('leaves to a change of the result what came with it', () => {
    expect(eventsOf('PFP', 'SDS')).toEqual([]);
    expect(eventsOf('FP', 'DD')).toEqual([]);
    expect(eventsOf('FPP', 'DDS')).toEqual([[2, 'same', 'passed', 'passed', 2]]);
  });

  it('takes a first finding for news unless it is of the first reading of all', () => {
    expect(eventsOf('P', 'D')).toHaveLength(1);
    expect(eventsOf('P', 'D', daysAgo(50))).toEqual([]);
    expect(eventsOf('P', 'S')).toEqual([]);
  });
});
