// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { FIXTURE_NOW } from '../testing/board-fixture.ts';
import { daysAgo, history, runs } from '../testing/history-fixture.ts';
import { toStaleEvents } from './staleness.ts';

const at = (...days: number[]) => history('', { runs: days.map((day, index) => ({ ...runs('P')[0] as ReturnType<typeof runs>[number], pipelineId: index, at: daysAgo(day) })) });

describe('toStaleEvents', () => {
  const events = (...days: number[]) => toStaleEvents(at(...days), 30 * DAY_MS, daysAgo(90), FIXTURE_NOW).map((event) => (FIXTURE_NOW - event.at) / DAY_MS);

  it('says when the last result became too old', () => {
    expect(events(50, 40)).toEqual([10]);
    expect(events(40, 20)).toEqual([]);
  });

  it('says that it had become so before it was built again', () => {
    expect(events(80, 5)).toEqual([50]);
  });

  it('leaves out what was before the window, and what is to come', () => {
    expect(events(200)).toEqual([]);
    expect(events(29)).toEqual([]);
    expect(events(30)).toEqual([0]);
  });
});
