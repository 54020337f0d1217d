// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseBinaryName, requireBuilt, toBuildPlace, toShortKeyid } from './publish-names.ts';

const BUILD = { source: 'vim', version: '2:9.0.1378-2+b1', architectures: ['amd64'] };

describe('toBuildPlace', () => {
  it('leaves out the epoch and keeps the number of a rebuild', () => {
    expect(toBuildPlace(BUILD)).toEqual({ source: 'vim', version: '9.0.1378-2+b1', architecture: 'amd64' });
  });

  it('names several architectures together, "all" last, and no source', () => {
    expect(toBuildPlace({ ...BUILD, architectures: ['source', 'all', 'amd64', 'all'] }).architecture).toBe('amd64+all');
    expect(toBuildPlace({ ...BUILD, architectures: ['i386', 'amd64'] }).architecture).toBe('amd64+i386');
  });

  it.each([
    { source: '../x' }, { source: '' }, { source: '.hidden' }, { source: 'a/b' }, { source: 'a\nb' }, { source: 'a\u0000' }, { source: 'x'.repeat(256) },
    { version: '../1' }, { version: '1/2' }, { version: '' }, { version: '1:' }, { version: 'v1' }, { version: '1 2' },
    { architectures: ['../x'] }, { architectures: [] }, { architectures: ['source'] }, { architectures: ['AMD64'] }, { architectures: Array.from({ length: 60 }, (_, index) => `a${index}`) },
  ])('refuses %j', (part) => {
    expect(() => toBuildPlace({ ...BUILD, ...part })).toThrow(expect.objectContaining({ code: 'name-invalid' }));
  });
});

describe('parseBinaryName', () => {
  it('takes packages of every kind apart, and nothing else', () => {
    expect(parseBinaryName('vim-common_9.0-2+b1_all.deb')).toEqual({ name: 'vim-common', version: '9.0-2+b1', architecture: 'all' });
    expect(parseBinaryName('x_1~rc1_amd64.udeb')).toEqual({ name: 'x', version: '1~rc1', architecture: 'amd64' });
    for (const name of ['vim_9.0.orig.tar.gz', 'vim_9.0-2.dsc', 'a_b_c_all.deb', '..__all.deb', '.x_1_all.deb', 'x_v_all.deb', 'x_1_all.rpm']) expect(parseBinaryName(name)).toBeNull();
  });
});

describe('requireBuilt', () => {
  const BUILT = { binaries: ['vim', 'vim-udeb'], architectures: ['source', 'all', 'amd64'] };
  const refusal = expect.objectContaining({ code: 'artifact-foreign' }) as Error;

  it.each(['vim_1_amd64.deb', 'vim_1_all.deb', 'vim-dbgsym_1_amd64.deb', 'vim-dbgsym_1_amd64.ddeb', 'vim-udeb_1_amd64.udeb', 'vim_1.tar.xz'])('takes %s, which the build made', (name) => {
    expect(() => requireBuilt(name, BUILT)).not.toThrow();
  });

  it.each(['sudo_1_amd64.deb', 'vim-dbgsym-dbgsym_1_amd64.deb', 'vim-dbg_1_amd64.deb', 'sudo_1_amd64.udeb'])('refuses %s, which is not under Binary', (name) => {
    expect(() => requireBuilt(name, BUILT)).toThrow(refusal);
  });

  it.each(['vim_1_i386.deb', 'vim_1_source.deb', 'vim_1.deb', 'vim_1_2_amd64.deb', '.deb'])('refuses %s, which no architecture that was built has', (name) => {
    expect(() => requireBuilt(name, BUILT)).toThrow(refusal);
  });

  it('looks at the architecture only where the buildinfo has no Binary', () => {
    expect(() => requireBuilt('sudo_1_amd64.deb', { ...BUILT, binaries: [] })).not.toThrow();
    expect(() => requireBuilt('sudo_1_i386.deb', { ...BUILT, binaries: [] })).toThrow(refusal);
  });
});

describe('toShortKeyid', () => {
  it('is the first eight digits, and refuses what is no id', () => {
    expect(toShortKeyid('0123456789abcdef')).toBe('01234567');
    for (const keyid of ['', '../../..', '0123456', '0123456G', 'a'.repeat(129)]) expect(() => toShortKeyid(keyid)).toThrow(expect.objectContaining({ code: 'name-invalid' }));
  });
});
