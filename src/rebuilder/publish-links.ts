// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseAttestation } from '../attest/attestation.ts';
import { toQuoted } from '../attest/attest-error.ts';
import type { Signer } from '../attest/signer.ts';
import { verifySignatures } from '../attest/signatures.ts';
import { REBUILD_STEP } from '../attest/write-link.ts';
import { toMessage } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import type { Tree } from '../platform/tree.ts';
import { rebuilderError } from './error.ts';
import { toShortKeyid } from './publish-names.ts';
import type { BuildPlace } from './publish-names.ts';

/** SHA-256 of products by file name. */
export type Products = ReadonlyMap<string, { readonly sha256: string }>;

export const MAX_LINK_BYTES = 8 * 1024 * 1024;

/** `rebuild.12345678.amd64.link`; without an architecture that of all of them together. */
export function toLinkName(keyid: string, architecture: string | null): string {
  return [REBUILD_STEP, toShortKeyid(keyid), ...(architecture === null ? [] : [architecture]), 'link'].join('.');
}

export interface PublishedProducts {
  /** Of this architecture: what was published before, and what is new. */
  readonly own: Products;
  /** Of all architectures together. */
  readonly merged: Products;
}

export interface MergeOptions {
  readonly signer: Signer;
  readonly now: Instant;
  readonly replaces: boolean;
}

/** Where a build's links may lie already. */
export interface PublishedFolder {
  readonly tree: Tree;
  readonly folder: string;
}

/**
 * What the links of one build are to say, this time's products among them. A link that was published before is taken over only
 * if this very key signed it: throws `tree-invalid` otherwise, and `tree-conflict` where it has another digest of one file, unless
 * the new `replaces` it. A file that is not reproduced comes out differently every time, and its last digest is as good as any.
 */
export function mergeProducts(published: PublishedFolder | null, place: BuildPlace, fresh: Products, { signer, now, replaces }: MergeOptions): PublishedProducts {
  const ownName = toLinkName(signer.keyid, place.architecture);
  const pattern = new RegExp(`^${REBUILD_STEP}\\.${toShortKeyid(signer.keyid)}\\.[a-z0-9+-]{1,100}\\.link$`);
  const links = published === null ? [] : published.tree.list(published.folder).filter((name) => pattern.test(name))
    .map((name) => ({ name, products: readProducts(published.tree, `${published.folder}/${name}`, signer, now) }));
  const own = unite([fresh, ...links.filter(({ name }) => name === ownName).map(({ products }) => products)], replaces);
  return { own, merged: unite([own, ...links.map(({ products }) => products)], replaces) };
}

function readProducts(tree: Tree, path: string, signer: Signer, now: Instant): Products {
  const products = new Map<string, { readonly sha256: string }>();
  const attestation = (() => {
    try {
      return parseAttestation(tree.read(path, MAX_LINK_BYTES));
    } catch (cause) {
      throw rebuilderError('tree-invalid', `${path} cannot be read: ${toMessage(cause)}; it is not signed again. Look into it, and remove it`, cause);
    }
  })();
  const { keys, problems } = verifySignatures(attestation, [signer.key], { now });
  if (keys.length === 0 || attestation.name !== REBUILD_STEP) {
    const why = problems.map(({ message }) => message).join('; ');
    throw rebuilderError('tree-invalid', `${path} is no link of the key ${signer.keyid}, whose name it has (${why}): it is not signed again. Look into it, and remove it`);
  }
  for (const [name, { sha256 }] of attestation.products) {
    if (sha256 !== null) products.set(name, { sha256 });
  }
  return products;
}

/** Of two digests of one file, where that is no conflict, the first one stays. */
function unite(all: readonly Products[], replaces: boolean): Products {
  const united = new Map<string, { readonly sha256: string }>();
  for (const [name, digest] of all.flatMap((products) => [...products])) {
    const known = united.get(name);
    if (known !== undefined && known.sha256 !== digest.sha256 && !replaces) {
      throw rebuilderError('tree-conflict', `${toQuoted(name)} is published with the digest ${digest.sha256} already, and would be with ${known.sha256}: `
        + 'an archive gives a name to one file only. Look into it, and remove the older links');
    }
    if (known === undefined) united.set(name, digest);
  }
  return new Map([...united].sort(([a], [b]) => (a < b ? -1 : 1)));
}
