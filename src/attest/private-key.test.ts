// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { parsePublicKeys } from './keys.ts';
import { parsePrivateKey } from './private-key.ts';
import { signBytes } from './sign.ts';
import type { Signer } from './signer.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const BYTES = new TextEncoder().encode('signed bytes');
const PLAIN: readonly PlainTestKey[] = ['ed25519', 'ecdsa-p256', 'ecdsa-p384', 'rsa'];
const GPG: readonly GpgTestKey[] = ['gpg-rsa', 'gpg-ed25519', 'gpg-archive'];

const readFixture = (name: string): string => readFileSync(new URL(`fixtures/securesystemslib-0.26-${name}`, import.meta.url), 'utf8');
const parse = (text: string, passphrase: string | null = null): Promise<Signer> => parsePrivateKey(text, { passphrase, keyids: 'classic' });
const toCode = (text: string, passphrase: string | null = null): Promise<string> => (
  parse(text, passphrase).then(() => 'read', (thrown: unknown) => String((thrown as { code?: unknown }).code)));

/** Every form that OpenSSL writes a private key in. */
function listForms(name: PlainTestKey): string[] {
  const key = createPrivateKey(readPrivateKey(name));
  const older = name === 'rsa' ? ['pkcs1'] : name === 'ed25519' ? [] : ['sec1'];
  return ['pkcs8', ...older].flatMap((type) => [
    key.export({ type: type as 'pkcs8', format: 'pem' }).toString(),
    key.export({ type: type as 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a secret' }).toString(),
  ]);
}

describe('parsePrivateKey', () => {
  it.each(PLAIN)('reads %s in every form of PEM, and signs so that its public key fits', async (name) => {
    const [key] = await parsePublicKeys(readPublicKey(name));
    for (const form of listForms(name)) {
      const signer = await parse(form, 'a secret');
      expect(signer.key.fingerprint).toBe(key?.fingerprint);
      expect((await signBytes(BYTES, signer, NOW)).kind).toBe('plain');
    }
  });

  it.each(GPG)('reads the OpenPGP key %s, open and locked, and signs with the key in it that is made for it', async (name) => {
    const [key] = await parsePublicKeys(readPublicKey(name));
    const secret = await openpgp.readPrivateKey({ armoredKey: readPrivateKey(name) });
    const locked = await openpgp.encryptKey({ privateKey: secret, passphrase: 'a secret' });
    for (const text of [readPrivateKey(name), locked.armor()]) {
      const signer = await parse(text, 'a secret');
      expect(signer.key).toEqual(key);
      const signature = await signBytes(BYTES, signer, NOW);
      expect(key?.signers.map(({ fingerprint }) => fingerprint)).toContain(signature.keyid);
      // SHA-256, whatever the key prefers: in-toto 1.3 knows no other hash.
      expect(signature).toMatchObject({ kind: 'gpg', headers: expect.objectContaining({ 3: 8 }) as unknown });
    }
  });

  it('signs with a subkey whose main key was kept elsewhere', async () => {
    const secret = await openpgp.readPrivateKey({ armoredKey: readPrivateKey('gpg-ed25519') });
    (secret.keyPacket as openpgp.SecretKeyPacket).makeDummy();
    const signature = await signBytes(BYTES, await parse(secret.armor()), NOW);
    expect(signature.keyid).toBe(secret.subkeys[0]?.getFingerprint());
  });

  it('reads the keys that securesystemslib writes, open and locked', async () => {
    for (const name of ['ed25519', 'ed25519-locked', 'ecdsa', 'rsa-locked']) {
      expect((await signBytes(BYTES, await parse(readFixture(name), 'a secret'), NOW)).kind).toBe('plain');
    }
  });

  it('calls a key as securesystemslib does, in either form', async () => {
    const { keyid } = JSON.parse(readFixture('ecdsa')) as { keyid: string };
    expect((await parse(readFixture('ecdsa'))).keyid).toBe(keyid);
    const bare = await parsePrivateKey(readFixture('ecdsa'), { passphrase: null, keyids: 'bare' });
    expect(bare.keyid).not.toBe(keyid);
    expect(bare.key.keyids).toContain(bare.keyid);
    expect(bare.metadata).not.toHaveProperty('keyid_hash_algorithms');
  });

  it('reads Ed25519 as Rust writes it, with the public key behind', async () => {
    const { d = '', x = '' } = createPrivateKey(readPrivateKey('ed25519')).export({ format: 'jwk' });
    const der = Buffer.concat([
      Buffer.from('3053020101300506032b657004220420', 'hex'), Buffer.from(d, 'base64url'), Buffer.from('a123032100', 'hex'), Buffer.from(x, 'base64url'),
    ]);
    const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
    expect((await parse(pem)).key.fingerprint).toBe((await parse(readPrivateKey('ed25519'))).key.fingerprint);
  });

  it('passes over the block that names a curve', async () => {
    const [, , sec1 = ''] = listForms('ecdsa-p256');
    const named = `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${sec1}`;
    expect((await parse(named)).key.fingerprint).toBe((await parse(sec1)).key.fingerprint);
  });

  it('signs RSA in the scheme that the file names', async () => {
    const pem = createPrivateKey(readPrivateKey('rsa')).export({ type: 'pkcs1', format: 'pem' }).toString();
    const json = JSON.stringify({ keytype: 'rsa', scheme: 'rsa-pkcs1v15-sha256', keyval: { public: readPublicKey('rsa'), private: pem } });
    const signer = await parse(json);
    expect(signer.metadata).toMatchObject({ scheme: 'rsa-pkcs1v15-sha256' });
    // Without a salt, equal bytes have equal signatures.
    expect(await signBytes(BYTES, signer, NOW)).toEqual(await signBytes(BYTES, signer, NOW));
  });

  it('wants the passphrase of a locked key, and the right one', async () => {
    const secret = await openpgp.readPrivateKey({ armoredKey: readPrivateKey('gpg-rsa') });
    const gpg = (await openpgp.encryptKey({ privateKey: secret, passphrase: 'a secret' })).armor();
    for (const text of [...listForms('rsa').filter((form) => form.includes('ENCRYPTED')), gpg, readFixture('ed25519-locked'), readFixture('rsa-locked')]) {
      expect(await toCode(text)).toBe('key-locked');
      expect(await toCode(text, 'another')).toBe('passphrase-wrong');
    }
  });

  it('says that a key is the public one', async () => {
    const empty = JSON.stringify({ keytype: 'ed25519', keyval: { public: 'ab'.repeat(32), private: '' } });
    for (const text of [readPublicKey('ed25519'), readPublicKey('gpg-rsa'), empty]) expect(await toCode(text)).toBe('key-public');
  });

  it('refuses what is no key, several keys, and keys that cannot sign', async () => {
    const { privateKey: weak } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { privateKey: foreign } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const toPem = (key: typeof weak): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const p256 = (await openpgp.generateKey({ type: 'ecc', curve: 'nistP256', userIDs: [{ name: 'x' }], format: 'armored', date: new Date(NOW) })).privateKey;
    const ed = JSON.parse(readFixture('ed25519')) as { keyval: { public: string; private: string } };
    const ec = JSON.parse(readFixture('ecdsa')) as { keyval: object };
    for (const text of [
      '', 'nothing', '-----BEGIN PRIVATE KEY-----\nAAAA', '-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----', 'x'.repeat(1_000_001),
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      readPrivateKey('ed25519') + readPrivateKey('ed25519-other'), readPrivateKey('gpg-rsa') + readPrivateKey('gpg-archive'),
      toPem(weak), toPem(foreign), p256, '{', '[]', '{}', '{"keyval":{}}', '12@@@@3', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----',
      JSON.stringify({ ...ed, scheme: 'ed448' }), JSON.stringify({ ...ed, keyval: { ...ed.keyval, private: 'ab' } }),
      JSON.stringify({ ...ed, keyval: { ...ed.keyval, public: 'ab'.repeat(32) } }),
      JSON.stringify({ ...ec, keyval: { ...ec.keyval, public: '-----BEGIN PUBLIC KEY-----' } }),
      JSON.stringify({ ...ec, keyval: { ...ec.keyval, public: readPublicKey('ecdsa-p256') } }),
    ]) expect([text.slice(0, 60), await toCode(text)]).toEqual([text.slice(0, 60), 'key-unusable']);
  });

  it('refuses several OpenPGP keys in one block', async () => {
    const [one, two] = await Promise.all((['gpg-rsa', 'gpg-archive'] as const).map((name) => openpgp.readPrivateKey({ armoredKey: readPrivateKey(name) })));
    const both = openpgp.armor(openpgp.enums.armor.privateKey, Buffer.concat([one?.write() ?? Buffer.of(), two?.write() ?? Buffer.of()]));
    expect(await toCode(both)).toBe('key-unusable');
  });

  it('does not sign with an OpenPGP key before it was made, or after it has ended', async () => {
    const { privateKey } = await openpgp.generateKey({
      type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ name: 'x' }], format: 'armored', date: new Date(NOW), keyExpirationTime: 3600,
    });
    const signer = await parse(privateKey);
    await signBytes(BYTES, signer, NOW + 1000);
    for (const at of [NOW - 5000, NOW + 3_600_000]) await expect(signBytes(BYTES, signer, at)).rejects.toMatchObject({ code: 'key-unusable' });
  });

  it('signs with the newest of an OpenPGP key\'s keys, and with none that was revoked', async () => {
    const later = new Date(NOW + 1000);
    const secret = await openpgp.readPrivateKey({ armoredKey: readPrivateKey('gpg-ed25519') });
    const both = await secret.addSubkey({ type: 'ecc', curve: 'ed25519Legacy', sign: true, date: later });
    const [old, newest = expect.fail()] = both.subkeys;
    const sign = async (): Promise<string> => (await signBytes(BYTES, await parse(both.armor()), NOW + 2000)).keyid;
    expect(await sign()).toBe(newest.getFingerprint());
    both.subkeys[1] = await newest.revoke(both.keyPacket as openpgp.SecretKeyPacket, undefined, later);
    expect(await sign()).toBe(old?.getFingerprint());
    both.subkeys = [both.subkeys[1]];
    await expect(parse(both.armor())).rejects.toMatchObject({ code: 'key-unusable', message: expect.stringContaining('none of its secret keys') as unknown });
  });

  it('never repeats what was given', async () => {
    const secret = 'c2VjcmV0c2VjcmV0c2VjcmV0';
    for (const text of [`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`, `{"keyval":{"private":"${secret}","public":""}}`, `{"${secret}`, secret]) {
      const failure: unknown = await parse(text).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ code: 'key-unusable' });
      expect(`${String(failure)} ${String((failure as Error).cause)}`).not.toContain(secret);
    }
  });
});
