// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError, toQuoted } from './attest-error.ts';
import { toCanonicalJson } from './canonical-json.ts';
import { openEnvelope } from './dsse.ts';
import { decodeBase64, decodeHex } from './encoding.ts';
import { parseJson } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { parseLink, parseStatement, requireArray, requireObject } from './statement.ts';
import type { Statement } from './statement.ts';

/** A statement with its signatures, none of them checked. */
export interface Attestation extends Statement {
  readonly signatures: readonly AttestationSignature[];
  /** What is signed, to the byte. */
  readonly signedBytes: Uint8Array;
}

export type AttestationSignature =
  | { readonly kind: 'plain'; readonly keyid: string; readonly signature: Uint8Array }
  /** GPG's, as securesystemslib takes it apart: `headers` is the signature packet up to its hashed subpackets. */
  | { readonly kind: 'gpg'; readonly keyid: string; readonly signature: Uint8Array; readonly headers: Uint8Array }
  /** One that nobody can read does not spoil the others. */
  | { readonly kind: 'unreadable'; readonly keyid: string };

/** The links of the largest source packages have some hundred products; nothing honest comes near. */
export const MAX_ATTESTATION_BYTES = 8 * 1024 * 1024;
export const MAX_SIGNATURES = 50;

/**
 * Reads an attestation of any form that rebuilders publish: an in-toto link (rebuilderd's too), or a DSSE envelope with a
 * Statement v1 or a link in it. Throws `too-large`, `unparsable`, `unsupported`, `ambiguous`, `not-canonical` or
 * `too-many-signatures`. It says nothing of the signatures: `verifySignatures` does.
 */
export function parseAttestation(bytes: Uint8Array): Attestation {
  const options = { maxBytes: MAX_ATTESTATION_BYTES, allowFloats: false };
  return toAttestation(openSigned(requireObject(parseJson(bytes, options), 'an attestation')));
}

/** A document, in-toto metadata or a DSSE envelope, that was opened but not read. */
export interface Signed extends Pick<Attestation, 'signatures' | 'signedBytes'> {
  readonly value: JsonObject;
  readonly isEnvelope: boolean;
}

/** Opens a document that was parsed already: one of several in a file, an attestation or a layout. Throws as `parseAttestation` does. */
export function openSigned(document: JsonObject): Signed {
  const isMetadata = Object.hasOwn(document, 'signed');
  if (isMetadata === Object.hasOwn(document, 'payload')) {
    throw attestError('unsupported', 'neither in-toto metadata ("signed") nor a DSSE envelope ("payload"), or both at once');
  }
  const { value, signedBytes } = isMetadata ? openMetadata(document) : openEnvelope(document);
  const signatures = requireArray(document['signatures'], 'signatures');
  if (signatures.length > MAX_SIGNATURES) {
    throw attestError('too-many-signatures', `${signatures.length} signatures; not more than ${MAX_SIGNATURES} are read`);
  }
  const toBytes = isMetadata ? decodeHex : decodeBase64;
  return { value, isEnvelope: !isMetadata, signedBytes, signatures: signatures.map((entry) => toSignature(entry, toBytes)) };
}

/** Reads an opened document as an attestation. Throws as `parseAttestation` does. */
export function toAttestation({ value, isEnvelope, signedBytes, signatures }: Signed): Attestation {
  // in-toto's own `--use-dsse` puts a link, not a Statement, into the envelope.
  const statement = isEnvelope && value['_type'] !== 'link' ? parseStatement(value) : parseLink(value);
  return { ...statement, signedBytes, signatures };
}

/** A product by its plain name, with its digest: what a feed of several products tells. */
export interface Product {
  readonly fileName: string;
  readonly sha256: string;
}

/** The products that name a file, not a path, and have a SHA-256. No signature was looked at. */
export function listProducts({ products }: Statement): Product[] {
  return [...products].flatMap(([fileName, { sha256 }]) => (
    sha256 !== null && isFileName(fileName) ? [{ fileName, sha256 }] : []));
}

/** Bytes of a name on any file system. */
const MAX_NAME_LENGTH = 255;

/** True for the plain name of a file: no path, nothing that moves a cursor, nothing a file system would not take. */
export function isFileName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && name !== '.' && name !== '..' && /^[^\p{C}\p{Zl}\p{Zp}/\\]+$/u.test(name);
}

function openMetadata(document: JsonObject): Pick<Signed, 'value' | 'signedBytes'> {
  const value = requireObject(document['signed'], 'signed');
  // in-toto specification, section 4.2: the signature is over the canonical JSON of `signed`, which is not what was sent.
  return { value, signedBytes: toCanonicalJson(value) };
}

function toSignature(value: JsonValue, toBytes: (text: string) => Uint8Array | null): AttestationSignature {
  const entry = requireObject(value, 'a signature');
  const { keyid: id, sig, signature, other_headers: otherHeaders } = entry;
  const keyid = typeof id === 'string' ? id : '';
  if (otherHeaders !== undefined) {
    const headers = typeof otherHeaders === 'string' ? decodeHex(otherHeaders) : null;
    // As securesystemslib writes it; its newer versions write it as any other, `sig`.
    const numbers = typeof signature === 'string' ? decodeHex(signature) : typeof sig === 'string' ? toBytes(sig) : null;
    if (headers === null || numbers === null) return { kind: 'unreadable', keyid };
    return { kind: 'gpg', keyid, headers, signature: numbers };
  }
  const plain = typeof sig === 'string' ? toBytes(sig) : null;
  return plain === null ? { kind: 'unreadable', keyid } : { kind: 'plain', keyid, signature: plain };
}

/** How messages name a signature. */
export function describeSignature({ keyid }: AttestationSignature): string {
  return keyid === '' ? 'the signature without a key id' : `the signature of key ${toQuoted(keyid)}`;
}
