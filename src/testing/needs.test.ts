// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isCi, listMissingTools, needsTool, toToolPath } from './needs.ts';
import { TOOLS } from './tools.data.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofboard-'));
  await writeFile(join(folder, 'git'), '');
  await chmod(join(folder, 'git'), 0o755);
  await writeFile(join(folder, 'rsync'), 'not a program');
});
afterAll(() => rm(folder, { recursive: true }));

describe('needsTool', () => {
  it('finds a program on the path, and no file that cannot be run', () => {
    expect(needsTool('git', { PATH: `/nowhere:${folder}` })).toBe(true);
    expect(needsTool('rsync', { PATH: folder })).toBe(false);
    expect(needsTool('git', {})).toBe(false);
  });
  it('fails the suite under CI instead of skipping it', () => {
    expect(() => needsTool('rsync', { PATH: folder, CI: 'true' })).toThrow(expect.objectContaining({ code: 'tool-missing' }));
    expect(needsTool('git', { PATH: folder, CI: 'true' })).toBe(true);
  });
});

describe('toToolPath', () => {
  it('takes the first on the path', () => {
    expect(toToolPath('git', { PATH: `${folder}:${folder}/other` })).toBe(join(folder, 'git'));
  });
});

describe('listMissingTools', () => {
  it('lists what is not on the path', () => {
    const isCommand = (name: string): boolean => !name.startsWith('/');
    expect(listMissingTools({ PATH: folder }).filter(isCommand)).toEqual(Object.keys(TOOLS).filter((name) => isCommand(name) && name !== 'git'));
  });
});

describe('isCi', () => {
  it('is off for the words that mean no', () => {
    expect([undefined, '', '0', 'false'].map((CI) => isCi({ CI }))).toEqual([false, false, false, false]);
    expect(isCi({ CI: 'true' })).toBe(true);
  });
});
