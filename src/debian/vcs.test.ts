// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseVcsGit, toRepositoryKey } from './vcs.ts';

describe('parseVcsGit', () => {
  it('takes branch and directory off the address', () => {
    expect(parseVcsGit('https://salsa.debian.org/x/y.git')).toEqual({ address: 'https://salsa.debian.org/x/y.git', branch: null, directory: null });
    expect(parseVcsGit('https://salsa.debian.org/x/y.git -b  debian/sid [p/agda]')).toEqual({ address: 'https://salsa.debian.org/x/y.git', branch: 'debian/sid', directory: 'p/agda' });
    expect(parseVcsGit('https://salsa.debian.org/x/y.git [p/agda]')).toMatchObject({ branch: null, directory: 'p/agda' });
    expect(parseVcsGit('https://x.example/y -v debian -b')).toEqual({ address: 'https://x.example/y', branch: null, directory: null });
  });

  it('finds no address in what has none', () => {
    expect(['', '  ', '-b main', '[x]'.repeat(1_000)].map(parseVcsGit)).toEqual([null, null, null, null]);
  });
});

describe('toRepositoryKey', () => {
  it.each([
    'https://github.com/QubesOS/qubes-core-admin', 'https://github.com/QubesOS/qubes-core-admin.git', 'https://github.com/QubesOS/qubes-core-admin/',
    'https://github.com/QubesOS/qubes-core-admin.git/', 'http://GitHub.com:80/QubesOS/qubes-core-admin', 'HTTPS://github.com:/QubesOS//qubes-core-admin.git',
    'git@github.com:QubesOS/qubes-core-admin.git', 'github.com:QubesOS/qubes-core-admin', 'git@github.com:/QubesOS/qubes-core-admin', 'git://github.com/QubesOS/qubes-core-admin.git',
    'ssh://git@github.com/QubesOS/qubes-core-admin.git', 'ssh://git@github.com:22/QubesOS/qubes-core-admin', 'git+ssh://git@github.com/QubesOS/qubes-core-admin',
    'https://user:secret@github.com/QubesOS/qubes-core-admin', 'https://github.com/QubesOS/qubes-core-admin.git -b main [debian]', 'https://github.com/QubesOS/qubes-core-admin#readme',
  ])('has one key for %s', (address) => expect(toRepositoryKey(address)).toBe('github.com/QubesOS/qubes-core-admin'));

  it('keeps apart what is not the same', () => {
    const keys = [
      'https://github.com/QubesOS/qubes-core-admin', 'https://gitlab.com/QubesOS/qubes-core-admin', 'https://github.com/qubesos/qubes-core-admin',
      'https://github.com/QubesOS/qubes-core', 'https://github.com.evil.example/QubesOS/qubes-core-admin', 'https://github.com:8443/QubesOS/qubes-core-admin',
      'https://evil.example/github.com/QubesOS/qubes-core-admin', 'https://github.com@evil.example/QubesOS/qubes-core-admin', 'https://github.com/QubesOS/qubes-core-admin.git.git',
    ].map(toRepositoryKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain(null);
  });

  it('knows a self-hosted server by ssh at another port', () => {
    expect(toRepositoryKey('ssh://git@git.example:2222/a/b.git')).toBe('git.example/a/b');
  });

  it.each([
    '', 'nothing', '/srv/git/x.git', './x', 'file:///etc/passwd', 'javascript:alert(1)', 'https://', 'https://github.com', 'https://github.com/', 'https://x.example/?a=b',
    'https://exa mple/x', '-oProxyCommand=x', 'https://x.example/..', 'git@host:..', 'a:b\nc:d', `https://x.example/${'a'.repeat(3_000)}`, 'data:text/html,x',
  ])('has none for %j', (address) => expect(toRepositoryKey(address)).toBeNull());
});
