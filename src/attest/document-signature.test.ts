// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../model/time.ts';
import { verifyDetached } from './clear-signed.ts';
import { createKeyring } from './keyring.ts';

const MADE = Date.parse('2026-06-01T12:00:00Z');
const BYTES = new TextEncoder().encode('a document');

/** A key that ends after so many seconds, or never, and its signature, which ends after so many as well. */
async function signDocument(keySeconds: number, signatureSeconds: number | null): Promise<(now: number) => Promise<string>> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ name: 'x' }], format: 'object', date: new Date(MADE), keyExpirationTime: keySeconds,
  });
  const packet = new openpgp.SignaturePacket();
  Object.assign(packet, {
    signatureType: openpgp.enums.signature.binary, publicKeyAlgorithm: privateKey.keyPacket.algorithm, hashAlgorithm: openpgp.enums.hash.sha256,
    ...(signatureSeconds === null ? {} : { signatureExpirationTime: signatureSeconds, signatureNeverExpires: false }),
  });
  const { packets: [literal] } = await openpgp.createMessage({ binary: BYTES });
  // Its types know neither what is signed nor the configuration; `sign` itself makes no signature that ends.
  const sign = packet.sign.bind(packet) as unknown as (...args: readonly unknown[]) => Promise<void>;
  await sign(privateKey.keyPacket, literal, new Date(MADE), true, openpgp.config);
  const packets = new openpgp.PacketList<openpgp.SignaturePacket>();
  packets.push(packet);
  const keyring = await createKeyring([publicKey.armor()]);
  return (now) => verifyDetached(BYTES, packets.write(), keyring, now).then(
    (prints) => (prints.join() === publicKey.getFingerprint() ? 'verified' : 'another key'), (thrown: unknown) => String((thrown as { code?: unknown }).code));
}

describe('verifyDocument', () => {
  it('holds a signature to the end that it names', async () => {
    const judge = await signDocument(0, 3600);
    expect([await judge(MADE + HOUR_MS - 1), await judge(MADE + HOUR_MS)]).toEqual(['verified', 'signature-expired']);
  });
  it('takes a key that has ended for one that signs nothing, also what it signed before', async () => {
    const judge = await signDocument(3600, null);
    expect([await judge(MADE + HOUR_MS - 1), await judge(MADE + HOUR_MS)]).toEqual(['verified', 'key-expired']);
  });
});
