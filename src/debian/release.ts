// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, toMessage } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import { parseUtcDate } from './date.ts';
import { parseParagraph } from './deb822.ts';
import type { DebianErrorCode } from './error.ts';
import { isSha256 } from './packages.ts';

/** A file that a Release file vouches for. */
export interface ReleaseEntry {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

export interface Release {
  readonly suite: string | null;
  readonly codename: string | null;
  readonly date: Instant;
  readonly validUntil: Instant | null;
  /** By path below the Release file, `main/binary-amd64/Packages.gz`, as it is written there: not to be fetched unlooked at. */
  readonly sha256: ReadonlyMap<string, ReleaseEntry>;
  readonly components: readonly string[];
  readonly architectures: readonly string[];
  readonly acquireByHash: boolean;
  /** True where packages of architecture `all` are listed in `binary-all` only. */
  readonly hasIndexForAll: boolean;
}

const FIELDS = [
  'Suite', 'Codename', 'Date', 'Valid-Until', 'SHA256', 'Components', 'Architectures', 'Acquire-By-Hash',
  'No-Support-for-Architecture-all',
];
/** Debian's own has 5,000. */
const MAX_ENTRIES = 100_000;
const MAX_VALUE_BYTES = 16 * 1024 * 1024;
const MAX_WORDS = 200;

/**
 * Parses a Release file (the text within an InRelease) by the Debian wiki's repository format. Throws `invalid-release`
 * where it lacks a date or digests, or says two things of one file, and what `parseParagraph` throws.
 */
export function parseRelease(bytes: Uint8Array): Release {
  const fields = parseParagraph(bytes, { fields: FIELDS, maxValueBytes: MAX_VALUE_BYTES });
  const validUntil = fields.get('valid-until');
  const architectures = toWords(fields.get('architectures'));
  return {
    suite: fields.get('suite') ?? null,
    codename: fields.get('codename') ?? null,
    date: toDate('Date', fields.get('date') ?? ''),
    validUntil: validUntil === undefined ? null : toDate('Valid-Until', validUntil),
    sha256: toEntries(fields.get('sha256') ?? ''),
    components: toWords(fields.get('components')),
    architectures,
    acquireByHash: fields.get('acquire-by-hash') === 'yes',
    hasIndexForAll: architectures.includes('all') && fields.get('no-support-for-architecture-all') !== 'Packages',
  };
}

function invalid(what: string, cause?: unknown): CodedError<DebianErrorCode> {
  return new CodedError('invalid-release', `the Release file ${what}`, { cause });
}

function toDate(field: string, text: string): Instant {
  try {
    return parseUtcDate(text);
  } catch (cause) {
    throw invalid(`has no readable ${field}: ${toMessage(cause)}`, cause);
  }
}

function toWords(value: string | undefined): string[] {
  const words = (value ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length > MAX_WORDS) throw invalid(`lists more than ${MAX_WORDS} components or architectures`);
  return words;
}

function toEntries(value: string): Map<string, ReleaseEntry> {
  const entries = new Map<string, ReleaseEntry>();
  for (const line of value.split('\n')) {
    const words = line.trim().split(/[ \t]+/);
    if (words.length === 1 && words[0] === '') continue;
    const [sha256 = '', size = '', path = '', ...rest] = words;
    if (!isSha256(sha256) || !/^[0-9]{1,15}$/.test(size) || path === '' || rest.length > 0) {
      throw invalid(`has a line under SHA256 that is no digest, size and path: ${JSON.stringify(line.slice(0, 120))}`);
    }
    const known = entries.get(path);
    if (known !== undefined && (known.sha256 !== sha256 || known.size !== Number(size))) {
      throw invalid(`gives two digests for ${JSON.stringify(path.slice(0, 120))}`);
    }
    entries.set(path, { sha256, size: Number(size) });
    if (entries.size > MAX_ENTRIES) throw invalid(`lists more than ${MAX_ENTRIES} files`);
  }
  if (entries.size === 0) throw invalid('has no SHA256 entries (MD5 and SHA1 are not enough)');
  return entries;
}
