// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { readPublicKey } from '../testing/keys/sign.ts';
import { readOpenPgpKeys, toTrustedGpgKey } from './openpgp-key.ts';
import type { OpenPgpKey } from './openpgp-key.ts';

async function readOne(armored: string): Promise<OpenPgpKey> {
  const [key = expect.fail()] = await readOpenPgpKeys(armored);
  return key;
}

describe('toTrustedGpgKey', () => {
  it('leaves out a subkey of RSA that is weak, and keeps the others', async () => {
    const { publicKey } = await openpgp.generateKey({
      type: 'rsa', rsaBits: 2048, userIDs: [{ name: 'x' }], subkeys: [{ sign: true, rsaBits: 1024 }], config: { minRSABits: 1024 },
    });
    const before = openpgp.config.minRSABits;
    // OpenPGP.js would leave it out itself.
    openpgp.config.minRSABits = 1024;
    const key = await readOne(publicKey).finally(() => {
      openpgp.config.minRSABits = before;
    });
    expect(key.signers).toHaveLength(2);
    expect(toTrustedGpgKey(key).signers.map(({ fingerprint }) => fingerprint)).toEqual([key.fingerprint]);
  });
  it('takes a point of Ed25519 only in the form that is marked as such', async () => {
    const key = await readOne(readPublicKey('gpg-archive'));
    expect(toTrustedGpgKey(key).signers).toMatchObject([{ algorithm: 'ed25519' }]);
    const { Q } = key.key.keyPacket.publicParams as { readonly Q: Uint8Array };
    Q[0] = 0x41;
    expect(() => toTrustedGpgKey(key)).toThrow(expect.objectContaining({ code: 'key-invalid' }));
  });
});
