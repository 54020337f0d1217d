// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { streamParagraphs } from './paragraph-stream.ts';

const TEXT = Buffer.from('Package: a\nSize: 1\n\n\nPackage: b\nDescription: x\n y\n .\n z\n\nPackage: c\n');

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size: number): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for await (const paragraph of streamParagraphs(inPieces(bytes, size), ['Package', 'Description'])) names.push(paragraph.get('package'));
  return names;
}

describe('streamParagraphs', () => {
  it('reads the same wherever the pieces are cut', async () => {
    for (let size = 1; size <= TEXT.byteLength; size += 1) expect(await read(TEXT, size)).toEqual(['a', 'b', 'c']);
  });
  it('reads a last paragraph without an end, and nothing out of nothing', async () => {
    expect(await read(TEXT.subarray(0, -1), 7)).toEqual(['a', 'b', 'c']);
    expect(await read(Buffer.from(''), 7)).toEqual([]);
    expect(await read(Buffer.from('\n\n\n'), 1)).toEqual([]);
  });
  it('gives whole values however the pieces are cut', async () => {
    for await (const paragraph of streamParagraphs(inPieces(TEXT, 5), ['Package', 'Description'])) {
      if (paragraph.get('package') === 'b') expect(paragraph.get('description')).toBe('x\ny\n.\nz');
    }
  });
  it('refuses a paragraph that does not end, before memory does', async () => {
    await expect(read(Buffer.alloc(9 * 1024 * 1024, 'x'), 1024 * 1024)).rejects.toMatchObject({ code: 'installed-unreadable' });
  });
  it('refuses what is no such text', async () => {
    await expect(read(Buffer.from('Package: a\nPackage: b\n'), 4)).rejects.toMatchObject({ code: 'invalid-deb822' });
  });
});
