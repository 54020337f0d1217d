// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isSha256, parsePackages } from '../debian/packages.ts';
import { toFileName } from '../debian/version.ts';
import { CodedError, toMessage } from '../model/error.ts';
import { hashFile } from '../platform/hash-file.ts';
import type { Original } from '../rebuilder/compare.ts';

/** Debian's largest has 60 MB. */
const MAX_PACKAGES_BYTES = 256 * 1024 * 1024;

/**
 * What the words after `--original` say: `NAME=SHA256`, an archive's `Packages` index (of which only the artifacts' entries are
 * taken), or a file of the archive, which is read and hashed. Throws `usage` where an original is an artifact itself.
 */
export async function readOriginals(words: readonly string[], artifacts: readonly string[]): Promise<Original[]> {
  const wanted = new Set(artifacts.map((file) => basename(file)));
  const originals: Original[] = [];
  for (const word of words) {
    const [, fileName, sha256 = ''] = /^([^=/]+)=([0-9a-fA-F]+)$/.exec(word) ?? [];
    if (fileName !== undefined) {
      if (!isSha256(sha256.toLowerCase())) throw new CodedError('usage', `${word}: a SHA-256 has 64 hex digits`);
      originals.push({ fileName, sha256: sha256.toLowerCase(), size: null, from: 'the command line' });
    } else if (/(?:^|_)Packages$/.test(basename(word))) {
      originals.push(...await readPackages(word, wanted));
    } else {
      await refuseArtifact(word, artifacts);
      const { sha256: digest, size } = await hashFile(word);
      originals.push({ fileName: basename(word), sha256: digest, size, from: word });
    }
  }
  return originals;
}

async function readPackages(file: string, wanted: ReadonlySet<string>): Promise<Original[]> {
  const bytes = await readBounded(file);
  // The address of the archive matters to nobody here.
  const { entries } = parsePackages(bytes, { baseUrl: 'https://archive.invalid/', component: null });
  return entries.flatMap(({ name, version, architecture, sha256, size }) => {
    const fileName = toFileName(name, version, architecture);
    return wanted.has(fileName) ? [{ fileName, sha256, size, from: file }] : [];
  });
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
