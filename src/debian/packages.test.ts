// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePackages, parseSourceField, parseSources } from './packages.ts';

const options = { baseUrl: 'https://deb.example/debian', component: 'main' };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const ENTRY = {
  'Package': 'hello', 'Version': '2.10-3', 'Architecture': 'amd64', 'Filename': 'pool/main/h/hello/hello_2.10-3_amd64.deb',
  'Size': '53080', 'SHA256': 'a'.repeat(64),
};
type Changes = Readonly<Record<string, string | null>>;
const toEntry = (changes: Changes): string => (
  Object.entries<string | null>({ ...ENTRY, ...changes }).flatMap(([name, value]) => value === null ? [] : [`${name}: ${value}\n`]).join(''));
const parse = (...entries: readonly Changes[]) => parsePackages(encode(entries.map(toEntry).join('\n')), options);

describe('parsePackages', () => {
  it('reads the entries of a real index: epochs, sources of another name or version, binaries rebuilt', () => {
    const { entries, refused } = parsePackages(readFileSync(new URL('fixtures/Packages', import.meta.url)), options);
    expect(refused).toEqual({ count: 0, examples: [] });
    expect(entries.map(({ name, version, architecture, sourceName, sourceVersion }) => [name, version, architecture, sourceName, sourceVersion])).toEqual([
      ['0ad', '0.0.26-3', 'amd64', '0ad', '0.0.26-3'],
      ['0ad-data-common', '0.0.26-1', 'all', '0ad-data', '0.0.26-1'],
      ['vim', '2:9.0.1378-2+deb12u2', 'amd64', 'vim', '2:9.0.1378-2+deb12u2'],
      ['2048-qt', '0.1.6-2+b2', 'amd64', '2048-qt', '0.1.6-2'],
      ['libstdc++6', '12.2.0-14+deb12u1', 'amd64', 'gcc-12', '12.2.0-14+deb12u1'],
      ['acme', '1:0.97~svn20211115+ds-1+b1', 'amd64', 'acme', '1:0.97~svn20211115+ds-1'],
    ]);
    expect(entries[0]).toEqual({
      name: '0ad', version: '0.0.26-3', architecture: 'amd64', sourceName: '0ad', sourceVersion: '0.0.26-3', component: 'main',
      url: 'https://deb.example/debian/pool/main/0/0ad/0ad_0.0.26-3_amd64.deb',
      sha256: '3a2118df47bf3f04285649f0455c2fc6fe2dc7f0b237073038aa00af41f0d5f2', size: 7891488,
    });
    expect(entries[4]?.url).toBe('https://deb.example/debian/pool/main/g/gcc-12/libstdc++6_12.2.0-14+deb12u1_amd64.deb');
  });

  it.each([
    [{ SHA256: null }, 'SHA256'], [{ SHA256: 'a'.repeat(63) }, 'SHA256'], [{ SHA256: `${'a'.repeat(63)}g` }, 'SHA256'],
    [{ Filename: '../../etc/passwd' }, 'Filename'], [{ Filename: 'pool/../../x.deb' }, 'Filename'], [{ Filename: '/etc/passwd' }, 'Filename'], [{ Filename: null }, 'Filename'],
    [{ Package: 'a/b' }, 'name'], [{ Package: '..' }, 'name'], [{ Package: null }, 'name'], [{ Version: '1_2' }, 'version'], [{ Version: null }, 'version'],
    [{ Architecture: '../x' }, 'architecture'], [{ Architecture: null }, 'architecture'], [{ Source: 'a (1) (2)' }, 'Source'], [{ Source: 'a/../b' }, 'Source'], [{ Source: '' }, 'Source'],
  ])('refuses the entry with %j, counts it and keeps the others', (changes, reason) => {
    const { entries, refused } = parse({}, changes, { Package: 'hello2' });
    expect(entries.map(({ name }) => name)).toEqual(['hello', 'hello2']);
    expect(refused.count).toBe(1);
    expect(refused.examples[0]).toContain(`no valid ${reason}`.replace('no valid Filename', 'a Filename'));
  });

  it('keeps two digests of one name and version', () => {
    expect(parse({}, { SHA256: 'b'.repeat(64) }).entries).toHaveLength(2);
  });

  it('gives the first reasons only, however many there are', () => {
    const { refused } = parse(...Array.from({ length: 100 }, () => ({ SHA256: 'x' })));
    expect([refused.count, refused.examples.length]).toEqual([100, 3]);
  });

  it('has no size where none is readable, and digests in lower case', () => {
    expect(parse({ Size: '1e3', SHA256: 'AB'.repeat(32) }).entries[0]).toMatchObject({ size: null, sha256: 'ab'.repeat(32) });
  });

  it('throws for an index that is none', () => {
    expect(() => parsePackages(encode('<html>\n'), options)).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
  });
});

describe('parseSources', () => {
  it('reads the entries of a real index, with the address of Vcs-Git alone', () => {
    expect(parseSources(readFileSync(new URL('fixtures/Sources', import.meta.url)))).toEqual({
      entries: [
        { name: '0ad', version: '0.0.26-3', vcsUrl: 'https://salsa.debian.org/games-team/0ad.git' },
        { name: '3270font', version: '3.0.1-1', vcsUrl: 'https://github.com/kilobyte/3270font.git' },
        { name: 'agda', version: '2.6.2.2-1.1', vcsUrl: 'https://salsa.debian.org/haskell-team/DHG_packages.git' },
        { name: 'libcapi20-3', version: '1:3.27-3', vcsUrl: 'git@github.com:leggewie-DM/libcapi20.git' },
        { name: '64tass', version: '1.58.2974-1', vcsUrl: null },
      ],
      refused: { count: 0, examples: [] },
    });
  });

  it('refuses an entry without a valid name or version', () => {
    expect(parseSources(encode('Package: a/b\nVersion: 1\n\nPackage: a\nVersion: x\n\nPackage: a\nVersion: 1\n'))).toMatchObject({ entries: [{ name: 'a' }], refused: { count: 2 } });
  });
});

describe('parseSourceField', () => {
  it('has the binary package\'s version where the source gives none', () => {
    expect(parseSourceField('a', '1')).toEqual({ name: 'a', version: '1' });
    expect(parseSourceField('a (1:2-3)', '1')).toEqual({ name: 'a', version: '1:2-3' });
    expect(['', 'a b', 'a (', 'a ()', 'a (1', 'a  (1)', '(1)', 'a (x)'].map((text) => parseSourceField(text, '1'))).toEqual(Array(8).fill(null));
  });
});
