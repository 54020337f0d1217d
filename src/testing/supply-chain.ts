// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { toCanonicalJson } from '../attest/canonical-json.ts';
import { PAYLOAD_TYPE, toPreAuthEncoding } from '../attest/dsse.ts';
import { toJsonKey } from '../attest/json-key.ts';
import type { JsonObject } from '../attest/json.ts';
import { toPlainKey } from '../attest/trusted-key.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';

/** A key made from its name, always the same, for a test: of no worth anywhere. */
export interface ChainKey {
  readonly keyid: string;
  /** As a layout has it. */
  readonly json: JsonObject;
  readonly trusted: TrustedKey;
  /** A signature as in-toto's metadata has it. */
  readonly sign: (bytes: Uint8Array) => JsonObject;
}

/** An Ed25519 key as securesystemslib makes it. */
export function createPlainKey(name: string): ChainKey & { readonly signPlain: (bytes: Uint8Array) => Buffer } {
  const { secret, hex } = createPair(name);
  // Debian's securesystemslib (0.26) counts `keyid_hash_algorithms` in, as in-toto-rs does; that id is the second.
  const { keyids: [, keyid = ''] } = toPlainKey(createPublicKey(secret));
  const json = { keyid, keytype: 'ed25519', scheme: 'ed25519', keyid_hash_algorithms: ['sha256', 'sha512'], keyval: { public: hex } };
  const signPlain = (bytes: Uint8Array): Buffer => sign(null, bytes, secret);
  return { keyid, json, trusted: toJsonKey(json), signPlain, sign: (bytes) => ({ keyid, sig: signPlain(bytes).toString('hex') }) };
}

export interface GpgKeyOptions {
  readonly createdAt: Instant;
  /** When its signatures are made. */
  readonly signsAt: Instant;
  readonly validitySeconds?: number;
  /** Other such keys, named and made the same way, of which the last one signs for it. */
  readonly subkeys?: readonly ChainKey[];
}

/** An Ed25519 key of GPG's kind, which signs in OpenPGP's way. */
export function createGpgKey(name: string, { createdAt, signsAt, validitySeconds, subkeys = [] }: GpgKeyOptions): ChainKey {
  const { secret, hex } = createPair(name);
  const created = createdAt / SECOND_MS;
  const keyid = toFingerprint(created, hex);
  const json: JsonObject = {
    type: 'eddsa', method: 'pgp+eddsa-ed25519', hashes: ['pgp+SHA2'], keyid, creation_time: created,
    keyval: { private: '', public: { q: hex } },
    ...(validitySeconds === undefined ? {} : { validity_period: validitySeconds }),
    ...(subkeys.length === 0 ? {} : { subkeys: Object.fromEntries(subkeys.map((subkey) => [subkey.keyid, subkey.json])) }),
  };
  const signOwn = (bytes: Uint8Array): JsonObject => {
    // RFC 9580, section 5.2.3: version 4, of a document, EdDSA, SHA-256, then the issuer and the time.
    const subpackets = `162104${keyid}0502${(signsAt / SECOND_MS).toString(16).padStart(8, '0')}`;
    const headers = Buffer.from(`04001608${(subpackets.length / 2).toString(16).padStart(4, '0')}${subpackets}`, 'hex');
    const trailer = Buffer.from(`04ff${headers.byteLength.toString(16).padStart(8, '0')}`, 'hex');
    const digest = createHash('sha256').update(bytes).update(headers).update(trailer).digest();
    return { keyid, other_headers: headers.toString('hex'), signature: sign(null, digest, secret).toString('hex') };
  };
  return { keyid, json, trusted: toJsonKey(json), sign: subkeys[subkeys.length - 1]?.sign ?? signOwn };
}

/** Metadata, a link or a layout, signed by each of the keys. */
export function signMetadata(signed: JsonObject, keys: readonly ChainKey[]): Uint8Array<ArrayBuffer> {
  const bytes = toCanonicalJson(signed);
  return toBytes({ signatures: keys.map((key) => key.sign(bytes)), signed });
}

/** The same in a DSSE envelope. */
export function signPayload(payload: JsonObject, keys: readonly ReturnType<typeof createPlainKey>[]): Uint8Array<ArrayBuffer> {
  const bytes = toBytes(payload);
  const signatures = keys.map(({ keyid, signPlain }) => ({ keyid, sig: signPlain(toPreAuthEncoding(PAYLOAD_TYPE, bytes)).toString('base64') }));
  return toBytes({ payloadType: PAYLOAD_TYPE, payload: Buffer.from(bytes).toString('base64'), signatures });
}

/** A link of the step `rebuild`; `changes` replaces fields. */
export function toLink(products: JsonObject, changes: JsonObject = {}): JsonObject {
  return { _type: 'link', name: 'rebuild', materials: {}, products, byproducts: {}, command: [], environment: {}, ...changes };
}

/** A layout as those for rebuilders are, with one step that the keys may sign; `changes` replaces fields. */
export function toRootLayout(keys: readonly ChainKey[], threshold: number, changes: JsonObject = {}): JsonObject {
  return {
    _type: 'layout', expires: '2027-01-01T00:00:00Z', readme: '',
    keys: Object.fromEntries(keys.map((key) => [key.keyid, key.json])),
    steps: [toStep(keys, threshold)],
    inspect: [{
      _type: 'inspection', name: 'verify-reprobuilds', run: ['true'], expected_products: [],
      expected_materials: [['MATCH', '*.deb', 'WITH', 'PRODUCTS', 'FROM', 'rebuild'], ['DISALLOW', '*.deb']],
    }],
    ...changes,
  };
}

/** The step of such a layout. */
export function toStep(keys: readonly ChainKey[], threshold: number, changes: JsonObject = {}): JsonObject {
  return {
    _type: 'step', name: 'rebuild', threshold, pubkeys: keys.map((key) => key.keyid), expected_command: [], expected_materials: [],
    expected_products: [['CREATE', '*.deb'], ['DISALLOW', '*.deb']], ...changes,
  };
}

export function toBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function createPair(name: string): { readonly secret: KeyObject; readonly hex: string } {
  // PKCS#8 of an Ed25519 key (RFC 8410, section 7): all but its 32 bytes is always the same.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), createHash('sha256').update(name).digest()]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const hex = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  return { secret, hex };
}

/** RFC 9580, section 5.5.4.2, of an EdDSA key. */
function toFingerprint(created: number, hex: string): string {
  const packet = Buffer.from(`04${created.toString(16).padStart(8, '0')}16092b06010401da470f01010740${hex}`, 'hex');
  const head = Buffer.from([0x99, packet.byteLength >> 8, packet.byteLength & 0xff]);
  return createHash('sha1').update(head).update(packet).digest('hex');
}
