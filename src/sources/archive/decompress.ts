// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createGunzip, createZstdDecompress } from 'node:zlib';
import { CodedError, isCoded, toMessage } from '../../model/error.ts';
import type { ArchiveErrorCode } from './archive-error.ts';

export type Compression = 'none' | 'gzip' | 'zstd';

const CHUNK_BYTES = 256 * 1024;

/**
 * Decompresses piece by piece. Throws `too-much` as soon as more than `maxBytes` come out, whatever the input claims, and
 * `invalid-answer` for what is damaged or cut.
 */
export async function* decompress(bytes: Uint8Array, compression: Compression, maxBytes: number, what: string): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    for await (const chunk of open(bytes, compression)) {
      length += chunk.byteLength;
      if (length > maxBytes) throw new CodedError<ArchiveErrorCode>('too-much', `${what}: decompresses to more than ${maxBytes} bytes`);
      yield chunk;
    }
  } catch (cause) {
    if (isCoded(cause)) throw cause;
    throw new CodedError<ArchiveErrorCode>('invalid-answer', `${what}: cannot be decompressed (${toMessage(cause)})`, { cause });
  }
}

function open(bytes: Uint8Array, compression: Compression): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (compression === 'none') return [bytes];
  const stream = compression === 'gzip' ? createGunzip({ chunkSize: CHUNK_BYTES }) : createZstdDecompress({ chunkSize: CHUNK_BYTES });
  stream.end(bytes);
  return stream;
}

/** Decompresses the whole, as `decompress` does. */
export async function decompressWhole(bytes: Uint8Array, compression: Compression, maxBytes: number, what: string): Promise<Uint8Array> {
  if (compression === 'none' && bytes.byteLength <= maxBytes) return bytes;
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompress(bytes, compression, maxBytes, what)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
