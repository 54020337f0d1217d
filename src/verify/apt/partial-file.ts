// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, ftruncateSync, futimesSync, lstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Instant } from '../../model/time.ts';
import { HASH_NAMES } from './acquire.ts';
import type { HashName, Hashes } from './acquire.ts';

/** A file being written from its beginning or its end on, and summed as it is written. */
export interface PartialFile {
  /** Bytes in it so far. */
  readonly size: () => number;
  readonly append: (bytes: Uint8Array) => void;
  readonly digest: () => Hashes;
  /** Closes it, with the server's time on it: apt asks for newer ones, and resumes, by that. */
  readonly close: (modifiedAt: Instant | null) => void;
}

const ALGORITHMS: Readonly<Record<HashName, string>> = { MD5Sum: 'md5', SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' };
const READ_BYTES = 262_144;

/**
 * Opens a file to hold `keepBytes` of what it has, and what is appended; sums `wanted`, and SHA-256 always. Writing does not
 * wait in turn with others: a packet goes to the page cache in less time than a thread takes to hand it on.
 */
export function openPartialFile(path: string, keepBytes: number, wanted: Hashes): PartialFile {
  // A link that somebody laid here would have us write, as whoever we are, where it leads.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(path);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  const hashes = createHashes(wanted);
  let size = 0;
  try {
    ftruncateSync(descriptor, keepBytes);
    size = addFile(descriptor, hashes);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return {
    size: () => size,
    append: (bytes) => {
      for (const hash of hashes.values()) hash.update(bytes);
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written, bytes.length - written, size + written);
      size += bytes.length;
    },
    digest: () => toHashes(hashes),
    close: (modifiedAt) => {
      if (modifiedAt !== null) futimesSync(descriptor, modifiedAt / 1000, modifiedAt / 1000);
      closeSync(descriptor);
    },
  };
}

/** Size and time of what is there of a file; null where there is nothing, or nothing of an ordinary file. */
export function statPartialFile(path: string): { readonly size: number; readonly modifiedAt: Instant } | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size > 0 ? { size: stat.size, modifiedAt: Math.floor(stat.mtimeMs) } : null;
}

/** The sums of a whole file. */
export function sumFile(path: string, wanted: Hashes): Hashes {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const hashes = createHashes(wanted);
    addFile(descriptor, hashes);
    return toHashes(hashes);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes a file of this name, or a link; a device stays. */
export function removePartialFile(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() === true || stat?.isSymbolicLink() === true) rmSync(path, { force: true });
}

function createHashes(wanted: Hashes): Map<HashName, Hash> {
  const names = HASH_NAMES.filter((name) => name === 'SHA256' || wanted[name] !== undefined);
  return new Map(names.map((name) => [name, createHash(ALGORITHMS[name])]));
}

function toHashes(hashes: ReadonlyMap<HashName, Hash>): Hashes {
  return Object.fromEntries([...hashes].map(([name, hash]) => [name, hash.copy().digest('hex')]));
}

function addFile(descriptor: number, hashes: ReadonlyMap<HashName, Hash>): number {
  const { size } = fstatSync(descriptor);
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, size));
  let position = 0;
  for (let length = 1; length > 0 && position < size; position += length) {
    length = readSync(descriptor, buffer, 0, buffer.length, position);
    for (const hash of hashes.values()) hash.update(buffer.subarray(0, length));
  }
  return position;
}
