// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CodedError, toMessage } from '../model/error.ts';

export interface FileDigests {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex, as the other. */
  readonly sha256: string;
  readonly sha512: string;
}

/** Reads a regular file once, to its end, and gives its digests. Throws `file-unreadable`. */
export async function hashFile(file: string): Promise<FileDigests> {
  try {
    // Opening a pipe that nobody writes to would not return.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) throw new Error('it is no regular file');
      const [sha256, sha512] = [createHash('sha256'), createHash('sha512')];
      let size = 0;
      for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
        sha256.update(chunk);
        sha512.update(chunk);
        size += chunk.byteLength;
      }
      return { size, sha256: sha256.digest('hex'), sha512: sha512.digest('hex') };
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw new CodedError('file-unreadable', `${file} cannot be read: ${toMessage(thrown)}`, { cause: thrown });
  }
}
