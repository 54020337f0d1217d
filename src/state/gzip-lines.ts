// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { toMessage } from '../model/error.ts';
import { damagedArchive } from './state-error.ts';

const CHUNK_CHARACTERS = 64 * 1024;
/** A line is one row; the longest holds one collection's report. What is longer is not ours, and would fill memory. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024;

/** Writes lines as gzip-compressed UTF-8, as fast as `output` takes them, and ends it. */
export async function writeGzipLines(lines: Iterable<string>, output: NodeJS.WritableStream): Promise<void> {
  await pipeline(Readable.from(toChunks(lines)), createGzip(), output);
}

/**
 * Hands every line to `onLine`; what that throws ends the reading and is thrown. Throws `archive-damaged` for what is no
 * gzip, a broken or truncated one, no UTF-8, or has a line longer than any of ours.
 */
export async function readGzipLines(input: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  try {
    await pipeline(input, createGunzip(), async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        if (rest.length > MAX_LINE_CHARACTERS) throw damagedArchive('a line is too long');
        lines.forEach(onLine);
      }
    });
    rest += decoder.decode();
  } catch (thrown) {
    throw isDecodingError(thrown) ? damagedArchive(toMessage(thrown), thrown) : thrown;
  }
  if (rest !== '') throw damagedArchive('it ends in the middle of a line');
}

function* toChunks(lines: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function isDecodingError(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !('code' in thrown)) return false;
  return thrown.code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || String(thrown.code).startsWith('Z_');
}
