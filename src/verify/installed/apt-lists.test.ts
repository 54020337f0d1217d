// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramResult } from '../../platform/process.ts';
import type { Policy } from '../decision.ts';
import type { RepositoryRule } from '../settings.ts';
import { createReadLists } from './apt-lists.ts';
import type { ListedFile, ReadLists } from './apt-lists.ts';
import { createFindRepository } from './find-repository.ts';

const SHA256 = 'ab'.repeat(32);
const entry = (name: string, more = `Filename: pool/${name}_1.0_all.deb\nSHA256: ${SHA256}\n`): string => `Package: ${name}\nVersion: 1:1.0\nArchitecture: all\n${more}\n`;

let dir = '';
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'proofboard-lists-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function read(result: Partial<ProgramResult> = {}): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const run = (): Promise<ProgramResult> => Promise.resolve({ status: 0, ended: 'exit', stdout: new Uint8Array(), stderr: '', ...result });
  await createReadLists(dir, { run, path: '/usr/bin', aptHelper: '/usr/lib/apt/apt-helper' })((file) => files.push(file));
  return files;
}

describe('createReadLists', () => {
  it('reads every Packages list and nothing else', async () => {
    writeFileSync(join(dir, 'b.example.org_Packages'), entry('b'));
    writeFileSync(join(dir, 'a.example.org_Packages'), entry('a') + entry('c', `Filename: pool/other_9_all.deb\nSHA256: ${SHA256.toUpperCase()}\nSource: see (0.9)\n`));
    writeFileSync(join(dir, 'a.example.org_Sources'), entry('source'));
    writeFileSync(join(dir, 'a.example.org_InRelease'), 'x');
    mkdirSync(join(dir, 'partial'));
    const files = await read();
    expect(files.map(({ name, list }) => [name.name, list])).toEqual([['a', 'a.example.org_Packages'], ['c', 'a.example.org_Packages'], ['b', 'b.example.org_Packages']]);
    expect(files[1]).toEqual({
      name: { name: 'c', version: '1:1.0', architecture: 'all', fileName: 'other_9_all.deb' }, source: { name: 'see', version: '0.9' }, sha256: SHA256, list: 'a.example.org_Packages',
    });
  });
  it('passes over entries without a digest or a name, and knows the file of one without a valid name', async () => {
    writeFileSync(join(dir, 'x_Packages'), [entry('a', ''), entry('b', 'SHA256: 12\n'), entry('../c'), entry('d', `Filename: pool/x y\nSHA256: ${SHA256}\n`), entry('e', `SHA256: ${SHA256}\n`)].join(''));
    expect((await read()).map(({ name }) => name.fileName)).toEqual(['d_1.0_all.deb', 'e_1.0_all.deb']);
  });
  it('has compressed lists read by apt', async () => {
    writeFileSync(join(dir, 'x_Packages.lz4'), 'not read by us');
    expect((await read({ stdout: Buffer.from(entry('a')) })).map(({ name }) => name.name)).toEqual(['a']);
  });
  it('says what to do where apt is not there', async () => {
    writeFileSync(join(dir, 'x_Packages.lz4'), '');
    await expect(read({ status: null, ended: 'missing' })).rejects.toMatchObject({ code: 'installed-needs-apt', message: expect.stringContaining('GzipIndexes') as unknown });
  });
  it.each([[{ status: 100, stderr: 'E: broken\n' }, /E: broken/], [{ status: null, ended: 'timeout' as const }, /timeout/]])('refuses a list that apt cannot read: %j', async (result, message) => {
    writeFileSync(join(dir, 'x_Packages.gz'), '');
    await expect(read(result)).rejects.toMatchObject({ code: 'installed-unreadable', message: expect.stringMatching(message) as unknown });
  });
  it('refuses a list that is broken, and names it', async () => {
    writeFileSync(join(dir, 'x_Packages'), 'Package: a\r\n');
    await expect(read()).rejects.toMatchObject({ code: 'installed-unreadable', message: expect.stringContaining('x_Packages') as unknown });
  });
  it('tells of a broken list where that is asked for, and reads the others', async () => {
    writeFileSync(join(dir, 'a_Packages'), 'Package: a\r\n');
    writeFileSync(join(dir, 'b_Packages'), entry('b'));
    const names: string[] = [];
    const broken: unknown[] = [];
    const readLists = createReadLists(dir, { run: () => Promise.reject(new Error('not run')), path: '', aptHelper: '' });
    await readLists(({ name }) => names.push(name.name), (list, fault) => broken.push(list, fault));
    expect([names, broken]).toEqual([['b'], ['a_Packages', expect.objectContaining({ code: 'installed-unreadable' })]]);
  });
  it('says that there are no lists', async () => {
    await expect(read()).rejects.toMatchObject({ code: 'installed-missing', message: expect.stringContaining('apt-get update') as unknown });
    dir = join(dir, 'none');
    await expect(read()).rejects.toMatchObject({ code: 'installed-missing' });
  });
});

describe('createFindRepository', () => {
  const policy: Policy = { trust: { kind: 'rebuilders', threshold: 1, rebuilders: [] }, exceptions: [] };
  const toRules = (threshold: number | null): RepositoryRule[] => [{ uri: 'https://a.example.org/', threshold, exceptions: [], exempt: null }];
  const readAll = (): ReadLists => createReadLists(dir, { run: () => Promise.reject(new Error('not run')), path: '', aptHelper: '' });
  const other = 'cd'.repeat(32);

  it('finds the archive of a file by its digest, and reads the lists once', async () => {
    writeFileSync(join(dir, 'a.example.org_dists_x_Packages'), entry('a') + entry('again'));
    writeFileSync(join(dir, 'b.example.org_Packages'), entry('b', `SHA256: ${other}\n`));
    let times = 0;
    const find = createFindRepository((...args) => {
      times += 1;
      return readAll()(...args);
    }, { policy, repositories: toRules(null) });
    expect(await Promise.all([find(SHA256), find(other)])).toEqual(['https://a.example.org/', null]);
    expect(times).toBe(1);
  });
  it('reads the archive with a stricter rule though another\'s list is broken', async () => {
    writeFileSync(join(dir, 'a.example.org_Packages'), entry('a'));
    for (const name of ['A_Packages', 'b.example.org_Packages']) writeFileSync(join(dir, name), 'Package: a\r\n');
    const find = createFindRepository(readAll(), { policy, repositories: toRules(2) });
    expect([await find(SHA256), await find(other)]).toEqual(['https://a.example.org/', null]);
  });
  it('refuses where the list of an archive with a stricter rule is broken, and names it', async () => {
    writeFileSync(join(dir, 'a.example.org_Packages'), 'Package: a\r\n');
    const find = createFindRepository(readAll(), { policy, repositories: toRules(2) });
    await expect(find(SHA256)).rejects.toMatchObject({ code: 'installed-unreadable', message: expect.stringContaining('a.example.org_Packages') as unknown });
  });
  it('refuses where there are no lists and an archive has a stricter rule', async () => {
    await expect(createFindRepository(readAll(), { policy, repositories: toRules(2) })(SHA256)).rejects.toMatchObject({ code: 'installed-missing' });
  });
  it.each([['milder', toRules(1), policy], ['no', toRules(null), policy], ['without meaning for a layout', toRules(2), { ...policy, trust: { kind: 'layout', layout: new Uint8Array(), keys: [] } } as const]])(
    'leaves the general policy where a list is broken, or none is there, and the rule is %s', async (_, repositories, whole) => {
      expect(await createFindRepository(readAll(), { policy: whole, repositories })(SHA256)).toBeNull();
      writeFileSync(join(dir, 'a.example.org_Packages'), 'Package: a\r\n');
      expect(await createFindRepository(readAll(), { policy: whole, repositories })(SHA256)).toBeNull();
    });
});
