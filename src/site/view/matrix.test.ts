// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { StageCell } from '../../model/cell.ts';
import { createBoardFixture, createCell, createResultCell } from '../../testing/board-fixture.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import { toMatrix, toReleasePlan } from './matrix.ts';
import { toHeadline, toTotals, toWorst } from './worst.ts';

const fixture = createBoardFixture({ repositories: 3, targets: 1, releases: 1 });
const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] } });

/** Three repositories, each with the given cells. */
function catalogue(...cells: readonly (readonly StageCell[])[]): Catalogue {
  const projects = fixture.board.projects.map((project, index) => ({ ...project, cells: cells[index] ?? [] }));
  return createCatalogue({ ...fixture, config, board: { ...fixture.board, projects } });
}

function matrix(...cells: readonly (readonly StageCell[])[]): ReturnType<typeof toMatrix> {
  const from = catalogue(...cells);
  return toMatrix(from, toReleasePlan(from, 'r4.3', ''), '');
}

describe('toMatrix', () => {
  it('has a row for every repository that has jobs in the release', () => {
    const { sections } = matrix([createCell()], [createCell({ release: 'r4.2' })]);
    expect(sections.flatMap(({ rows }) => rows.map(({ label }) => label))).toEqual(['qubes-core-component0']);
  });

  it('leaves a gap where nothing is built', () => {
    const { sections } = matrix([createCell()], [createCell({ target: 'vm-trixie' })]);
    expect(sections.flatMap(({ rows }) => rows.map(({ cells }) => cells.map((cell) => cell?.look ?? null)))).toEqual([[null, 'ok'], ['ok', null]]);
  });

  it('calls targets by what follows their prefix, in groups, where all have one', () => {
    const { columns, columnGroups } = matrix([createCell({ target: 'vm-fc42' }), createCell({ target: 'host-fc41' }), createCell({ target: 'vm-centos-stream9' })]);
    expect(columns.map(({ label }) => label)).toEqual(['fc41', 'centos-stream9', 'fc42']);
    expect(columnGroups).toEqual([{ label: 'host', size: 1 }, { label: 'vm', size: 2 }]);
  });

  it('has no groups where a target has no prefix', () => {
    const { columns, hasColumnGroups } = matrix([createCell({ target: 'vm-fc42' }), createCell({ target: 'docs' })]);
    expect(columns.map(({ label }) => label)).toEqual(['docs', 'vm-fc42']);
    expect(hasColumnGroups).toBe(false);
  });

  it('takes the stages as columns and names the jobs where there are more than 30 targets', () => {
    const jobs = Array.from({ length: 31 }, (_, index) => createResultCell(index === 7 ? 'failed' : 'passed', { stage: 'test', target: `unit ${index}` }));
    const { columns, sections } = matrix(jobs);
    expect(columns.map(({ label }) => label)).toEqual(['test']);
    expect(sections[0]?.rows[0]?.cells[0]).toMatchObject({ look: 'fail', text: 'unit 7' });
  });

  it('says how many more failed in one cell', () => {
    const jobs = Array.from({ length: 31 }, (_, index) => createResultCell('failed', { stage: 'test', target: `unit ${index}` }));
    expect(matrix(jobs).sections[0]?.rows[0]?.cells[0]?.text).toBe('unit 0 +30');
  });
});

describe('toTotals', () => {
  it('lets a repository pass only if all of it does', () => {
    const totals = toTotals(matrix([createCell(), createResultCell('failed', { target: 'vm-trixie' })], [createCell()], [createResultCell('warned')]));
    expect(totals).toMatchObject({ rows: 3, passing: 1, failing: 1, warned: 1, doubtful: 0 });
  });

  it('counts a repository that is built again as passing and as running', () => {
    const running = createCell({ current: { ...createCell().current, state: 'running' } });
    expect(toTotals(matrix([running]))).toMatchObject({ passing: 1, running: 1 });
  });

  it('does not count as passing what never had a result', () => {
    const running = createCell({ result: null, current: { ...createCell().current, state: 'running' } });
    expect(toTotals(matrix([running]))).toMatchObject({ passing: 0, running: 1 });
  });
});

describe('toWorst', () => {
  it.each([
    [[createResultCell('failed'), createResultCell('passed', { target: 'x', ageDays: 90 })], 'failed', '✕ 1 broken'],
    [[createResultCell('passed', { ageDays: 90 })], 'unknown', '? 1 old or unread'],
    [[createResultCell('warned')], 'warned', '! 1 with warnings'],
    [[createCell()], 'passed', '✓ nothing broken'],
    [[], 'unknown', '? nothing known'],
  ] as const)('is never passed without evidence (%#)', (cells, worst, headline) => {
    const totals = toTotals(matrix(cells));
    expect(toWorst(totals)).toBe(worst);
    expect(toHeadline(totals)).toBe(headline);
  });
});
