// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import type { AttestationSignature } from './attestation.ts';
import type { KeyMetadata } from './key-metadata.ts';
import type { TrustedKey } from './trusted-key.ts';

/** A signature that can be read. */
export type MadeSignature = Exclude<AttestationSignature, { readonly kind: 'unreadable' }>;

/** Somebody who can sign: a private key in memory, or an agent that keeps it. */
export interface Signer {
  /** The public half, to check signatures with. */
  readonly key: TrustedKey;
  /** What layouts list the key by and files are named for; of a GPG key the fingerprint of the main key. */
  readonly keyid: string;
  /** The public half as in-toto writes it in a layout. */
  readonly metadata: KeyMetadata;
  /** Signs bytes, as of `now` where the signature says when. Throws `CodedError<SignErrorCode>`. */
  readonly sign: (bytes: Uint8Array, now: Instant) => Promise<MadeSignature>;
}
