// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, MINUTE_MS } from '../../model/time.ts';
import type { Instant } from '../../model/time.ts';

export type CachedEvidence =
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' };

/** What rebuilders answered before. Nothing in it is trusted: attestations from here are verified like any other. */
export interface EvidenceCache {
  /** Null where nothing of use is kept. */
  readonly read: (key: string, now: Instant) => CachedEvidence | null;
  /** Keeps an answer, or does nothing where that cannot be done safely. */
  readonly write: (key: string, evidence: CachedEvidence, now: Instant) => void;
}

export interface CacheOptions {
  /** The user that this process is. */
  readonly uid: number;
  readonly maxFiles?: number;
  readonly maxBytes?: number;
}

/** A digest's attestation hardly changes, but keys do, and a rebuilder may sign anew. */
const FOUND_MS = 7 * DAY_MS;
/** Rebuilders work: what they lack now they may have soon. */
const ABSENT_MS = 2 * MINUTE_MS;
/** Clocks are set back by less than this, or what is kept is not believed. */
const FUTURE_MS = MINUTE_MS;
/** Links have some kilobytes; what is larger is asked for again. */
const MAX_ENTRY_BYTES = 256 * 1024;
const MAX_FILES = 4_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Entries written between two looks at what there is too much of. */
const PRUNE_EVERY = 500;

const HEADER = /^proofboard-evidence 1 (found|absent) ([0-9]{1,15}) ([0-9a-f]{64})\n/;
const MAX_HEADER_BYTES = 128;
const OTHERS_MAY_WRITE = 0o022;

/**
 * A cache in a folder that is there: whoever made it said by its owner whose it is. A folder that others may write to, or a
 * symbolic link, is left alone; one of another user is only read from, and by root alone: root does not write where somebody
 * else may put links in its way.
 */
export function createEvidenceCache(folder: string, { uid, maxFiles = MAX_FILES, maxBytes = MAX_BYTES }: CacheOptions): EvidenceCache {
  const owner = findOwner(folder);
  const mayRead = owner !== null && (owner === uid || owner === 0 || uid === 0);
  const mayWrite = owner === uid;
  let written = 0;

  function write(key: string, evidence: CachedEvidence, now: Instant): void {
    const body = evidence.kind === 'found' ? evidence.bytes : new Uint8Array();
    if (!mayWrite || body.byteLength > MAX_ENTRY_BYTES) return;
    const partial = join(folder, `.${randomBytes(12).toString('hex')}.part`);
    try {
      if (written % PRUNE_EVERY === 0) prune(folder, maxFiles, maxBytes);
      written += 1;
      writeFileSync(partial, Buffer.concat([Buffer.from(`proofboard-evidence 1 ${evidence.kind} ${now} ${sha256(body)}\n`), body]), { flag: 'wx', mode: 0o644 });
      renameSync(partial, toFile(folder, key));
    } catch {
      // A full disk, or another process that removes at the same time: then it is asked for again.
      rmSync(partial, { force: true });
    }
  }

  return { read: (key, now) => (mayRead ? readEntry(toFile(folder, key), owner, now) : null), write };
}

/** The folder's owner; null where it is not to be used. */
function findOwner(folder: string): number | null {
  try {
    const stats = lstatSync(folder);
    return stats.isDirectory() && (stats.mode & OTHERS_MAY_WRITE) === 0 ? stats.uid : null;
  } catch {
    return null;
  }
}

function toFile(folder: string, key: string): string {
  return join(folder, sha256(Buffer.from(key)));
}

function readEntry(file: string, owner: number, now: Instant): CachedEvidence | null {
  const bytes = readOwn(file, owner);
  const [header, kind, at, digest] = HEADER.exec(bytes?.subarray(0, MAX_HEADER_BYTES).toString('latin1') ?? '') ?? [];
  if (bytes === null || header === undefined) return null;
  const body = bytes.subarray(header.length);
  const age = now - Number(at);
  if (sha256(body) !== digest || age < -FUTURE_MS) return null;
  if (kind === 'absent') return age < ABSENT_MS && body.byteLength === 0 ? { kind } : null;
  return age < FOUND_MS ? { kind: 'found', bytes: body } : null;
}

/** A regular file of the folder's owner that nobody else may write to; null for any other. */
function readOwn(file: string, owner: number): Buffer | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(descriptor);
    const isOwn = stats.isFile() && stats.uid === owner && (stats.mode & OTHERS_MAY_WRITE) === 0;
    if (!isOwn || stats.size > MAX_HEADER_BYTES + MAX_ENTRY_BYTES) return null;
    const bytes = Buffer.alloc(stats.size);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, stats.size, 0));
  } catch {
    return null;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Where there is more than is allowed, keeps the newest half of that. */
function prune(folder: string, maxFiles: number, maxBytes: number): void {
  const files = readdirSync(folder).map((name) => {
    const { mtimeMs, size } = lstatSync(join(folder, name));
    return { name, mtimeMs, size };
  }).sort((a, b) => b.mtimeMs - a.mtimeMs);
  const isTooMuch = files.length > maxFiles || files.reduce((sum, { size }) => sum + size, 0) > maxBytes;
  if (!isTooMuch) return;
  let bytes = 0;
  files.forEach(({ name, size }, index) => {
    bytes += size;
    if (index >= maxFiles / 2 || bytes > maxBytes / 2) rmSync(join(folder, name), { force: true });
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
