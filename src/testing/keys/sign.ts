// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as openpgp from 'openpgp';
import { toCanonicalJson } from '../../attest/canonical-json.ts';
import { PAYLOAD_TYPE, toPreAuthEncoding } from '../../attest/dsse.ts';
import { parseKeyText } from '../../attest/plain-keys.ts';
import type { Instant } from '../../model/time.ts';

export type PlainTestKey = 'ed25519' | 'ed25519-other' | 'ecdsa-p256' | 'ecdsa-p384' | 'rsa';
export type GpgTestKey = 'gpg-rsa' | 'gpg-ed25519' | 'gpg-archive';

/** Without the salt that OpenPGP.js adds: equal documents have equal signatures. */
const CONFIG = { nonDeterministicSignaturesViaNotation: false };

/** The public half, as its file has it. */
export function readPublicKey(name: PlainTestKey | GpgTestKey): string {
  return readFileSync(new URL(`${name}.pub.${name.startsWith('gpg-') ? 'asc' : 'pem'}`, import.meta.url), 'utf8');
}

/** The private half, as its file has it. */
export function readPrivateKey(name: PlainTestKey | GpgTestKey): string {
  return readFileSync(new URL(`${name}.${name.startsWith('gpg-') ? 'asc' : 'pem'}`, import.meta.url), 'utf8');
}

/** A link as a rebuilder publishes it: what is under `signed`, and a signature by each of the keys. */
export function signLink(signed: unknown, keys: readonly PlainTestKey[]): Uint8Array<ArrayBuffer> {
  const bytes = toCanonicalJson(signed);
  return toBytes({ signatures: keys.map((name) => ({ keyid: toKeyid(name), sig: signBytes(bytes, name).toString('hex') })), signed });
}

/** A DSSE envelope around a payload. */
export function signEnvelope(payload: unknown, keys: readonly PlainTestKey[]): Uint8Array<ArrayBuffer> {
  const bytes = toBytes(payload);
  const signatures = keys.map((name) => (
    { keyid: toKeyid(name), sig: signBytes(toPreAuthEncoding(PAYLOAD_TYPE, bytes), name).toString('base64') }));
  return toBytes({ payloadType: PAYLOAD_TYPE, payload: Buffer.from(bytes).toString('base64'), signatures });
}

/** A link as in-toto signs it with GPG, at a given time. */
export async function signLinkWithGpg(signed: unknown, name: GpgTestKey, at: Instant): Promise<Uint8Array<ArrayBuffer>> {
  return toBytes({ signatures: [await signWithGpg(toCanonicalJson(signed), name, at)], signed });
}

export interface GpgSignature {
  readonly keyid: string;
  readonly other_headers: string;
  readonly signature: string;
}

/** A detached signature over bytes, taken apart as securesystemslib does it. */
export async function signWithGpg(bytes: Uint8Array, name: GpgTestKey, at: Instant): Promise<GpgSignature> {
  const { packets } = await openpgp.readSignature({ armoredSignature: await signDetached(bytes, name, at) });
  return toGpgSignature(packets.write());
}

/** A clear-signed document, as an archive's InRelease. */
export async function clearSign(text: string, names: readonly GpgTestKey[], at: Instant): Promise<string> {
  const signingKeys = await Promise.all(names.map(readOpenPgpKey));
  const document: unknown = await openpgp.sign({
    message: await openpgp.createCleartextMessage({ text }), signingKeys, date: new Date(at), config: CONFIG,
  });
  // OpenPGP.js ends the lines of the text by CR LF, gpg by LF.
  return String(document).replaceAll('\r', '');
}

/** An armoured detached signature, as an archive's Release.gpg. */
export async function signDetached(bytes: Uint8Array, name: GpgTestKey, at: Instant): Promise<string> {
  const message = await openpgp.createMessage({ binary: bytes });
  const signature: unknown = await openpgp.sign({
    message, signingKeys: await readOpenPgpKey(name), detached: true, date: new Date(at), config: CONFIG,
  });
  return String(signature);
}

function readOpenPgpKey(name: GpgTestKey): Promise<openpgp.PrivateKey> {
  return openpgp.readPrivateKey({ armoredKey: readPrivateKey(name) });
}

/** Takes the packet of a detached signature (RFC 9580, section 5.2.3) apart. */
export function toGpgSignature(packet: Uint8Array): GpgSignature {
  const bytes = Buffer.from(packet);
  // Both header formats (section 4.2) of packets shorter than 64 KiB.
  const isNew = (bytes.readUInt8(0) & 0x40) !== 0;
  const isShort = isNew ? bytes.readUInt8(1) < 192 : (bytes.readUInt8(0) & 3) === 0;
  const body = bytes.subarray(isShort ? 2 : 3);
  const hashedEnd = 6 + body.readUInt16BE(4);
  const numbers: Buffer[] = [];
  for (let at = hashedEnd + 2 + body.readUInt16BE(hashedEnd) + 2; at < body.byteLength;) {
    const length = Math.ceil(body.readUInt16BE(at) / 8);
    numbers.push(body.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const isEdDsa = body.readUInt8(2) === 22;
  const signature = Buffer.concat(isEdDsa ? numbers.map((number) => Buffer.concat([Buffer.alloc(32 - number.byteLength), number])) : numbers);
  const headers = body.subarray(0, hashedEnd).toString('hex');
  return { keyid: /2104([0-9a-f]{40})/.exec(headers)?.[1] ?? '', other_headers: headers, signature: signature.toString('hex') };
}

/** A signature over bytes with a plain key, in the first scheme it has. */
export function signBytes(bytes: Uint8Array, name: PlainTestKey): Buffer {
  const key = createPrivateKey(readPrivateKey(name));
  switch (name) {
    case 'ed25519': case 'ed25519-other': return sign(null, bytes, key);
    case 'ecdsa-p256': return sign('sha256', bytes, key);
    case 'ecdsa-p384': return sign('sha384', bytes, key);
    case 'rsa': return sign('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  }
}

/** The id securesystemslib calls the key by. */
function toKeyid(name: PlainTestKey): string {
  return parseKeyText(readPublicKey(name)).keys[0]?.keyids[0] ?? '';
}

function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}
