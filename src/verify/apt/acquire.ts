// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parsePackageName } from '../debian-name.ts';
import type { PackageName } from '../debian-name.ts';
import { parseBoolean } from './apt-configuration.ts';
import { findField } from './message.ts';
import type { Message } from './message.ts';

/** As apt names them, weakest first. */
export const HASH_NAMES = ['MD5Sum', 'SHA1', 'SHA256', 'SHA512'] as const;
export type HashName = typeof HASH_NAMES[number];
/** Lower-case hex by name; what is not known is not there. */
export type Hashes = Readonly<Partial<Record<HashName, string>>>;

/** A `600 URI Acquire`, read: what is to be fetched, whither, and what apt knows of it. */
export interface Acquire {
  /** As apt wrote it: answers are told apart by it. */
  readonly uri: string;
  readonly address: URL;
  readonly filename: string;
  readonly expected: Hashes;
  /** The exact size, where it is known. */
  readonly size: number | null;
  readonly maxBytes: number | null;
  /** Of the copy that apt has, for a conditional request. */
  readonly lastModified: string | null;
  readonly proxy: string | null;
  readonly content: Content;
}

/** What apt wants it for, which decides whether it is judged. */
export type Content =
  | { readonly kind: 'index' }
  | {
    readonly kind: 'package';
    readonly name: PackageName;
    /** Of the binary package as both its address and apt's own file name say; null where they differ. */
    readonly packageName: string | null;
    /** The archive it is from, as apt has it configured. */
    readonly repository: string;
  }
  | { readonly kind: 'unknown'; readonly sentence: string };

/** What an acquire message cannot be; `uri` is null where not even an answer can be addressed. */
export interface BadAcquire {
  readonly kind: 'bad';
  readonly uri: string | null;
  readonly sentence: string;
}

export interface AcquireContext {
  /** Where apt keeps indexes, with a slash at the end: what goes there is never installed. Empty where it is not known. */
  readonly listsFolder: string;
  /** False where apt sends addresses decoded. */
  readonly isEncoded: boolean;
}

const HASH_LENGTHS: Readonly<Record<HashName, number>> = { MD5Sum: 32, SHA1: 40, SHA256: 64, SHA512: 128 };

/** Reads a 600 message. Whatever of it is odd is a reason not to fetch. */
export function parseAcquire(message: Message, context: AcquireContext): Acquire | BadAcquire {
  const uri = findField(message, 'URI');
  const filename = findField(message, 'Filename');
  if (uri === null || uri === '') return { kind: 'bad', uri: null, sentence: 'apt asked for nothing: its message has no URI.' };
  const bad = (sentence: string): BadAcquire => ({ kind: 'bad', uri, sentence });
  if (filename === null || filename === '') return bad('apt did not say where to write the file.');
  const address = toAddress(uri, context.isEncoded);
  if (address === null) return bad('The address is none that intoto, intoto+http or intoto+https can fetch.');

  const expected: Partial<Record<HashName, string>> = {};
  for (const name of HASH_NAMES) {
    const value = findField(message, `Expected-${name}`)?.toLowerCase();
    if (value === undefined) continue;
    if (value.length !== HASH_LENGTHS[name] || !/^[0-9a-f]+$/.test(value)) return bad(`apt expects a ${name} sum that is none.`);
    expected[name] = value;
  }
  const [size, maxBytes] = [toSize(message, 'Expected-Checksum-FileSize'), toSize(message, 'Maximum-Size')];
  if (Number.isNaN(size) || Number.isNaN(maxBytes)) return bad('apt expects a size that is none.');
  return {
    uri, address, filename, expected, size, maxBytes,
    lastModified: findField(message, 'Last-Modified'),
    proxy: findField(message, 'Proxy'),
    content: toContent(message, uri, address, filename, context),
  };
}

/**
 * Index or package. apt itself marks indexes, all but the `Release.gpg` of an archive, which lies where indexes lie. The
 * names of files and `Target-Type`, which is the ending of one, are the archive's to choose, so they make a package of an
 * index and never the other way round.
 */
function toContent(message: Message, uri: string, address: URL, filename: string, { listsFolder }: AcquireContext): Content {
  const ownName = toBaseName(filename);
  const archiveName = toBaseName(address.pathname);
  const isPackageName = [ownName, archiveName].some((name) => /\.(?:d|%64)(?:e|%65)(?:b|%62)$/i.test(name));
  const isIndex = parseBoolean(findField(message, 'Index-File') ?? '', false) || isBelow(filename, listsFolder);
  if (isIndex && !isPackageName && findField(message, 'Target-Type') !== 'deb') return { kind: 'index' };
  const name = parsePackageName(archiveName);
  if (name?.fileName.endsWith('.deb') !== true) return { kind: 'unknown', sentence: toUnknownSentence(archiveName) };
  const own = parsePackageName(ownName);
  return {
    kind: 'package', name,
    packageName: own?.name === name.name ? name.name : null,
    repository: findField(message, 'Target-Repo-URI') ?? uri,
  };
}

function toUnknownSentence(archiveName: string): string {
  if (/\.(?:dsc|asc|diff\.gz|tar(?:\.[a-z0-9]+)?)$/.test(archiveName)) {
    return 'Rebuilders confirm packages, not sources: fetch sources from a deb-src line with http or https.';
  }
  return 'It is no index of apt, and its name is not that of a package (name_version_architecture.deb), so nobody can be asked for it: it is not fetched.';
}

function isBelow(filename: string, folder: string): boolean {
  return folder.startsWith('/') && filename.startsWith(folder) && !filename.split('/').includes('..');
}

function toBaseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `intoto+https://host/…` as `https://host/…`; `intoto://` has always been http. */
function toAddress(uri: string, isEncoded: boolean): URL | null {
  const [, scheme = '', rest = ''] = /^intoto(\+https?)?:\/\/(.*)$/s.exec(uri) ?? [];
  const slash = rest.indexOf('/');
  const path = slash === -1 ? '' : rest.slice(slash);
  const host = slash === -1 ? rest : rest.slice(0, slash);
  // Of "http:///x" a URL makes the host x.
  if (host === '') return null;
  try {
    const address = new URL(`${scheme === '+https' ? 'https' : 'http'}://${host}${isEncoded ? path : encodePath(path)}`);
    // A hash would cut the path: what is judged by its name and what is fetched would be two things.
    return address.hash === '' ? address : null;
  } catch {
    return null;
  }
}

/** As apt encodes a path where its messages have it decoded. */
function encodePath(path: string): string {
  return [...Buffer.from(path, 'utf8')].map((byte) => (
    byte <= 0x20 || byte >= 0x7f || '%+~#?'.includes(String.fromCharCode(byte)) ? `%${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte))).join('');
}

function toSize(message: Message, field: string): number | null {
  const value = findField(message, field);
  if (value === null) return null;
  return /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
}
