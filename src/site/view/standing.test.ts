// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { BoardPipeline, BoardProject } from '../../model/board.ts';
import type { StageCell } from '../../model/cell.ts';
import { DAY_MS } from '../../model/time.ts';
import { createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createEvidenceFixture } from '../../testing/evidence-fixture.ts';
import { createFeedCatalogue, entryOf, plainProject, UNREADABLE } from '../../testing/feed-fixture.ts';
import { judge, toPipelineStanding, toRefStanding } from './standing.ts';

const [ref] = plainProject.refs;
if (ref?.latest === undefined || ref.latest === null) throw new Error('no pipeline');
const pipeline: BoardPipeline = ref.latest;

function standingOf(cells: readonly StageCell[], project: Partial<BoardProject> = {}): string {
  const entry = entryOf(createFeedCatalogue({ projects: [{ cells, ...project }] }));
  return judge(cells, entry.cellContext).standing;
}

describe('judge', () => {
  const never = { ...createCell(), result: null };
  it.each<[string, readonly StageCell[]]>([
    ['passed', [createCell()]],
    ['warned', [createCell(), createResultCell('warned', { target: 'b' })]],
    ['failed', [createResultCell('failed'), createResultCell('warned', { target: 'b' })]],
    ['stale', [createCell(), createResultCell('passed', { target: 'b', ageDays: 40 })]],
    ['unknown', []],
    ['unknown', [{ ...never, current: { ...never.current, state: 'running' } }]],
    ['unknown', [{ ...never, current: { ...never.current, state: 'manual' } }]],
    ['unknown', [createCell({ current: { ...never.current, state: 'unknown', status: 'teleported' } })]],
  ])('says %s of %j', (standing, cells) => {
    expect(standingOf(cells)).toBe(standing);
  });

  it('says nothing good, and nothing bad, of what could not be read', () => {
    for (const cell of [createCell(), createResultCell('failed')]) {
      expect(standingOf([cell], { unreadable: UNREADABLE })).toBe('unknown');
      expect(standingOf([cell], { readAt: FIXTURE_NOW - 3 * DAY_MS })).toBe('stale');
    }
  });
});

describe('toPipelineStanding', () => {
  it('is that of the last finished pipeline, while it is young enough', () => {
    const of = (finished: Partial<BoardPipeline> | null, latest: Partial<BoardPipeline> = {}, project: Partial<BoardProject> = {}): string => {
      const one = { ref: 'main', latest: { ...pipeline, ...latest }, finished: finished === null ? null : { ...pipeline, ...finished } };
      const catalogue = createFeedCatalogue({ projects: [{ refs: [one], ...project }] });
      return toPipelineStanding(catalogue, entryOf(catalogue), one);
    };
    expect(of({ state: 'failed' }, { state: 'running' })).toBe('failed');
    expect(of({ state: 'warned' })).toBe('warned');
    expect(of(null, { state: 'running' })).toBe('unknown');
    expect(of({ state: 'passed' }, { state: 'unknown' })).toBe('unknown');
    expect(of({ state: 'passed', finishedAt: FIXTURE_NOW - 31 * DAY_MS })).toBe('stale');
    expect(of({ state: 'passed', finishedAt: null, createdAt: FIXTURE_NOW - 31 * DAY_MS })).toBe('stale');
    expect(of({ state: 'passed' }, {}, { unreadable: UNREADABLE })).toBe('unknown');
    expect(of({ state: 'failed' }, {}, { readAt: 0 })).toBe('stale');
  });
});

describe('toRefStanding', () => {
  const repro = { ...createCell({ stage: 'repro' }), result: { ...(createCell().result as NonNullable<StageCell['result']>), pipelineId: pipeline.id } };

  function of(packages: readonly boolean[] | null, result: Partial<NonNullable<StageCell['result']>> = {}): string {
    const cell = { ...repro, result: { ...repro.result, ...result } };
    const catalogue = createFeedCatalogue({ projects: [{ cells: [cell] }], config: { reprotest: {} } });
    const { board } = catalogue;
    const fixture = createEvidenceFixture(board, []);
    const evidence = {
      ...fixture, board: {
        ...fixture.board, reprotests: packages === null ? [] : [{
          ...cell, project: { source: plainProject.source, id: 1 }, jobId: cell.result.jobId, readAt: FIXTURE_NOW, outcome: 'read' as const, reason: null,
          packages: packages.map((reproduced, key) => ({ key, name: `p${key}`, reproduced, url: null, hasReport: false, differences: null, sources: [] })),
        }],
      },
    };
    const judged = createFeedCatalogue({ projects: [{ cells: [cell] }], config: { reprotest: {} }, evidence });
    return toRefStanding(judged, entryOf(judged), ref as NonNullable<typeof ref>);
  }

  it('is green only where the packages of the reprotest jobs are', () => {
    expect(of([true, true])).toBe('passed');
    expect(of([true, false])).toBe('differs');
    expect(of([])).toBe('unknown');
    expect(of(null)).toBe('unknown');
  });

  it('asks for no evidence of other pipelines', () => {
    expect(of([false], { pipelineId: 5 })).toBe('passed');
  });
});
