// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Board, BoardProject } from '../model/board.ts';
import type { EvidenceBoard, KnownSourcePackage, StoredReprotest } from '../model/evidence.ts';
import { evidence, policy, published } from '../testing/evidence-board.ts';
import { ARCHIVE } from '../testing/evidence-readings.ts';
import { isProven, toPackageLinks, type LinkDeps } from './links.ts';
import { createPackageBook } from './package-book.ts';

const SOURCE = 'gitlab:https://gitlab.example';

function project(path: string): BoardProject {
  return {
    source: SOURCE, id: 7, path, name: path, webUrl: `https://gitlab.example/${path}`, defaultBranch: 'main', archived: false, ciEnabled: true,
    formerPaths: [], readAt: 0, unreadable: null, refs: [], cells: [],
  };
}

function vcs(name: string, vcsUrl: string, distribution = 'debian'): KnownSourcePackage {
  return { archive: ARCHIVE, distribution, suite: 'trixie', name, version: '1', vcsUrl };
}

function reprotest(name: string, sources: StoredReprotest['packages'][number]['sources'] = []): StoredReprotest {
  return {
    project: { source: SOURCE, id: 7 }, ref: 'main', release: 'r4.2', stage: 'repro', target: 'vm-sid', jobId: 1, readAt: 0, outcome: 'read', reason: null,
    packages: [{ key: 1, hasReport: false, name, reproduced: true, url: null, differences: null, sources }],
  };
}

function links(path: string, more: Partial<EvidenceBoard> = {}, deps: Partial<LinkDeps> = {}): string[] {
  const artifacts = [published('core-admin'), published('python3-core', 2, { sourceName: 'core-admin' }), published('other', 3)];
  const board: Board = { now: 0, collections: [], sources: [], projects: [project(path)], repositories: [], changes: [] };
  const full = evidence(artifacts, [], more);
  const book = createPackageBook(full, policy([]));
  return toPackageLinks({ board, evidence: full, book, configured: () => [], addresses: () => [], ...deps })
    .map((link) => `${link.entry.name} ${link.evidence} ${isProven(link) ? 'proven' : 'suggested'}`);
}

describe('toPackageLinks', () => {
  it('links nothing that nothing speaks for', () => {
    expect(links('org/website')).toEqual([]);
  });

  it('suggests a package that is called like the repository, and proves nothing by it', () => {
    expect(links('org/core-admin')).toEqual(['core-admin name suggested']);
  });

  it('links by configuration', () => {
    expect(links('org/website', {}, { configured: () => ['core-admin', 'no-such'] })).toEqual(['core-admin configured proven']);
  });

  it('links by the address in Vcs-Git, however it is written, at GitLab or elsewhere', () => {
    expect(links('org/website', { sourcePackages: [vcs('core-admin', 'https://GitLab.example/org/website.git')] })).toEqual(['core-admin vcs proven']);
    expect(links('org/website', { sourcePackages: [vcs('core-admin', 'git@github.example:org/site.git')] }, { addresses: () => ['https://github.example/Org/site'] }))
      .toEqual(['core-admin vcs proven']);
    expect(links('org/website', { sourcePackages: [vcs('core-admin', 'https://gitlab.example/org/website-other.git')] })).toEqual([]);
    expect(links('org/website', { sourcePackages: [vcs('core-admin', 'https://gitlab.example/org/website.git', 'qubes')] })).toEqual([]);
  });

  it('links by a buildinfo of the published version, and suggests by what reprotest jobs call what they built', () => {
    expect(links('org/website', { reprotests: [reprotest('python3-core')] })).toEqual(['core-admin artifact suggested']);
    expect(links('org/website', { reprotests: [reprotest('x', [{ name: 'core-admin', version: '1.0-1' }])] })).toEqual(['core-admin buildinfo proven']);
    expect(links('org/website', { reprotests: [reprotest('x', [{ name: 'core-admin', version: '0.9-1' }])] })).toEqual([]);
    expect(links('org/website', { reprotests: [{ ...reprotest('core-admin'), project: { source: SOURCE, id: 8 } }] })).toEqual([]);
  });

  it('takes no word of a suite that is configured no more', () => {
    const dropped = { ...vcs('core-admin', 'https://gitlab.example/org/website.git'), suite: 'bookworm' };
    expect(links('org/website', { sourcePackages: [dropped] })).toEqual([]);
  });

  it('keeps the strongest evidence of a pair', () => {
    const sourcePackages = [vcs('core-admin', 'https://gitlab.example/org/core-admin')];
    expect(links('org/core-admin', { sourcePackages, reprotests: [reprotest('core-admin')] })).toEqual(['core-admin vcs proven']);
  });
});
