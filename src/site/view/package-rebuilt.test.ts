// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { createBoardFixture } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, type Say, type Story } from '../../testing/evidence-fixture.ts';
import { createCatalogue } from './catalogue.ts';
import { toMatrix, toReleaseColumnsPlan, toReleasePlan, type Matrix, type RowRebuilt } from './matrix.ts';
import { toRepositoryPackages } from './repository-packages.ts';
import { toTotals } from './worst.ts';

const fixture = createBoardFixture({ repositories: 2, targets: 1, releases: 1 });
const board = { ...fixture.board, projects: fixture.board.projects.map((project, index) => ({ ...project, name: `p${index}`, path: `QubesOS/p${index}` })) };
const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, packages: { sources: { 'QubesOS/p0': ['hello', 'world'] } } });

function matrix(stories: readonly Story[], plan: 'release' | 'target' = 'release'): Matrix {
  const evidence = createEvidenceFixture(board, stories);
  const catalogue = createCatalogue({ ...fixture, board, config, evidence: { ...evidence, board: { ...evidence.board, reprotests: [] } } });
  return toMatrix(catalogue, plan === 'release' ? toReleasePlan(catalogue, 'r4.2', '') : toReleaseColumnsPlan(catalogue, 'host-fc41', ''), '');
}

function cells(stories: readonly Story[]): readonly (RowRebuilt | null)[] {
  return matrix(stories).sections.flatMap(({ rows }) => rows.map(({ rebuilt }) => rebuilt));
}

function story(...says: readonly Say[]): Story {
  const [alpha, beta] = says;
  return { source: 'hello', says: { ...(alpha === undefined ? {} : { alpha }), ...(beta === undefined ? {} : { beta }) } };
}

const GOOD = story('reproduced', 'reproduced');

describe('the column rebuilt', () => {
  it.each([
    [[GOOD], 'ok', '✓ 1/1', null],
    [[GOOD, { ...GOOD, source: 'world' }], 'ok', '✓ 2/2', null],
    [[GOOD, { ...story('differs', 'differs'), source: 'world' }], 'differs', 'differs', '1/2'],
    [[story('reproduced', 'differs')], 'disagree', 'disagree', '1/1'],
    [[story('reported')], 'reported', 'reported', '1/1'],
    [[story('refused')], 'unverified', 'unverified', '1/1'],
    [[story('reproduced')], 'short', 'too few', '1/1'],
    [[story('failed')], 'unbuilt', 'failed to build', '1/1'],
    [[story()], 'unknown', '? unknown', '1/1'],
    [[{ ...GOOD, suites: [] }], 'unknown', '? unknown', null],
  ] as const)('of %j', (stories, look, text, note) => {
    expect(cells(stories)[0]).toMatchObject({ look, text, note });
  });

  it('is empty where nothing is linked, and not there where nothing is anywhere', () => {
    expect(cells([GOOD])[1]).toBeNull();
    expect(matrix([{ ...GOOD, source: 'foreign' }]).hasRebuilt).toBe(false);
  });

  it('only suggests what is only called alike, in whatever state that is', () => {
    for (const says of [GOOD.says, story('differs', 'differs').says]) {
      const suggested = matrix([{ source: 'p1', says }]);
      expect(suggested.sections[0]?.rows[1]?.rebuilt).toMatchObject({ look: 'suggested', text: 'called alike', href: 'repositories/QubesOS/p1/-/#packages' });
      expect(toTotals(suggested)).toMatchObject({ differing: 0, disputed: 0 });
    }
  });

  it('gives the repository no colour of a package that is only called like it, on its own page either', () => {
    const evidence = createEvidenceFixture(board, [{ ...GOOD, source: 'p1' }]);
    const catalogue = createCatalogue({ ...fixture, board, config, evidence: { ...evidence, board: { ...evidence.board, reprotests: [] } } });
    const entry = catalogue.entries.find(({ label }) => label === 'p1');
    expect(entry && toRepositoryPackages(catalogue, entry, '')).toMatchObject({
      sentence: 'Nothing proves that a package is made from it.', rows: [{ state: { look: 'suggested', text: 'rebuilt' }, why: 'called alike; not proven', isProven: false }],
    });
  });

  it('leads to the package, or to the list of several', () => {
    expect(cells([GOOD])[0]?.href).toBe('packages/debian/hello/');
    expect(cells([GOOD, { ...GOOD, source: 'world' }])[0]?.href).toBe('repositories/QubesOS/p0/-/#packages');
  });

  it('says in its label what it shows first, so that it can be called by it', () => {
    expect(cells([story('differs', 'differs')])[0]?.label).toBe('differs 1/1 packages: 0 of 1 rebuilt, 1 differs');
  });

  it('is not in a table about one target', () => {
    expect(matrix([GOOD], 'target').hasRebuilt).toBe(false);
  });

  it('lets a repository pass all the same, but counts what differs', () => {
    expect(toTotals(matrix([story('differs', 'differs')]))).toMatchObject({ passing: 2, differing: 1 });
    expect(toTotals(matrix([story('reproduced', 'differs')]))).toMatchObject({ passing: 2, disputed: 1 });
    expect(toTotals(matrix([story('reported')]))).toMatchObject({ passing: 2, differing: 0, unproven: 0 });
  });
});
