// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';

/**
 * `too-large`, `unparsable`, `unsupported`: it could not be read, or is of a kind nobody here can judge. `ambiguous`: two
 * digests under one name. `not-canonical`: it has no canonical form. `wrong-step`, `no-such-product`, `no-digest`: it says
 * nothing of the artifact. `no-signature`, `too-many-signatures`, `wrong-key`, `bad-signature`, `weak-hash`,
 * `signature-expired`, `signature-future`, `key-expired`, `key-not-yet-valid`, `key-revoked`: why no signature counts.
 * `unsigned`: text that is not wholly inside one clear-signed frame. `key-private`, `key-invalid`: no public key.
 */
export type AttestErrorCode =
  | 'too-large' | 'unparsable' | 'unsupported' | 'ambiguous' | 'not-canonical'
  | 'wrong-step' | 'no-such-product' | 'no-digest'
  | SignatureErrorCode
  | 'unsigned' | 'key-private' | 'key-invalid';

/** Why a signature, or all of them, did not count. */
export type SignatureErrorCode =
  | 'no-signature' | 'too-many-signatures' | 'wrong-key' | 'bad-signature' | 'weak-hash' | 'unsupported'
  | 'signature-expired' | 'signature-future' | 'key-expired' | 'key-not-yet-valid' | 'key-revoked';

export function attestError<Code extends AttestErrorCode>(code: Code, message: string, cause?: unknown): CodedError<Code> {
  return new CodedError(code, message, cause === undefined ? {} : { cause });
}

const MAX_QUOTED_LENGTH = 80;

/** A name out of hostile input for a message: in quotes, shortened, and nothing in it that moves a cursor or hides text. */
export function toQuoted(text: string): string {
  const short = text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
  return `"${short.replaceAll(/[\p{C}\p{Zl}\p{Zp}"\\]/gu, '�')}"`;
}
