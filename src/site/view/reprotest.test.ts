// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toColor, toMessage } from '../../badges/badge.ts';
import { configSchema } from '../../config/schema.ts';
import type { StageCell } from '../../model/cell.ts';
import type { StoredReprotest, StoredReprotestPackage } from '../../model/evidence.ts';
import type { ResultState } from '../../model/job-state.ts';
import { createBoardFixture, createResultCell, FIXTURE_NOW, GITLAB } from '../../testing/board-fixture.ts';
import { createEvidenceFixture } from '../../testing/evidence-fixture.ts';
import { toRefBadges } from './badge-list.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import { toMatrix, toReleasePlan } from './matrix.ts';
import { toReprotestRows } from './repository-packages.ts';
import { toRepositoryView } from './repository.ts';
import { toTotals, toWorst } from './worst.ts';

const fixture = createBoardFixture({ repositories: 1, targets: 1, releases: 1 });
const [plain] = fixture.board.projects;
if (plain === undefined) throw new Error('no project');

function built(changes: Partial<StoredReprotestPackage> = {}): StoredReprotestPackage {
  return { key: 7, name: 'hello', reproduced: true, hasReport: false, url: null, differences: null, sources: [], ...changes };
}

function stored(cell: StageCell, changes: Partial<StoredReprotest> = {}): StoredReprotest {
  const { ref, release, stage, target } = cell;
  return {
    ref, release, stage, target, project: { source: GITLAB, id: plain?.id ?? 0 }, jobId: cell.result?.jobId ?? 0, readAt: FIXTURE_NOW,
    outcome: 'read', reason: null, packages: [built(), built({ name: 'hello-doc' })], ...changes,
  };
}

const OFF = [built(), built({ name: 'hello-doc', reproduced: false })];

/** A board of one repository with one repro cell; `reprotest` lies over what its job left, null for nothing read. */
function catalogue(state: ResultState, reprotest: Partial<StoredReprotest> | null, cell: Partial<StageCell> & { ageDays?: number } = {}, config: object = { reprotest: {} }): Catalogue {
  const repro = createResultCell(state, { stage: 'repro', sinceDays: 40, ...cell });
  const evidence = createEvidenceFixture(fixture.board, []);
  return createCatalogue({
    ...fixture,
    board: { ...fixture.board, projects: fixture.board.projects.map((project) => ({ ...project, cells: [repro] })) },
    config: configSchema.parse({ gitlab: { groups: ['QubesOS'] }, ...config }),
    evidence: { ...evidence, board: { ...evidence.board, reprotests: reprotest === null ? [] : [stored(repro, reprotest)] } },
  });
}

function cellOf(from: Catalogue) {
  return toMatrix(from, toReleasePlan(from, 'r4.3', ''), '').sections[0]?.rows[0]?.cells[0] ?? null;
}

function badgesOf(from: Catalogue): Record<string, readonly [string, string]> {
  const [entry] = from.entries;
  const badges = entry === undefined ? [] : toRefBadges(from, entry).flatMap((ref) => ref.badges);
  return Object.fromEntries(badges.map(({ badge }) => [badge.label, [toColor(badge.state), toMessage(badge)]]));
}

describe('a cell of the repro stage', () => {
  it.each([
    ['passed', {}, 'ok', '✓', null, 'brightgreen', '2/2'],
    ['passed', { packages: OFF }, 'differs', 'differs', null, 'red', '1 of 2 differs'],
    ['failed', { packages: OFF }, 'differs', 'differs', '40 d', 'red', '1 of 2 differs'],
    ['warned', { packages: OFF }, 'differs', 'differs', null, 'red', '1 of 2 differs'],
    ['failed', {}, 'fail', 'repro', '40 d', 'red', 'failed'],
    ['failed', { outcome: 'absent', packages: [] }, 'fail', 'failed to build', '40 d', 'red', 'failed'],
    ['failed', null, 'fail', 'failed to build', '40 d', 'red', 'failed'],
    ['warned', null, 'warn', '! repro', '40 d', 'yellow', 'passed with warnings'],
    ['passed', null, 'reported', 'no results', null, 'lightgrey', 'no results'],
    ['passed', { outcome: 'absent', packages: [] }, 'reported', 'no results', null, 'lightgrey', 'no results'],
    ['passed', { outcome: 'refused', reason: 'it is HTML', packages: [] }, 'reported', 'no results', null, 'lightgrey', 'no results'],
    ['passed', { packages: [] }, 'reported', 'no results', null, 'lightgrey', 'no results'],
    ['passed', { jobId: 999 }, 'reported', 'no results', null, 'lightgrey', 'no results'],
  ] as const)('whose job %s and left %j', (state, reprotest, look, text, note, color, message) => {
    const from = catalogue(state, reprotest);
    expect(cellOf(from)).toMatchObject({ look, text, note });
    expect(badgesOf(from)['repro-ci']).toEqual([color, message]);
  });

  it.each([null, {}, { packages: OFF }] as const)('is grey once it is too old, whatever was left: %j', (reprotest) => {
    const from = catalogue('passed', reprotest, { ageDays: 31 });
    expect(cellOf(from)).toMatchObject({ look: 'stale', note: '31 d old' });
    expect(badgesOf(from)['repro-ci']).toEqual(['lightgrey', 'stale']);
  });

  it('does not hide a difference behind a check when it is too old', () => {
    expect(cellOf(catalogue('passed', { packages: OFF }, { ageDays: 31 }))?.text).toBe('✕ differs');
  });

  it('says in words which packages differ, and why there are no results', () => {
    expect(cellOf(catalogue('failed', { packages: OFF }))?.label).toBe('differs 40 d vm-fc42: repro differs since 13 Oct 2026: hello-doc');
    expect(cellOf(catalogue('passed', { outcome: 'refused', reason: 'it is HTML', packages: [] }))?.label).toContain('passed, but its results cannot be read: it is HTML');
  });

  it('leads to the comparison where there is one, else to the job', () => {
    const differing = built({ reproduced: false, hasReport: true, key: 31 });
    expect(cellOf(catalogue('failed', { packages: [built({ hasReport: true }), differing] }))?.href).toBe('repositories/QubesOS/qubes-core-component0/-/differences/reprotest-31/');
    expect(cellOf(catalogue('failed', { packages: OFF }))?.href).toBe('https://gitlab.com/QubesOS/qubes-core-component0/-/jobs/1000');
  });

  it('is a stage like others where nobody asked for its results, and so is another stage', () => {
    expect(cellOf(catalogue('passed', null, {}, {}))).toMatchObject({ look: 'ok', text: '✓' });
    expect(cellOf(catalogue('passed', null, { stage: 'build' }))).toMatchObject({ look: 'ok', text: '✓' });
    expect(badgesOf(catalogue('passed', null, {}, {}))).not.toHaveProperty('repro-ci');
  });

  it('is of the stage that the configuration names', () => {
    expect(cellOf(catalogue('passed', null, { stage: 'reprotest' }, { reprotest: { stage: 'reprotest' } }))).toMatchObject({ look: 'reported' });
  });

  it('shows no green, in the matrix or on the page of its repository, while the repository cannot be read', () => {
    const fresh = catalogue('passed', {});
    const unreadable = { project: null, code: 'forbidden', message: 'no access' };
    const projects = fresh.board.projects.map((project) => ({ ...project, unreadable }));
    const from = createCatalogue({ ...fresh, board: { ...fresh.board, projects } });
    const looks = (of: Catalogue): string[] => of.entries.flatMap((entry) => {
      const { rows, fine } = toReprotestRows(of, entry, '');
      return [...rows, ...fine].map(({ state }) => state.look);
    });
    expect([cellOf(fresh)?.look, ...looks(fresh)]).toContain('ok');
    expect([cellOf(from)?.look, ...new Set(looks(from))]).toEqual(['stale', 'stale']);
  });

  it('shows no green while nothing was ever read', () => {
    const projects = fixture.board.projects.map((project) => ({ ...project, cells: [createResultCell('passed', { stage: 'repro' })] }));
    const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, reprotest: {} });
    expect(cellOf(createCatalogue({ ...fixture, board: { ...fixture.board, projects }, config, evidence: null }))?.look).toBe('reported');
  });

  it('says what is behind its own stage badge too', () => {
    expect(badgesOf(catalogue('failed', { packages: OFF }))['repro']).toEqual(['red', 'differs']);
    expect(badgesOf(catalogue('passed', null))['repro']).toEqual(['lightgrey', 'no results']);
  });
});

describe('toTotals, with reprotests', () => {
  const totals = (state: ResultState, reprotest: Partial<StoredReprotest> | null) => {
    const from = catalogue(state, reprotest);
    return toTotals(toMatrix(from, toReleasePlan(from, 'r4.3', ''), ''));
  };

  it('passes what is reproduced and nothing else', () => {
    expect(totals('passed', {})).toMatchObject({ passing: 1, differing: 0, unproven: 0 });
    expect(totals('passed', null)).toMatchObject({ passing: 0, unproven: 1 });
    expect(totals('passed', { packages: OFF })).toMatchObject({ passing: 0, differing: 1, failing: 0 });
  });

  it('makes the page as bad as what differs, and never good without results', () => {
    expect(toWorst(totals('passed', {}))).toBe('passed');
    expect(toWorst(totals('passed', null))).toBe('unknown');
    expect(toWorst(totals('passed', { packages: OFF }))).toBe('failed');
    expect(toWorst({ ...totals('passed', {}), passing: 9, unproven: 1 })).toBe('unknown');
    expect(toWorst({ ...totals('passed', {}), passing: 9, disputed: 1 })).toBe('failed');
  });
});

describe('toRepositoryView, with reprotests', () => {
  const view = (state: ResultState, reprotest: Partial<StoredReprotest> | null) => {
    const from = catalogue(state, reprotest);
    const [entry] = from.entries;
    if (entry === undefined) throw new Error('no entry');
    return toRepositoryView(from, { style: 's.css', script: 's.js' }, entry);
  };

  it('says that what is built again differs, since when, and which package', () => {
    const { sentence, failures, reprotests } = view('failed', { packages: OFF });
    expect(sentence).toBe('What is built again differs.');
    expect(failures).toMatchObject([{ look: 'differs', stage: 'repro', since: '13 Oct 2026 (40 d)' }]);
    expect(reprotests.rows).toMatchObject([{ target: 'vm-fc42', state: { look: 'differs' }, words: '1 of 2 the same', differing: [{ name: 'hello-doc', comparisonHref: null }] }]);
  });

  it('makes up no first bad commit for a job that passes all the same', () => {
    expect(view('passed', { packages: OFF }).failures).toEqual([]);
  });

  it('folds away what is reproduced', () => {
    expect(view('passed', {}).reprotests).toMatchObject({ rows: [], fine: [{ state: { look: 'ok' }, words: '2 of 2 the same' }] });
  });
});
