// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { StageCell } from '../../model/cell.ts';
import type { JobState } from '../../model/job-state.ts';
import { DAY_MS } from '../../model/time.ts';
import { createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { toCellView, type CellContext, type CellView } from './cell.ts';

const STAGES = ['build', 'install', 'repro'];

const context: CellContext = {
  now: FIXTURE_NOW, staleResultMs: 30 * DAY_MS, reprotestOf: null, unread: null, webUrl: 'https://gitlab.com/QubesOS/core',
  compareStages: (a, b) => STAGES.indexOf(a) - STAGES.indexOf(b),
  isNew: () => false, isFlaky: () => false, causeOf: () => null,
};

function draw(cells: readonly StageCell[], changes: Partial<CellContext> = {}): CellView {
  const view = toCellView(cells, { ...context, ...changes }, 'stage', 'vm-fc42');
  if (view === null) throw new Error('no cell');
  return view;
}

function current(state: JobState, status: string = state): StageCell['current'] {
  return { state, status, jobId: 2_000, pipelineId: 101, at: FIXTURE_NOW };
}

describe('toCellView', () => {
  it('is nothing where nothing is built', () => {
    expect(toCellView([], context, 'stage', 'vm-fc42')).toBeNull();
  });

  it('is a quiet check where every stage passed, and names all of them', () => {
    const cell = draw([createCell({ stage: 'repro' }), createCell(), createCell({ stage: 'install' })]);
    expect(cell).toMatchObject({ look: 'ok', text: '✓', note: null, label: 'build, install, repro passed' });
  });

  it('names the stage that failed and since when, and links to its job', () => {
    const failed = createResultCell('failed', { stage: 'install', sinceDays: 3 });
    const cell = draw([createCell(), { ...failed, result: failed.result && { ...failed.result, jobId: 77 } }]);
    expect(cell).toMatchObject({
      look: 'fail', text: 'install', note: '3 d', href: 'https://gitlab.com/QubesOS/core/-/jobs/77',
      label: 'install 3 d vm-fc42: install failed since 19 Nov 2026; build passed',
    });
  });

  it('lets the earliest of several failed stages decide: the later ones follow from it', () => {
    const cell = draw([createResultCell('failed', { stage: 'repro', sinceDays: 9 }), createResultCell('failed', { stage: 'build', sinceDays: 2 })]);
    expect(cell).toMatchObject({ text: 'build', note: '2 d' });
  });

  it.each([
    [['failed', 'unknown'], 'fail'], [['unknown', 'warned'], 'unknown'], [['warned', 'passed'], 'warn'], [['stale', 'warned'], 'stale'],
  ])('of %j shows the worst', (states, look) => {
    const toStageCell = (state: string | undefined, stage: string): StageCell => {
      if (state === 'unknown') return createCell({ stage, current: current('unknown', 'quantum') });
      if (state === 'stale') return createResultCell('passed', { stage, ageDays: 31 });
      return createResultCell(state === 'failed' ? 'failed' : state === 'warned' ? 'warned' : 'passed', { stage });
    };
    expect(draw([toStageCell(states[1], 'build'), toStageCell(states[0], 'install')]).look).toBe(look);
  });

  it('keeps the last result in sight while it runs again', () => {
    expect(draw([createCell({ current: current('running') })])).toMatchObject({ look: 'run', text: '✓', note: 'running' });
    expect(draw([createResultCell('failed', { current: current('pending') })])).toMatchObject({ look: 'fail', text: 'build', note: '3 d, running' });
  });

  it.each(['cancelled', 'skipped', 'manual'] as const)('shows %s beside the last result', (state) => {
    expect(draw([createCell({ current: current(state) })])).toMatchObject({ look: 'ok', text: '✓', note: state });
  });

  it.each([['running', 'run'], ['pending', 'run'], ['manual', 'idle'], ['skipped', 'idle'], ['cancelled', 'idle'], ['passed', 'unknown']] as const)(
    'is never green without a result: %s', (state, look) => {
      expect(draw([createCell({ result: null, current: current(state) })]).look).toBe(look);
    },
  );

  it('shows a state that nobody knows by its name, and not as the pass before it', () => {
    expect(draw([createCell({ current: current('unknown', 'awaiting_quantum') })])).toMatchObject({ look: 'unknown', text: '? awaiting_quantum' });
  });

  it('keeps a failure in sight behind a state that nobody knows', () => {
    expect(draw([createResultCell('failed', { current: current('unknown', 'quantum') })]).look).toBe('fail');
  });

  it.each([['passed', '✓'], ['failed', '✕ build'], ['warned', '! build']] as const)('greys a result that is too old, with its age: %s', (state, text) => {
    expect(draw([createResultCell(state, { ageDays: 40 })])).toMatchObject({ look: 'stale', text, note: '40 d old' });
  });

  it('counts a result of exactly the age that is allowed', () => {
    const cell = createResultCell('passed');
    const at = FIXTURE_NOW - 30 * DAY_MS;
    expect(draw([{ ...cell, result: cell.result && { ...cell.result, at } }]).look).toBe('ok');
    expect(draw([{ ...cell, result: cell.result && { ...cell.result, at: at - 1 } }]).look).toBe('stale');
  });

  it.each(['passed', 'failed'] as const)('is grey whatever the result (%s) when the project could not be read', (state) => {
    const unread = { word: 'no access', readAt: FIXTURE_NOW - DAY_MS, isOld: false };
    const cell = draw([createResultCell(state)], { unread });
    expect(cell).toMatchObject({ look: 'stale', note: 'no access' });
    expect(cell.label).toContain('last read 21 Nov 2026');
  });

  it('marks what is newly broken, and nothing else', () => {
    const isNew = ({ stage }: StageCell): boolean => stage === 'build';
    expect(draw([createResultCell('failed')], { isNew }).isNew).toBe(true);
    expect(draw([createResultCell('failed', { stage: 'install' })], { isNew }).isNew).toBe(false);
    expect(draw([createCell()], { isNew }).isNew).toBe(false);
  });

  it('names the ref of each stage where several feed the cell', () => {
    expect(draw([createCell(), createCell({ ref: 'next', stage: 'install' })]).label).toBe('build (main), install (next) passed');
  });

  it('has no link where the project has none', () => {
    expect(draw([createCell()], { webUrl: null }).href).toBeNull();
  });

  it('begins its label with what is seen, so that it can be called by it', () => {
    const { label, text, note } = draw([createResultCell('warned')]);
    expect(label.startsWith(`${text} ${note ?? ''} vm-fc42`)).toBe(true);
  });

  it('bounds what a hostile name can take', () => {
    const name = 'A'.repeat(10_000);
    const { label, text } = draw(Array.from({ length: 500 }, (_, index) => createResultCell('failed', { stage: `${name}${index}` })));
    expect(text.length).toBeLessThanOrEqual(60);
    expect(label.length).toBeLessThan(1_500);
  });
});
