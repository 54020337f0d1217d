// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../model/time.ts';
import { createEvidenceCache } from './cache.ts';

const NOW = Date.parse('2026-11-25T00:00:00Z');
const FOUND = { kind: 'found', bytes: Buffer.from('an attestation') } as const;
const uid = process.getuid?.() ?? -1;

let dir = '';
let folder = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'proofboard-cache-'));
  folder = join(dir, 'evidence');
  mkdirSync(folder, { mode: 0o755 });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const only = (): string => {
  const [name = ''] = readdirSync(folder);
  return join(folder, name);
};

describe('createEvidenceCache', () => {
  it('keeps what was found for days, under its own key', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', FOUND, NOW);
    expect(cache.read('a', NOW + 6 * DAY_MS)).toEqual({ kind: 'found', bytes: FOUND.bytes });
    expect(createEvidenceCache(folder, { uid }).read('a', NOW)?.kind).toBe('found');
    expect(cache.read('b', NOW)).toBeNull();
    expect(cache.read('a', NOW + 8 * DAY_MS)).toBeNull();
  });
  it('keeps what is absent for minutes', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', { kind: 'absent' }, NOW);
    expect(cache.read('a', NOW + MINUTE_MS)).toEqual({ kind: 'absent' });
    expect(cache.read('a', NOW + 3 * MINUTE_MS)).toBeNull();
  });
  it('does not believe what was kept in the future', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', FOUND, NOW);
    expect(cache.read('a', NOW - 2 * MINUTE_MS)).toBeNull();
  });
  it('ignores entries that are broken in any way', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', FOUND, NOW);
    const whole = readFileSync(only());
    for (const broken of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]), Buffer.from(''), Buffer.from('proofboard-evidence 2 found'), Buffer.from(whole.toString().replace('found', 'absent'))]) {
      writeFileSync(only(), broken);
      expect(cache.read('a', NOW)).toBeNull();
    }
  });
  it('ignores entries that are links, folders, or writable by others', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', FOUND, NOW);
    const file = only();
    chmodSync(file, 0o666);
    expect(cache.read('a', NOW)).toBeNull();
    chmodSync(file, 0o644);
    expect(cache.read('a', NOW)?.kind).toBe('found');
    renameSync(file, join(dir, 'elsewhere'));
    symlinkSync(join(dir, 'elsewhere'), file);
    expect(cache.read('a', NOW)).toBeNull();
    rmSync(file);
    mkdirSync(file);
    expect(cache.read('a', NOW)).toBeNull();
  });
  it('leaves a folder alone that is missing, a link, a file, or writable by others', () => {
    const linked = join(dir, 'linked');
    symlinkSync(folder, linked);
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const open = join(dir, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    for (const path of [linked, file, open, join(dir, 'none')]) {
      const cache = createEvidenceCache(path, { uid });
      cache.write('a', FOUND, NOW);
      expect(cache.read('a', NOW)).toBeNull();
    }
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(open)).toEqual([]);
  });
  it('writes nothing into a folder of another user, and reads from it as root only', () => {
    createEvidenceCache(folder, { uid }).write('a', FOUND, NOW);
    const other = createEvidenceCache(folder, { uid: uid + 1 });
    other.write('b', FOUND, NOW);
    expect(readdirSync(folder)).toHaveLength(1);
    // Root owns the folder where tests run as root, and root's is read by everybody.
    expect(other.read('a', NOW)?.kind ?? null).toBe(uid === 0 ? 'found' : null);
    expect(createEvidenceCache(folder, { uid: 0 }).read('a', NOW)?.kind).toBe('found');
  });
  it('reads as root what the user of apt\'s methods kept, and as that user only one\'s own', () => {
    createEvidenceCache(folder, { uid }).write('a', FOUND, NOW);
    // Only root can give files away.
    const owner = uid === 0 ? 65_534 : uid;
    for (const path of [only(), folder]) chownSync(path, owner, owner);
    expect(createEvidenceCache(folder, { uid: 0 }).read('a', NOW)?.kind).toBe('found');
    expect(createEvidenceCache(folder, { uid: owner }).read('a', NOW)?.kind).toBe('found');
    expect(createEvidenceCache(folder, { uid: owner + 1 }).read('a', NOW)).toBeNull();
  });
  it('keeps nothing that is larger than an attestation ever is', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', { kind: 'found', bytes: new Uint8Array(300_000) }, NOW);
    expect(readdirSync(folder)).toEqual([]);
  });
  it('leaves nothing behind where an entry cannot be put in place', () => {
    const cache = createEvidenceCache(folder, { uid });
    cache.write('a', FOUND, NOW);
    const file = only();
    rmSync(file);
    mkdirSync(file);
    cache.write('a', FOUND, NOW);
    expect(readdirSync(folder)).toEqual([file.slice(folder.length + 1)]);
  });
  it.each([['files', { maxFiles: 4 }], ['bytes', { maxBytes: 600 }]])('removes the oldest where there are too many %s', (_, limits) => {
    const cache = createEvidenceCache(folder, { uid });
    for (const [index, key] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      const before = new Set(readdirSync(folder));
      cache.write(key, FOUND, NOW);
      const [made = ''] = readdirSync(folder).filter((name) => !before.has(name));
      utimesSync(join(folder, made), index, index);
    }
    const limited = createEvidenceCache(folder, { uid, ...limits });
    limited.write('g', FOUND, NOW);
    expect(limited.read('a', NOW)).toBeNull();
    expect(limited.read('f', NOW)?.kind).toBe('found');
    expect(limited.read('g', NOW)?.kind).toBe('found');
    expect(readdirSync(folder)).toHaveLength(3);
  });
});
