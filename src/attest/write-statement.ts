// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JsonObject } from './json.ts';
import { STATEMENT_TYPE } from './statement.ts';
import { REBUILD_STEP, requireFiles } from './write-link.ts';
import type { WrittenDigests, WrittenFiles } from './write-link.ts';

const LINK_PREDICATE = 'https://in-toto.io/attestation/link/v0.3';

/**
 * The payload of a DSSE envelope: an in-toto Statement v1 about the files that were rebuilt, with the link v0.3 predicate and
 * the inputs as its materials. Throws `product-invalid`.
 */
export function toLinkStatement(products: WrittenFiles, inputs: WrittenFiles): JsonObject {
  return {
    _type: STATEMENT_TYPE,
    subject: toDescriptors(products),
    predicateType: LINK_PREDICATE,
    predicate: { name: REBUILD_STEP, command: [], materials: toDescriptors(inputs), byproducts: {}, environment: {} },
  };
}

function toDescriptors(files: WrittenFiles): JsonObject[] {
  requireFiles(files);
  return [...files].map(([name, { sha256, sha512 }]: readonly [string, WrittenDigests]) => ({ name, digest: { sha256, sha512 } }));
}
