// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { parsePublicKeys } from './keys.ts';
import { MAX_KEYS } from './plain-keys.ts';
import type { TrustedKey } from './trusted-key.ts';

const readFixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const PLAIN: readonly PlainTestKey[] = ['ed25519', 'ed25519-other', 'ecdsa-p256', 'ecdsa-p384', 'rsa'];
const REBUILDERD = readFixture('rebuilderd-0.28-public-keys.json');
const LAYOUT = JSON.parse(readFixture('in-toto-1.3.1.layout')) as {
  signed: { keys: Record<string, { keyid: string; creation_time: number; keyval: object; validity_period?: number; subkeys?: object }> };
};
const [GPG_JSON] = Object.values(LAYOUT.signed.keys);
if (GPG_JSON === undefined) throw new Error('the layout has no key');

async function parseOne(text: string): Promise<TrustedKey> {
  const [key, ...others] = await parsePublicKeys(text);
  if (key === undefined || others.length > 0) throw new Error('not one key');
  return key;
}

/** The code of the refusal, which must not repeat what was given. */
async function refuse(text: string): Promise<string> {
  const thrown: unknown = await parsePublicKeys(text).then(() => null, (error: unknown) => error);
  if (!(thrown instanceof Error) || !('code' in thrown)) throw new Error('it was taken');
  for (const word of text.split(/[^A-Za-z0-9+/=]+/)) {
    if (word.length > 20) expect(inspect(thrown)).not.toContain(word);
  }
  return String(thrown.code);
}

describe('parsePublicKeys', () => {
  it.each(PLAIN)('calls %s by the SHA-256 of its DER', async (name) => {
    const der = createPublicKey(readPublicKey(name)).export({ type: 'spki', format: 'der' });
    const key = await parseOne(readPublicKey(name));
    expect(key).toMatchObject({ kind: 'plain', fingerprint: createHash('sha256').update(der).digest('hex') });
  });
  it('reads rebuilderd\'s keys, whose encoding OpenSSL refuses, and knows what rebuilderd calls them', async () => {
    const key = await parseOne(REBUILDERD);
    expect(key.keyids).toContain('7835be83143ebd520efa74e4fd4bb577240cee9418be40f71aca27b6193b363c');
    const [pem = ''] = (JSON.parse(REBUILDERD) as { current: string[] }).current;
    expect(() => createPublicKey(pem)).toThrow();
    const hex = '7b04f6e0c20f7cd9794463e00c618696a5540723df715e73890ad30d85b0c1cb';
    expect(await parseOne(pem)).toEqual(key);
    expect(await parseOne(hex)).toEqual(key);
    expect((await parseOne(JSON.stringify({ keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex } }))).fingerprint).toBe(key.fingerprint);
  });
  it('takes several at once, in any mixture of blocks, each once', async () => {
    const text = [...PLAIN, ...PLAIN].map(readPublicKey).join('\nsome words\n') + readPublicKey('gpg-rsa') + readPublicKey('gpg-ed25519');
    const keys = await parsePublicKeys(text);
    expect(keys.map((key) => key.kind)).toEqual([...PLAIN.map(() => 'plain'), 'gpg', 'gpg']);
    expect(await parsePublicKeys(JSON.stringify(PLAIN.map((name) => (
      { keytype: name.split('-')[0], scheme: null, keyval: { public: readPublicKey(name) } })))))
      .toMatchObject(keys.slice(0, 5).map(({ fingerprint }) => ({ fingerprint })));
  });
  it('gives one key one fingerprint in all its encodings', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const point = spki.subarray(-64);
    const compressed = Buffer.concat([
      Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex'), Buffer.of(2 + (point.readUInt8(63) & 1)), point.subarray(0, 32),
    ]);
    const pem = (der: Buffer): string => `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----`;
    expect(await parsePublicKeys(pem(compressed) + pem(spki))).toHaveLength(1);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const both = (['pkcs1', 'spki'] as const).map((type) => String(rsa.export({ type, format: 'pem' })));
    expect(await parsePublicKeys(both.join(''))).toHaveLength(1);
  });
  it('keeps a key to the scheme its file names', async () => {
    const file = (scheme: string): string => JSON.stringify({ keytype: 'rsa', scheme, keyval: { public: readPublicKey('rsa') } });
    expect((await parseOne(file('rsa-pkcs1v15-sha256'))).signers[0]?.schemes).toEqual(['rsa-pkcs1v15-sha256']);
    expect((await parseOne(readPublicKey('rsa'))).signers[0]?.schemes).toEqual(['rsassa-pss-sha256', 'rsa-pkcs1v15-sha256']);
    expect(await refuse(file('rsa-pkcs1v15-sha1'))).toBe('key-invalid');
    expect(await refuse(JSON.stringify({ keytype: 'ed25519', scheme: 'ed25519', keyval: { public: readPublicKey('rsa') } }))).toBe('key-invalid');
  });
  it.each([...PLAIN, 'gpg-rsa', 'gpg-ed25519'] as const)('refuses the private half of %s without repeating it', async (name: PlainTestKey | GpgTestKey) => {
    expect(await refuse(readPrivateKey(name))).toBe('key-private');
    expect(await refuse(readPublicKey(name) + readPrivateKey(name))).toBe('key-private');
  });
  it('refuses private keys within JSON, and those that securesystemslib encrypted', async () => {
    const hex = 'ab'.repeat(32);
    expect(await refuse(JSON.stringify({ keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex, private: hex } }))).toBe('key-private');
    expect(await refuse(JSON.stringify({ keytype: 'rsa', scheme: 'x', keyval: { public: readPrivateKey('rsa') } }))).toBe('key-private');
    expect(await refuse(`${hex}@@@@100000@@@@${hex}@@@@${hex}@@@@${hex}`)).toBe('key-private');
    // The armour may say public while the packets are not.
    const swapped = readPrivateKey('gpg-rsa').replaceAll('PRIVATE KEY', 'PUBLIC KEY');
    expect(await refuse(swapped)).toBe('key-private');
  });
  it.each([
    ['nothing', ''], ['words', 'my key'], ['too little hex', 'ab'.repeat(31)], ['HTML', '<html></html>'],
    ['half a block', '-----BEGIN PUBLIC KEY-----\nMCow'], ['a block in a block', '-----BEGIN PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----'],
    ['no base64', '-----BEGIN PUBLIC KEY-----\n!!!!\n-----END PUBLIC KEY-----'],
    ['another kind of block', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['garbage in OpenPGP\'s armour', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBGsDGMYBCAD2Inpw\n-----END PGP PUBLIC KEY BLOCK-----'],
    ['null', '[null]'], ['half of JSON', '{"keytype":'], ['JSON with a key twice', '{"keytype":"rsa","keytype":"ed25519"}'], ['an empty list', '{"current":[]}'], ['a number', '{"current":[1]}'], ['no key', '{"keytype":"ed25519"}'],
  ])('refuses %s', async (_, text) => {
    expect(await refuse(text)).toBe('key-invalid');
  });
  it('refuses keys that are weak, of another kind, or too many', async () => {
    const pem = (key: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }): string => String(key.export({ type: 'spki', format: 'pem' }));
    expect(await refuse(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey))).toBe('key-invalid');
    expect(await refuse(pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey))).toBe('key-invalid');
    expect(await refuse(pem(generateKeyPairSync('ed448').publicKey))).toBe('key-invalid');
    const one = createPublicKey(readPublicKey('rsa')).export({ format: 'jwk' });
    expect(await refuse(pem(createPublicKey({ key: { ...one, e: 'AQ' }, format: 'jwk' })))).toBe('key-invalid');
    const many = Array.from({ length: MAX_KEYS + 1 }, (_, index) => createHash('sha256').update(String(index)).digest('hex'));
    expect(await refuse(many.join('\n'))).toBe('key-invalid');
    expect(await refuse('a'.repeat(5_000_000))).toBe('key-invalid');
  });
});

describe('parsePublicKeys, of GPG keys', () => {
  it('reads armoured keys and in-toto\'s JSON of the same keys alike', async () => {
    const armored = await parsePublicKeys(readFixture('in-toto-1.3.1-public-keys.asc'));
    const json = await parsePublicKeys(JSON.stringify(Object.values(LAYOUT.signed.keys)));
    expect(armored.map((key) => key.fingerprint)).toEqual([
      'b4d75efd0e5b701a9b9997383d57d71b4e548ed9', 'db7495680bec29e4bfe0213f1d9f21d70c26b86d',
      '4f48b25267db2cdf025ad9bd40c894521da340d4', 'c9b931c40311d7627431fddc3b476b3245e1913a',
    ]);
    for (const key of json) {
      expect(key.signers).toEqual(armored.find(({ fingerprint }) => fingerprint === key.fingerprint)?.signers);
    }
  });
  it('takes the subkeys that sign, and leaves the main key out where it only certifies', async () => {
    const key = await parseOne(readPublicKey('gpg-ed25519'));
    const { subkeys: [subkey] } = await openpgp.readKey({ armoredKey: readPublicKey('gpg-ed25519') });
    expect(key.signers).toMatchObject([{ fingerprint: subkey?.getFingerprint(), algorithm: 'ed25519' }]);
    expect(key.keyids).toContain(key.fingerprint);
    expect(key.keyids).toContain(subkey?.getFingerprint().slice(-16));
  });
  it('leaves out a subkey that is for encryption', async () => {
    const { publicKey } = await openpgp.generateKey({ type: 'rsa', rsaBits: 2048, userIDs: [{ name: 'x' }], subkeys: [{}, { sign: true }] });
    const [main, encrypting, signing] = (await openpgp.readKey({ armoredKey: publicKey })).getKeys().map((key) => key.getFingerprint());
    expect((await parseOne(publicKey)).signers.map((signer) => signer.fingerprint)).toEqual([main, signing]);
    expect(encrypting).toBeDefined();
  }, 60_000);
  it('leaves out a subkey that somebody else appended', async () => {
    const key = await openpgp.readKey({ armoredKey: readPublicKey('gpg-rsa') });
    const other = await openpgp.readKey({ armoredKey: readPublicKey('gpg-ed25519') });
    key.subkeys.push(...other.subkeys);
    expect((await parseOne(key.armor())).signers.map((signer) => signer.algorithm)).toEqual(['rsa']);
  });
  it('reads keys of version 6, with Ed25519 as the RFC has it, and when they expire', async () => {
    for (const v6Keys of [true, false]) {
      const { publicKey } = await openpgp.generateKey({
        type: 'curve25519', userIDs: [{ name: 'x' }], format: 'object', keyExpirationTime: 86_400, config: { v6Keys },
      });
      const key = await parseOne(publicKey.armor());
      expect(key.fingerprint).toMatch(v6Keys ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/);
      expect(key.signers).toMatchObject([{ algorithm: 'ed25519', validUntil: publicKey.getCreationTime().getTime() + 86_400_000 }]);
      expect(key.keyids).toContain(publicKey.getKeyID().toHex());
    }
  });
  it('remembers that a key, or a subkey, was revoked', async () => {
    const armoredKey = readPrivateKey('gpg-ed25519');
    const key = await openpgp.readPrivateKey({ armoredKey });
    const { publicKey } = await openpgp.revokeKey({ key, format: 'object', reasonForRevocation: { flag: openpgp.enums.reasonForRevocation.keySuperseded } });
    expect((await parseOne(publicKey.armor())).signers.map((signer) => signer.isRevoked)).toEqual([true, true]);
    const withRevokedSubkey = (await openpgp.readPrivateKey({ armoredKey }));
    const [subkey] = withRevokedSubkey.subkeys;
    if (subkey === undefined) throw new Error('no subkey');
    withRevokedSubkey.subkeys = [await subkey.revoke(withRevokedSubkey.keyPacket as openpgp.SecretKeyPacket)];
    expect((await parseOne(withRevokedSubkey.toPublic().armor())).signers).toMatchObject([{ isRevoked: true, algorithm: 'ed25519' }]);
  });
  it('refuses a key without a valid signature of its own, or of other algorithms only', async () => {
    const key = await openpgp.readKey({ armoredKey: readPublicKey('gpg-rsa') });
    key.users = [];
    expect(await refuse(key.armor())).toBe('key-invalid');
    const { publicKey } = await openpgp.generateKey({ type: 'ecc', curve: 'nistP256', userIDs: [{ name: 'x' }] });
    expect(await refuse(publicKey)).toBe('key-invalid');
  });
  it('refuses JSON whose keyid is not the fingerprint of its key', async () => {
    expect(await refuse(JSON.stringify({ ...GPG_JSON, keyid: 'ab'.repeat(20) }))).toBe('key-invalid');
    expect(await refuse(JSON.stringify({ ...GPG_JSON, creation_time: GPG_JSON.creation_time + 1 }))).toBe('key-invalid');
    expect(await refuse(JSON.stringify({ ...GPG_JSON, keyid: '../../etc/passwd' }))).toBe('key-invalid');
    expect(await refuse(JSON.stringify({ ...GPG_JSON, method: 'pgp+dsa-fips-180-2' }))).toBe('key-invalid');
  });
  it('ends the subkeys of JSON with their main key', async () => {
    const [, sub] = Object.values(LAYOUT.signed.keys);
    const key = await parseOne(JSON.stringify({ ...GPG_JSON, validity_period: 60, subkeys: { [sub?.keyid ?? '']: { ...sub, validity_period: 3600 } } }));
    const until = (GPG_JSON.creation_time + 60) * 1000;
    expect(key.signers.map((signer) => signer.validUntil)).toEqual([until, until]);
    expect(key.keyids).toContain(sub?.keyid);
  });
});
