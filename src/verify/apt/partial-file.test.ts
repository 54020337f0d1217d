// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openPartialFile, removePartialFile, statPartialFile, sumFile } from './partial-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'pb-partial-'));
const file = join(folder, 'x.deb');
beforeEach(() => rmSync(file, { force: true, recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sum = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

describe('openPartialFile', () => {
  it('writes a new file, readable by all, summed as asked and always with SHA-256', () => {
    const partial = openPartialFile(file, 0, { MD5Sum: 'x', SHA1: 'x', SHA512: 'x' });
    partial.append(Buffer.from('ab'));
    partial.append(Buffer.from('c'));
    expect(partial.size()).toBe(3);
    expect(partial.digest()).toEqual({ MD5Sum: sum('md5', 'abc'), SHA1: sum('sha1', 'abc'), SHA256: sum('sha256', 'abc'), SHA512: sum('sha512', 'abc') });
    partial.close(86_400_000);
    expect(readFileSync(file, 'utf8')).toBe('abc');
    expect(statSync(file).mtimeMs).toBe(86_400_000);
    expect(statSync(file).mode & 0o733).toBe(0o600);
  });

  it('goes on behind what is to be kept, and drops what follows', () => {
    writeFileSync(file, 'abXY');
    const partial = openPartialFile(file, 2, {});
    partial.append(Buffer.from('c'));
    partial.close(null);
    expect(readFileSync(file, 'utf8')).toBe('abc');
    expect(partial.digest()).toEqual({ SHA256: sum('sha256', 'abc') });
  });

  it('sums a kept part that is larger than what is read at once', () => {
    const text = 'x'.repeat(600_000);
    writeFileSync(file, text);
    const partial = openPartialFile(file, text.length, {});
    partial.close(null);
    expect(partial.digest()).toEqual({ SHA256: sum('sha256', text) });
  });

  it('replaces a link, and never writes where it leads', () => {
    const target = join(folder, 'target');
    writeFileSync(target, 'mine');
    symlinkSync(target, file);
    const partial = openPartialFile(file, 0, {});
    partial.append(Buffer.from('x'));
    partial.close(null);
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(lstatSync(file).isFile()).toBe(true);
  });

  it('throws where there is no place for it', () => {
    expect(() => openPartialFile(join(folder, 'none/x'), 0, {})).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(() => openPartialFile('/dev/null', 0, {})).toThrow(expect.objectContaining({ code: 'EINVAL' }));
  });
});

describe('statPartialFile', () => {
  it('knows size and time of a file, and nothing of anything else', () => {
    expect(statPartialFile(file)).toBeNull();
    writeFileSync(file, '');
    expect(statPartialFile(file)).toBeNull();
    writeFileSync(file, 'abc');
    utimesSync(file, 60, 60);
    expect(statPartialFile(file)).toEqual({ size: 3, modifiedAt: 60_000 });
    expect(statPartialFile(folder)).toBeNull();
    expect(statPartialFile('/dev/null')).toBeNull();
  });
});

describe('sumFile', () => {
  it('sums a whole file, and follows no link', () => {
    writeFileSync(file, 'abc');
    expect(sumFile(file, {})).toEqual({ SHA256: sum('sha256', 'abc') });
    const link = join(folder, 'link');
    symlinkSync(file, link);
    expect(() => sumFile(link, {})).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  });
});

describe('removePartialFile', () => {
  it('removes files and links, whatever they lead to, and nothing else', () => {
    writeFileSync(file, 'abc');
    removePartialFile(file);
    expect(existsSync(file)).toBe(false);
    removePartialFile(file);
    symlinkSync('/dev/null', file);
    removePartialFile(file);
    expect(lstatSync(file, { throwIfNoEntry: false })).toBeUndefined();
    mkdirSync(file);
    removePartialFile(file);
    expect(existsSync(file)).toBe(true);
  });
});
