// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { toCanonicalJson } from './canonical-json.ts';
import { PAYLOAD_TYPE, toPreAuthEncoding } from './dsse.ts';
import type { JsonObject } from './json.ts';
import { signError } from './sign-error.ts';
import type { MadeSignature, Signer } from './signer.ts';
import { verifySignatures } from './signatures.ts';

/** in-toto metadata, a link or a layout: what is said under `signed`, and one signature over its canonical JSON. */
export async function signMetadata(signed: JsonObject, signer: Signer, now: Instant): Promise<JsonObject> {
  return { signatures: [toMetadataSignature(await signBytes(toCanonicalJson(signed), signer, now))], signed };
}

/** A DSSE envelope around a payload, which is signed to the byte as it lies in there. */
export async function signEnvelope(payload: JsonObject, signer: Signer, now: Instant): Promise<JsonObject> {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  const signature = toEnvelopeSignature(await signBytes(toPreAuthEncoding(PAYLOAD_TYPE, bytes), signer, now));
  return { payload: Buffer.from(bytes).toString('base64'), payloadType: PAYLOAD_TYPE, signatures: [signature] };
}

/**
 * Signs, and checks the signature with the public half before anybody sees it: neither the wrong key of an agent nor a fault
 * of the machine gets out. Throws `signing-failed`, and what the signer throws.
 */
export async function signBytes(bytes: Uint8Array, signer: Signer, now: Instant): Promise<MadeSignature> {
  const signature = await signer.sign(bytes, now);
  const { keys, problems } = verifySignatures({ signedBytes: bytes, signatures: [signature] }, [signer.key], { now });
  if (keys.length === 0) {
    const why = problems.map(({ message }) => message).join();
    throw signError('signing-failed', `the key ${signer.keyid} made a signature that does not hold: ${why}`);
  }
  return signature;
}

/** A signature as links and layouts write it. */
export function toMetadataSignature(signature: MadeSignature): JsonObject {
  const text = toHex(signature.signature);
  return signature.kind === 'plain'
    ? { keyid: signature.keyid, sig: text }
    : { keyid: signature.keyid, other_headers: toHex(signature.headers), signature: text };
}

/** A signature as envelopes write it; GPG's as securesystemslib does. */
function toEnvelopeSignature(signature: MadeSignature): JsonObject {
  const sig = Buffer.from(signature.signature).toString('base64');
  return { keyid: signature.keyid, sig, ...(signature.kind === 'gpg' ? { other_headers: toHex(signature.headers) } : {}) };
}

/** Signed JSON as a file has it: sorted, one entry a line, as in-toto writes it. Throws `product-invalid` for what no JSON can hold safely. */
export function renderJson(value: JsonObject): string {
  return `${JSON.stringify(toSorted(value), null, 1)}\n`;
}

function toSorted(value: unknown): unknown {
  if (typeof value === 'bigint') throw signError('product-invalid', 'a number of more than 53 bits, which not every reader of JSON takes for what it is');
  if (Array.isArray(value)) return value.map(toSorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, toSorted(inner)]));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
