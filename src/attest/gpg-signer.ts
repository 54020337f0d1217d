// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { toGpgSignedBytes } from './gpg-signature.ts';
import type { MadeSignature } from './signer.ts';
import type { SigningKey } from './trusted-key.ts';

/** RFC 9580, section 9.1: RSA, and EdDSA as GPG makes it. Section 9.5: SHA-256. Section 5.2.3.7: issuer fingerprint, time. */
const ALGORITHM_IDS = { rsa: 1, ed25519: 22 } as const;
const SHA256_ID = 8;
const SUBPACKETS = { issuer: 33, created: 2 } as const;

/** A version 4 OpenPGP signature of a document with SHA-256, taken apart as in-toto has it. */
export function toGpgSignature(bytes: Uint8Array, { fingerprint, algorithm }: SigningKey, key: KeyObject, now: Instant): MadeSignature {
  const issuer = Buffer.concat([Buffer.of(SUBPACKETS.issuer, 4), Buffer.from(fingerprint, 'hex')]);
  const created = Buffer.alloc(5, SUBPACKETS.created);
  created.writeUInt32BE(Math.floor(now / SECOND_MS), 1);
  const subpackets = Buffer.concat([issuer, created].flatMap((packet) => [Buffer.of(packet.byteLength), packet]));
  const isRsa = algorithm === 'rsa';
  const headers = Buffer.concat([
    Buffer.of(4, 0, isRsa ? ALGORITHM_IDS.rsa : ALGORITHM_IDS.ed25519, SHA256_ID, 0, subpackets.byteLength), subpackets,
  ]);
  const signed = toGpgSignedBytes(bytes, headers);
  // EdDSA signs the digest, as if it were the message (draft-ietf-openpgp-rfc4880bis-10, section 14.8).
  const signature = isRsa ? sign('sha256', signed, key) : sign(null, createHash('sha256').update(signed).digest(), key);
  return { kind: 'gpg', keyid: fingerprint, headers, signature };
}
