// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isCoded } from '../model/error.ts';
import { parseGpgHeaders } from './gpg-signature.ts';
import { signError } from './sign-error.ts';
import type { MadeSignature } from './signer.ts';

/**
 * Takes a detached signature, one binary packet as `gpg --detach-sign` writes it, apart as in-toto has it (RFC 9580, section
 * 5.2.3). Throws `signing-failed` for anything but a version 4 signature with SHA-256 by RSA or Ed25519: in-toto 1.3 knows
 * no other hash.
 */
export function parseSignaturePacket(packet: Uint8Array): MadeSignature {
  try {
    return readPacket(Buffer.from(packet));
  } catch (thrown) {
    // A read past the end, or what `parseGpgHeaders` says.
    const why = isCoded(thrown) ? thrown.message : 'is cut short';
    throw signError('signing-failed', `what gpg answered is no signature that in-toto can use: it ${why}`);
  }
}

function readPacket(packet: Buffer): MadeSignature {
  const body = readBody(packet);
  const headers = body.subarray(0, 6 + body.readUInt16BE(4));
  const { algorithm, hash, issuer } = parseGpgHeaders(headers);
  if (hash !== 'sha256') throw signError('signing-failed', 'does not use SHA-256');
  if (issuer === null) throw signError('signing-failed', 'does not name the key that made it: gpg is too old');
  // Behind the unhashed subpackets and the first two bytes of the digest.
  let at = headers.byteLength + 2 + body.readUInt16BE(headers.byteLength) + 2;
  const numbers: Buffer[] = [];
  for (const size of algorithm === 'ed25519' ? [32, 32] : [0]) {
    const length = Math.ceil(body.readUInt16BE(at) / 8);
    const number = body.subarray(at + 2, at + 2 + length);
    if (number.byteLength !== length) throw signError('signing-failed', 'is cut short');
    // Leading zeros are left out of numbers, and each half of an Ed25519 signature has 32 bytes.
    numbers.push(Buffer.alloc(Math.max(0, size - length)), number);
    at += 2 + length;
  }
  if (at !== body.byteLength) throw signError('signing-failed', 'has something behind its end');
  return { kind: 'gpg', keyid: issuer, headers, signature: Buffer.concat(numbers) };
}

/** RFC 9580, section 4.2: both formats of the header, with lengths that a signature may have. */
function readBody(packet: Buffer): Buffer {
  const tag = packet.readUInt8(0);
  const first = packet.readUInt8(1);
  const isNew = (tag & 0x40) !== 0;
  if ((tag & 0x80) === 0 || (isNew ? tag & 0x3f : (tag >> 2) & 0x0f) !== 2) throw signError('signing-failed', 'is no signature');
  const { length, from } = isNew ? readNewLength(packet, first) : readOldLength(packet, tag & 3, first);
  if (from + length !== packet.byteLength) throw signError('signing-failed', 'is not one packet');
  return packet.subarray(from);
}

function readNewLength(packet: Buffer, first: number): { readonly length: number; readonly from: number } {
  if (first < 192) return { length: first, from: 2 };
  return { length: ((first - 192) << 8) + packet.readUInt8(2) + 192, from: 3 };
}

function readOldLength(packet: Buffer, type: number, first: number): { readonly length: number; readonly from: number } {
  return type === 0 ? { length: first, from: 2 } : { length: packet.readUInt16BE(1), from: 3 };
}
