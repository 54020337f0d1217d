// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { renderCctray, type CctrayProject } from '../../feeds/cctray.ts';
import type { BoardPipeline, BoardProject } from '../../model/board.ts';
import { DAY_MS } from '../../model/time.ts';
import { createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createFeedCatalogue, entryOf, plainProject, toTransition, UNREADABLE, type FeedParts } from '../../testing/feed-fixture.ts';
import { createCctrayProjects } from './feed-cctray.ts';

const [ref] = plainProject.refs;
if (ref?.latest === undefined || ref.latest === null) throw new Error('no pipeline');
const pipeline: BoardPipeline = ref.latest;

function projectsOf(project: Partial<BoardProject>, parts: FeedParts = {}): CctrayProject[] {
  const catalogue = createFeedCatalogue({ projects: [project], ...parts });
  return createCctrayProjects(catalogue)(entryOf(catalogue));
}

/** Every status, as its reader sees it. */
function statusesOf(project: Partial<BoardProject>, parts: FeedParts = {}): string[] {
  return [...renderCctray(projectsOf(project, parts)).matchAll(/lastBuildStatus="(\w+)"/g)].map(([, status = '']) => status);
}

describe('createCctrayProjects', () => {
  it('names a ref and each of its stages, in the order they run', () => {
    const cells = [createCell({ stage: 'install' }), createCell({ stage: 'build' })].map((cell, index) => ({ ...cell, current: { ...cell.current, jobId: 10 - index } }));
    expect(projectsOf({ cells }).map(({ name }) => name)).toEqual(['QubesOS/core main', 'QubesOS/core main :: build', 'QubesOS/core main :: install']);
  });

  it('is about the last pipeline that finished, and says whether one is under way', () => {
    const latest = { ...pipeline, id: 9, iid: 701, state: 'running' } as const;
    expect(projectsOf({ cells: [], refs: [{ ref: 'main', latest, finished: { ...pipeline, state: 'failed' } }] })).toEqual([{
      name: 'QubesOS/core main', state: 'failed', isBuilding: true, finishedAt: pipeline.finishedAt, label: '700', webUrl: `https://gitlab.com/QubesOS/core/-/pipelines/${pipeline.id}`,
    }]);
  });

  it('says of a stage when its last job finished, and the number of that pipeline where it is known', () => {
    const at = FIXTURE_NOW - 5_000;
    const cells = [createCell(), createCell({ target: 'b' })].map((cell) => ({ ...cell, result: cell.result && { ...cell.result, pipelineId: pipeline.id, at } }));
    expect(projectsOf({ cells })[1]).toMatchObject({ finishedAt: at, label: '700', state: 'passed' });
    expect(projectsOf({ cells: [createCell()] })[1]).toMatchObject({ label: null });
    expect(projectsOf({ cells: [createCell({ result: null })] })[1]).toMatchObject({ finishedAt: null, label: null });
  });

  it('calls no success what is stale, unread, unknown or never was', () => {
    const cells = [createCell()];
    expect(statusesOf({ cells })).toEqual(['Success', 'Success']);
    expect(statusesOf({ cells, unreadable: UNREADABLE })).toEqual(['Unknown', 'Unknown']);
    expect(statusesOf({ cells, readAt: 0 })).toEqual(['Unknown', 'Unknown']);
    expect(statusesOf({ cells: [createResultCell('passed', { ageDays: 40 })], refs: [{ ref: 'main', latest: pipeline, finished: { ...pipeline, finishedAt: FIXTURE_NOW - 40 * DAY_MS } }] }))
      .toEqual(['Unknown', 'Unknown']);
    expect(statusesOf({ cells: [createCell({ result: null })], refs: [{ ref: 'main', latest: null, finished: null }] })).toEqual(['Unknown', 'Unknown']);
    expect(statusesOf({ cells: [createCell({ current: { ...createCell().current, state: 'unknown' } })] })[1]).toBe('Unknown');
  });

  it('does not know whether what could not be read is still being built', () => {
    const latest = { ...pipeline, state: 'running' } as const;
    const running = createCell({ current: { ...createCell().current, state: 'running' } });
    expect(projectsOf({ cells: [running], refs: [{ ref: 'main', latest, finished: pipeline }], unreadable: UNREADABLE }).map(({ isBuilding }) => isBuilding)).toEqual([false, false]);
    expect(projectsOf({ cells: [running], refs: [{ ref: 'main', latest, finished: pipeline }] }).map(({ isBuilding }) => isBuilding)).toEqual([true, true]);
  });

  it('is an exception only where everything that fails is of the infrastructure', () => {
    const cells = [createResultCell('failed'), createResultCell('failed', { target: 'b' })];
    const refs = [{ ref: 'main', latest: pipeline, finished: { ...pipeline, state: 'failed' as const } }];
    const because = (...messages: readonly string[]): string[] =>
      statusesOf({ cells, refs }, { transitions: cells.map((cell, index) => toTransition(cell, { failureMessage: messages[index] ?? null })) });
    const runner = 'There has been a runner system failure, please try again';
    expect(because(runner, runner)).toEqual(['Exception', 'Exception']);
    expect(because(runner, 'There is a script failure')).toEqual(['Failure', 'Failure']);
    expect(because(runner)).toEqual(['Failure', 'Failure']);
    expect(statusesOf({ cells: [], refs })).toEqual(['Failure']);
  });

  it('leads to the page of the repository where GitLab may not be linked, and nowhere without an address', () => {
    const project = { cells: [], webUrl: 'javascript:alert(1)' };
    expect(projectsOf(project)[0]?.webUrl).toBeNull();
    expect(projectsOf(project, { config: { site: { url: 'https://ci.example.org/p' } } })[0]?.webUrl).toBe('https://ci.example.org/p/repositories/QubesOS/core/-/');
  });

  it('gives two projects of one path two names, the plain one to the last read', () => {
    const catalogue = createFeedCatalogue({ projects: [{ cells: [], readAt: FIXTURE_NOW - 1 }, { cells: [] }] });
    expect(catalogue.entries.flatMap(createCctrayProjects(catalogue)).map(({ name }) => name)).toEqual(['QubesOS/core main', 'QubesOS/core (1) main']);
  });
});
