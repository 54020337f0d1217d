// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramResult } from '../../platform/process.ts';
import { createReadLists } from './apt-lists.ts';
import type { ListedFile } from './apt-lists.ts';
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
  it('says that there are no lists', async () => {
    await expect(read()).rejects.toMatchObject({ code: 'installed-missing', message: expect.stringContaining('apt-get update') as unknown });
    dir = join(dir, 'none');
    await expect(read()).rejects.toMatchObject({ code: 'installed-missing' });
  });
});

describe('createFindRepository', () => {
  const rules = [{ uri: 'https://a.example.org/', threshold: null, exceptions: [], exempt: null }];
  it('finds the archive of a file by its digest, and reads the lists once', async () => {
    writeFileSync(join(dir, 'a.example.org_dists_x_Packages'), entry('a'));
    let times = 0;
    const readLists = createReadLists(dir, { run: () => Promise.reject(new Error('not run')), path: '', aptHelper: '' });
    const find = createFindRepository((visit) => {
      times += 1;
      return readLists(visit);
    }, rules);
    expect(await Promise.all([find(SHA256), find('cd'.repeat(32))])).toEqual(['https://a.example.org/', null]);
    expect(times).toBe(1);
  });
  it('names no archive without a rule, and none where the lists cannot be read', async () => {
    const file: ListedFile = { name: { name: 'a', version: '1', architecture: 'all', fileName: 'a_1_all.deb' }, source: null, sha256: SHA256, list: 'b.example.org_Packages' };
    expect(await createFindRepository((visit) => { visit(file); return Promise.resolve(); }, rules)(SHA256)).toBeNull();
    expect(await createFindRepository(() => Promise.reject(new Error('broken')), rules)(SHA256)).toBeNull();
  });
});
