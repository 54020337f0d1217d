// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import { toCanonicalJson } from './canonical-json.ts';

export type KeyAlgorithm = 'rsa' | 'ecdsa-p256' | 'ecdsa-p384' | 'ed25519';

/** How a key that is not GPG's signs, in securesystemslib's words. */
export type SignatureScheme =
  | 'ed25519' | 'ecdsa-sha2-nistp256' | 'ecdsa-sha2-nistp384' | 'rsassa-pss-sha256' | 'rsa-pkcs1v15-sha256';

/** A public key that somebody chose to trust: plain data, so that it can be stored and read without OpenPGP's library. */
export interface TrustedKey {
  /**
   * What the key is pinned and counted by, lower-case hex: the fingerprint of a GPG key's main key, and of any other the
   * SHA-256 of its DER SubjectPublicKeyInfo.
   */
  readonly fingerprint: string;
  /** GPG's keys sign in OpenPGP's way and never in the plain one, nor the others in OpenPGP's. */
  readonly kind: 'gpg' | 'plain';
  /** Names a signature may call it by, lower case. Anybody can write them: hints where to look first, nothing more. */
  readonly keyids: readonly string[];
  /** The keys that may sign: one, or a GPG key's main key and subkeys as far as they are made for it. Never empty. */
  readonly signers: readonly SigningKey[];
}

export interface SigningKey {
  /** As `TrustedKey.fingerprint`, of this very key. */
  readonly fingerprint: string;
  readonly algorithm: KeyAlgorithm;
  /** What it may sign with; empty for GPG's keys. */
  readonly schemes: readonly SignatureScheme[];
  /** DER SubjectPublicKeyInfo in the one form OpenSSL writes it, hex: equal keys are equal texts. */
  readonly spki: string;
  /** When it was made, and the first moment it is no longer valid; null where it does not say. */
  readonly validFrom: Instant | null;
  readonly validUntil: Instant | null;
  readonly isRevoked: boolean;
}

/**
 * What a proof remembers of a key that made it: the fingerprint, and of a GPG key a mark of all that its file says today,
 * since a revocation, a new date or a lost subkey takes back what it signed. Equal pins are the same key in the same state.
 */
export function toPin({ fingerprint, kind, signers }: TrustedKey): string {
  if (kind === 'plain') return fingerprint;
  const state = signers.map((signer) => [signer.spki, signer.validFrom, signer.validUntil, signer.isRevoked].join(' ')).sort().join('\n');
  return `${fingerprint}:${sha256(Buffer.from(state)).slice(0, 16)}`;
}

/** True where two keys have a fingerprint or any signing key in common: then they are one party's, whatever they are called. */
export function sharesMaterial(one: TrustedKey, other: TrustedKey): boolean {
  const material = new Set([one.fingerprint, ...one.signers.map(({ spki }) => spki)]);
  return [other.fingerprint, ...other.signers.map(({ spki }) => spki)].some((own) => material.has(own));
}

/**
 * One key of each fingerprint, with the ids and the signing keys of all its copies. What a copy says against it holds: a
 * revocation, and the earlier end, since nobody can tell which copy is the newest.
 */
export function mergeCopies(keys: readonly TrustedKey[]): TrustedKey[] {
  const merged = new Map<string, TrustedKey>();
  for (const key of keys) {
    const known = merged.get(key.fingerprint);
    if (known === undefined) {
      merged.set(key.fingerprint, key);
      continue;
    }
    const signers = new Map(known.signers.map((signer) => [signer.spki, signer]));
    for (const signer of key.signers) signers.set(signer.spki, toWorse(signer, signers.get(signer.spki) ?? signer));
    merged.set(key.fingerprint, { ...known, keyids: [...new Set([...known.keyids, ...key.keyids])], signers: [...signers.values()] });
  }
  return [...merged.values()];
}

function toWorse(one: SigningKey, other: SigningKey): SigningKey {
  return {
    ...one,
    schemes: [...new Set([...one.schemes, ...other.schemes])],
    validFrom: pick(Math.max, one.validFrom, other.validFrom),
    validUntil: pick(Math.min, one.validUntil, other.validUntil),
    isRevoked: one.isRevoked || other.isRevoked,
  };
}

function pick(choose: (one: Instant, other: Instant) => Instant, one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? one ?? other : choose(one, other);
}

/** Shorter RSA keys can be factored, longer ones only cost time. */
const RSA_BITS = { least: 2048, most: 16_384 } as const;

const SCHEMES: Readonly<Record<KeyAlgorithm, readonly SignatureScheme[]>> = {
  'ed25519': ['ed25519'],
  'ecdsa-p256': ['ecdsa-sha2-nistp256'],
  'ecdsa-p384': ['ecdsa-sha2-nistp384'],
  'rsa': ['rsassa-pss-sha256', 'rsa-pkcs1v15-sha256'],
};

/** A bare key as a trusted one. `scheme` and `keyid` are what its file says, null where it says nothing. */
export function toPlainKey(key: KeyObject, scheme: string | null = null, keyid: string | null = null): TrustedKey {
  const { algorithm, spki } = toMaterial(key);
  const schemes = SCHEMES[algorithm].filter((known) => scheme === null || known === scheme);
  if (schemes.length === 0) throw attestError('key-invalid', `the scheme of this ${algorithm} key is none of ${SCHEMES[algorithm].join(', ')}`);
  const fingerprint = sha256(Buffer.from(spki, 'hex'));
  const signer = { fingerprint, algorithm, schemes, spki, validFrom: null, validUntil: null, isRevoked: false };
  const keyids = new Set([...(keyid === null ? [] : [keyid.toLowerCase()]), ...listKeyids(spki, algorithm), fingerprint]);
  return { fingerprint, kind: 'plain', keyids: [...keyids], signers: [signer] };
}

/** The algorithm and the one spelling of a key; `key-invalid` for one that is weak or that nobody here can use. */
export function toMaterial(key: KeyObject): Pick<SigningKey, 'algorithm' | 'spki'> {
  const algorithm = toAlgorithm(key);
  // By way of a JSON web key: there a point of a curve has one form only, and parameters have none.
  const same = readKey({ key: key.export({ format: 'jwk' }), format: 'jwk' });
  return { algorithm, spki: same.export({ type: 'spki', format: 'der' }).toString('hex') };
}

/** Reads a public key by `node:crypto`; `key-invalid` where it does not take it. */
export function readKey(input: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(input);
  } catch {
    // The cause is left out: it may quote what was given, and that may be a private key.
    throw attestError('key-invalid', 'no public key that can be read');
  }
}

const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 bytes of an Ed25519 key as a key object. */
export function readEd25519(bytes: Uint8Array): KeyObject {
  return readKey({ key: Buffer.concat([ED25519_SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
}

function toAlgorithm(key: KeyObject): KeyAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return 'ed25519';
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return 'ecdsa-p256';
  if (type === 'ec' && details?.namedCurve === 'secp384r1') return 'ecdsa-p384';
  if (type === 'rsa') {
    const { modulusLength = 0, publicExponent = 0n } = { ...details };
    if (modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most) {
      throw attestError('key-invalid', `an RSA key of ${modulusLength} bits; it must have ${RSA_BITS.least} to ${RSA_BITS.most}`);
    }
    // With 1 every text is its own signature.
    if (publicExponent < 3n || publicExponent % 2n === 0n) throw attestError('key-invalid', 'an RSA key whose exponent is none');
    return 'rsa';
  }
  throw attestError('key-invalid', `a key of type ${String(type)}; taken are RSA, ECDSA on P-256 or P-384, and Ed25519`);
}

/**
 * The ids by which in-toto's programs call a key: SHA-256 of its canonical JSON, by securesystemslib without and by
 * in-toto-rs with `keyid_hash_algorithms`.
 */
function listKeyids(spki: string, algorithm: KeyAlgorithm): string[] {
  const forms = listKeytypes(algorithm).flatMap((keytype) => SCHEMES[algorithm].flatMap((scheme) => (
    listKeyTexts(spki, algorithm).map((text) => ({ keytype, scheme, keyval: { public: text } })))));
  return forms.flatMap((form) => [form, { ...form, keyid_hash_algorithms: ['sha256', 'sha512'] }])
    .map((form) => sha256(toCanonicalJson(form)));
}

function listKeytypes(algorithm: KeyAlgorithm): string[] {
  switch (algorithm) {
    case 'ed25519': case 'rsa': return [algorithm];
    case 'ecdsa-p256': return ['ecdsa', 'ecdsa-sha2-nistp256'];
    case 'ecdsa-p384': return ['ecdsa', 'ecdsa-sha2-nistp384'];
  }
}

/** securesystemslib ends a PEM of ECDSA by a line break, and one of RSA not. */
function listKeyTexts(spki: string, algorithm: KeyAlgorithm): string[] {
  if (algorithm === 'ed25519') return [spki.slice(-64)];
  const lines = Buffer.from(spki, 'hex').toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  const pem = ['-----BEGIN PUBLIC KEY-----', lines, '-----END PUBLIC KEY-----'].join('\n');
  return [pem, `${pem}\n`];
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
