// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';

/** True for a file, false for anything else or nothing; throws where the system refuses to look. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Creates the folder a file is to lie in, with its parents. */
export function makeFolderOf(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
}

/** Removes files; those that are not there are as removed. */
export function removeFiles(...files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}

/**
 * Has `write` make a new file beside `file`, of the name it is given, and puts it in place when it is complete: whoever
 * looks, and whatever is killed or thrown, finds the old file or the new one. What `write` returns is returned.
 */
export async function replaceFile<Value>(file: string, write: (partial: string) => Promise<Value>): Promise<Value> {
  const partial = `${file}.${randomUUID()}.part`;
  try {
    const value = await write(partial);
    flush(partial);
    renameSync(partial, file);
    flush(dirname(file));
    return value;
  } finally {
    removeFiles(partial);
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
