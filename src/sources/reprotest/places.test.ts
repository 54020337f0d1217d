// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toBrowseUrl, toPackageFolder, toResultsPath } from './places.ts';

const TEMPLATE = 'artifacts/reprotest/{target}/results.json';
const job = (projectPath: string) => ({ projectId: 1, projectPath, jobId: 7, target: 'vm-trixie', ref: 'main', finishedAt: null });

describe('toResultsPath', () => {
  it('puts the target into the path', () => {
    expect(toResultsPath(TEMPLATE, 'vm-trixie')).toBe('artifacts/reprotest/vm-trixie/results.json');
    expect(toResultsPath('results.json', 'vm-trixie')).toBe('results.json');
    expect(toResultsPath('{target}/$&/{target}.json', '$&')).toBe('$&/$&/$&.json');
  });
  it.each(['', '.', '..', '../..', 'a/b', 'a\\b', 'a\nb', 'a\u0000b', '\u202eb', 'a'.repeat(201)])('refuses the target %j', (target) => {
    expect(toResultsPath(TEMPLATE, target)).toBeNull();
  });
  it('refuses a path that leads elsewhere', () => {
    expect(toResultsPath('../{target}/results.json', 'vm')).toBeNull();
    expect(toResultsPath('/{target}', 'vm')).toBeNull();
  });
});

describe('toPackageFolder', () => {
  it('is beside the results', () => {
    expect(toPackageFolder('artifacts/reprotest/vm-trixie/results.json', 'libvirt0')).toBe('artifacts/reprotest/vm-trixie/libvirt0');
  });
});

describe('toBrowseUrl', () => {
  it('is GitLab’s page of the folder, with everything encoded', () => {
    expect(toBrowseUrl('https://gitlab.com', job('QubesOS/qubes core'), 'a/b#c?')).toBe('https://gitlab.com/QubesOS/qubes%20core/-/jobs/7/artifacts/browse/a/b%23c%3F');
    expect(toBrowseUrl('https://example.org/git', job('a/b'), 'c')).toBe('https://example.org/git/a/b/-/jobs/7/artifacts/browse/c');
  });
  it.each(['../..', 'a//b', '', 'a/./b', `a/${'b'.repeat(10_000)}`, Array.from({ length: 50 }, () => 'long-group-name-after-the-other').concat('ä'.repeat(100)).join('/')])('is none for the project %j', (path) => {
    expect(toBrowseUrl('https://gitlab.com', job(path), 'c')).toBeNull();
  });
});
