// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { createBoardFixture, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createEvidenceFixture, DISTRIBUTION, toDigest, toStories, type Story } from '../../testing/evidence-fixture.ts';
import { createCatalogue } from './catalogue.ts';
import { toPackageView, type PackageView } from './package-page.ts';

const fixture = createBoardFixture({ repositories: 10, targets: 1, releases: 1 });
const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] }, packages: { sources: { 'QubesOS/qubes-app-component1': ['less'] } } });

function view(source: string, stories: readonly Story[] = toStories(fixture.board)): PackageView {
  const catalogue = createCatalogue({ ...fixture, config, evidence: createEvidenceFixture(fixture.board, stories) });
  const entry = catalogue.packages?.book.find(DISTRIBUTION, source);
  if (!entry || catalogue.packages === null) throw new Error(`no package ${source}`);
  return toPackageView(catalogue, catalogue.packages, { style: 's.css', script: 's.js' }, entry);
}

function votesOf(page: PackageView): PackageView['versions'][number]['artifacts'][number]['votes'] {
  return page.versions[0]?.artifacts[0]?.votes ?? [];
}

describe('toPackageView', () => {
  it('counts in numbers what is rebuilt, and carries the worst in its title', () => {
    expect(view('acl')).toMatchObject({ rebuilt: { count: '3', rest: 'of 3 binary packages rebuilt' }, counts: [], frame: { worst: 'passed', title: '✓ acl – Proofboard' } });
    expect(view('openssl')).toMatchObject({ rebuilt: { count: '1' }, counts: [{ count: '1', text: 'in disagreement', isBad: true }], frame: { worst: 'failed' } });
    expect(view('hello').frame.worst).toBe('unknown');
  });

  it('lists every artifact with its digest whole and its file', () => {
    const [artifact] = view('bash').versions[0]?.artifacts ?? [];
    const { head = '', middle = '', tail = '' } = artifact?.digest ?? {};
    expect(`${head}${middle}${tail}`).toBe(toDigest(3));
    expect(artifact).toMatchObject({ name: 'bash', architecture: 'amd64', fileHref: 'https://archive.example/debian/pool/main/bash/bash_1.0-1_amd64.deb', state: { look: 'disagree' } });
  });

  it('says of every vote who, what, when, with which proof, and where to look', () => {
    const [alpha, beta, gamma] = votesOf(view('bash'));
    expect(alpha).toMatchObject({
      rebuilder: 'alpha', href: '../../../rebuilders/alpha/', operator: null, state: { look: 'ok', text: '✓ reproduced' }, proof: { text: 'attestation verified with key' },
      links: [{ label: 'log' }, { label: 'attestation' }, { label: 'buildinfo' }],
    });
    expect(beta?.links.map(({ label }) => label)).toEqual(['log', 'attestation']);
    expect(gamma).toMatchObject({
      state: { look: 'differs' }, links: [{ label: 'diffoscope at the rebuilder', isOutside: true }, { label: 'log' }],
      causes: [{ title: 'Timestamp', href: '../../../causes/#timestamp', lines: [{ kind: 'minus' }, { kind: 'plus' }] }],
      members: '2 files differ: data.tar.xz → data.tar → ./usr/share/doc/example/build.txt (2 lines out, 3 in); control.tar.xz → control.tar → ./md5sums (1 lines out, 1 in)',
    });
  });

  it('leads to our own comparison where there is one', () => {
    expect(votesOf(view('coreutils'))[0]?.links[0]).toEqual({ label: 'comparison', href: '../../../packages/debian/coreutils/differences/4/', isOutside: false });
  });

  it.each([
    ['dash', 'attestation refused (wrong-key): signed by a key that is not pinned'],
    ['hello', 'attestation not checked yet'],
    ['iproute2', ''],
  ])('says why a proof is none: %s', (source, text) => {
    expect(votesOf(view(source))[0]?.proof.text).toBe(text);
  });

  it('says which file was reproduced where it is not the published one', () => {
    expect(votesOf(view('nano'))[0]).toMatchObject({ state: { text: 'another file' }, proof: { digests: [{ label: '' }, { label: 'of another file, sha256', digest: { head: toDigest(9_015).slice(0, 8) } }] } });
  });

  it('says that a key is pinned no more', () => {
    expect(votesOf(view('hello'))[2]).toMatchObject({ state: { look: 'reported' }, proof: { text: 'attestation signed with a key that is no longer pinned,' } });
  });

  it('remembers what a rebuilder said before', () => {
    expect(votesOf(view('openssl'))[0]?.previous).toBe('was reproduced, with proof, until 6 Nov 2026');
  });

  it('names the operator of a rebuilder that has another name', () => {
    expect(votesOf(view('findutils')).map(({ rebuilder, operator }) => [rebuilder, operator])).toEqual([['alpha', null], ['alef', 'alpha']]);
  });

  it('warns of what is an alert', () => {
    expect(view('patch').notices).toEqual(['patch 1.0-1 amd64: the file changed under the same version; 1 other digest was published as it.']);
    expect(view('openssl').notices).toHaveLength(2);
  });

  it('tells what is made from a repository from what is called like it', () => {
    const evidence = createEvidenceFixture(fixture.board);
    const catalogue = createCatalogue({ ...fixture, config, evidence: { ...evidence, board: { ...evidence.board, reprotests: [] } } });
    const of = (source: string) => {
      const entry = catalogue.packages?.book.find(DISTRIBUTION, source);
      return entry && catalogue.packages ? toPackageView(catalogue, catalogue.packages, { style: '', script: '' }, entry).repositories : [];
    };
    expect(of('qubes-core-component0')).toEqual([{
      label: 'QubesOS/qubes-core-component0', href: '../../../repositories/QubesOS/qubes-core-component0/-/', why: 'the package names it as its repository', isProven: true,
    }]);
    expect(of('qubes-gui-component4')).toMatchObject([{ why: 'called alike; not proven', isProven: false }]);
    expect(of('less')).toMatchObject([{ label: 'QubesOS/qubes-app-component1', why: 'the configuration says so', isProven: true }]);
  });

  it('puts what is published no more below, and counts it for nothing', () => {
    const page = view('openssl');
    expect(page.versions.map(({ version }) => version)).toEqual(['3.5.1-1']);
    expect(page.older).toMatchObject([{ version: '3.5.0-2', seen: 'published until 22 Nov 2026', state: { look: 'unmatched' } }]);
  });

  it('lists no more than a page can bear, the worst first, and says so', () => {
    const stories = Array.from({ length: 250 }, (_, index): Story => ({
      source: 'linux', name: `linux-image-${index}`, says: index === 249 ? { alpha: 'differs' } : { alpha: 'reproduced', beta: 'reproduced' },
    }));
    const page = view('linux', stories);
    const names = page.versions.flatMap(({ artifacts }) => artifacts.map(({ name }) => name));
    expect(names).toHaveLength(200);
    expect(names).toContain('linux-image-249');
    expect(page.leftOut).toContain('50 binary packages more are not listed');
  });

  it('has a page for what only rebuilders know, which is never green', () => {
    const stories: readonly Story[] = [{ source: 'gawk', isPublished: false, says: { alpha: 'reproduced', beta: 'reproduced' } }];
    const page = view('gawk', stories);
    expect(page.frame.worst).toBe('unknown');
    expect(votesOf(page).map(({ state }) => state.look)).toEqual(['unmatched', 'unmatched']);
  });

  it('has the badge ready to paste', () => {
    expect(view('acl').snippets).toMatchObject([{ label: 'rebuilt', picture: '../../../badges/-/packages/debian/acl.svg', alt: 'rebuilt: 3/3' }]);
  });
});

describe('createCatalogue, of evidence', () => {
  it('has no packages where neither a rebuilder nor an archive is configured', () => {
    const evidence = createEvidenceFixture(fixture.board);
    const none = { ...evidence, policy: { ...evidence.policy, rebuilders: [], archives: new Map() } };
    expect(createCatalogue({ ...fixture, config, evidence: none }).packages).toBeNull();
    expect(createCatalogue({ ...fixture, config, evidence: null }).packages).toBeNull();
  });

  it('gives two rebuilders of one name two addresses', () => {
    const evidence = createEvidenceFixture(fixture.board);
    const rebuilders = evidence.policy.rebuilders.map((rebuilder) => ({ ...rebuilder, title: 'same' }));
    const { packages } = createCatalogue({ ...fixture, config, evidence: { ...evidence, policy: { ...evidence.policy, rebuilders } } });
    expect(new Set(packages?.rebuilders.map(({ segment }) => segment)).size).toBe(5);
    expect(FIXTURE_NOW).toBe(packages?.book.now);
  });
});
