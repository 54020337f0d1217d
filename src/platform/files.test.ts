// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isFile, makeFolderOf, removeFiles, replaceFile } from './files.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('replaceFile', () => {
  it('puts one file in the place of another and leaves no third', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a');
    writeFileSync(file, 'old');
    const answer = await replaceFile(file, async (partial) => {
      writeFileSync(partial, 'new');
      expect(readFileSync(file, 'utf8')).toBe('old');
      return 7;
    });
    expect(answer).toBe(7);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('leaves the old file alone when the new one is not finished', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), 'old');
    await expect(replaceFile(join(folder, 'a'), async (partial) => {
      writeFileSync(partial, 'half');
      throw new RangeError('no more');
    })).rejects.toThrow(RangeError);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

describe('isFile', () => {
  it('is true for files alone', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    expect(isFile(join(folder, 'a'))).toBe(true);
    expect([folder, join(folder, 'b'), join(folder, 'a', 'c')].filter(isFile)).toEqual([]);
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
