// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import type { KeyAlgorithm } from './trusted-key.ts';

/** What the hashed part of a GPG signature says. All of it is signed, none of it is checked yet. */
export interface GpgHeaders {
  readonly algorithm: KeyAlgorithm;
  readonly hash: 'sha256' | 'sha512';
  readonly createdAt: Instant;
  /** The first moment it is no longer valid; null where it always is. */
  readonly expiresAt: Instant | null;
  /** Fingerprint of the key, or subkey, that made it; null where it does not say. */
  readonly issuer: string | null;
  /** The last 16 digits of it, from the older subpacket. */
  readonly issuerKeyid: string | null;
}

/** RFC 9580, section 9.1. 22 is EdDSA as GPG makes it, 27 the same as the RFC has it. */
const ALGORITHMS: Readonly<Record<number, KeyAlgorithm>> = { 1: 'rsa', 3: 'rsa', 22: 'ed25519', 27: 'ed25519' };
/** RFC 9580, section 9.5. SHA-1 (2) and the rest are refused. */
const HASHES: Readonly<Record<number, GpgHeaders['hash']>> = { 8: 'sha256', 10: 'sha512' };
const SUBPACKET = { created: 2, expires: 3, issuerKeyid: 16, issuer: 33, signersUserId: 28 } as const;

/**
 * Reads `other_headers`: a version 4 signature packet up to the end of its hashed subpackets (RFC 9580, section 5.2.3).
 * Throws `weak-hash`, `unsupported` or `bad-signature`.
 */
export function parseGpgHeaders(headers: Uint8Array): GpgHeaders {
  const bytes = Buffer.from(headers);
  const [version, type, algorithmId = 0, hashId = 0] = bytes;
  if (version !== 4 || type !== 0) throw attestError('unsupported', 'is no OpenPGP version 4 signature of a document');
  const algorithm = ALGORITHMS[algorithmId];
  if (algorithm === undefined) throw attestError('unsupported', 'uses an algorithm other than RSA and Ed25519');
  const hash = HASHES[hashId];
  if (hash === undefined) throw attestError('weak-hash', 'uses a hash other than SHA-256 and SHA-512');
  if (bytes.byteLength < 6 || bytes.byteLength !== 6 + bytes.readUInt16BE(4)) throw broken();
  const subpackets = readSubpackets(bytes.subarray(6));
  const created = toNumber(subpackets.get(SUBPACKET.created));
  if (created === null) throw attestError('bad-signature', 'does not say when it was made');
  const expires = toNumber(subpackets.get(SUBPACKET.expires)) ?? 0;
  return {
    algorithm,
    hash,
    createdAt: created * SECOND_MS,
    expiresAt: expires === 0 ? null : (created + expires) * SECOND_MS,
    // The first byte is the version of the key.
    issuer: subpackets.get(SUBPACKET.issuer)?.subarray(1).toString('hex') ?? null,
    issuerKeyid: subpackets.get(SUBPACKET.issuerKeyid)?.toString('hex') ?? null,
  };
}

/** True where the signature covers the bytes, in OpenPGP's way: hashed with its headers and their length behind them. */
export function isGpgSignatureOf(
  bytes: Uint8Array, headers: Uint8Array, { algorithm, hash }: GpgHeaders, signature: Uint8Array, key: KeyObject,
): boolean {
  const signed = toGpgSignedBytes(bytes, headers);
  if (algorithm === 'ed25519') return verify(null, createHash(hash).update(signed).digest(), key, signature);
  const size = Math.ceil(Number(key.asymmetricKeyDetails?.modulusLength) / 8);
  // Said this way, nothing fits a key without a size.
  if (!(signature.byteLength <= size)) return false;
  // OpenPGP leaves leading zeros out of numbers, OpenSSL wants them.
  return verify(hash, signed, key, Buffer.concat([Buffer.alloc(size - signature.byteLength), signature]));
}

/** What a version 4 signature of a document is over (RFC 9580, section 5.2.4). */
export function toGpgSignedBytes(bytes: Uint8Array, headers: Uint8Array): Buffer {
  const trailer = Buffer.alloc(6);
  trailer.writeUInt16BE(0x04ff, 0);
  trailer.writeUInt32BE(headers.byteLength, 2);
  return Buffer.concat([bytes, headers, trailer]);
}

/** RFC 9580, section 5.2.3.7. What must be understood (the highest bit of the type) and is not makes the signature void. */
function readSubpackets(bytes: Buffer): Map<number, Buffer> {
  const subpackets = new Map<number, Buffer>();
  const known: readonly number[] = Object.values(SUBPACKET);
  for (let at = 0; at < bytes.byteLength;) {
    const { length, from } = readLength(bytes, at);
    if (length === 0 || from + length > bytes.byteLength) throw broken();
    const tag = bytes.readUInt8(from);
    const type = tag & 0x7f;
    if (known.includes(type)) {
      if (subpackets.has(type)) throw attestError('bad-signature', 'says the same thing twice in its hashed part');
      subpackets.set(type, bytes.subarray(from + 1, from + length));
    } else if (tag >= 0x80) {
      throw attestError('unsupported', `has a critical part of type ${type}, which is not understood here`);
    }
    at = from + length;
  }
  return subpackets;
}

function readLength(bytes: Buffer, at: number): { readonly length: number; readonly from: number } {
  const first = bytes.readUInt8(at);
  if (first < 192) return { length: first, from: at + 1 };
  if (first < 255) {
    if (at + 2 > bytes.byteLength) throw broken();
    return { length: ((first - 192) << 8) + bytes.readUInt8(at + 1) + 192, from: at + 2 };
  }
  if (at + 5 > bytes.byteLength) throw broken();
  return { length: bytes.readUInt32BE(at + 1), from: at + 5 };
}

function toNumber(body: Buffer | undefined): number | null {
  if (body === undefined) return null;
  if (body.byteLength !== 4) throw broken();
  return body.readUInt32BE(0);
}

function broken(): Error {
  return attestError('bad-signature', 'has a hashed part that is broken');
}
