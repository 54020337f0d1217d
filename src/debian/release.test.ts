// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unwrapClearSigned } from './clear-signed.ts';
import { parseRelease, type Release } from './release.ts';

const SHA = 'a'.repeat(64);
const parse = (text: string): Release => parseRelease(new TextEncoder().encode(text));
const toRelease = (lines: string): string => `Suite: stable\nDate: Sat, 11 Jul 2026 10:16:37 UTC\n${lines}`;
const refuse = (text: string, words: string): void => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'invalid-release' }));
  expect(() => parse(text)).toThrow(words);
};

describe('parseRelease', () => {
  it('reads a real Release file', () => {
    const release = parse(unwrapClearSigned(readFileSync(new URL('fixtures/InRelease', import.meta.url), 'utf8')) ?? '');
    expect(release).toMatchObject({
      suite: 'stable-updates', codename: 'trixie-updates', date: Date.UTC(2026, 10, 21, 2, 10, 46), validUntil: Date.UTC(2026, 10, 28, 2, 10, 46),
      components: ['main', 'contrib', 'non-free-firmware', 'non-free'], acquireByHash: true, hasIndexForAll: false,
    });
    expect(release.architectures).toContain('riscv64');
    expect(release.sha256.size).toBe(409);
    expect(release.sha256.get('main/source/Sources.xz')).toEqual({ sha256: '810077786dba4b427b1f8aa18a6a3e72cf3e4226cd1c52dea02e91de020bdf50', size: 1400 });
  });

  it('tells an archive whose binary-all is not in the other indexes', () => {
    const withAll = (more: string): boolean => parse(toRelease(`Architectures: all amd64\n${more}SHA256:\n ${SHA} 1 a\n`)).hasIndexForAll;
    expect([withAll(''), withAll('No-Support-for-Architecture-all: Packages\n')]).toEqual([true, false]);
    expect(parse(toRelease(`Architectures: amd64\nSHA256:\n ${SHA} 1 a\n`)).hasIndexForAll).toBe(false);
  });

  it('refuses one without a readable date', () => {
    refuse(`Suite: stable\nSHA256:\n ${SHA} 1 a\n`, 'Date');
    refuse(`Date: today\nSHA256:\n ${SHA} 1 a\n`, 'Date');
    refuse(toRelease(`Valid-Until: never\nSHA256:\n ${SHA} 1 a\n`), 'Valid-Until');
  });

  it('refuses one without SHA256', () => {
    refuse(toRelease(`MD5Sum:\n ${'a'.repeat(32)} 1 a\n`), 'no SHA256');
    refuse(toRelease('SHA256:\n'), 'no SHA256');
  });

  it.each([`${SHA} 1`, `${SHA} a b`, `${'a'.repeat(32)} 1 a`, `${SHA} 1 a b`, `${SHA} -1 a`, `${SHA} 1e999 a`])('refuses the line %j', (line) => {
    refuse(toRelease(`SHA256:\n ${line}\n`), 'line under SHA256');
  });

  it('refuses two digests of one file', () => {
    refuse(toRelease(`SHA256:\n ${SHA} 1 a\n ${'b'.repeat(64)} 1 a\n`), 'two digests');
    refuse(toRelease(`SHA256:\n ${SHA} 1 a\n ${SHA} 2 a\n`), 'two digests');
    expect(parse(toRelease(`SHA256:\n ${SHA} 1 a\n ${SHA} 1 a\n`)).sha256.size).toBe(1);
  });

  it('refuses lists without end', () => {
    refuse(toRelease(`SHA256:\n${Array.from({ length: 100_001 }, (_, index) => ` ${SHA} 1 ${index}\n`).join('')}`), 'more than 100000 files');
    refuse(toRelease(`Components: ${'x '.repeat(201)}\nSHA256:\n ${SHA} 1 a\n`), 'more than 200');
  });

  it('takes no path for the prototype', () => {
    expect(parse(toRelease(`SHA256:\n ${SHA} 1 __proto__\n`)).sha256.get('__proto__')).toEqual({ sha256: SHA, size: 1 });
  });

  it('refuses fields behind a second paragraph', () => {
    expect(() => parse(toRelease(`SHA256:\n ${SHA} 1 a\n\nValid-Until: Sat, 11 Jul 2099 10:16:37 UTC\n`))).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
  });
});
