// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, createPublicKey } from 'node:crypto';
import { SECOND_MS } from '../model/time.ts';
import { toCanonicalJson } from './canonical-json.ts';
import type { JsonObject } from './json.ts';
import { signError } from './sign-error.ts';
import type { KeyAlgorithm, SigningKey, TrustedKey } from './trusted-key.ts';

/**
 * How the id of a key that is not GPG's is computed: SHA-256 of its canonical JSON. `classic`: with
 * `keyid_hash_algorithms` in it, as in-toto-rs, rebuilderd and securesystemslib before 1.0 (Debian 12) have it.
 * `bare`: without, as securesystemslib has it since.
 */
export type KeyidForm = 'classic' | 'bare';

/** A public key as in-toto's layouts have it. */
export interface KeyMetadata extends JsonObject {
  keyid: string;
}

export const KEYID_FORMS: readonly KeyidForm[] = ['classic', 'bare'];

const KEYTYPES: Readonly<Record<KeyAlgorithm, string>> = {
  'ed25519': 'ed25519', 'rsa': 'rsa', 'ecdsa-p256': 'ecdsa', 'ecdsa-p384': 'ecdsa',
};

/** A trusted key as layouts write it. Throws `key-unusable` for one that in-toto has no form for. */
export function toKeyMetadata({ kind, signers: [main, ...subkeys] }: TrustedKey, form: KeyidForm): KeyMetadata {
  if (main === undefined) throw signError('key-unusable', 'a key without material');
  return kind === 'gpg' ? toGpgMetadata(main, subkeys) : toPlainMetadata(main, form);
}

function toPlainMetadata(signer: SigningKey, form: KeyidForm): KeyMetadata {
  const { algorithm, schemes: [scheme = ''] } = signer;
  const common = { keytype: KEYTYPES[algorithm], scheme, ...(form === 'classic' ? { keyid_hash_algorithms: ['sha256', 'sha512'] } : {}) };
  const text = toKeyText(signer);
  const keyid = createHash('sha256').update(toCanonicalJson({ ...common, keyval: { public: text } })).digest('hex');
  return { ...common, keyid, keyval: { private: '', public: text } };
}

/** securesystemslib ends a PEM of ECDSA by a line break, and one of RSA not. */
function toKeyText({ algorithm, spki }: SigningKey): string {
  if (algorithm === 'ed25519') return spki.slice(-64);
  const pem = toKeyObject(spki).export({ type: 'spki', format: 'pem' }).toString();
  return algorithm === 'rsa' ? pem.trimEnd() : pem;
}

/** GPG's form: the main key with its subkeys in it, whoever of them may sign. */
export function toGpgMetadata(main: SigningKey, subkeys: readonly SigningKey[]): KeyMetadata {
  const usable = subkeys.filter(({ isRevoked }) => !isRevoked);
  if (main.isRevoked) throw signError('key-unusable', `the GPG key ${main.fingerprint} was revoked`);
  return {
    ...toGpgPart(main),
    ...(usable.length === 0 ? {} : { subkeys: Object.fromEntries(usable.map((key) => [key.fingerprint, toGpgPart(key)])) }),
  };
}

function toGpgPart({ fingerprint, algorithm, spki, validFrom, validUntil }: SigningKey): KeyMetadata {
  // in-toto knows keys by the 40 digits of version 4.
  if (fingerprint.length !== 40) throw signError('key-unusable', `the OpenPGP key ${fingerprint} is not of version 4, and in-toto takes no other`);
  const isRsa = algorithm === 'rsa';
  const { n, e, x } = toKeyObject(spki).export({ format: 'jwk' });
  const numbers: JsonObject = isRsa ? { e: toHex(e), n: toHex(n) } : { q: toHex(x) };
  return {
    type: isRsa ? 'rsa' : 'eddsa',
    method: isRsa ? 'pgp+rsa-pkcsv1.5' : 'pgp+eddsa-ed25519',
    hashes: ['pgp+SHA2'],
    keyid: fingerprint,
    keyval: { private: '', public: numbers },
    ...(validFrom === null ? {} : { creation_time: validFrom / SECOND_MS }),
    ...(validFrom === null || validUntil === null ? {} : { validity_period: (validUntil - validFrom) / SECOND_MS }),
  };
}

function toKeyObject(spki: string): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: Buffer.from(spki, 'hex'), format: 'der', type: 'spki' });
}

function toHex(base64url: unknown): string {
  return Buffer.from(String(base64url), 'base64url').toString('hex');
}
