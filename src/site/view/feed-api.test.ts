// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { API_SCHEMAS, type ApiCell, type ApiDocument } from '../../feeds/api-schemas.ts';
import type { BoardProject } from '../../model/board.ts';
import type { CellRun } from '../../model/history.ts';
import { DAY_MS } from '../../model/time.ts';
import { createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createFeedCatalogue, entryOf, plainProject, toTransition, UNREADABLE, type FeedParts } from '../../testing/feed-fixture.ts';
import { toApiChanges } from './feed-api-changes.ts';
import { toApiIndex, toApiRepositories, toApiRepository } from './feed-api.ts';
import { toStandings } from './feed-totals.ts';

function documentOf(project: Partial<BoardProject>, parts: FeedParts = {}): ApiDocument<'repository'> {
  const catalogue = createFeedCatalogue({ projects: [project], ...parts });
  const document = toApiRepository(catalogue, toStandings(catalogue), entryOf(catalogue));
  expect(API_SCHEMAS.repository.safeParse(document).error).toBeUndefined();
  return document;
}

function cellOf(project: Partial<BoardProject>, parts: FeedParts = {}): ApiCell | undefined {
  return documentOf(project, parts).cells[0];
}

describe('toApiRepository', () => {
  it('says of a cell what it counts for, since when, and why', () => {
    const cell = createResultCell('failed');
    const at = '2026-11-19T06:04:00Z';
    const runs = ['passed', 'failed', 'passed', 'failed'].map((state, index): CellRun => ({
      pipelineId: index, jobId: index, at: FIXTURE_NOW - (4 - index) * DAY_MS, state: state as 'passed' | 'failed', durationSeconds: null, queuedSeconds: null, isRetry: false, isSameCommit: false,
    }));
    expect(cellOf({ cells: [cell] }, {
      transitions: [toTransition(cell)], traces: new Map([[1_000, 'make: *** [Makefile:1: all] Error 2']]),
      histories: [{ ...cell, project: { source: plainProject.source, id: 1 }, runs }],
    })).toEqual({
      ref: 'main', release: 'r4.3', stage: 'build', target: 'vm-fc42', state: 'failed',
      result: { state: 'failed', at: '2026-11-22T05:04:00Z', jobId: 1_000, pipelineId: 100 },
      since: { pipelineId: 95, commit: 'b'.repeat(40), at }, lastGood: { pipelineId: 94, commit: 'c'.repeat(40), at: '2026-11-18T06:04:00Z' },
      current: { state: 'failed', status: 'failed', jobId: 1_000, pipelineId: 100 },
      flaky: { finished: 4, flips: 3, rate: 0.75, retries: 0 },
      failure: { area: 'code', class: 'compile', title: expect.any(String) as string, message: 'make: *** [Makefile:1: all] Error 2' },
      jobUrl: 'https://gitlab.com/QubesOS/core/-/jobs/1000',
    });
  });

  it('knows no last good commit before what passes, warnings too: something broken may have been there', () => {
    expect(cellOf({ cells: [createResultCell('warned')] })).toMatchObject({ state: 'warned', since: { pipelineId: 95 }, lastGood: null });
    expect(cellOf({ cells: [createCell()] })).toMatchObject({ state: 'passed', lastGood: null, failure: null, flaky: null });
  });

  it('calls nothing passed that is stale, unread, unknown or never was', () => {
    const cells = [createCell()];
    const states = (project: Partial<BoardProject>): unknown[] => {
      const { state, refs, cells: [cell] } = documentOf(project);
      return [state, refs[0]?.state, cell?.state];
    };
    expect(states({ cells })).toEqual(['passed', 'passed', 'passed']);
    expect(states({ cells, unreadable: UNREADABLE })).toEqual(['unknown', 'unknown', 'unknown']);
    expect(states({ cells, readAt: 0 })).toEqual(['unknown', 'stale', 'stale']);
    expect(states({ cells: [createResultCell('passed', { ageDays: 40 })] })[2]).toBe('stale');
    expect(states({ cells: [createCell({ result: null })], refs: [{ ref: 'main', latest: null, finished: null }] })).toEqual(['unknown', 'unknown', 'unknown']);
    expect(states({ cells: [createCell({ current: { ...createCell().current, state: 'unknown', status: 'teleported' } })] })).toEqual(['unknown', 'passed', 'unknown']);
    expect(states({ cells: [], refs: [] })).toEqual(['unknown', undefined, undefined]);
  });

  it('says why it could not be read', () => {
    expect([documentOf({ unreadable: UNREADABLE }).unreadable, documentOf({ readAt: 0 }).unreadable, documentOf({}).unreadable]).toEqual(['forbidden', 'not-read', null]);
  });

  it('links nothing but the web', () => {
    const document = documentOf({ webUrl: 'javascript:alert(1)', cells: [createCell()] });
    expect([document.webUrl, document.refs[0]?.latest?.url, document.cells[0]?.jobUrl]).toEqual([null, null, null]);
  });
});

describe('toApiRepositories', () => {
  it('leads to every document and page, of projects without cells too', () => {
    const catalogue = createFeedCatalogue({ projects: [{ path: 'a' }, { path: 'a/b', cells: [] }, { path: 'a.json/b' }] });
    const { repositories } = toApiRepositories(catalogue, toStandings(catalogue));
    expect(repositories.map(({ path, state, document, page }) => [path, state, document, page])).toEqual([
      ['a', 'passed', 'repositories/a.json', '../../repositories/a/-/'],
      ['a.json/b', 'passed', 'repositories/a~2ejson/b.json', '../../repositories/a.json/b/-/'],
      ['a/b', 'unknown', 'repositories/a/b.json', '../../repositories/a/b/-/'],
    ]);
    expect(toApiRepository(catalogue, toStandings(catalogue), entryOf(catalogue, 2))).toMatchObject({ document: 'b.json', page: '../../../../repositories/a/b/-/' });
  });
});

describe('toApiIndex', () => {
  it('names what is written, and nothing else', () => {
    const index = (parts: FeedParts) => {
      const catalogue = createFeedCatalogue(parts);
      return toApiIndex(catalogue, toStandings(catalogue));
    };
    expect(index({ config: { title: 'Qubes OS', site: { url: 'https://ci.example.org' } } })).toMatchObject({
      title: 'Qubes OS', site: 'https://ci.example.org', collectedAt: '2026-11-22T06:04:00Z', documents: { cctray: '../../cctray.xml', reproducible: null, reproCi: null },
    });
    expect(index({ config: { reprotest: {} }, board: { collections: [] } })).toMatchObject({ site: null, collectedAt: null, documents: { reproCi: '../../repro-ci.json' } });
  });
});

describe('toApiChanges', () => {
  const broken = toTransition(createResultCell('failed'), { failureMessage: 'There has been a runner system failure' });

  function changesOf(parts: FeedParts): ApiDocument<'changes'> {
    const document = toApiChanges(createFeedCatalogue(parts));
    expect(API_SCHEMAS.changes.safeParse(document).error).toBeUndefined();
    return document;
  }

  it('tells changes with their commits and causes', () => {
    expect(changesOf({ transitions: [broken] })).toMatchObject({
      from: '2026-11-15T06:04:00Z', changes: [{
        kind: 'broken', repository: 'QubesOS/core', projectId: 1, from: 'passed', to: 'failed', pipelineId: 95, jobId: 1_000, commit: 'b'.repeat(40),
        before: { pipelineId: 94, commit: 'c'.repeat(40) }, at: '2026-11-19T06:04:00Z', seenAt: '2026-11-22T06:04:00Z', failure: { area: 'infrastructure', class: 'runner' },
      }],
    });
    expect(changesOf({ transitions: [broken], reprotests: new Map([[1_000, false]]) }).changes).toMatchObject([{ kind: 'unreproducible', from: 'passed', to: 'differs' }]);
    const found = { ...broken, to: 'passed', jobId: 1_000, at: { ...broken.at, sha: '' } } as const;
    const differs = changesOf({ transitions: [{ ...found, found: 'differs' }], reprotests: new Map([[1_000, false]]) }).changes[0];
    expect(differs).toMatchObject({ kind: 'unreproducible', from: 'passed', to: 'differs', commit: null });
    const same = changesOf({ transitions: [{ ...found, found: 'same' }], reprotests: new Map([[1_000, true]]) }).changes[0];
    expect(same).toMatchObject({ kind: 'fixed', from: 'differs', to: 'passed' });
    expect(same?.id).not.toBe(differs?.id);
    expect(changesOf({ transitions: [{ ...broken, from: 'failed', to: 'passed' }] }).changes).toMatchObject([{ kind: 'fixed', to: 'passed', failure: null }]);
  });

  it('tells what became too old to count, without a commit and under an id of its own', () => {
    const cell = createResultCell('failed');
    const run: CellRun = { pipelineId: 95, jobId: 1_000, at: FIXTURE_NOW - 31 * DAY_MS, state: 'failed', durationSeconds: null, queuedSeconds: null, isRetry: false, isSameCommit: false };
    const { changes } = changesOf({ transitions: [broken], histories: [{ ...cell, project: { source: plainProject.source, id: 1 }, runs: [run] }] });
    expect(changes).toMatchObject([{ kind: 'broken' }, { kind: 'stale', from: 'failed', to: 'stale', commit: null, before: null, at: '2026-11-21T06:04:00Z', seenAt: '2026-11-21T06:04:00Z', jobId: 1_000 }]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(2);
  });

  it('knows no commit of a pipeline that is gone', () => {
    expect(changesOf({ transitions: [{ ...broken, at: { ...broken.at, sha: '' } }] }).changes).toMatchObject([{ commit: null }]);
  });
});
