// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWeakPlace, toWeakness } from './safe-path.ts';

const UID = process.getuid?.() ?? 0;
let dir = '';
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'proofboard-safe-')));
  for (const [name, mode] of [['own', 0o755], ['open', 0o777], ['sticky', 0o1777]] as const) {
    mkdirSync(join(dir, name));
    writeFileSync(join(dir, name, 'file'), '', { mode: 0o644 });
    chmodSync(join(dir, name), mode);
  }
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('findWeakPlace', () => {
  it('finds nothing where all is root\'s or one\'s own, below a sticky folder too', async () => {
    for (const path of ['own/file', 'own', 'sticky/file', 'own/../own//file']) expect(await findWeakPlace(join(dir, path), UID)).toBeNull();
  });
  it('finds the folder, and the file, that everybody may write to', async () => {
    expect(await findWeakPlace(join(dir, 'open/file'), UID)).toBe(`${dir}/open may be written by everybody`);
    chmodSync(join(dir, 'own/file'), 0o666);
    expect(await findWeakPlace(join(dir, 'own/file'), UID)).toBe(`${dir}/own/file may be written by everybody`);
  });
  it('follows links, and looks at the folders they lie in and lead to', async () => {
    symlinkSync('../own/./file', join(dir, 'sticky/relative'));
    symlinkSync(join(dir, 'own'), join(dir, 'sticky/absolute'));
    symlinkSync(join(dir, 'own/file'), join(dir, 'open/link'));
    symlinkSync('../open', join(dir, 'own/way'));
    for (const path of ['sticky/relative', 'sticky/absolute/file']) expect(await findWeakPlace(join(dir, path), UID)).toBeNull();
    expect(await findWeakPlace(join(dir, 'open/link'), UID)).toBe(`${dir}/open may be written by everybody`);
    expect(await findWeakPlace(join(dir, 'own/way/file'), UID)).toBe(`${dir}/open may be written by everybody`);
  });
  it('gives up on a circle of links', async () => {
    symlinkSync('circle', join(dir, 'own/circle'));
    expect(await findWeakPlace(join(dir, 'own/circle'), UID)).toContain('more than 40 links');
  });
  it('throws what the system says of what is not there', async () => {
    await expect(findWeakPlace(join(dir, 'none'), UID)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('toWeakness', () => {
  const place = (kind: 'file' | 'folder' | 'link', mode: number, uid: number, gid = uid): Parameters<typeof toWeakness>[0] => (
    { mode, uid, gid, isSymbolicLink: () => kind === 'link', isDirectory: () => kind === 'folder' });
  it.each([
    ['root\'s, for root', place('file', 0o644, 0), 0, null],
    ['root\'s, for a user', place('file', 0o644, 0), 1000, null],
    ['a user\'s own', place('file', 0o600, 1000), 1000, null],
    ['a user\'s, for root', place('file', 0o600, 1000), 0, 'is owned by the user 1000'],
    ['another user\'s link in a sticky folder', place('link', 0o777, 1001), 1000, 'is owned by the user 1001'],
    ['a sticky folder of another user\'s', place('folder', 0o1755, 1001), 0, 'is owned by the user 1001'],
    ['root\'s sticky folder', place('folder', 0o1777, 0), 0, null],
    ['root\'s link', place('link', 0o777, 0), 0, null],
    ['a sticky file', place('file', 0o1666, 0), 0, 'may be written by everybody'],
    ['for the group of root, which may be an access list\'s mask', place('folder', 0o775, 0), 0, 'may be written by the group 0'],
    ['for a user\'s own group', place('folder', 0o775, 1000), 1000, null],
    ['for another group', place('file', 0o664, 1000, 50), 1000, 'may be written by the group 50'],
  ])('judges what is %s', (_, stats, uid, weakness) => {
    expect(toWeakness(stats, uid)).toBe(weakness);
  });
});
