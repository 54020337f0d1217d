// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import { hashFile } from '../platform/hash-file.ts';
import type { FileDigests } from '../platform/hash-file.ts';
import { rebuilderError } from './error.ts';

/** What an original is, by whoever vouches for it. */
export interface Original {
  readonly fileName: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes; null where it is not known. */
  readonly size: number | null;
  /** For messages: `the buildinfo`, or the name of a file. */
  readonly from: string;
}

export interface ComparedFile {
  readonly fileName: string;
  /** Of what was rebuilt. */
  readonly digests: FileDigests;
  readonly original: Original;
  readonly isReproduced: boolean;
}

export interface Comparison {
  /** Files that were rebuilt: where they lie, and their base names. */
  readonly artifacts: readonly { readonly path: string; readonly fileName: string }[];
  /** What the archive's builder recorded, by file name. */
  readonly recorded: ReadonlyMap<string, { readonly sha256: string; readonly size: number }>;
  /** What is known of originals besides. */
  readonly originals: readonly Original[];
}

/**
 * Compares rebuilt files with their originals, by size and SHA-256; each is read once, here. Throws `artifact-foreign` for a
 * file that the build did not make, `original-conflict` where two say different things of one original, and `file-unreadable`.
 */
export async function compareArtifacts({ artifacts, recorded, originals }: Comparison): Promise<ComparedFile[]> {
  const compared = new Map<string, ComparedFile>();
  for (const { path, fileName } of artifacts) {
    if (compared.has(fileName)) throw rebuilderError('artifact-foreign', `${toQuoted(fileName)} was given twice`);
    const record = recorded.get(fileName);
    if (record === undefined) {
      throw rebuilderError('artifact-foreign', `${toQuoted(fileName)} is not in the buildinfo: give the buildinfo of the build that made its original`);
    }
    const original = { fileName, ...record, from: 'the buildinfo' };
    requireAgreement(original, originals.filter((other) => other.fileName === fileName));
    const digests = await hashFile(path);
    compared.set(fileName, { fileName, digests, original, isReproduced: digests.sha256 === original.sha256 && digests.size === original.size });
  }
  const unused = originals.find(({ fileName }) => !compared.has(fileName));
  if (unused !== undefined) throw rebuilderError('artifact-foreign', `${toQuoted(unused.fileName)} (${unused.from}) is the original of none of the artifacts`);
  return [...compared.values()];
}

function requireAgreement(original: Original, others: readonly Original[]): void {
  const other = others.find(({ sha256, size }) => sha256 !== original.sha256 || (size !== null && size !== original.size));
  if (other === undefined) return;
  throw rebuilderError('original-conflict', `${toQuoted(original.fileName)} is ${original.sha256} by the buildinfo and ${other.sha256} by ${other.from}: `
    + 'nothing is signed before it is known which of them the archive publishes');
}
