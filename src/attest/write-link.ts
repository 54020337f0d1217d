// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isFileName } from './attestation.ts';
import { toQuoted } from './attest-error.ts';
import type { JsonObject } from './json.ts';
import { signError } from './sign-error.ts';

/** Digests of one file, lower-case hex. */
export interface WrittenDigests {
  readonly sha256: string;
  readonly sha512: string;
}

/** Files by their plain names. */
export type WrittenFiles = ReadonlyMap<string, WrittenDigests>;

/** The step that rebuilders' links are of. */
export const REBUILD_STEP = 'rebuild';

/**
 * What a rebuilder says under `signed`, as package-rebuilder has it: SHA-256 of the files, and no materials, since the
 * reference implementation wants those of all rebuilders to be the same.
 */
export function toRebuildLink(products: ReadonlyMap<string, Pick<WrittenDigests, 'sha256'>>): JsonObject {
  return {
    _type: 'link', name: REBUILD_STEP, command: [], byproducts: {}, environment: {}, materials: {},
    products: toObject(products, ({ sha256 }) => ({ sha256 })),
  };
}

/** What rebuilderd's worker says of one file: a step named for it, two digests each, the input as material, no environment. */
export function toRebuilderdLink(file: string, digests: WrittenDigests, inputs: WrittenFiles): JsonObject {
  return {
    _type: 'link', name: `${REBUILD_STEP} ${file}`, command: [], byproducts: {}, environment: null,
    materials: toObject(inputs, toTwoDigests),
    products: toObject(new Map([[file, digests]]), toTwoDigests),
  };
}

function toTwoDigests({ sha256, sha512 }: WrittenDigests): JsonObject {
  return { sha256, sha512 };
}

/** `__proto__` is a name like any other here. Throws `product-invalid` for what is no plain file name or digest. */
function toObject<Digest extends Partial<WrittenDigests>>(files: ReadonlyMap<string, Digest>, toDigests: (digests: Digest) => JsonObject): JsonObject {
  requireFiles(files);
  return Object.fromEntries([...files].map(([name, digests]) => [name, toDigests(digests)]));
}

/** Throws `product-invalid` where a name is none that a file can have, or a digest none. */
export function requireFiles(files: ReadonlyMap<string, Partial<WrittenDigests>>): void {
  for (const [name, { sha256 = '', sha512 }] of files) {
    if (!isFileName(name)) throw signError('product-invalid', `${toQuoted(name)} is no plain name of a file: nothing is signed for it`);
    if (!/^[0-9a-f]{64}$/.test(sha256) || (sha512 !== undefined && !/^[0-9a-f]{128}$/.test(sha512))) {
      throw signError('product-invalid', `the digest of ${toQuoted(name)} is none: nothing is signed for it`);
    }
  }
}
