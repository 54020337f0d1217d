// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import type { Board, BoardProject } from '../../model/board.ts';
import { createBoardFixture, createCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';

const fixture = createBoardFixture({ repositories: 3, targets: 2, releases: 2 });

function catalogue(board: Partial<Board> = {}, config: Record<string, unknown> = {}): Catalogue {
  return createCatalogue({
    ...fixture, board: { ...fixture.board, ...board },
    config: configSchema.parse({ gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] }, ...config }),
  });
}

function project(changes: Partial<BoardProject>): BoardProject {
  const [first] = fixture.board.projects;
  if (first === undefined) throw new Error('no project');
  return { ...first, ...changes };
}

describe('createCatalogue', () => {
  it('gives two projects of one path two addresses, the plain one to the last read', () => {
    const { entries } = catalogue({ projects: [project({ id: 1, path: 'a/b', readAt: FIXTURE_NOW - 1 }), project({ id: 2, path: 'a/b' })] });
    expect(new Map(entries.map((entry) => [entry.project.id, entry.segment]))).toEqual(new Map([[2, 'a/b'], [1, 'a/b~1']]));
  });

  it('names projects by their last part, and by their path where that is taken', () => {
    const { entries } = catalogue({ projects: [project({ id: 1, path: 'a/core' }), project({ id: 2, path: 'b/core' }), project({ id: 3, path: 'b/gui' })] });
    expect(entries.map(({ label }) => label)).toEqual(['a/core', 'b/core', 'gui']);
  });

  it('orders stages as the jobs are numbered, whatever one retry did', () => {
    const chain = (id: number, numbers: readonly number[]): BoardProject => project({
      id, path: `a/${id}`, cells: ['zip', 'build', 'aim'].map((stage, index) => createCell({ stage, current: { ...createCell().current, jobId: numbers[index] ?? 0 } })),
    });
    const { compareStages } = catalogue({ projects: [chain(1, [1, 2, 3]), chain(2, [11, 12, 13]), chain(3, [31, 32, 33]), chain(4, [29, 22, 23])] });
    expect(['aim', 'build', 'zip'].sort(compareStages)).toEqual(['zip', 'build', 'aim']);
  });

  it('orders releases as configured, then by name, and leaves out those without jobs', () => {
    const projects = ['r4.10', 'r4.9', 'main'].map((release, id) => project({ id, path: `a/${id}`, cells: [createCell({ release })] }));
    const { releases } = catalogue({ projects }, { releases: [{ name: 'main', title: 'next' }, { name: 'r1' }] });
    expect(releases.map(({ title }) => title)).toEqual(['next', 'r4.9', 'r4.10']);
  });

  it('puts the configured release on the front page, else the first', () => {
    expect(catalogue({}, { site: { front: 'r4.3' } }).front?.name).toBe('r4.3');
    expect(catalogue({}, { site: { front: 'gone' } }).front?.name).toBe('r4.2');
    expect(catalogue({ projects: [] }).front).toBeNull();
  });

  it('groups as configured with the rest last, and by namespace without configuration', () => {
    const projects = ['QubesOS/x', 'QubesOS/core-a', 'other/y'].map((path, id) => project({ id, path }));
    expect(catalogue({ projects }, { groups: [{ name: 'Core', components: ['QubesOS/core-*'] }] }).sections).toEqual(['Core', 'Other repositories']);
    expect(catalogue({ projects }).sections).toEqual(['other', 'QubesOS']);
  });

  it('finds the repository on GitHub whatever the case of its name', () => {
    const [entry] = catalogue({ projects: [project({ path: 'qubesos/QUBES-core-component0' })] }).entries;
    expect(entry?.commitHost).toEqual({ kind: 'github', url: 'https://github.com/QubesOS/qubes-core-component0' });
  });
});
