// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isFile, makeFolderOf, removeFiles, replaceFile, toTemporaryName } from './files.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('replaceFile', () => {
  it('puts one file in the place of another and leaves no third', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a');
    writeFileSync(file, 'old');
    const complete = toTemporaryName(file);
    writeFileSync(complete, 'new');
    replaceFile(complete, file);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

describe('isFile', () => {
  it('is true for files alone', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    expect([join(folder, 'a'), folder, join(folder, 'b'), join(folder, 'a', 'c')].map(isFile)).toEqual([true, false, false, false]);
  });
});

describe('makeFolderOf', () => {
  it('makes the folder and its parents, again too', () => {
    const file = join(temporaryFolder(), 'x', 'y', 'file');
    makeFolderOf(file);
    makeFolderOf(file);
    writeFileSync(file, '');
    expect(isFile(file)).toBe(true);
  });
});

describe('removeFiles', () => {
  it('removes what is there and minds nothing that is not', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    removeFiles(join(folder, 'a'), join(folder, 'b'));
    expect(readdirSync(folder)).toEqual([]);
  });
});
