// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { BoardProject } from '../../model/board.ts';
import type { StageCell } from '../../model/cell.ts';
import type { StoredReprotestPackage } from '../../model/evidence.ts';
import { createCell, createResultCell, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, type Say, type Story } from '../../testing/evidence-fixture.ts';
import { createFeedCatalogue, plainProject, UNREADABLE } from '../../testing/feed-fixture.ts';
import { createShelfFixture } from '../../testing/shelf-fixture.ts';
import { toRebuiltRecords, toReproCiRecords } from './feed-reproducible.ts';

function rebuilt(stories: readonly Story[]): string[] {
  return toRebuiltRecords(createShelfFixture(stories).shelf.book)
    .map(({ package: name, version, suite, architecture, claim }) => `${name} ${version} ${suite} ${architecture} ${claim}`);
}

describe('toRebuiltRecords', () => {
  it.each<[string, Story['says'], Partial<Story>]>([
    ['reproduced', { alpha: 'reproduced', beta: 'reproduced' }, {}],
    ['differs', { alpha: 'reproduced', beta: 'reproduced', gamma: 'differs' }, {}],
    ['differs', { alpha: 'differs' }, {}],
    ['failed', { alpha: 'failed' }, {}],
    ['waiting', { alpha: 'waiting' }, {}],
    ['pending', { alpha: 'pending' }, {}],
    ...(['reported', 'absent', 'refused', 'unpinned', 'unknown'] as const).map((say: Say): [string, Story['says'], Partial<Story>] => ['unknown', { alpha: say }, {}]),
    ['unknown', { alpha: 'reproduced', alef: 'reproduced' }, {}],
    ['unknown', { delta: 'reproduced' }, {}],
    ['unknown', {}, {}],
  ])('says %s of %j', (claim, says, more) => {
    expect(rebuilt([{ source: 'acl', suites: ['sid'], says, ...more }])).toEqual([`acl 1.0-1 sid amd64 ${claim}`]);
  });

  it('has one record for a source package in a suite on an architecture: the worst of its packages', () => {
    const good = { alpha: 'reproduced', beta: 'reproduced' } as const;
    expect(rebuilt([
      { source: 'acl', name: 'libacl1', says: good }, { source: 'acl', name: 'acl', suites: ['sid'], says: { alpha: 'differs' } }, { source: 'acl', name: 'acl-doc', architecture: 'all', suites: ['sid'], says: good },
    ]).sort()).toEqual(['acl 1.0-1 sid all reproduced', 'acl 1.0-1 sid amd64 differs', 'acl 1.0-1 trixie amd64 reproduced']);
  });

  it('names the version of what decides, and nothing that is published no more', () => {
    const good = { alpha: 'reproduced', beta: 'reproduced' } as const;
    expect(rebuilt([
      { source: 'acl', name: 'acl', version: '2', suites: ['sid'], says: good }, { source: 'acl', name: 'libacl0', version: '1', suites: ['sid'], says: { alpha: 'failed' } },
      { source: 'old', suites: [], says: good },
    ])).toEqual(['acl 1 sid amd64 failed']);
  });

  it('says when it was last built', () => {
    const [record] = toRebuiltRecords(createShelfFixture([{ source: 'acl', suites: ['sid'], says: { alpha: 'reproduced', beta: 'reproduced' } }, ]).shelf.book);
    expect(record?.builtAt).toBe(FIXTURE_NOW - 3 * 3_600_000);
  });
});

const repro = createResultCell('passed', { stage: 'repro' });
const pack: StoredReprotestPackage = { key: 1, name: 'core', reproduced: true, url: null, hasReport: false, differences: null, sources: [] };

/** What is said of one job's packages: the cell, its project, and what it left. */
function reproCi(packages: readonly Partial<StoredReprotestPackage>[], cells: readonly StageCell[] = [repro], project: Partial<BoardProject> = {}): string[] {
  const parts = { projects: [{ cells, ...project }], config: { reprotest: {} } };
  const fixture = createEvidenceFixture(createFeedCatalogue(parts).board, []);
  const reprotests = cells.map((cell) => ({
    ...cell, project: { source: plainProject.source, id: 1 }, jobId: cell.result?.jobId ?? 0, readAt: FIXTURE_NOW, outcome: 'read' as const, reason: null, packages: packages.map((one) => ({ ...pack, ...one })),
  }));
  const catalogue = createFeedCatalogue({ ...parts, evidence: { ...fixture, board: { ...fixture.board, reprotests } } });
  return toReproCiRecords(catalogue).map(({ package: name, version, suite, architecture, claim }) => `${name} ${version} ${suite} ${architecture} ${claim}`);
}

describe('toReproCiRecords', () => {
  it('says of every package of a job what it found, with the release as suite and the target as architecture', () => {
    expect(reproCi([{}, { name: 'core-doc', reproduced: false }])).toEqual(['core unknown r4.3 vm-fc42 reproduced', 'core-doc unknown r4.3 vm-fc42 differs']);
  });

  it('takes the version from a buildinfo that is about the package, or alone', () => {
    const versions = (sources: StoredReprotestPackage['sources']): string | undefined => reproCi([{ sources }])[0]?.split(' ')[1];
    expect(versions([{ name: 'other', version: '9' }, { name: 'core', version: '4.3.1' }])).toBe('4.3.1');
    expect(versions([{ name: 'other', version: '9' }])).toBe('9');
    expect(versions([{ name: 'other', version: '9' }, { name: 'another', version: '8' }])).toBe('unknown');
  });

  it('believes nothing that does not count today', () => {
    expect(reproCi([{}], [createResultCell('passed', { stage: 'repro', ageDays: 40 })])).toEqual(['core unknown r4.3 vm-fc42 unknown']);
    expect(reproCi([{ reproduced: false }], [repro], { unreadable: UNREADABLE })).toEqual(['core unknown r4.3 vm-fc42 unknown']);
    expect(reproCi([{}], [createResultCell('failed', { stage: 'repro' })])).toEqual(['core unknown r4.3 vm-fc42 unknown']);
    expect(reproCi([{}], [createResultCell('warned', { stage: 'repro' })])).toEqual(['core unknown r4.3 vm-fc42 unknown']);
    expect(reproCi([{}], [createCell({ stage: 'build' })])).toEqual([]);
  });

  it('counts the worst of several jobs that build one package', () => {
    const other = { ...repro, ref: 'release4.3' };
    expect(reproCi([{ name: 'core', reproduced: true }, { name: 'core', reproduced: false }], [repro, other])).toEqual(['core unknown r4.3 vm-fc42 differs']);
  });
});
