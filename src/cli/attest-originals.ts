// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { toQuoted } from '../attest/attest-error.ts';
import { isSha256, parsePackages } from '../debian/packages.ts';
import { toFileName } from '../debian/version.ts';
import { CodedError, toMessage } from '../model/error.ts';
import { hashFile } from '../platform/hash-file.ts';
import type { Original } from '../rebuilder/compare.ts';
import { rebuilderError } from '../rebuilder/error.ts';

/** Debian's largest has 60 MB. */
const MAX_PACKAGES_BYTES = 256 * 1024 * 1024;

/**
 * What the words after `--original` say: `NAME=SHA256`, an archive's `Packages` index (of which only the artifacts' entries are
 * taken), or a file of the archive, which is read and hashed. Throws `usage` where an original is an artifact itself, and
 * `original-missing` for an artifact of a kind of which originals were given, but not its own: the check would have been skipped.
 */
export async function readOriginals(words: readonly string[], artifacts: readonly string[]): Promise<Original[]> {
  const wanted = new Set(artifacts.map((file) => basename(file)));
  const originals: Original[] = [];
  const kinds = new Set<string>();
  for (const word of words) {
    const [, fileName, sha256 = ''] = /^([^=/]+)=([0-9a-fA-F]+)$/.exec(word) ?? [];
    if (fileName !== undefined) {
      if (!isSha256(sha256.toLowerCase())) throw new CodedError('usage', `${word}: a SHA-256 has 64 hex digits`);
      originals.push({ fileName, sha256: sha256.toLowerCase(), size: null, from: 'the command line' });
    } else if (/(?:^|_)Packages$/.test(basename(word))) {
      const index = await readPackages(word, wanted);
      originals.push(...index.originals);
      index.kinds.forEach((kind) => kinds.add(kind));
    } else {
      await refuseArtifact(word, artifacts);
      const { sha256: digest, size } = await hashFile(word);
      originals.push({ fileName: basename(word), sha256: digest, size, from: word });
    }
  }
  originals.forEach(({ fileName }) => kinds.add(extname(fileName)));
  const known = new Set(originals.map(({ fileName }) => fileName));
  const missing = [...wanted].find((fileName) => kinds.has(extname(fileName)) && !known.has(fileName));
  if (missing !== undefined) {
    throw rebuilderError('original-missing', `${toQuoted(missing)} is in none of the originals and indexes that were given, so it is not known what the archive `
      + 'publishes under that name: give its original or an index that lists it, or attest it by itself');
  }
  return originals;
}

interface IndexOriginals {
  readonly originals: readonly Original[];
  /** Extensions of the packages that the index lists. */
  readonly kinds: ReadonlySet<string>;
}

async function readPackages(file: string, wanted: ReadonlySet<string>): Promise<IndexOriginals> {
  const bytes = await readBounded(file);
  // The address of the archive matters to nobody here.
  const { entries } = parsePackages(bytes, { baseUrl: 'https://archive.invalid/', component: null });
  const listed = entries.map((entry) => ({ ...entry, kind: /\.[ud]deb$/.exec(entry.url)?.[0] ?? '.deb' }));
  return {
    kinds: new Set(listed.length === 0 ? ['.deb'] : listed.map(({ kind }) => kind)),
    originals: listed.flatMap(({ name, version, architecture, sha256, size, kind }) => {
      const fileName = toFileName(name, version, architecture).replace(/\.deb$/, kind);
      return wanted.has(fileName) ? [{ fileName, sha256, size, from: file }] : [];
    }),
  };
}

async function readBounded(file: string): Promise<Uint8Array> {
  try {
    if ((await stat(file)).size > MAX_PACKAGES_BYTES) throw new Error('it is larger than 256 MiB');
    return await readFile(file);
  } catch (thrown) {
    throw new CodedError('file-unreadable', `${file} cannot be read: ${toMessage(thrown)}`, { cause: thrown });
  }
}

/** A file compared with itself is always the same. */
async function refuseArtifact(original: string, artifacts: readonly string[]): Promise<void> {
  const own = await stat(original).catch(() => null);
  for (const artifact of artifacts) {
    const other = await stat(artifact).catch(() => null);
    if (own !== null && other !== null && own.dev === other.dev && own.ino === other.ino) {
      throw new CodedError('usage', `${original} is the artifact itself, not its original: give the archive's file`);
    }
  }
}
