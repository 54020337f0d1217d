// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import type { Attested } from './tables.ts';

/** A key that signs as rebuilderd does. */
export interface SigningKey {
  /** As `/meta/public-keys` gives it. */
  readonly pem: string;
  readonly keyid: string;
  sign(bytes: Uint8Array): string;
}

/** RFC 8410: an ed25519 private key in PKCS #8 up to its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** The public key's SPKI as rebuilderd writes it: two bytes more than RFC 8410 allows, a NULL where no parameter may be. */
const SPKI_PREFIX = Buffer.from('302c300706032b65700500032100', 'hex');

/** The same name gives the same key on every machine: a test key, worth nothing. */
export function createSigningKey(name: string): SigningKey {
  const seed = createHash('sha256').update(`proofboard sample key ${name}`).digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const bytes = toPublicBytes(privateKey);
  const base64 = Buffer.concat([SPKI_PREFIX, bytes]).toString('base64');
  return {
    pem: `-----BEGIN PUBLIC KEY-----\r\n${base64}\r\n-----END PUBLIC KEY-----\r\n`,
    // in-toto-rs: the hash of the key's description without its private half.
    keyid: toHash('sha256', toCanonical({
      keyid_hash_algorithms: ['sha256', 'sha512'], keytype: 'ed25519', keyval: { public: bytes.toString('hex') }, scheme: 'ed25519',
    })),
    sign: (message) => sign(null, message, privateKey).toString('hex'),
  };
}

function toPublicBytes(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** The in-toto link of a rebuilt artifact, signed by each of the keys in turn. */
export function toAttestation({ fileName, sha256, hasWrongSignature }: Attested, buildinfo: string, keys: readonly SigningKey[]): string {
  const signed = {
    _type: 'link',
    name: `rebuild ${fileName}`,
    materials: { [buildinfo]: { sha512: toHash('sha512', buildinfo), sha256: toHash('sha256', buildinfo) } },
    products: { [fileName]: { sha512: toHash('sha512', sha256), sha256 } },
    environment: null,
    byproducts: {},
    command: [],
  };
  const message = Buffer.from(toCanonical(hasWrongSignature ? { ...signed, command: ['something', 'else'] } : signed));
  return JSON.stringify({ signatures: keys.map((key) => ({ keyid: key.keyid, sig: key.sign(message) })), signed });
}

/** Canonical JSON for what is plain ASCII: written here again, so that a fault of the reader is no fault of the writer's too. */
function toCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${toCanonical(member)}`).join(',')}}`;
}

function toHash(algorithm: 'sha256' | 'sha512', text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
