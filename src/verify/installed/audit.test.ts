// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Artifact, Decision } from '../decision.ts';
import { toPackageName } from '../debian-name.ts';
import type { PackageName } from '../debian-name.ts';
import type { Hints } from '../evidence/client.ts';
import type { ListedFile } from './apt-lists.ts';
import { auditInstalled } from './audit.ts';
import type { AuditDeps, AuditEntry } from './audit.ts';

const GOOD: Decision = { kind: 'confirmed', by: ['A'], threshold: 1, dissent: [], notes: [], sentence: '' };
const BAD: Decision = { kind: 'refused', code: 'no-evidence', sentence: '', by: [], dissent: [], notes: [] };
const RULE = { uri: 'https://own.example.org/', threshold: null, exceptions: [], exempt: null };

function name(text: string, version = '1.0', architecture = 'amd64'): PackageName {
  const made = toPackageName(text, version, architecture);
  if (made === null) throw new Error('no name');
  return made;
}
const listed = (of: PackageName, sha256: string, list = 'deb.example.org_Packages'): ListedFile => ({ name: of, source: { name: 'src', version: '2' }, sha256, list });

interface Asked { readonly artifact: Artifact; readonly hints: Hints; readonly repository: string | null }

async function audit(installed: readonly PackageName[], files: readonly ListedFile[], more: Partial<AuditDeps> = {}): Promise<{ entries: AuditEntry[]; asked: Asked[] }> {
  const asked: Asked[] = [];
  const entries = await auditInstalled({
    status: { packages: installed.map((of) => ({ name: of, source: null })), unreadable: 0 },
    readLists: (visit) => { files.forEach(visit); return Promise.resolve(); },
    repositories: [RULE],
    judge: (artifact, hints, repository) => {
      asked.push({ artifact, hints, repository });
      return Promise.resolve({ decision: artifact.sha256 === 'bad' ? BAD : GOOD, isTolerated: false });
    },
    findException: () => null,
    progress: () => undefined,
    ...more,
  });
  return { entries, asked };
}

describe('auditInstalled', () => {
  it('judges each package by the digest of its archive, with what is known of it', async () => {
    const { entries, asked } = await audit([name('a')], [listed(name('a'), 'good', 'own.example.org_dists_x_Packages')]);
    expect(entries).toEqual([{ name: 'a', version: '1.0', architecture: 'amd64', digests: ['good'], decision: GOOD }]);
    expect(asked).toEqual([{
      artifact: { fileName: 'a_1.0_amd64.deb', sha256: 'good', packageName: 'a' },
      hints: { name: name('a'), source: { name: 'src', version: '2' } }, repository: RULE.uri,
    }]);
  });
  it('wants name, version and architecture to be the same', async () => {
    const { entries, asked } = await audit([name('a')], [listed(name('b'), 'good'), listed(name('a', '1.1'), 'good'), listed(name('a', '1:1.0'), 'good'), listed(name('a', '1.0', 'all'), 'good')]);
    expect(entries.map(({ decision, digests }) => [decision, digests])).toEqual([[null, []]]);
    expect(asked).toEqual([]);
  });
  it('judges what two archives publish alike once, and what differs by the worse', async () => {
    expect((await audit([name('a')], [listed(name('a'), 'good'), listed(name('a'), 'good', 'x_Packages')])).asked).toHaveLength(1);
    for (const digests of [['good', 'bad'], ['bad', 'good']]) {
      const { entries } = await audit([name('a')], digests.map((digest) => listed(name('a'), digest)));
      expect(entries[0]).toMatchObject({ digests, decision: BAD });
    }
  });
  it('excepts by name what is in no archive', async () => {
    const exception = { packageName: 'a', reason: 'built here', addedAt: 0, until: null };
    const { entries } = await audit([name('a'), name('b')], [], { findException: (packageName) => (packageName === 'a' ? exception : null) });
    expect(entries.map(({ decision }) => decision?.kind)).toEqual(['excepted', undefined]);
  });
  it('judges alike what dpkg\'s status has twice', async () => {
    expect((await audit([name('a'), name('a')], [listed(name('a'), 'good')])).entries.map(({ decision }) => decision)).toEqual([GOOD, GOOD]);
  });
  it('tells how far it is, and keeps the order', async () => {
    const told: string[] = [];
    const names = ['c', 'a', 'b'].map((text) => name(text));
    const { entries } = await audit(names, names.map((of) => listed(of, 'good')), { progress: (done, total) => told.push(`${done}/${total}`) });
    expect(entries.map((entry) => entry.name)).toEqual(['c', 'a', 'b']);
    expect(told).toEqual(['1/3', '2/3', '3/3']);
  });
});
