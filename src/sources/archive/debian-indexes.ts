// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toLocation } from '../../debian/location.ts';
import type { Release, ReleaseEntry } from '../../debian/release.ts';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { decompressWhole, type Compression } from './decompress.ts';
import type { SignedRelease } from './debian-release.ts';
import { checkDigest, fetchFile, notFound } from './fetch.ts';

/** One index that the Release file vouches for, in the forms that can be read here, the smallest first. */
export interface IndexFile {
  /** `main/binary-amd64/Packages`. */
  readonly path: string;
  readonly component: string | null;
  readonly forms: readonly IndexForm[];
  /** What it is uncompressed, where the Release file says. */
  readonly plain: ReleaseEntry | null;
}

interface IndexForm {
  readonly path: string;
  readonly compression: Compression;
  readonly entry: ReleaseEntry;
}

export interface WantedIndexes {
  readonly packages: readonly IndexFile[];
  readonly sources: readonly IndexFile[];
  /** Paths of the Packages indexes that the Release file does not have; many an archive has no Sources. */
  readonly missing: readonly string[];
}

/** Debian's own are 50 to 70 MB. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024;
/** Node decompresses these. xz, the archive's favourite, it does not. */
const FORMS: readonly { readonly suffix: string; readonly compression: Compression }[] = [
  { suffix: '.gz', compression: 'gzip' },
  { suffix: '.zst', compression: 'zstd' },
  { suffix: '', compression: 'none' },
];
const OTHER_SUFFIXES = ['.xz', '.bz2', '.lzma', '.lz4'];

/** The indexes of the wanted components and architectures. */
export function toWantedIndexes(
  { release, isFlat }: Pick<SignedRelease, 'release' | 'isFlat'>, components: readonly string[], architectures: readonly string[],
): WantedIndexes {
  const missing: string[] = [];
  const find = (path: string, component: string | null): IndexFile[] => {
    const index = toIndexFile(release, path, component);
    return index === null ? [] : [index];
  };
  const require = (path: string, component: string | null): IndexFile[] => {
    const found = find(path, component);
    if (found.length === 0) missing.push(path);
    return found;
  };
  const parts = isFlat ? [null] : [...new Set(components)];
  const packages = parts.flatMap((component) => component === null
    ? require('Packages', null)
    : toIndexedArchitectures(release, architectures).flatMap((architecture) => require(`${component}/binary-${architecture}/Packages`, component)));
  const sources = parts.flatMap((component) => find(component === null ? 'Sources' : `${component}/source/Sources`, component));
  return { packages, sources, missing };
}

/** Where `all` is within the other indexes it is not read a second time. */
function toIndexedArchitectures(release: Release, architectures: readonly string[]): string[] {
  const own = [...new Set(architectures)].filter((architecture) => architecture !== 'all');
  return release.hasIndexForAll || own.length === 0 ? [...own, 'all'] : own;
}

function toIndexFile({ sha256 }: Release, path: string, component: string | null): IndexFile | null {
  const forms = FORMS.flatMap(({ suffix, compression }) => {
    const entry = sha256.get(`${path}${suffix}`);
    return entry === undefined ? [] : [{ path: `${path}${suffix}`, compression, entry }];
  });
  const isOffered = forms.length > 0 || OTHER_SUFFIXES.some((suffix) => sha256.has(`${path}${suffix}`));
  return isOffered ? { path, component, forms, plain: sha256.get(path) ?? null } : null;
}

/** `sha256 path`: what the cursor keeps of an index. */
export function toMark({ path, forms: [form] }: IndexFile): string {
  return `${form?.entry.sha256 ?? 'none'} ${form?.path ?? path}`;
}

/**
 * Fetches an index, checks it against the Release file before and after decompressing, and gives its text. Throws
 * `digest-mismatch`, `unknown-compression`, `not-found`, `too-much`.
 */
export async function fetchIndex(http: Http, { folder, release }: SignedRelease, index: IndexFile): Promise<Uint8Array> {
  const { plain } = index;
  // Debian's archive lists an empty index, and often has no such file.
  if (plain?.size === 0) return new Uint8Array();
  for (const form of index.forms) {
    const bytes = await fetchForm(http, folder, form, release.acquireByHash);
    if (bytes === null) continue;
    checkDigest(bytes, form.entry, form.path);
    const maxBytes = Math.min(MAX_INDEX_BYTES, plain?.size ?? MAX_INDEX_BYTES);
    const text = await decompressWhole(bytes, form.compression, maxBytes, form.path);
    if (plain !== null) checkDigest(text, plain, index.path);
    return text;
  }
  const others = OTHER_SUFFIXES.filter((suffix) => release.sha256.has(`${index.path}${suffix}`));
  if (others.length === 0) throw notFound(index.path);
  throw new CodedError<ArchiveErrorCode>('unknown-compression', `${index.path}: is there as ${others.join(', ')} only, which cannot be read here; .gz, .zst or an uncompressed file can`);
}

/** By its digest where the archive has that, since a name changes its content while it is read; null where there is no such file. */
async function fetchForm(http: Http, folder: string, { path, entry }: IndexForm, isByHash: boolean): Promise<Uint8Array | null> {
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  const paths = isByHash ? [`${parent}by-hash/SHA256/${entry.sha256}`, path] : [path];
  for (const candidate of paths) {
    const url = toLocation(folder, candidate);
    if (url === null) throw new CodedError<ArchiveErrorCode>('refused', `${candidate}: is no path within an archive`);
    const bytes = await fetchFile(http, url, entry.size, path);
    if (bytes !== null) return bytes;
  }
  return null;
}
