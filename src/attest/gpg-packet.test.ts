// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { readPrivateKey, readPublicKey, toGpgSignature } from '../testing/keys/sign.ts';
import type { GpgTestKey } from '../testing/keys/sign.ts';
import { parseSignaturePacket } from './gpg-packet.ts';
import { parsePublicKeys } from './keys.ts';
import { toMetadataSignature } from './sign.ts';
import { verifySignatures } from './signatures.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const BYTES = new TextEncoder().encode('signed bytes');

/** A packet as `gpg --detach-sign` writes it, with SHA-256 where the key is RSA: for the other OpenPGP.js takes none but SHA-512. */
async function makePacket(name: GpgTestKey): Promise<Buffer> {
  const signed: unknown = await openpgp.sign({
    message: await openpgp.createMessage({ binary: BYTES }), signingKeys: await openpgp.readPrivateKey({ armoredKey: readPrivateKey(name) }),
    detached: true, date: new Date(NOW), format: 'binary', config: { nonDeterministicSignaturesViaNotation: false, preferredHashAlgorithm: openpgp.enums.hash.sha256 },
  });
  return Buffer.from(signed as Uint8Array);
}

/** The body of a packet with a two-byte length of the new format (RFC 9580, section 4.2.1.2) or a short one. */
function toBody(packet: Buffer): Buffer {
  return packet.subarray(packet.readUInt8(1) < 192 ? 2 : 3);
}

function toCode(packet: Uint8Array): string {
  try {
    parseSignaturePacket(packet);
    return 'read';
  } catch (thrown) {
    return String((thrown as { code?: unknown }).code);
  }
}

describe('parseSignaturePacket', () => {
  it.each(['gpg-rsa', 'gpg-ed25519'] as const)('takes a signature of %s apart as securesystemslib does, whatever the form of its header', async (name) => {
    const packet = await makePacket(name);
    const hashed = Buffer.from(packet);
    hashed[packet.byteLength - toBody(packet).byteLength + 3] = 8;
    const body = toBody(hashed);
    const short = body.byteLength < 192 ? [Buffer.concat([Buffer.of(0xc2, body.byteLength), body]), Buffer.concat([Buffer.of(0x88, body.byteLength), body])] : [];
    const long = Buffer.of(0x89, body.byteLength >> 8, body.byteLength & 0xff);
    for (const form of [hashed, ...short, Buffer.concat([long, body])]) {
      expect(toMetadataSignature(parseSignaturePacket(form))).toEqual(toGpgSignature(hashed));
    }
  });

  it('gives what verifies', async () => {
    const signatures = [parseSignaturePacket(await makePacket('gpg-rsa'))];
    expect(verifySignatures({ signedBytes: BYTES, signatures }, await parsePublicKeys(readPublicKey('gpg-rsa')), { now: NOW }).keys).toHaveLength(1);
  });

  it('fills the halves of an Ed25519 signature up to their length', async () => {
    const packet = await makePacket('gpg-ed25519');
    const body = toBody(packet);
    const at = 6 + body.readUInt16BE(4);
    const head = Buffer.concat([body.subarray(0, at), Buffer.of(0, 0, 0xab, 0xcd)]);
    head[3] = 8;
    const tail = Buffer.concat([head, Buffer.of(0, 8, 0xff), Buffer.of(0, 9, 1, 2)]);
    const { signature } = parseSignaturePacket(Buffer.concat([Buffer.of(0xc2, tail.byteLength), tail]));
    expect(Buffer.from(signature).toString('hex')).toBe(`${'00'.repeat(31)}ff${'00'.repeat(30)}0102`);
  });

  it('refuses what is cut short at any place, or longer than it says', async () => {
    const packet = await makePacket('gpg-rsa');
    for (let length = 0; length < packet.byteLength; length += 1) expect(toCode(packet.subarray(0, length))).toBe('signing-failed');
    expect(toCode(Buffer.concat([packet, packet]))).toBe('signing-failed');
    const body = Buffer.concat([toBody(packet), Buffer.of(0)]);
    expect(toCode(Buffer.concat([Buffer.of(0x89, body.byteLength >> 8, body.byteLength & 0xff), body]))).toBe('signing-failed');
    const cut = toBody(packet).subarray(0, -1);
    expect(toCode(Buffer.concat([Buffer.of(0x89, cut.byteLength >> 8, cut.byteLength & 0xff), cut]))).toBe('signing-failed');
  });

  it('refuses other packets, other hashes, and signatures that do not name their key', async () => {
    const packet = await makePacket('gpg-rsa');
    const at = packet.byteLength - toBody(packet).byteLength;
    const changed = (index: number, byte: number): Buffer => {
      const copy = Buffer.from(packet);
      copy[index] = byte;
      return copy;
    };
    for (const other of [changed(0, 0xc6), changed(0, 0x02), changed(at, 3), changed(at + 1, 1), changed(at + 2, 17), changed(at + 3, 10), changed(at + 3, 2)]) {
      expect(toCode(other)).toBe('signing-failed');
    }
    const anonymous = Buffer.from('040001080006' + '05026a1d8000' + '0000' + 'abcd' + '0001' + '01', 'hex');
    expect(toCode(Buffer.concat([Buffer.of(0xc2, anonymous.byteLength), anonymous]))).toBe('signing-failed');
  });
});
