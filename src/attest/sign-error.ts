// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';

/**
 * `key-public`: a public key where a private one is needed. `key-locked`, `passphrase-wrong`: it is encrypted.
 * `key-unusable`: no private key, or one that cannot sign links. `signing-failed`: no signature came of it, or one that does
 * not hold. `key-shared`: two keys that are to be two parties' have material in common. `no-such-key`: the layout does not
 * list it. `history-impossible`: in-toto cannot count the old and the new key as one. `threshold-invalid`,
 * `expiry-invalid`, `product-invalid`: what was to be written makes no sense.
 */
export type SignErrorCode =
  | 'key-public' | 'key-locked' | 'passphrase-wrong' | 'key-unusable' | 'signing-failed'
  | 'key-shared' | 'no-such-key' | 'history-impossible' | 'threshold-invalid' | 'expiry-invalid' | 'product-invalid';

/** Without a cause: those of OpenSSL and OpenPGP.js may quote what they were given, and that is a private key. */
export function signError(code: SignErrorCode, message: string): CodedError<SignErrorCode> {
  return new CodedError(code, message);
}
