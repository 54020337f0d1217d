// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { findControlFile } from './pre-install-tar.ts';

interface Entry { readonly name: string; readonly data?: string; readonly type?: string; readonly magic?: string; readonly size?: string; readonly end?: string; readonly sum?: string }

function entry({ name, data = '', type = '0', magic = 'ustar  ', size = `${data.length.toString(8).padStart(11, '0')}\0`, end = '', sum }: Entry): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write(size, 124, 'latin1');
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write(magic, 257, 'latin1');
  header.write(end, 345, 'latin1');
  header.write(sum ?? `${header.reduce((total, byte) => total + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const body = Buffer.alloc(Math.ceil(data.length / 512) * 512);
  body.write(data);
  return Buffer.concat([header, body]);
}

const END = Buffer.alloc(1024);
const CONTROL: Entry = { name: './control', data: 'Package: x\n' };
const tar = (...entries: readonly Entry[]): Buffer => Buffer.concat([...entries.map(entry), END]);
const find = (bytes: Buffer): string | null => {
  const found = findControlFile(bytes);
  return found === null ? null : Buffer.from(found).toString();
};

describe('findControlFile', () => {
  it.each<readonly [string, readonly Entry[]]>([
    ['alone', [CONTROL]], ['without ./', [{ ...CONTROL, name: 'control' }]], ['of a tar without a magic', [{ ...CONTROL, magic: '', type: '\0' }]], ['of POSIX', [{ ...CONTROL, magic: 'ustar\x0000' }]],
    ['among others', [{ name: './', type: '5' }, { name: './md5sums', data: 'x'.repeat(1500) }, CONTROL, { name: './postinst', data: 'y' }]],
    ['with the folder as a dot', [{ name: '.', type: '5' }, CONTROL]],
  ])('finds the control file %s', (_, entries) => {
    expect(find(tar(...entries))).toBe('Package: x\n');
  });
  it.each<readonly [string, readonly Entry[]]>([
    ['none', [{ name: './md5sums' }]], ['a second control file, which tar would take', [CONTROL, { name: 'control', data: 'Package: y\n' }]],
    ['a link', [CONTROL, { name: './x', type: '2' }]], ['a hard link', [{ name: './control', type: '1' }]], ['a folder', [CONTROL, { name: './sub/', type: '5' }]],
    ['a folder with a size', [{ name: './', type: '5', data: 'x' }, CONTROL]], ['a file in a folder', [CONTROL, { name: './sub/../control' }]],
    ['a path from the root', [CONTROL, { name: '/control' }]], ['a long name', [{ name: '././@LongLink', type: 'L', data: 'control' }, CONTROL]],
    ['an extension', [{ name: './pax', type: 'x', data: '11 path=x\n' }, CONTROL]], ['a name in two halves', [{ ...CONTROL, end: 'sub' }]], ['another magic', [{ ...CONTROL, magic: 'other' }]],
    ['a size in binary', [{ ...CONTROL, size: '\x80' }]], ['no checksum', [{ ...CONTROL, sum: '0000000\0' }]], ['a checksum that is no number', [{ ...CONTROL, sum: 'xxxxxxxx' }]],
    ['a control file beyond all measure', [{ name: './control', data: 'x'.repeat(1024 * 1024 + 1) }]], ['no name', [{ name: '' }]],
  ])('refuses %s', (_, entries) => {
    expect(find(tar(...entries))).toBeNull();
  });
  it('refuses what ends too early', () => {
    const whole = tar(CONTROL);
    for (const length of [0, 100, 512, 520, 1024, 1100]) expect(find(whole.subarray(0, length))).toBeNull();
  });
  it('refuses anything behind the end', () => {
    expect(find(Buffer.concat([tar(CONTROL), entry({ ...CONTROL, data: 'Package: y\n' })]))).toBeNull();
  });
});
