// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { openSigned, toAttestation } from '../attest/attestation.ts';
import { isJsonObject, parseJson } from '../attest/json.ts';
import type { JsonObject } from '../attest/json.ts';
import type { Signer } from '../attest/signer.ts';
import { verifySignatures } from '../attest/signatures.ts';
import { toMessage } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import type { Tree } from '../platform/tree.ts';
import { rebuilderError } from './error.ts';

const MAX_BYTES = 1024 * 1024;
/** More keys than one rebuilder had in its life. */
const MAX_ATTESTATIONS = 50;

/** Where a client looks before it downloads: `by-sha256/ab/abcd….json`. */
export function toIndexPath(sha256: string): string {
  return `by-sha256/${sha256.slice(0, 2)}/${sha256}.json`;
}

/**
 * What the index says of one digest: `{sha256, attestations}`, with the new attestation in the place of those that the same key
 * made of the same files. What other keys signed, before a rotation, and what is about other files, stays. Throws
 * `tree-invalid` where what is there cannot be read.
 */
export function toIndexEntry(
  tree: Tree, path: string, sha256: string, fresh: JsonObject, { signer, now }: { readonly signer: Signer; readonly now: Instant },
): JsonObject {
  const { products } = toAttestation(openSigned(fresh));
  const others = readAttestations(tree, path).filter((entry) => {
    const attestation = toAttestation(openSigned(entry));
    const isOwn = verifySignatures(attestation, [signer.key], { now }).keys.length > 0;
    return !isOwn || [...attestation.products.keys()].some((name) => !products.has(name));
  });
  return { sha256, attestations: [fresh, ...others].slice(0, MAX_ATTESTATIONS) };
}

function readAttestations(tree: Tree, path: string): readonly JsonObject[] {
  if (tree.kindOf(path) === 'nothing') return [];
  try {
    const value = parseJson(tree.read(path, MAX_BYTES), { maxBytes: MAX_BYTES, allowFloats: false });
    if (!isJsonObject(value) || !Array.isArray(value['attestations'])) throw new Error('it has no list of attestations');
    const entries = value['attestations'].filter(isJsonObject);
    // What cannot be read is not published a second time.
    entries.forEach((entry) => toAttestation(openSigned(entry)));
    return entries;
  } catch (cause) {
    throw rebuilderError('tree-invalid', `${path} cannot be read: ${toMessage(cause)}. Look into it, and remove it`, cause);
  }
}
