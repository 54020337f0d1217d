// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { readPublicKey } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { toJsonKey } from './json-key.ts';
import { toKeyMetadata } from './key-metadata.ts';
import { parsePublicKeys } from './keys.ts';
import { parseLayoutKeys, readOpenPgpMetadata } from './layout-keys.ts';

const ALL: readonly (PlainTestKey | GpgTestKey)[] = ['ed25519', 'ecdsa-p256', 'ecdsa-p384', 'rsa', 'gpg-rsa', 'gpg-archive'];
const MADE = new Date('2026-01-01T00:00:00Z');

describe('parseLayoutKeys', () => {
  it.each(ALL)('writes %s so that it is read as the same key, in either form', async (name) => {
    const [key] = await parsePublicKeys(readPublicKey(name));
    for (const form of ['classic', 'bare'] as const) {
      const [metadata] = await parseLayoutKeys(readPublicKey(name), form);
      const read = toJsonKey(metadata ?? expect.fail());
      expect([read.fingerprint, read.kind, read.signers.map(({ spki }) => spki)]).toEqual([key?.fingerprint, key?.kind, key?.signers.map(({ spki }) => spki)]);
      expect(key?.keyids).toContain(metadata?.keyid);
    }
  });

  it('lists the main key of a GPG key that signs with a subkey, and the subkey in it', async () => {
    const [metadata] = await parseLayoutKeys(readPublicKey('gpg-ed25519'), 'classic');
    const [key] = await parsePublicKeys(readPublicKey('gpg-ed25519'));
    expect(metadata).toMatchObject({ keyid: key?.fingerprint, creation_time: MADE.getTime() / 1000, method: 'pgp+eddsa-ed25519' });
    expect(metadata?.['subkeys']).toMatchObject({ [key?.signers[0]?.fingerprint ?? '']: { type: 'eddsa' } });
  });

  it('writes when a GPG key ends', async () => {
    const { publicKey } = await openpgp.generateKey({
      type: 'rsa', rsaBits: 2048, userIDs: [{ name: 'x' }], format: 'armored', date: MADE, keyExpirationTime: 3600, subkeys: [],
    });
    expect(await parseLayoutKeys(publicKey, 'classic')).toMatchObject([{ validity_period: 3600, type: 'rsa' }]);
  });

  it('gives every key once, of all that a text holds', async () => {
    const text = [...ALL, 'gpg-rsa' as const].map(readPublicKey).join('\n');
    expect(await parseLayoutKeys(text, 'classic')).toHaveLength(ALL.length);
  });

  it('takes in-toto\'s own JSON, and throws for what is no key', async () => {
    const [metadata] = await parseLayoutKeys(readPublicKey('gpg-rsa'), 'classic');
    expect(await parseLayoutKeys(JSON.stringify(metadata), 'classic')).toEqual([metadata]);
    await expect(parseLayoutKeys('nothing', 'classic')).rejects.toMatchObject({ code: 'key-invalid' });
  });

  it('refuses GPG keys that in-toto has no form for: revoked ones, another kind of main key, version 6', async () => {
    const common = { userIDs: [{ name: 'x' }], date: MADE, format: 'object' as const };
    const secret = await openpgp.generateKey({ ...common, type: 'rsa', rsaBits: 2048, subkeys: [] });
    const revoked = (await openpgp.revokeKey({ key: secret.privateKey, date: MADE, format: 'object' })).publicKey.armor();
    const signing = [{ sign: true, type: 'rsa', rsaBits: 2048 } as const];
    const mixed = (await openpgp.generateKey({ ...common, type: 'ecc', curve: 'nistP256', subkeys: signing })).publicKey.armor();
    const six = (await openpgp.generateKey({ ...common, type: 'curve25519', config: { v6Keys: true } })).publicKey.armor();
    await expect(parseLayoutKeys(revoked, 'classic')).rejects.toMatchObject({ code: 'key-unusable' });
    await expect(parseLayoutKeys(mixed, 'classic')).rejects.toMatchObject({ code: 'key-invalid' });
    await expect(parseLayoutKeys(six, 'classic')).rejects.toMatchObject({ code: 'key-unusable' });
  });

  it('leaves out subkeys that were revoked', async () => {
    const [key] = await parsePublicKeys(readPublicKey('gpg-ed25519'));
    const revoked = key?.signers.map((signer) => ({ ...signer, isRevoked: true })) ?? [];
    const [main] = await parsePublicKeys(readPublicKey('gpg-archive'));
    expect(toKeyMetadata({ ...main ?? expect.fail(), signers: [...main?.signers ?? [], ...revoked] }, 'classic')).not.toHaveProperty('subkeys');
  });
});

describe('toKeyMetadata', () => {
  it('refuses a key without material', async () => {
    const [key] = await parsePublicKeys(readPublicKey('rsa'));
    expect(() => toKeyMetadata({ ...key ?? expect.fail(), signers: [] }, 'classic')).toThrow(expect.objectContaining({ code: 'key-unusable' }));
  });
});

describe('readOpenPgpMetadata', () => {
  it('wants exactly one key', async () => {
    const [one, two] = await Promise.all((['gpg-rsa', 'gpg-archive'] as const).map((name) => openpgp.readKey({ armoredKey: readPublicKey(name) })));
    const both = openpgp.armor(openpgp.enums.armor.publicKey, Buffer.concat([one?.write() ?? Buffer.of(), two?.write() ?? Buffer.of()]));
    await expect(readOpenPgpMetadata(both)).rejects.toMatchObject({ code: 'key-unusable' });
  });
});
