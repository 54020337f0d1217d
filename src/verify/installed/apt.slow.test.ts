// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../platform/process.ts';
import { needsTool } from '../../testing/needs.ts';
import { createReadLists } from './apt-lists.ts';
import { toListPrefix } from './list-name.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'proofboard-apt-'));
  for (const folder of ['etc/apt', 'var/lib/apt/lists/partial', 'var/lib/dpkg', 'var/cache/apt']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'var/lib/dpkg/status'), '');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(!needsTool('apt-get'))('toListPrefix, against apt', () => {
  it.each([
    'https://deb.example.org/debian/', 'http://127.0.0.1:8080/a/b/', 'https://x.example.org/a_b/~c/d+e/', 'http://x.example.org/a=b&c/',
    'http://x.example.org/a!b,c;d/', 'http://x.example.org/a%20b(c)/', 'http://x.example.org/%7ex/',
  ])('names the lists of %s', (uri) => {
    writeFileSync(join(root, 'etc/apt/sources.list'), `deb [trusted=yes] ${uri} sid main\n`);
    const uris = execFileSync('apt-get', ['-o', `Dir=${root}`, '-o', `Dir::State::status=${root}/var/lib/dpkg/status`, 'update', '--print-uris'], { encoding: 'utf8' });
    expect(/' (\S+)_InRelease /.exec(uris)?.[1]).toBe(`${toListPrefix(uri)}dists_sid`);
  });
});

describe.skipIf(!needsTool('apt-get'))('createReadLists, with apt', () => {
  const entry = `Package: a\nVersion: 1\nArchitecture: all\nFilename: a_1_all.deb\nSHA256: ${'ab'.repeat(32)}\n\n`;
  it.each(['gz', 'xz', 'zst', 'lz4'])('reads a list compressed as %s', async (form) => {
    const folder = mkdtempSync(join(root, 'lists-'));
    writeFileSync(join(root, 'plain'), entry.repeat(2_000));
    const packed = form === 'lz4' ? packLz4(entry.repeat(2_000)) : execFileSync({ gz: 'gzip', xz: 'xz', zst: 'zstd' }[form] ?? '', ['-c', join(root, 'plain')]);
    writeFileSync(join(folder, `x_Packages.${form}`), packed);
    let count = 0;
    await createReadLists(folder, { run: runProgram, path: '/usr/bin:/bin', aptHelper: '/usr/lib/apt/apt-helper' })(() => { count += 1; });
    expect(count).toBe(2_000);
  });
});

/** A frame of one block that is stored as it is (LZ4 frame format 1.6.3), as not every machine has lz4. */
function packLz4(text: string): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.from('04224d18', 'hex');
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += 65_536) {
    const block = bytes.subarray(at, at + 65_536);
    const size = Buffer.alloc(4);
    size.writeUInt32LE((block.byteLength | 0x80000000) >>> 0);
    blocks.push(size, block);
  }
  // Version 1, independent blocks of at most 64 KiB, no checksums; 0x82 is the second byte of xxHash32 of these two.
  return Buffer.concat([header, Buffer.from('604082', 'hex'), ...blocks, Buffer.alloc(4)]);
}
