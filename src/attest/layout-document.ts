// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import { toCanonicalJson } from './canonical-json.ts';
import { parseJson } from './json.ts';
import type { JsonObject } from './json.ts';
import { MAX_LAYOUT_BYTES, parseLayout } from './layout.ts';
import type { Layout } from './layout.ts';
import { signBytes, toMetadataSignature } from './sign.ts';
import type { Signer } from './signer.ts';
import { requireArray, requireObject } from './statement.ts';

/** A layout as its file has it, to be signed or changed, and what it means. */
export interface LayoutDocument {
  readonly layout: Layout;
  readonly signed: JsonObject;
  readonly signatures: readonly JsonObject[];
}

/** Reads a layout to work on. Throws what `parseLayout` throws, and `unsupported` for one in a DSSE envelope. */
export function parseLayoutDocument(bytes: Uint8Array): LayoutDocument {
  const layout = parseLayout(bytes);
  const document = requireObject(parseJson(bytes, { maxBytes: MAX_LAYOUT_BYTES, allowFloats: false }), 'a layout');
  if (!Object.hasOwn(document, 'signed')) throw attestError('unsupported', 'a layout in a DSSE envelope; write it as in-toto metadata');
  return {
    layout,
    signed: requireObject(document['signed'], 'signed'),
    signatures: requireArray(document['signatures'], 'signatures').map((entry) => requireObject(entry, 'a signature')),
  };
}

/**
 * The layout's file with one more signature: those of others stay, an older one of the same key goes. Throws what the signer
 * throws.
 */
export async function addSignature(
  { signed, signatures }: Pick<LayoutDocument, 'signed' | 'signatures'>, signer: Signer, now: Instant,
): Promise<Pick<LayoutDocument, 'signed' | 'signatures'>> {
  const fresh = toMetadataSignature(await signBytes(toCanonicalJson(signed), signer, now));
  return { signed, signatures: [...signatures.filter(({ keyid }) => keyid !== fresh['keyid']), fresh] };
}
