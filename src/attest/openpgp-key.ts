// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { PublicKey, enums, readKeys } from 'openpgp';
import type { Key, Subkey } from 'openpgp';
import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import { givenPrivate, toEarlier, toGpgKeyids } from './json-key.ts';
import { readEd25519, readKey, toMaterial } from './trusted-key.ts';
import type { SigningKey, TrustedKey } from './trusted-key.ts';

/** An OpenPGP key as it was read, with those of its keys that may sign data. */
export interface OpenPgpKey {
  readonly key: PublicKey;
  /** Of the main key, lower-case hex. */
  readonly fingerprint: string;
  readonly signers: readonly OpenPgpSigner[];
}

export interface OpenPgpSigner extends Pick<SigningKey, 'fingerprint' | 'validFrom' | 'validUntil' | 'isRevoked'> {
  readonly key: Key | Subkey;
}

/**
 * OpenPGP.js takes null for "at any time" wherever it takes a date, which its types mostly forget. Keys are read without a
 * clock; whoever uses one compares its times.
 */
const ANY_TIME = null as unknown as Date;
/** A revocation counts from whenever it was made. */
const END_OF_TIME = new Date(0xffffffff * 1000);

/** Reads one armoured block of public keys; `key-private` or `key-invalid` where it is none. */
export async function readOpenPgpKeys(armored: string): Promise<OpenPgpKey[]> {
  const keys = await readKeys({ armoredKeys: armored }).catch((cause: unknown) => {
    throw attestError('key-invalid', 'an OpenPGP block that cannot be read; export the public key again, armoured', cause);
  });
  return Promise.all(keys.map(toOpenPgpKey));
}

async function toOpenPgpKey(key: Key): Promise<OpenPgpKey> {
  if (key.isPrivate() || !(key instanceof PublicKey)) throw givenPrivate();
  const fingerprint = key.getFingerprint();
  const expires = await key.getExpirationTime();
  if (expires === null) throw attestError('key-invalid', `the OpenPGP key ${fingerprint} has no valid signature of its own`);
  const isRevoked = await key.isRevoked(undefined, undefined, END_OF_TIME);
  const main = toSigner(key, toInstant(expires), isRevoked);
  const signers: OpenPgpSigner[] = isRevoked || await maySign(key, key) ? [main] : [];
  for (const subkey of key.subkeys) {
    const signer = await toSubkeySigner(key, subkey, main);
    if (signer !== null) signers.push(signer);
  }
  return { key, fingerprint, signers };
}

async function toSubkeySigner(key: Key, subkey: Subkey, main: OpenPgpSigner): Promise<OpenPgpSigner | null> {
  const expires = await subkey.getExpirationTime(ANY_TIME);
  // Bound by no valid signature: anybody can append one to a key.
  if (expires === null) return null;
  const isRevoked = main.isRevoked || await isSubkeyRevoked(subkey);
  if (!isRevoked && !await maySign(key, subkey)) return null;
  return toSigner(subkey, toEarlier(toInstant(expires), main.validUntil), isRevoked);
}

async function isSubkeyRevoked(subkey: Subkey): Promise<boolean> {
  for (const binding of subkey.bindingSignatures) {
    if (await subkey.isRevoked(binding, subkey.mainKey.keyPacket, END_OF_TIME)) return true;
  }
  return false;
}

/** Whether the flags allow it and, of a subkey, whether it has signed its main key in turn (RFC 9580, section 5.2.1.9). */
async function maySign(key: Key, part: Key | Subkey): Promise<boolean> {
  return key.getSigningKey(part.getKeyID(), null).then((found) => found.getFingerprint() === part.getFingerprint(), () => false);
}

function toSigner(key: Key | Subkey, validUntil: Instant | null, isRevoked: boolean): OpenPgpSigner {
  return { key, fingerprint: key.getFingerprint(), validFrom: key.getCreationTime().getTime(), validUntil, isRevoked };
}

function toInstant(expires: Date | typeof Infinity): Instant | null {
  return expires instanceof Date ? expires.getTime() : null;
}

/**
 * The key as plain data for signatures of links, which GPG makes with RSA or Ed25519; `key-invalid` where nothing in it signs
 * with either.
 */
export function toTrustedGpgKey({ fingerprint, signers }: OpenPgpKey): TrustedKey {
  const usable = signers.map(toSigningKey).filter((signer) => signer !== null);
  if (usable.length === 0) {
    throw attestError('key-invalid', `the OpenPGP key ${fingerprint} has no key that signs with RSA of 2048 bits or more, or with Ed25519`);
  }
  const keyids = [...new Set(toGpgKeyids([fingerprint, ...usable.map((signer) => signer.fingerprint)]))];
  return { fingerprint, kind: 'gpg', keyids, signers: usable };
}

/** The main key, whether or not it may sign; `key-invalid` where it is of a kind that links are not signed with. */
export async function toMainSigningKey({ key, fingerprint }: OpenPgpKey): Promise<SigningKey> {
  const expires = await key.getExpirationTime();
  const isRevoked = await key.isRevoked(undefined, undefined, END_OF_TIME);
  const main = toSigningKey(toSigner(key, expires instanceof Date ? expires.getTime() : null, isRevoked));
  if (main === null) throw attestError('key-invalid', `the main key of ${fingerprint} is neither RSA of 2048 bits or more nor Ed25519`);
  return main;
}

function toSigningKey({ key, fingerprint, validFrom, validUntil, isRevoked }: OpenPgpSigner): SigningKey | null {
  const { algorithm, publicParams } = key.keyPacket;
  try {
    const material = toKeyObject(algorithm, publicParams as PublicParams);
    return material === null ? null : { fingerprint, ...toMaterial(material), schemes: [], validFrom, validUntil, isRevoked };
  } catch {
    // A weak subkey, left behind and perhaps revoked, says nothing against the others.
    return null;
  }
}

/** As OpenPGP.js calls them: the numbers of RSA, the point of Ed25519 in GPG's form and in the RFC's. Each algorithm has its own. */
type PublicParams = Readonly<Record<'n' | 'e' | 'Q' | 'A', Uint8Array>>;

function toKeyObject(algorithm: enums.publicKey, { n, e, Q, A }: PublicParams): ReturnType<typeof readKey> | null {
  switch (algorithm) {
    case enums.publicKey.rsaEncryptSign: case enums.publicKey.rsaSign:
      return readKey({ key: { kty: 'RSA', n: toText(n), e: toText(e) }, format: 'jwk' });
    case enums.publicKey.eddsaLegacy:
      // 0x40 and the point (RFC 9580, section 11.2.2); the curve's name is in the key's length.
      return Q.byteLength === 33 && Q[0] === 0x40 ? readEd25519(Q.subarray(1)) : null;
    case enums.publicKey.ed25519:
      return readEd25519(A);
    default:
      return null;
  }
}

function toText(number: Uint8Array): string {
  return Buffer.from(number).toString('base64url');
}
