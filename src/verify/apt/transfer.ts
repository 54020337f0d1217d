// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toMessage } from '../../model/error.ts';
import type { Instant } from '../../model/time.ts';
import { isNetError } from '../net/net-error.ts';
import type { ConnectionPool } from '../net/pool.ts';
import { toRedirect } from '../net/redirect.ts';
import { openRequest } from '../net/request.ts';
import type { Answer } from '../net/request.ts';
import { HASH_NAMES } from './acquire.ts';
import type { Acquire, Hashes } from './acquire.ts';
import { toNetFailure, toStatusFailure, wrongSize } from './failure.ts';
import type { Failure } from './failure.ts';
import type { HttpSettings } from './http-settings.ts';
import { openPartialFile, removePartialFile, statPartialFile, sumFile } from './partial-file.ts';
import type { PartialFile } from './partial-file.ts';

export interface TransferDeps {
  readonly pool: ConnectionPool;
  readonly settingsFor: (url: URL, isIndex: boolean) => HttpSettings;
  /** The proxy for an address; throws `proxy-failed` for one that cannot be used. */
  readonly proxyFor: (url: URL, fromRequest: string | null) => string | null;
  readonly signal: AbortSignal;
}

/** Sent to apt when the first byte is about to come. */
export interface Start {
  readonly size: number | null;
  readonly modifiedAt: Instant | null;
  readonly resumedFrom: number;
}

export type Transferred =
  | { readonly kind: 'done'; readonly size: number; readonly modifiedAt: Instant | null; readonly hashes: Hashes; readonly resumedFrom: number }
  /** What apt has is what there is. */
  | { readonly kind: 'unchanged'; readonly hashes: Hashes }
  | Failure;

const MAX_REDIRECTS = 10;
/** For what nobody gave a size: signatures of an archive's Release file, and files of an archive without one. */
const MAX_INDEX_BYTES = 268_435_456;
const MAX_PACKAGE_BYTES = 4_294_967_296;

/**
 * Fetches a file to where apt wants it: goes on where an earlier try ended, asks only for what is newer, follows redirects.
 * What a fault of the network leaves behind stays for the next try; what is not the file that was asked for is removed.
 */
export async function transfer(acquire: Acquire, deps: TransferDeps, onStart: (start: Start) => void): Promise<Transferred> {
  try {
    return takeWhole(acquire) ?? await follow(acquire, deps, onStart);
  } catch (error) {
    if (isNetError(error)) return toNetFailure(error);
    // A full disk, or a folder that is not ours: no other server would help.
    return { kind: 'failed', sentence: `The file could not be written: ${toMessage(error)}`, reason: null, isTransient: false };
  }
}

/** An earlier try may have fetched all of it; a file of the right size that is not the one is removed. */
function takeWhole({ filename, expected, size }: Acquire): Transferred | null {
  const partial = statPartialFile(filename);
  if (partial === null || size === null || partial.size < size) return null;
  if (partial.size === size && Object.keys(expected).length > 0) {
    const hashes = sumFile(filename, expected);
    if (HASH_NAMES.every((name) => expected[name] === undefined || expected[name] === hashes[name])) {
      return { kind: 'done', size, modifiedAt: partial.modifiedAt, hashes, resumedFrom: size };
    }
  }
  removePartialFile(filename);
  return null;
}

async function follow(acquire: Acquire, deps: TransferDeps, onStart: (start: Start) => void): Promise<Transferred> {
  const isIndex = acquire.content.kind === 'index';
  let url = acquire.address;
  let mayResume = true;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const settings = deps.settingsFor(url, isIndex);
    const partial = settings.usesRanges && mayResume ? statPartialFile(acquire.filename) : null;
    const condition = toConditions(acquire, partial, isIndex);
    const answer = await openRequest(url, {
      headers: { ...settings.headers, ...condition }, proxy: deps.proxyFor(url, acquire.proxy), pool: deps.pool,
      connectTimeoutMs: settings.timeoutMs, idleTimeoutMs: settings.timeoutMs, signal: deps.signal,
    });
    const resumedFrom = toResumePoint(answer, partial?.size ?? 0);
    if (resumedFrom !== null) return receive(acquire, answer, resumedFrom, onStart);
    answer.discard();
    if (answer.status === 304 && 'if-modified-since' in condition) {
      removePartialFile(acquire.filename);
      return { kind: 'unchanged', hashes: {} };
    }
    const next = settings.followsRedirects ? toRedirect(url, answer) : null;
    if (next !== null) {
      url = next;
    } else if (partial !== null && (answer.status === 206 || answer.status === 416)) {
      // What we have is no beginning of what there is.
      removePartialFile(acquire.filename);
      mayResume = false;
    } else return toStatusFailure(url.host, answer.status);
  }
  return { kind: 'failed', sentence: `${acquire.address.host} redirects more than ${MAX_REDIRECTS} times.`, reason: 'RedirectionLoop', isTransient: false };
}

function toConditions({ lastModified }: Acquire, partial: { readonly size: number; readonly modifiedAt: Instant } | null, isIndex: boolean): Record<string, string> {
  if (partial !== null) return { 'range': `bytes=${partial.size}-`, 'if-range': new Date(partial.modifiedAt).toUTCString() };
  const since = lastModified === null || !isIndex ? Number.NaN : Date.parse(lastModified);
  return Number.isNaN(since) ? {} : { 'if-modified-since': new Date(since).toUTCString() };
}

/** Where in the file the answer's first byte belongs; null for an answer that brings no bytes of it. */
function toResumePoint({ status, headers }: Answer, have: number): number | null {
  if (status === 200) return 0;
  if (status !== 206 || have === 0) return null;
  const [, start] = /^bytes (\d{1,15})-\d+\/(?:\d+|\*)$/.exec(String(headers['content-range'])) ?? [];
  return start !== undefined && Number(start) === have ? have : null;
}

async function receive(acquire: Acquire, answer: Answer, resumedFrom: number, onStart: (start: Start) => void): Promise<Transferred> {
  const length = /^\d{1,15}$/.test(String(answer.headers['content-length'])) ? Number(answer.headers['content-length']) : null;
  const announced = length === null ? null : resumedFrom + length;
  const standard = acquire.content.kind === 'index' ? MAX_INDEX_BYTES : MAX_PACKAGE_BYTES;
  const maxBytes = acquire.size ?? acquire.maxBytes ?? standard;
  if (announced !== null && (announced > maxBytes || (acquire.size !== null && announced !== acquire.size))) {
    answer.discard();
    removePartialFile(acquire.filename);
    return wrongSize(announced, maxBytes);
  }
  const modifiedAt = parseTime(answer.headers['last-modified']);
  onStart({ size: announced, modifiedAt, resumedFrom });
  const file = openPartialFile(acquire.filename, resumedFrom, acquire.expected);
  try {
    const failure = await writeAll(answer, file, maxBytes) ?? (acquire.size === null || file.size() === acquire.size ? null : wrongSize(file.size(), maxBytes));
    if (failure === null) return { kind: 'done', size: file.size(), modifiedAt, hashes: file.digest(), resumedFrom };
    removePartialFile(acquire.filename);
    return failure;
  } finally {
    // Of an answer that was read to its end this drops nothing, and its connection is kept.
    answer.discard();
    file.close(modifiedAt);
  }
}

async function writeAll(answer: Answer, file: PartialFile, maxBytes: number): Promise<Failure | null> {
  for await (const chunk of answer.body) {
    if (file.size() + chunk.byteLength > maxBytes) return wrongSize(file.size() + chunk.byteLength, maxBytes);
    file.append(chunk);
  }
  return null;
}

function parseTime(value: string | string[] | undefined): Instant | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  // Before 1970 and after 2100 it is no time that a file was made.
  return time > 0 && time < 4_102_444_800_000 ? time : null;
}
