// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { BoardPipeline, BoardProject } from '../../model/board.ts';
import { DAY_MS } from '../../model/time.ts';
import { createBoardFixture, createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { toRefBadges, toWholeBadges } from './badge-list.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';

const fixture = createBoardFixture({ repositories: 2, targets: 1, releases: 1 });
const [plain] = fixture.board.projects;
if (plain === undefined) throw new Error('no project');
const [{ latest: pipeline } = { latest: null }] = plain.refs;
if (pipeline === null) throw new Error('no pipeline');

function catalogue(...changes: readonly Partial<BoardProject>[]): Catalogue {
  const projects = changes.map((change, id) => ({ ...plain as BoardProject, id, path: `a/${id}`, ...change }));
  return createCatalogue({ ...fixture, board: { ...fixture.board, projects }, config: configSchema.parse({ gitlab: { groups: ['a'] } }) });
}

function states(changes: Partial<BoardProject>): readonly string[] {
  const from = catalogue(changes);
  const [entry] = from.entries;
  return entry === undefined ? [] : toRefBadges(from, entry).flatMap(({ badges }) => badges.map(({ badge }) => badge.state));
}

function ref(latest: BoardPipeline | null, finished: BoardPipeline | null): BoardProject['refs'] {
  return [{ ref: 'main', latest, finished }];
}

describe('toRefBadges', () => {
  it('has one badge for the pipeline and one per stage, in their order', () => {
    const from = catalogue({});
    const [entry] = from.entries;
    const addresses = entry === undefined ? [] : toRefBadges(from, entry).flatMap(({ badges }) => badges.map(({ address }) => address));
    expect(addresses).toEqual(['pipeline', 'build', 'install', 'repro'].map((name) => `badges/a/0/-/main/${name}`));
  });

  it('shows the last finished pipeline while one is running', () => {
    expect(states({ cells: [], refs: ref({ ...pipeline, state: 'running' }, { ...pipeline, state: 'failed' }) })).toEqual(['failed']);
  });

  it.each([
    ['never run', { refs: ref(null, null) }, 'unknown'],
    ['never finished', { refs: ref({ ...pipeline, state: 'running' }, null) }, 'unknown'],
    ['too old', { refs: ref(pipeline, { ...pipeline, finishedAt: FIXTURE_NOW - 31 * DAY_MS }) }, 'stale'],
    ['unreadable', { refs: ref(pipeline, pipeline), unreadable: { project: null, code: 'forbidden', message: '' } }, 'unknown'],
    ['unread for long', { refs: ref(pipeline, pipeline), readAt: FIXTURE_NOW - 3 * DAY_MS }, 'stale'],
    ['in an unknown state', { refs: ref(pipeline, { ...pipeline, state: 'unknown' }) }, 'unknown'],
  ] as const)('is grey when %s', (_, changes, state) => {
    expect(states({ cells: [], ...changes })).toEqual([state]);
  });

  it('takes the worst target of a stage', () => {
    const cells = [createCell(), createResultCell('failed', { target: 'vm-trixie' }), createResultCell('warned', { stage: 'repro' })];
    expect(states({ cells, refs: ref(null, null) }).slice(1)).toEqual(['failed', 'warned']);
  });

  it('is of the day on which the project was read', () => {
    const from = catalogue({ readAt: FIXTURE_NOW - 3 * DAY_MS });
    const [entry] = from.entries;
    expect(entry && toRefBadges(from, entry)[0]?.badges[0]?.badge.asOf).toBe(FIXTURE_NOW - 3 * DAY_MS);
  });
});

describe('toWholeBadges', () => {
  it('counts the repositories that pass, and is as bad as the worst', () => {
    const badges = toWholeBadges(catalogue({ cells: [createCell()] }, { cells: [createResultCell('failed')] }, { cells: [] }));
    expect(badges).toMatchObject([
      { address: 'badges/-/organisation', badge: { label: 'repositories', state: 'failed', message: '1 of 2 pass' } },
      { address: 'badges/-/targets/vm-fc42', badge: { label: 'vm-fc42', state: 'failed', message: '1 of 2 pass' } },
    ]);
  });

  it('is grey while anything is unknown, and where there is nothing', () => {
    const unread = { unreadable: { project: null, code: 'timeout', message: '' }, cells: [createCell()] };
    expect(toWholeBadges(catalogue({ cells: [createCell()] }, unread))[0]?.badge).toMatchObject({ state: 'unknown', message: '1 of 2 pass' });
    expect(toWholeBadges(catalogue({ cells: [] }))[0]?.badge.state).toBe('unknown');
  });
});
