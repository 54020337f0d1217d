// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { listLinkPaths, parsePackageName, toPackageName } from './debian-name.ts';
import type { PackageName } from './debian-name.ts';

describe('parsePackageName', () => {
  it.each([
    ['hello_2.10-3_amd64.deb', 'hello', '2.10-3', 'amd64', 'hello_2.10-3_amd64.deb'],
    ['vim_2%3a9.0.1378-2_amd64.deb', 'vim', '2:9.0.1378-2', 'amd64', 'vim_9.0.1378-2_amd64.deb'],
    ['vim_2%3A9.0.1378-2_amd64.deb', 'vim', '2:9.0.1378-2', 'amd64', 'vim_9.0.1378-2_amd64.deb'],
    ['vim_2:9.0.1378-2_amd64.deb', 'vim', '2:9.0.1378-2', 'amd64', 'vim_9.0.1378-2_amd64.deb'],
    ['libstdc%2b%2b6_12.2.0-14%2bdeb12u1_amd64.deb', 'libstdc++6', '12.2.0-14+deb12u1', 'amd64', 'libstdc++6_12.2.0-14+deb12u1_amd64.deb'],
    ['x_1.0-1+b2_kfreebsd-amd64.deb', 'x', '1.0-1+b2', 'kfreebsd-amd64', 'x_1.0-1+b2_kfreebsd-amd64.deb'],
    ['x_1.0%7erc1_all.deb', 'x', '1.0~rc1', 'all', 'x_1.0~rc1_all.deb'],
    ['bash-5.2.26-3.fc40.x86_64.rpm', 'bash', '5.2.26-3.fc40', 'x86_64', 'bash-5.2.26-3.fc40.x86_64.rpm'],
    ['python3-x-1.0~rc1-1.noarch.rpm', 'python3-x', '1.0~rc1-1', 'noarch', 'python3-x-1.0~rc1-1.noarch.rpm'],
  ])('reads %s', (text, name, version, architecture, fileName) => {
    expect(parsePackageName(text)).toEqual({ name, version, architecture, fileName });
  });

  it.each([
    '', '.deb', 'hello.deb', 'hello_1.deb', 'a_1_amd64_x.deb', 'hello_2.10_amd64.DEB', 'hello_2.10_amd64.udeb', 'hello_2.10_amd64',
    '../x_1_all.deb', '..%2fx_1_all.deb', 'a/b_1_all.deb', 'x_%2e%2e_all.deb', 'x_1%2f..%2f2_all.deb', 'x_1_al/l.deb', 'x_1_a%00.deb',
    'x_1%252f2_all.deb', 'x_1%zz_all.deb', 'x_1%ff_all.deb', 'x_a1_all.deb', '-x_1_all.deb', 'x_1_-all.deb', 'x\u001b[2J_1_all.deb', 'x_1 _all.deb',
    'x_1:2:3_all.deb', 'x_-1_all.deb', `${'x'.repeat(250)}_1_all.deb`,
    '.rpm', 'bash.rpm', 'bash-5.rpm', 'bash-5-1.rpm', '-5-1.x86_64.rpm', 'bash-5-1.x86/64.rpm', 'ba/sh-5-1.x86_64.rpm', 'bash--1.x86_64.rpm', 'bash-5-.x86_64.rpm', 'bash-5;-1.x86_64.rpm',
  ])('refuses the odd file name %j', (text) => {
    expect(parsePackageName(text)).toBeNull();
  });
});

describe('toPackageName', () => {
  it('drops the epoch from the file name and keeps it in the version', () => {
    expect(toPackageName('vim', '2:9.1-1', 'amd64')).toEqual({ name: 'vim', version: '2:9.1-1', architecture: 'amd64', fileName: 'vim_9.1-1_amd64.deb' });
  });
  it.each([['', '1', 'all'], ['x', '', 'all'], ['x', '1', ''], ['x_y', '1', 'all'], ['x', '1:2:3', 'all'], ['x', '1', 'a'.repeat(250)]])('is null for %s %s %s', (name, version, architecture) => {
    expect(toPackageName(name, version, architecture)).toBeNull();
  });
});

describe('listLinkPaths', () => {
  const name = (fileName: string): PackageName => {
    const parsed = parsePackageName(fileName);
    if (parsed === null) throw new Error(`${fileName} is no name`);
    return parsed;
  };
  it('asks for a binary package by its own name, without the epoch', () => {
    expect(listLinkPaths(name('vim_2%3a9.1-1_amd64.deb'), null)).toEqual(['sources/vim/9.1-1/metadata']);
  });
  it('keeps +bN, and asks below the source with and without it', () => {
    expect(listLinkPaths(name('libx1_1.0-1+b2_amd64.deb'), { name: 'x', version: '1.0-1' }))
      .toEqual(['sources/libx1/1.0-1+b2/metadata', 'sources/x/1.0-1+b2/metadata', 'sources/x/1.0-1/metadata']);
  });
  it('asks for a source of another version than its binary package', () => {
    expect(listLinkPaths(name('gcc_12.2.0-3_amd64.deb'), { name: 'gcc-defaults', version: '1:1.203' }))
      .toEqual(['sources/gcc/12.2.0-3/metadata', 'sources/gcc-defaults/12.2.0-3/metadata', 'sources/gcc-defaults/1.203/metadata']);
  });
  it('asks once where source and binary are called the same', () => {
    expect(listLinkPaths(name('ed_1-1_amd64.deb'), { name: 'ed', version: '1-1' })).toEqual(['sources/ed/1-1/metadata']);
  });
  it.each([{ name: '../x', version: '1' }, { name: 'x', version: '../1' }, { name: 'x', version: '1:2:3' }])('lets no hostile source become a path: %j', (source) => {
    expect(listLinkPaths(name('a_1_all.deb'), source).filter((path) => path.includes('..') || path.includes(':'))).toEqual([]);
  });
});
