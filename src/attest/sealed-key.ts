// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { signError } from './sign-error.ts';

/**
 * securesystemslib's encrypted JSON keys: salt, iterations, HMAC, initialisation vector and ciphertext, in hex, with `@@@@`
 * between. AES-256-CTR under a key from PBKDF2-HMAC-SHA256, and the HMAC over the ciphertext with the same key.
 */
const SEALED = /^([0-9a-f]{2,128})@@@@([1-9][0-9]{0,6})@@@@([0-9a-f]{64})@@@@([0-9a-f]{32})@@@@((?:[0-9a-f]{2})+)$/;

export function isSealedKey(text: string): boolean {
  return text.includes('@@@@');
}

/** The JSON in an encrypted key. Throws `key-locked`, `passphrase-wrong` or `key-unusable`. */
export function openSealedKey(text: string, passphrase: string | null): string {
  const [, salt, iterations, mac, vector, ciphertext] = SEALED.exec(text) ?? [];
  if (salt === undefined || mac === undefined || vector === undefined || ciphertext === undefined) {
    throw signError('key-unusable', 'no private key that can be used: an encrypted key of securesystemslib that is damaged');
  }
  if (passphrase === null) throw signError('key-locked', 'the private key is encrypted: its passphrase is needed');
  const sealed = Buffer.from(ciphertext, 'hex');
  const key = pbkdf2Sync(passphrase, Buffer.from(salt, 'hex'), Number(iterations), 32, 'sha256');
  const computed = createHmac('sha256', key).update(sealed).digest();
  if (!timingSafeEqual(computed, Buffer.from(mac, 'hex'))) {
    throw signError('passphrase-wrong', 'the private key does not open with this passphrase');
  }
  const decipher = createDecipheriv('aes-256-ctr', key, Buffer.from(vector, 'hex'));
  return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
}
