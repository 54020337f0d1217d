// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { isFileOf, parseFileName } from './file-name.ts';

describe('parseFileName', () => {
  it.each([
    ['vim_9.0.1378-2_amd64.deb', 'vim', '9.0.1378-2', 'amd64'],
    ['sl_5.02-1+b1_amd64.deb', 'sl', '5.02-1+b1', 'amd64'],
    ['libc6_2.36-9~bpo1+1_hurd-i386.deb', 'libc6', '2.36-9~bpo1+1', 'hurd-i386'],
    ['bash-5.2.26-3.fc40.x86_64.rpm', 'bash', '5.2.26-3.fc40', 'x86_64'],
    ['qubes-core-dom0-4.2.1-1.fc37.noarch.rpm', 'qubes-core-dom0', '4.2.1-1.fc37', 'noarch'],
  ])('takes %s apart', (fileName, name, version, architecture) => {
    expect(parseFileName(fileName)).toEqual({ name, version, architecture });
  });

  it.each([
    '', 'vim.deb', 'vim_1.deb', 'a_b_c_d.deb', '../vim_1_all.deb', 'vim_1_all.deb/', 'Vim_1_all.deb', 'vim_a1_all.deb', 'vim_1_all.dsc',
    'bash-5.2.26-3.fc40.src.rpm', 'bash.rpm', '-1-1.x86_64.rpm', 'a-1.x86_64.rpm', '.rpm', `${'a'.repeat(300)}_1_all.deb`, 'vim_1:2_all.deb',
  ])('refuses %s', (fileName) => {
    expect(parseFileName(fileName)).toBeNull();
  });
});

describe('isFileOf', () => {
  const vim = { name: 'vim', version: '2:9.0.1378-2', architecture: 'amd64' };

  it('finds the file of a version with an epoch, which file names do not have', () => {
    expect(isFileOf('vim_9.0.1378-2_amd64.deb', vim)).toBe(true);
  });

  it.each(['vim_9.0.1378-1_amd64.deb', 'vim-tiny_9.0.1378-2_amd64.deb', 'vim_9.0.1378-2_arm64.deb', 'vim_2%3a9.0.1378-2_amd64.deb', 'missing.deb', ''])(
    'does not take %s for it', (fileName) => {
      expect(isFileOf(fileName, vim)).toBe(false);
    });

  it('knows the files of other distributions', () => {
    expect(isFileOf('bash-5.2.26-3.fc40.x86_64.rpm', { name: 'bash', version: '0:5.2.26-3.fc40', architecture: 'x86_64' })).toBe(true);
    const pacman = { name: 'vim', version: '1:9.1-1', architecture: 'x86_64' };
    expect(isFileOf('vim-1:9.1-1-x86_64.pkg.tar.zst', pacman)).toBe(true);
    expect(isFileOf('vim-1:9.1-1-x86_64.pkg.tar.zst', { ...pacman, name: 'gvim' })).toBe(false);
  });
});
