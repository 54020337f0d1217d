// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SECOND_MS } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import { decodeHex } from './encoding.ts';
import { isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { listBlocks, readPemKey } from './pem.ts';
import { readEd25519, readKey, toMaterial, toPlainKey } from './trusted-key.ts';
import type { SigningKey, TrustedKey } from './trusted-key.ts';

const MAX_SUBKEYS = 50;
/** Seconds; OpenPGP has no larger numbers for times. */
const MAX_SECONDS = 0xffffffff;

/**
 * A key as in-toto's layouts and securesystemslib's files have it: `{keytype, scheme, keyval: {public}}` with hex of an
 * Ed25519 key or a PEM, or GPG's form `{type, method, keyid, keyval: {public: {n, e} | {q}}, subkeys}`.
 */
export function toJsonKey(value: JsonValue): TrustedKey {
  const key = requireObject(value, 'a key');
  const keyval = requireObject(key['keyval'], 'keyval');
  refusePrivate(keyval);
  return typeof key['method'] === 'string' ? toGpgKey(key) : toSchemeKey(key, keyval['public']);
}

function toSchemeKey(key: JsonObject, text: JsonValue | undefined): TrustedKey {
  if (typeof text !== 'string') throw invalid('keyval.public is no text');
  const scheme = typeof key['scheme'] === 'string' ? key['scheme'] : null;
  const keyid = typeof key['keyid'] === 'string' ? key['keyid'] : null;
  if (key['keytype'] === 'ed25519' && !text.includes('-----')) {
    const bytes = decodeHex(text.toLowerCase());
    if (bytes?.byteLength !== 32) throw invalid('an Ed25519 key is 64 hex digits');
    return toPlainKey(readEd25519(bytes), scheme, keyid);
  }
  if (text.includes('PRIVATE KEY')) throw givenPrivate();
  const [block, ...others] = listBlocks(text);
  if (block === undefined || others.length > 0) throw invalid('keyval.public is not one PEM block');
  const trusted = toPlainKey(readPemKey(block), scheme, keyid);
  const [algorithm = ''] = trusted.signers.map((signer) => signer.algorithm.split('-')[0]);
  if (typeof key['keytype'] !== 'string' || !key['keytype'].startsWith(algorithm)) throw invalid('keytype and the key itself disagree');
  return trusted;
}

function toGpgKey(key: JsonObject): TrustedKey {
  const main = toGpgSigner(key);
  const { subkeys } = key;
  const entries = isJsonObject(subkeys) ? Object.values(subkeys) : [];
  if (entries.length > MAX_SUBKEYS) throw invalid(`more than ${MAX_SUBKEYS} subkeys`);
  const subs = entries.map((entry) => {
    const sub = requireObject(entry, 'a subkey');
    refusePrivate(requireObject(sub['keyval'], 'keyval'));
    return sub;
  }).filter(isUsable).map((entry) => {
    const sub = toGpgSigner(entry);
    return { ...sub, validUntil: toEarlier(sub.validUntil, main.validUntil) };
  });
  const signers = [main, ...subs];
  return { fingerprint: main.fingerprint, kind: 'gpg', keyids: toGpgKeyids(signers.map((signer) => signer.fingerprint)), signers };
}

/** The names of GPG keys: whole fingerprints and 64-bit key ids. */
export function toGpgKeyids(fingerprints: readonly string[]): string[] {
  // RFC 9580, section 5.5.4: the key id is the end of a version 4 fingerprint and the start of a version 6 one.
  return fingerprints.flatMap((print) => [print, print.length === 40 ? print.slice(-16) : print.slice(0, 16)]);
}

/** The earlier of two ends, null standing for none. */
export function toEarlier(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
}

const METHODS = { 'pgp+rsa-pkcsv1.5': 'rsa', 'pgp+eddsa-ed25519': 'ed25519' } as const;

/** Subkeys of other kinds (DSA, encryption) are left out; a main key of another kind is refused. */
function isUsable({ method }: JsonObject): boolean {
  return typeof method === 'string' && Object.hasOwn(METHODS, method);
}

function toGpgSigner(key: JsonObject): SigningKey {
  if (!isUsable(key)) throw invalid(`the method of a GPG key is none of ${Object.keys(METHODS).join(', ')}`);
  const { keyid, keyval } = key;
  if (typeof keyid !== 'string' || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(keyid)) {
    throw invalid('the keyid of a GPG key is its fingerprint, 40 or 64 lower-case hex digits');
  }
  const values = requireObject(requireObject(keyval, 'keyval')['public'], 'keyval.public');
  const created = toSeconds(key['creation_time'], 'creation_time');
  const validity = toSeconds(key['validity_period'], 'validity_period');
  const isRsa = key['method'] === 'pgp+rsa-pkcsv1.5';
  const { keyObject, packets } = isRsa ? toRsa(values) : toEdDsa(values);
  // Without its time of creation the fingerprint cannot be computed, and what the file says has to do.
  if (created !== null && keyid.length === 40 && !packets.some((packet) => toFingerprint(created, packet) === keyid)) {
    throw invalid('the keyid is not the fingerprint of the key it names');
  }
  if (validity !== null && created === null) throw invalid('a validity_period without a creation_time');
  return {
    fingerprint: keyid,
    ...toMaterial(keyObject),
    schemes: [],
    validFrom: created === null ? null : created * SECOND_MS,
    validUntil: created === null || validity === null || validity === 0 ? null : (created + validity) * SECOND_MS,
    isRevoked: false,
  };
}

interface GpgNumbers {
  readonly keyObject: KeyObject;
  /** Algorithm and numbers as a key packet has them, in every form that this key may have. */
  readonly packets: readonly Buffer[];
}

function toRsa(values: JsonObject): GpgNumbers {
  const n = toNumber(values['n'], 'n');
  const e = toNumber(values['e'], 'e');
  const jwk = { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') };
  // RFC 9580, section 9.1: 1 is RSA, 3 is RSA for signing only.
  const packets = [1, 3].map((id) => Buffer.concat([Buffer.of(id), toMpi(n), toMpi(e)]));
  return { keyObject: readKey({ key: jwk, format: 'jwk' }), packets };
}

const ED25519_OID = Buffer.from('092b06010401da470f01', 'hex');

function toEdDsa(values: JsonObject): GpgNumbers {
  const q = typeof values['q'] === 'string' ? decodeHex(values['q'].toLowerCase()) : null;
  if (q?.byteLength !== 32) throw invalid('q of an EdDSA key is 64 hex digits');
  const packet = Buffer.concat([Buffer.of(22), ED25519_OID, toMpi(Buffer.concat([Buffer.of(0x40), q]))]);
  return { keyObject: readEd25519(q), packets: [packet] };
}

/** RFC 9580, section 5.5.4.2: SHA-1 over the version 4 key packet. */
function toFingerprint(created: number, packet: Uint8Array): string {
  const head = Buffer.alloc(8);
  head[0] = 0x99;
  head.writeUInt16BE(5 + packet.byteLength, 1);
  head[3] = 4;
  head.writeUInt32BE(created, 4);
  return createHash('sha1').update(head).update(packet).digest('hex');
}

function toMpi(number: Buffer): Buffer {
  const bits = (number.byteLength - 1) * 8 + (number[0] ?? 0).toString(2).length;
  return Buffer.concat([Buffer.of(bits >> 8, bits & 0xff), number]);
}

/** A number in hex, leading zeros taken away. */
function toNumber(value: JsonValue | undefined, what: string): Buffer {
  // 4096 digits: RSA of 16384 bits.
  if (typeof value !== 'string' || value.length > 4096 || !/^[0-9a-fA-F]+$/.test(value)) throw invalid(`${what} of an RSA key is hex`);
  const digits = value.replace(/^0+/, '');
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
}

function toSeconds(value: JsonValue | undefined, what: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > MAX_SECONDS) {
    throw invalid(`${what} is no number of seconds`);
  }
  return value;
}

function refusePrivate(keyval: JsonObject): void {
  const { private: secret } = keyval;
  if (secret !== undefined && secret !== '' && secret !== null) throw givenPrivate();
}

/** The refusal of a private key, which says nothing of what was in it. */
export function givenPrivate(): Error {
  return attestError('key-private', 'this is a private key: give the public one, and treat this one as disclosed if others can read the file');
}

function requireObject(value: JsonValue | undefined, what: string): JsonObject {
  if (!isJsonObject(value)) throw invalid(`${what} is no JSON object`);
  return value;
}

function invalid(what: string): Error {
  return attestError('key-invalid', `no key as in-toto writes them: ${what}`);
}
