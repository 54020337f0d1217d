// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MARKER, swapIn } from './swap.ts';

let folder = '';
let out = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swap-'));
  out = join(folder, 'site');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function writePage(text: string): Promise<void> {
  await swapIn(out, async (fresh) => writeFileSync(join(fresh, 'index.html'), text));
}

describe('swapIn', () => {
  it('creates the folder with its parents', async () => {
    out = join(folder, 'a/b/site');
    await writePage('one');
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe('one');
  });

  it('replaces an older site as a whole and leaves nothing beside it', async () => {
    await writePage('one');
    writeFileSync(join(out, 'old.html'), '');
    await writePage('two');
    expect(readdirSync(out).sort()).toEqual([MARKER, 'index.html']);
    expect(readdirSync(folder)).toEqual(['site']);
  });

  it('takes an empty folder', async () => {
    mkdirSync(out);
    await writePage('one');
    expect(existsSync(join(out, 'index.html'))).toBe(true);
  });

  it('refuses a folder with anything else in it and touches nothing', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.tex'), 'years of work');
    await expect(writePage('one')).rejects.toMatchObject({ code: 'out-not-ours' });
    expect(readdirSync(out)).toEqual(['thesis.tex']);
    expect(readdirSync(folder)).toEqual(['site']);
  });

  it('refuses a file', async () => {
    writeFileSync(out, 'a file');
    await expect(writePage('one')).rejects.toMatchObject({ code: 'out-not-ours' });
    expect(readFileSync(out, 'utf8')).toBe('a file');
  });

  it('refuses a link to a folder of somebody else', async () => {
    const home = join(folder, 'home');
    mkdirSync(home);
    writeFileSync(join(home, 'thesis.tex'), '');
    symlinkSync(home, out);
    await expect(writePage('one')).rejects.toMatchObject({ code: 'out-not-ours' });
    expect(readdirSync(home)).toEqual(['thesis.tex']);
  });

  it('refuses what became somebody else\'s while it was writing', async () => {
    const writing = swapIn(out, async () => {
      mkdirSync(out);
      writeFileSync(join(out, 'thesis.tex'), '');
    });
    await expect(writing).rejects.toMatchObject({ code: 'out-not-ours' });
    expect(readdirSync(out)).toEqual(['thesis.tex']);
  });

  it('leaves the old site as it was when writing the new one fails', async () => {
    await writePage('one');
    const failing = swapIn(out, async (fresh) => {
      writeFileSync(join(fresh, 'index.html'), 'half');
      throw new Error('disk full');
    });
    await expect(failing).rejects.toThrow('disk full');
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe('one');
    expect(readdirSync(folder)).toEqual(['site']);
  });
});
