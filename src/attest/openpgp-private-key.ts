// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decryptKey, enums, readPrivateKeys } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { toMessage } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import { toGpgSignature } from './gpg-signer.ts';
import { readOpenPgpMetadata } from './layout-keys.ts';
import { signError } from './sign-error.ts';
import type { MadeSignature, Signer } from './signer.ts';
import type { SigningKey } from './trusted-key.ts';

/**
 * Reads an armoured OpenPGP secret key. It signs with the newest of its keys that are made for it and valid at the time, as
 * GPG does, always with SHA-256: in-toto 1.3 knows no other hash, and OpenPGP.js would choose another.
 */
export async function readOpenPgpSigner(armored: string, { passphrase }: { readonly passphrase: string | null }): Promise<Signer> {
  const secret = await unlock(await readOne(armored), passphrase);
  const { key, metadata } = await readOpenPgpMetadata(secret.toPublic().armor()).catch((thrown: unknown) => {
    throw unusable(toMessage(thrown));
  });
  const secrets = listSecrets(secret);
  const candidates = key.signers.flatMap((signer) => {
    const material = secrets.get(signer.fingerprint);
    return material === undefined || signer.isRevoked ? [] : [{ signer, material }];
  }).sort((a, b) => Number(b.signer.validFrom) - Number(a.signer.validFrom));
  if (candidates.length === 0) throw unusable('none of its secret keys signs with RSA or Ed25519; in-toto takes no other');
  async function sign(bytes: Uint8Array, now: Instant): Promise<MadeSignature> {
    const chosen = candidates.find(({ signer }) => isValidAt(signer, now));
    if (chosen === undefined) throw unusable(`the GPG key ${key.fingerprint} has no secret key that is valid now; it may have expired`);
    return toGpgSignature(bytes, chosen.signer, chosen.material, now);
  }
  return { key, keyid: key.fingerprint, metadata, sign };
}

async function readOne(armored: string): Promise<PrivateKey> {
  const keys = await readPrivateKeys({ armoredKeys: armored }).catch(() => []);
  const [key, ...others] = keys;
  if (key === undefined) throw unusable('an OpenPGP block that cannot be read; export it again: gpg --armor --export-secret-keys');
  if (others.length > 0) throw unusable('it holds several OpenPGP keys; give one');
  return key;
}

async function unlock(key: PrivateKey, passphrase: string | null): Promise<PrivateKey> {
  if (key.isDecrypted()) return key;
  if (passphrase === null) throw signError('key-locked', 'the private key is encrypted: its passphrase is needed');
  return decryptKey({ privateKey: key, passphrase }).catch(() => {
    throw signError('passphrase-wrong', 'the private key does not open with this passphrase');
  });
}

function isValidAt({ validFrom, validUntil }: SigningKey, now: Instant): boolean {
  return (validFrom === null || validFrom <= now) && (validUntil === null || now < validUntil);
}

/** The secret keys that are in it, by fingerprint. Main keys that were kept elsewhere leave a stub behind. */
function listSecrets(key: PrivateKey): Map<string, KeyObject> {
  const secrets = new Map<string, KeyObject>();
  for (const { keyPacket } of key.getKeys()) {
    if (!('privateParams' in keyPacket) || keyPacket.privateParams === null) continue;
    const params = { ...keyPacket.publicParams, ...keyPacket.privateParams } as Params;
    const material = toKeyObject(keyPacket.algorithm, (name) => Buffer.from(params[name]));
    if (material !== null) secrets.set(keyPacket.getFingerprint(), material);
  }
  return secrets;
}

/** As OpenPGP.js calls them: the numbers of RSA, and the point and the seed of Ed25519. Each algorithm has its own. */
type Params = Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'u' | 'Q' | 'seed', Uint8Array>>;

function toKeyObject(algorithm: enums.publicKey, param: (name: keyof Params) => Buffer): KeyObject | null {
  switch (algorithm) {
    case enums.publicKey.rsaEncryptSign: case enums.publicKey.rsaSign:
      return toRsa(param);
    case enums.publicKey.eddsaLegacy: {
      const point = param('Q').subarray(1);
      return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url'), d: param('seed').toString('base64url') }, format: 'jwk' });
    }
    default:
      return null;
  }
}

/** OpenPGP keeps the inverse of p by q (RFC 9580, section 5.5.5.1), JSON web keys that of q by p: with the primes exchanged it is the same. */
function toRsa(param: (name: keyof Params) => Buffer): KeyObject {
  const [d, p, q] = [toBigInt(param('d')), toBigInt(param('q')), toBigInt(param('p'))];
  const key = {
    kty: 'RSA', n: toText(param('n')), e: toText(param('e')), d: toText(param('d')), p: toText(param('q')), q: toText(param('p')),
    dp: toText(fromBigInt(d % (p - 1n))), dq: toText(fromBigInt(d % (q - 1n))), qi: toText(param('u')),
  };
  return createPrivateKey({ key, format: 'jwk' });
}

function toBigInt(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function fromBigInt(number: bigint): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function unusable(what: string): Error {
  return signError('key-unusable', `no private key that can be used: ${what}`);
}
