// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toQuoted } from '../attest/attest-error.ts';
import { openSigned, toAttestation } from '../attest/attestation.ts';
import type { Attestation } from '../attest/attestation.ts';
import { isJsonObject, parseJson } from '../attest/json.ts';
import type { JsonObject } from '../attest/json.ts';
import { signMetadata } from '../attest/sign.ts';
import { verifySignatures } from '../attest/signatures.ts';
import { toRebuildLink } from '../attest/write-link.ts';
import { toMessage } from '../model/error.ts';
import type { Tree } from '../platform/tree.ts';
import { rebuilderError } from './error.ts';
import type { MergeOptions, Products } from './publish-links.ts';

const MAX_BYTES = 1024 * 1024;
/** More keys than one rebuilder had in its life. */
const MAX_ATTESTATIONS = 50;
const MAX_NAMED = 5;

/** Where a client looks before it downloads: `by-sha256/ab/abcd….json`. */
export function toIndexPath(sha256: string): string {
  return `by-sha256/${sha256.slice(0, 2)}/${sha256}.json`;
}

export interface IndexEntry {
  readonly entry: JsonObject;
  /** What was left out of it, and why. */
  readonly notes: readonly string[];
}

/**
 * What the index says of one digest: `{sha256, attestations}`, with an attestation of `files` in the place of those that the same
 * key made of any of them, and of what else these tell of. What other keys signed, before a rotation, and what is about other
 * files, stays, but no more than `MAX_ATTESTATIONS` in all: a note says of what the oldest were. Throws `tree-invalid` where what
 * is there cannot be read.
 */
export async function toIndexEntry(tree: Tree, path: string, sha256: string, files: Products, { signer, now }: Pick<MergeOptions, 'signer' | 'now'>): Promise<IndexEntry> {
  const present = readAttestations(tree, path);
  const own = present.filter(({ attestation }) => verifySignatures(attestation, [signer.key], { now }).keys.length > 0);
  const products = new Map(files);
  const same = own.filter(({ attestation }) => [...files.keys()].some((name) => attestation.products.has(name)));
  for (const [name, { sha256: digest }] of same.flatMap(({ attestation }) => [...attestation.products])) {
    if (!products.has(name) && digest !== null) products.set(name, { sha256: digest });
  }
  const replaced = new Set(own.filter(({ attestation }) => [...attestation.products.keys()].every((name) => products.has(name))));
  const others = present.filter((one) => !replaced.has(one));
  const all = [await signMetadata(toRebuildLink(products), signer, now), ...others.map(({ entry }) => entry)];
  const dropped = others.slice(MAX_ATTESTATIONS - 1).flatMap(({ attestation }) => [...attestation.products.keys()]).map(toQuoted);
  const notes = dropped.length === 0 ? [] : [`${path} would hold ${all.length} attestations of one digest, and no more than ${MAX_ATTESTATIONS} are kept: `
    + `the oldest, of ${dropped.slice(0, MAX_NAMED).join(', ')}, went, and these files are found by name only`];
  return { entry: { sha256, attestations: all.slice(0, MAX_ATTESTATIONS) }, notes };
}

interface PresentEntry {
  readonly entry: JsonObject;
  readonly attestation: Attestation;
}

function readAttestations(tree: Tree, path: string): readonly PresentEntry[] {
  if (tree.kindOf(path) === 'nothing') return [];
  try {
    const value = parseJson(tree.read(path, MAX_BYTES), { maxBytes: MAX_BYTES, allowFloats: false });
    if (!isJsonObject(value) || !Array.isArray(value['attestations'])) throw new Error('it has no list of attestations');
    // What cannot be read is not published a second time.
    return value['attestations'].filter(isJsonObject).map((entry) => ({ entry, attestation: toAttestation(openSigned(entry)) }));
  } catch (cause) {
    throw rebuilderError('tree-invalid', `${path} cannot be read: ${toMessage(cause)}. Look into it, and remove it`, cause);
  }
}
