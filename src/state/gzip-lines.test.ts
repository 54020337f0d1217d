// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { PassThrough, Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readGzipLines, writeGzipLines } from './gzip-lines.ts';

async function read(bytes: Iterable<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  await readGzipLines(Readable.from(bytes), (line) => lines.push(line));
  return lines;
}

describe('readGzipLines', () => {
  it('gives back what writeGzipLines wrote, however it is cut', async () => {
    const lines = Array.from({ length: 5000 }, (_, n) => `${n} é\u{1F600} \u2028 ${'x'.repeat(n % 50)}`);
    const through = new PassThrough();
    const written = through.toArray();
    await writeGzipLines(lines, through);
    const bytes = Buffer.concat(await written);
    const slices = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, n) => bytes.subarray(n * 7, n * 7 + 7));
    expect(await read(slices)).toEqual(lines);
  });

  it.each([
    ['truncated', gzipSync('a\nb\n').subarray(0, -6)],
    ['no gzip', Buffer.from('plain')],
    ['in the middle of a line', gzipSync('a\nb')],
    ['in the middle of a character', gzipSync(Buffer.from([0x61, 0x0a, 0xe2, 0x80]))],
  ])('refuses what is %s', async (_, bytes) => {
    await expect(read([bytes])).rejects.toMatchObject({ code: 'archive-damaged' });
  });

  it('hands on what the reader of the lines throws', async () => {
    const reading = readGzipLines(Readable.from([gzipSync('a\n')]), () => { throw new RangeError('enough'); });
    await expect(reading).rejects.toThrow(RangeError);
  });
});

describe('writeGzipLines', () => {
  it('fails when the output does', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) });
    await expect(writeGzipLines(['a'], output)).rejects.toThrow('disk full');
  });
});
