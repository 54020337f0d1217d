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

/** A name beside `file`, on the same file system, that nothing else uses. */
export function toTemporaryName(file: string): string {
  return `${file}.${randomUUID()}.part`;
}

/** Removes files; those that are not there are as removed. */
export function removeFiles(...files: readonly string[]): void {
  for (const file of files) rmSync(file, { force: true });
}

/**
 * Puts a complete file in another's place: whoever looks, and whatever is killed, finds the old one or the new one.
 * Both must be on one file system.
 */
export function replaceFile(complete: string, file: string): void {
  flush(complete);
  renameSync(complete, file);
  flush(dirname(file));
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
