// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress, decompressWhole, type Compression } from './decompress.ts';

const MEGABYTE = 1024 * 1024;
const TEXT = Buffer.from('Package: hello\n'.repeat(100_000));
const FORMS: readonly [Compression, (bytes: Buffer) => Buffer][] = [['gzip', gzipSync], ['zstd', zstdCompressSync], ['none', (bytes) => bytes]];

describe.each(FORMS)('decompress, %s', (compression, compress) => {
  it('gives all of it, up to the limit and no further', async () => {
    expect(Buffer.compare(await decompressWhole(compress(TEXT), compression, TEXT.byteLength, 'x'), TEXT)).toBe(0);
    await expect(decompressWhole(compress(TEXT), compression, TEXT.byteLength - 1, 'x')).rejects.toMatchObject({ code: 'too-much' });
  });

  it('stops at the limit, not at the end', async () => {
    const bomb = compress(Buffer.alloc(32 * MEGABYTE));
    let length = 0;
    const drain = async (): Promise<void> => {
      for await (const chunk of decompress(bomb, compression, 2 * MEGABYTE, 'x')) length += chunk.byteLength;
    };
    await expect(drain()).rejects.toMatchObject({ code: 'too-much' });
    expect(length).toBeLessThanOrEqual(2 * MEGABYTE);
  });
});

describe.each(FORMS.slice(0, 2))('decompress, damaged %s', (compression, compress) => {
  it('refuses what is cut, damaged or of another kind', async () => {
    const good = compress(TEXT);
    const flipped = Buffer.from(good);
    flipped[good.byteLength >> 1] = (flipped[good.byteLength >> 1] ?? 0) ^ 0xff;
    for (const bytes of [good.subarray(0, -9), flipped, Buffer.from('<html></html>'), Buffer.from([])]) {
      await expect(decompressWhole(bytes, compression, 100 * MEGABYTE, 'x')).rejects.toMatchObject({ code: 'invalid-answer' });
    }
  });
});
