// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { StageCell } from '../../model/cell.ts';
import { DAY_MS } from '../../model/time.ts';
import { createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createFeedCatalogue, toTransition, UNREADABLE } from '../../testing/feed-fixture.ts';
import { createHostileBoard } from '../../testing/hostile-board.ts';
import { configSchema } from '../../config/schema.ts';
import { createCatalogue } from './catalogue.ts';
import { toCollectedAt, toFeedTotals, toStandings } from './feed-totals.ts';

const running: StageCell = createCell({ current: { ...createCell().current, state: 'running', status: 'running' } });

describe('toFeedTotals', () => {
  it('counts every repository with cells once, by its worst cell', () => {
    const failed = createResultCell('failed');
    const catalogue = createFeedCatalogue({
      projects: [
        { cells: [createCell(), running] }, { cells: [createCell(), createResultCell('warned', { target: 'b' })] }, { cells: [failed, createResultCell('failed', { target: 'b', ageDays: 40 })] },
        { cells: [createResultCell('failed')] }, { cells: [createResultCell('passed', { ageDays: 40 })] }, { cells: [running], unreadable: UNREADABLE },
        { cells: [createCell()], readAt: FIXTURE_NOW - 3 * DAY_MS }, { cells: [] },
      ],
      board: { changes: [toTransition(failed, { project: { source: 'gitlab:https://gitlab.com', id: 3 } })] },
    });
    const totals = toFeedTotals(toStandings(catalogue));
    expect(totals).toEqual({
      repositories: 7, passing: 1, warned: 1, failing: 2, newlyFailing: 1, differing: 0, stale: 2, unknown: 1, running: 1,
    });
  });

  it('adds up, whatever the names', () => {
    const catalogue = createCatalogue({ ...createHostileBoard(), config: configSchema.parse({ gitlab: { groups: ['x'] } }) });
    const { repositories, passing, warned, failing, differing, stale, unknown } = toFeedTotals(toStandings(catalogue));
    expect(passing + warned + failing + differing + stale + unknown).toBe(repositories);
    expect([repositories, passing, warned]).toEqual([catalogue.entries.length, 0, 0]);
  });
});

describe('toCollectedAt', () => {
  it('is the start of the last collection, not the day of the build', () => {
    expect(toCollectedAt(createFeedCatalogue({ board: { now: FIXTURE_NOW + DAY_MS } }))).toBe(FIXTURE_NOW);
    expect(toCollectedAt(createFeedCatalogue({ board: { collections: [] } }))).toBeNull();
  });
});
