// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { CodedError, isCoded, toMessage } from '../../model/error.ts';

export type FileDigestErrorCode = 'file-missing' | 'file-unreadable';

const CHUNK_BYTES = 1024 * 1024;

/**
 * SHA-256 of a regular file, lower-case hex, of any size in one megabyte of memory. Throws `file-missing` or
 * `file-unreadable`; a pipe or device, which may never end, is the latter.
 */
export async function digestFile(file: string): Promise<string> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await handle.stat()).isFile()) throw new CodedError<FileDigestErrorCode>('file-unreadable', `${file} is no regular file`);
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } catch (thrown) {
    throw toFileError(thrown, file);
  } finally {
    await handle?.close();
  }
}

function toFileError(thrown: unknown, file: string): unknown {
  if (isCoded(thrown)) return thrown;
  const [code = ''] = toMessage(thrown).split(':');
  if (code === 'ENOENT' || code === 'ENOTDIR') return new CodedError<FileDigestErrorCode>('file-missing', `${file} is not there`, { cause: thrown });
  return new CodedError<FileDigestErrorCode>('file-unreadable', `${file} cannot be read (${code})`, { cause: thrown });
}
