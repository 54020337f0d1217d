// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { needsTool } from '../src/testing/needs.ts';

const SCRIPT = fileURLToPath(new URL('build-deb.ts', import.meta.url));

/** Runs the script under another mask, time zone, locale and folder; gives the package. */
function build(folder: string, mask: string, environment: Readonly<Record<string, string>>): string {
  const text = execFileSync('sh', ['-c', 'umask "$1"; exec "$2" "$3" "$4"', 'sh', mask, process.execPath, SCRIPT, folder], {
    env: { PATH: process.env['PATH'] ?? '', ...environment }, cwd: folder, encoding: 'utf8',
  });
  return text.trim();
}

describe.skipIf(!needsTool('dpkg-deb'))('build-deb', () => {
  const folders = ['one', 'another'].map((name) => mkdtempSync(join(tmpdir(), `proofboard-${name}-`)));
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  it('makes the same bytes wherever, whenever and by whomever it is built', () => {
    const [first, second] = [
      build(folders[0] ?? '', '022', { TZ: 'UTC', LC_ALL: 'C' }),
      build(folders[1] ?? '', '077', { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8', TMPDIR: folders[1] ?? '', SOURCE_DATE_EPOCH: '1' }),
    ];
    const digests = [first, second].map((file) => createHash('sha256').update(readFileSync(file)).digest('hex'));
    expect(digests[0]).toBe(digests[1]);
    expect(basename(first)).toMatch(/^proofboard-apt_[0-9.]+_all\.deb$/);
  });

  it('holds the method under its names, the hook, examples and a manual page, all of root', () => {
    const list = execFileSync('dpkg-deb', ['-c', build(folders[0] ?? '', '022', {})], { encoding: 'utf8' }).trim().split('\n');
    const files = list.map((line) => line.split(/\s+/)).map(([mode = '', owner = '', , , , path = '', , target]) => (
      [mode, owner, path.replace('./', ''), ...(target === undefined ? [] : [target])].join(' '))).filter((line) => !line.startsWith('d'));
    expect(files.sort()).toEqual([
      '-rw-r--r-- root/root usr/share/doc/proofboard-apt/changelog.gz',
      '-rw-r--r-- root/root usr/share/doc/proofboard-apt/copyright',
      '-rw-r--r-- root/root usr/share/man/man8/proofboard-apt.8.gz',
      '-rw-r--r-- root/root usr/share/proofboard-apt/80proofboard-hook',
      '-rw-r--r-- root/root usr/share/proofboard-apt/intoto.conf',
      '-rw-r--r-- root/root usr/share/proofboard-apt/policy.json',
      '-rwxr-xr-x root/root usr/lib/apt/methods/intoto',
      '-rwxr-xr-x root/root usr/lib/proofboard/apt-pre-install',
      'lrwxrwxrwx root/root usr/lib/apt/methods/intoto+http intoto',
      'lrwxrwxrwx root/root usr/lib/apt/methods/intoto+https intoto',
      'lrwxrwxrwx root/root usr/share/doc/proofboard-apt/examples ../../proofboard-apt',
    ]);
  });

  it('brings the sum of every file, for dpkg --verify', () => {
    const file = build(folders[0] ?? '', '022', {});
    const [tree, control] = [unpack(file), join(folders[0] ?? '', 'control')];
    execFileSync('dpkg-deb', ['-e', file, control]);
    expect(execFileSync('md5sum', ['--check', '--strict', '--quiet', join(control, 'md5sums')], { cwd: tree, encoding: 'utf8' })).toBe('');
    const named = readFileSync(join(control, 'md5sums'), 'utf8').trim().split('\n').map((line) => line.slice(34));
    const files = execFileSync('find', ['.', '-type', 'f', '-printf', '%P\\n'], { cwd: tree, encoding: 'utf8' }).trim().split('\n');
    expect(named).toEqual(files.sort());
  });

  it('names in the manual only examples that it holds', () => {
    const tree = unpack(build(folders[0] ?? '', '022', {}));
    const manual = gunzipSync(readFileSync(join(tree, 'usr/share/man/man8/proofboard-apt.8.gz'))).toString();
    const paths = [...manual.matchAll(/\/(usr\/[^\s"\]]*)/g)].map(([, path = '']) => path).filter((path) => path !== 'usr/share/keyrings/example.gpg');
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(join(tree, path)))).toEqual([]);
  });

  it('bundles neither OpenPGP.js nor anything else but its own code', () => {
    const method = readFileSync(join(unpack(build(folders[0] ?? '', '022', {})), 'usr/lib/apt/methods/intoto'), 'utf8');
    expect(method.startsWith('#!/usr/bin/node\n')).toBe(true);
    expect([...method.matchAll(/^\/\/ (\S+)$/gm)].map(([, path]) => path).filter((path) => path?.includes('node_modules'))).toEqual([]);
    expect(method).not.toContain('openpgp');
  });

  function unpack(file: string): string {
    const folder = join(folders[0] ?? '', 'unpacked');
    execFileSync('dpkg-deb', ['-x', file, folder]);
    return folder;
  }
});
