// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toVerdictState } from '../model/verdict.ts';
import { readPublicKey } from '../testing/keys/sign.ts';
import { parsePublicKeys } from './keys.ts';
import { sharesMaterial, toPin, type TrustedKey } from './trusted-key.ts';

async function readKey(text: string): Promise<TrustedKey> {
  const [key] = await parsePublicKeys(text);
  return key ?? expect.fail('no key');
}

describe('toPin', () => {
  it('is the fingerprint of a plain key, and of a GPG key changes with all its file says', async () => {
    const plain = await readKey(readPublicKey('ed25519'));
    expect(toPin(plain)).toBe(plain.fingerprint);
    const gpg = await readKey(readPublicKey('gpg-rsa'));
    const pin = toPin(gpg);
    expect(pin).toMatch(new RegExp(`^${gpg.fingerprint}:[0-9a-f]{16}$`));
    expect(toPin(await readKey(readPublicKey('gpg-rsa')))).toBe(pin);
    const change = (more: Partial<TrustedKey['signers'][number]>): string => toPin({ ...gpg, signers: gpg.signers.map((signer) => ({ ...signer, ...more })) });
    expect(change({ isRevoked: true })).not.toBe(pin);
    expect(change({ validUntil: 5 })).not.toBe(pin);
    expect(toPin({ ...gpg, signers: [] })).not.toBe(pin);
  });

  it('takes back what a key proved once its file says that it is revoked', async () => {
    const gpg = await readKey(readPublicKey('gpg-rsa'));
    const revoked = { ...gpg, signers: gpg.signers.map((signer) => ({ ...signer, isRevoked: true })) };
    const verdict = { claim: 'reproduced', proof: { kind: 'verified', sha256: '0', keys: [toPin(gpg)], checkedAt: 0 } } as const;
    expect(toVerdictState(verdict, new Set([toPin(gpg)]))).toBe('reproduced');
    expect(toVerdictState(verdict, new Set([toPin(revoked)]))).toBe('reported');
  });
});

describe('sharesMaterial', () => {
  it('knows one key again under another form, and no other key', async () => {
    const gpg = await readKey(readPublicKey('gpg-ed25519'));
    const bare = await readKey(gpg.signers[0]?.spki.slice(-64) ?? '');
    expect(bare.fingerprint).not.toBe(gpg.fingerprint);
    expect(sharesMaterial(gpg, bare)).toBe(true);
    expect(sharesMaterial(bare, await readKey(readPublicKey('ed25519')))).toBe(false);
  });
});
