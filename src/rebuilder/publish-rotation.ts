// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseAttestation } from '../attest/attestation.ts';
import { toQuoted } from '../attest/attest-error.ts';
import { toMessage } from '../model/error.ts';
import type { Tree } from '../platform/tree.ts';
import { MAX_LINK_BYTES } from './publish-links.ts';
import type { Products } from './publish-links.ts';

/** `rebuild.12345678.link`: what one key, under one id, says of all architectures. */
const MERGED_LINK = /^rebuild\.[0-9a-f]{8}\.link$/;
const MAX_NAMED = 5;

/**
 * A note for each link of another key in a build's folder that lists what the one to which `metadata` will lead does not:
 * clients follow `metadata` only, and what is signed by another key cannot be taken over. `merged` is what it will list.
 */
export function noteOtherKeys(tree: Tree, folder: string, mergedName: string, merged: Products): string[] {
  return tree.list(folder).filter((name) => MERGED_LINK.test(name) && name !== mergedName).flatMap((name) => {
    const start = `${folder}/metadata leads to ${mergedName}`;
    const products = readNames(tree, `${folder}/${name}`);
    if (typeof products === 'string') return [`${start}, and what ${name} lists, which cannot be read (${products}), is not found by name any more: look into it, and remove it`];
    const lost = products.filter((product) => !merged.has(product));
    if (lost.length === 0) return [];
    const more = lost.length > MAX_NAMED ? ` and ${lost.length - MAX_NAMED} more` : '';
    return [`${start}, and does not list ${lost.slice(0, MAX_NAMED).map(toQuoted).join(', ')}${more} of ${name}, which another key signed, or the same with other --keyids: `
      + 'these are found by digest and not by name any more. Attest them again with this key'];
  });
}

/** Names only, for the note: no signature is looked at. A text says why there are none. */
function readNames(tree: Tree, path: string): readonly string[] | string {
  try {
    return [...parseAttestation(tree.read(path, MAX_LINK_BYTES)).products.keys()];
  } catch (thrown) {
    return toMessage(thrown);
  }
}
