// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBuildinfo } from './buildinfo.ts';
import { unwrapClearSigned } from './clear-signed.ts';

const read = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const XFFFF = read('0xffff_0.8-1+b1_amd64.buildinfo');
const PLAIN = unwrapClearSigned(XFFFF) ?? '';
const refuse = (text: string, code = 'invalid-buildinfo'): void => (
  expect(() => parseBuildinfo(text)).toThrow(expect.objectContaining({ code })));

describe('parseBuildinfo', () => {
  it('reads a real one: the source\'s version is not the rebuilt binary\'s', () => {
    const buildinfo = parseBuildinfo(XFFFF);
    expect(buildinfo).toMatchObject({
      hasSignature: true, source: '0xffff', sourceVersion: '0.8-1', version: '0.8-1+b1', architectures: ['amd64'], binaries: ['0xffff'],
      buildArchitecture: 'amd64', buildDate: Date.UTC(2019, 7, 8, 4, 37, 7), buildPath: '/build/0xffff-6j3EkP/0xffff-0.8',
    });
    expect([...buildinfo.checksums]).toEqual([
      ['0xffff-dbgsym_0.8-1+b1_amd64.deb', { sha256: '6d100b27f5e510bbee14311accf2cb9d20a09dfc8f754b9324a58222d14a2ecf', size: 155516 }],
      ['0xffff_0.8-1+b1_amd64.deb', { sha256: '7076ffc1bd49e072091988677430542e05519e7ad55bd96d188ecef41a1d7d27', size: 58844 }],
    ]);
    expect(buildinfo.installedBuildDepends[1]).toEqual({ name: 'automake', architecture: null, version: '1:1.16.1-4' });
    expect(buildinfo.installedBuildDepends).toHaveLength(XFFFF.match(/^ \S+ \(= /gm)?.length ?? 0);
  });

  it('reads one of several binaries', () => {
    const buildinfo = parseBuildinfo(read('bash_5.1-3+b1_amd64.buildinfo'));
    expect(buildinfo.binaries).toHaveLength(6);
    expect(buildinfo.checksums.size).toBe(6);
  });

  it('reads one without a signature as such', () => {
    expect(parseBuildinfo(PLAIN)).toEqual({ ...parseBuildinfo(XFFFF), hasSignature: false });
  });

  it('reads an installed package of another architecture, and a build in another zone', () => {
    const buildinfo = parseBuildinfo(PLAIN.replace(' autoconf (= 2.69-11),', ' libc6:i386 (= 2.28-10),').replace('04:37:07 +0000', '06:37:07 +0200'));
    expect(buildinfo.installedBuildDepends[0]).toEqual({ name: 'libc6', architecture: 'i386', version: '2.28-10' });
    expect(buildinfo.buildDate).toBe(Date.UTC(2019, 7, 8, 4, 37, 7));
  });

  it('does without what is optional', () => {
    const { binaries, buildDate, buildPath } = parseBuildinfo(PLAIN.replace(/^(Build-Date|Build-Path|Binary): .*\n/gm, ''));
    expect([binaries, buildDate, buildPath]).toEqual([[], null, null]);
  });

  it.each([
    ['no source', /^Source: .*$/m, 'Source: '], ['a source that is a path', /^Source: .*$/m, 'Source: ../x (1)'], ['no version', /^Version: .*\n/m, ''],
    ['a path for a file', / 0xffff_0.8-1\+b1_amd64.deb/g, ' ../../0xffff.deb'], ['a file twice', /0xffff-dbgsym_/g, '0xffff_'],
    ['a digest too short', /6d100b27/, '6d100b2'], ['a date that is none', /^Build-Date: .*$/m, 'Build-Date: now'],
    ['a dependency that is no version', / automake \(= 1:1.16.1-4\)/, ' automake (>= 1)'], ['a shell command for a dependency', / automake \(= /, ' $(id) (= '],
    ['an architecture that is a path', /^Architecture: .*$/m, 'Architecture: ../x'],
  ])('refuses %s', (_, what, replacement) => {
    const text = PLAIN.replace(what, replacement);
    expect(text).not.toBe(PLAIN);
    refuse(text);
  });

  it('refuses one without digests', () => {
    refuse(PLAIN.replace(/^Checksums-Sha256:\n( .*\n)+/m, ''));
  });

  it('refuses one without end', () => {
    refuse(`${PLAIN}X: ${'x'.repeat(4 * 1024 * 1024)}\n`, 'too-much');
    refuse(`${PLAIN.trimEnd()}\nX-Extra:\n${' x\n'.repeat(1_100_000)}`, 'too-much');
  });
});

describe('unwrapClearSigned', () => {
  it('takes off what escapes a hyphen', () => {
    expect(unwrapClearSigned('-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- -x\ny\n-----BEGIN PGP SIGNATURE-----\nz\n-----END PGP SIGNATURE-----\n')).toBe('-x\ny\n');
  });

  it('is null where there is no wrapper', () => {
    expect(unwrapClearSigned(PLAIN)).toBeNull();
  });

  it.each([
    ['text before', (text: string) => `Version: 2\n${text}`], ['text behind', (text: string) => `${text}\nVersion: 2\n`],
    ['a second message', (text: string) => `${text}${text}`], ['no end', (text: string) => text.slice(0, -40)],
    ['no signature', (text: string) => text.slice(0, text.indexOf('-----BEGIN PGP SIGNATURE'))],
    ['fields among the headers', (text: string) => text.replace('Hash: SHA512\n', 'Hash: SHA512\nVersion: 2\n')],
  ])('refuses %s', (_, change) => {
    expect(() => unwrapClearSigned(change(XFFFF))).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
  });
});
