// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTree, type Tree } from './tree.ts';

let root: string;
let outside: string;
let tree: Tree;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-tree-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  [root, outside] = [join(folder, 'root'), join(folder, 'outside')];
  mkdirSync(join(root, 'a'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'secret');
  tree = createTree(root);
});

describe('createTree', () => {
  it('writes files and links as a whole and leaves nothing else beside them', async () => {
    await tree.writeText('a/file', 'old');
    await tree.writeText('a/file', 'new');
    tree.writeLink('a/link', 'file');
    tree.writeLink('a/link', 'other');
    expect(readFileSync(join(root, 'a/file'), 'utf8')).toBe('new');
    expect(readlinkSync(join(root, 'a/link'))).toBe('other');
    expect(tree.list('a')).toEqual(['file', 'link']);
  });

  it('says what lies somewhere without following links', () => {
    symlinkSync(outside, join(root, 'link'));
    writeFileSync(join(root, 'file'), '');
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const paths = ['a', 'link', 'file', 'none', 'none/deeper', 'pipe'];
    expect(paths.map((path) => tree.kindOf(path))).toEqual(['folder', 'link', 'file', 'nothing', 'nothing', 'other']);
    expect([tree.readLink('link'), tree.readLink('file'), tree.readLink('none')]).toEqual([outside, null, null]);
    expect([tree.list('link'), tree.list('none'), tree.list('file')]).toEqual([[], [], []]);
  });

  it('makes folders, and removes files and links but nothing behind them', () => {
    tree.makeFolder('b/c');
    expect(tree.kindOf('b/c')).toBe('folder');
    symlinkSync(join(outside, 'secret'), join(root, 'link'));
    tree.remove('link');
    tree.remove('link');
    expect(readdirSync(root)).toEqual(['a', 'b']);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  it('reads regular files up to a size, and no links', () => {
    writeFileSync(join(root, 'file'), '1234');
    symlinkSync('file', join(root, 'link'));
    expect(Buffer.from(tree.read('file', 4)).toString()).toBe('1234');
    expect(() => tree.read('file', 3)).toThrow(expect.objectContaining({ code: 'too-much' }));
    for (const path of ['link', 'a', 'none']) expect(() => tree.read(path, 4)).toThrow(expect.objectContaining({ code: 'tree-unsafe' }));
  });

  it.each(['', '.', '..', '../outside/x', '/etc/x', 'a/../../x', 'a//b', 'a/', './a', 'a\0b', 'a\\b'])('takes %j for no path below it', async (path) => {
    const refused = expect.objectContaining({ code: 'tree-unsafe' }) as Error;
    for (const act of [() => tree.kindOf(path), () => tree.list(path), () => tree.remove(path), () => tree.makeFolder(path), () => tree.writeLink(path, 'x')]) {
      expect(act).toThrow(refused);
    }
    await expect(tree.writeText(path, 'x')).rejects.toThrow(refused);
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('never goes through a link, whoever put it there, and never through a file', async () => {
    symlinkSync(outside, join(root, 'link'));
    writeFileSync(join(root, 'file'), '');
    for (const path of ['link/x', 'link/secret', 'file/x', 'link/deep/er']) {
      await expect(tree.writeText(path, 'x')).rejects.toMatchObject({ code: 'tree-unsafe' });
      expect(() => tree.writeLink(path, 'x')).toThrow(expect.objectContaining({ code: 'tree-unsafe' }));
      expect(() => tree.makeFolder(path)).toThrow(expect.objectContaining({ code: 'tree-unsafe' }));
      expect(() => tree.remove(path)).toThrow(expect.objectContaining({ code: 'tree-unsafe' }));
    }
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('replaces a link that lies where a file is to be, not what it points at', async () => {
    symlinkSync(join(outside, 'secret'), join(root, 'link'));
    await tree.writeText('link', 'mine');
    expect(readFileSync(join(root, 'link'), 'utf8')).toBe('mine');
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  it('puts neither file nor link in the place of a folder', async () => {
    await expect(tree.writeText('a', 'x')).rejects.toMatchObject({ code: 'tree-unsafe' });
    expect(() => tree.writeLink('a', 'x')).toThrow(expect.objectContaining({ code: 'tree-unsafe' }));
    expect(tree.list('a')).toEqual([]);
  });
});
