// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants } from 'node:fs';
import { open, readdir, lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { CodedError } from '../model/error.ts';
import type { Instant } from '../model/time.ts';

export type FolderErrorCode = 'folder-unreadable' | 'file-unreadable' | 'too-much';

/** A regular file below a folder. */
export interface FolderFile {
  /** Seen from the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: Instant;
}

/** A folder to read from. Symbolic links are left out, whatever they point at: nothing outside is ever read. */
export interface Folder {
  /** Every regular file, by path. Throws `folder-unreadable`, and `too-much` for more than `maxFiles`. */
  readonly list: () => Promise<readonly FolderFile[]>;
  /** A listed file's bytes. Throws `file-unreadable`, and `too-much` for one larger than `maxBytes`. */
  readonly read: (path: string, maxBytes: number) => Promise<Uint8Array>;
}

const MAX_DEPTH = 20;

export function createFolder(root: string, maxFiles: number): Folder {
  async function* walk(path: string, depth: number): AsyncGenerator<FolderFile> {
    const entries = await readdir(join(root, path), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = posix.join(path, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH) yield* walk(inner, depth + 1);
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = await lstat(join(root, inner));
      yield { path: inner, bytes: size, modifiedAt: Math.floor(mtimeMs) };
    }
  }

  async function list(): Promise<readonly FolderFile[]> {
    const files: FolderFile[] = [];
    try {
      for await (const file of walk('', 0)) {
        if (files.length >= maxFiles) throw new CodedError<FolderErrorCode>('too-much', `${root} holds more than ${maxFiles} files`);
        files.push(file);
      }
    } catch (thrown) {
      if (thrown instanceof CodedError) throw thrown;
      throw new CodedError<FolderErrorCode>('folder-unreadable', `${root} cannot be read (${toReason(thrown)})`, { cause: thrown });
    }
    return files;
  }

  async function read(path: string, maxBytes: number): Promise<Uint8Array> {
    const isBelow = path !== '' && !path.startsWith('/') && posix.normalize(path) === path && !path.startsWith('..');
    if (!isBelow) throw new CodedError<FolderErrorCode>('file-unreadable', `${JSON.stringify(path)} is no file below ${root}`);
    try {
      return await readPlain(join(root, path), maxBytes);
    } catch (thrown) {
      if (thrown instanceof CodedError) throw thrown;
      throw new CodedError<FolderErrorCode>('file-unreadable', `${root}/${path} cannot be read (${toReason(thrown)})`, { cause: thrown });
    }
  }

  return { list, read };
}

/** Reads what it opened: a file that was exchanged for a link or grew since it was listed is refused. */
async function readPlain(file: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new CodedError<FolderErrorCode>('file-unreadable', `${file} is no regular file`);
    if (stats.size > maxBytes) throw new CodedError<FolderErrorCode>('too-much', `${file} is larger than ${maxBytes} bytes`);
    const bytes = new Uint8Array(stats.size);
    const { bytesRead } = await handle.read(bytes, 0, stats.size, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function toReason(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown reason';
}
