// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { toJsonKey } from './json-key.ts';
import { toKeyMetadata } from './key-metadata.ts';
import { parseLayoutKeys } from './layout-keys.ts';

const RSA = { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: readPublicKey('rsa') } };
const ED25519 = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: 'ab'.repeat(32) } };
const [GPG_RSA = expect.fail()] = await parseLayoutKeys(readPublicKey('gpg-rsa'), 'classic');
const [GPG_ED25519 = expect.fail()] = await parseLayoutKeys(readPublicKey('gpg-archive'), 'classic');

const refusal = (code: string, message: RegExp): object => expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }) as object;
const withPublic = (key: JsonObject, value: JsonValue): JsonObject => ({ ...key, keyval: { public: value } });
const withNumbers = (key: JsonObject, change: JsonObject): JsonObject => (
  withPublic(key, { ...(key['keyval'] as { public: JsonObject }).public, ...change }));

describe('toJsonKey', () => {
  it.each([
    ['a key that is no text', withPublic(RSA, 7), /is no text/],
    ['Ed25519 of 31 bytes', withPublic(ED25519, 'ab'.repeat(31)), /64 hex digits/],
    ['Ed25519 that is no hex', withPublic(ED25519, 'xy'.repeat(32)), /64 hex digits/],
    ['no PEM block', withPublic(RSA, 'words'), /not one PEM block/],
    ['two PEM blocks', withPublic(RSA, readPublicKey('rsa') + readPublicKey('rsa')), /not one PEM block/],
    ['no keytype', { ...RSA, keytype: null }, /keytype and the key itself disagree/],
    ['the keytype of another key', { ...RSA, keytype: 'ecdsa' }, /keytype and the key itself disagree/],
  ])('refuses %s', (_, key, message) => {
    expect(() => toJsonKey(key)).toThrow(refusal('key-invalid', message));
  });
  it('refuses a private key where the public one belongs', () => {
    expect(() => toJsonKey(withPublic(RSA, readPrivateKey('rsa')))).toThrow(refusal('key-private', /private key/));
  });
});

describe('toJsonKey, of GPG keys', () => {
  it('takes both kinds, and keeps the times that they say', () => {
    expect(toJsonKey(GPG_RSA)).toMatchObject({ kind: 'gpg', fingerprint: GPG_RSA.keyid, signers: [{ algorithm: 'rsa', validUntil: null }] });
    expect(toJsonKey({ ...GPG_ED25519, validity_period: 0 })).toMatchObject({ kind: 'gpg', signers: [{ algorithm: 'ed25519', validUntil: null }] });
  });
  it('takes one that does not say when it was made, and writes it without a time again', () => {
    const { creation_time: _created, ...timeless } = GPG_RSA;
    const key = toJsonKey(timeless);
    expect(key.signers).toMatchObject([{ validFrom: null, validUntil: null }]);
    expect(toKeyMetadata(key, 'classic')).toEqual(timeless);
  });
  it.each([
    ['an end without a beginning', { ...GPG_RSA, creation_time: null, validity_period: 60 }, /without a creation_time/],
    ['a beginning that is no number', { ...GPG_RSA, creation_time: '1767225600' }, /creation_time is no number of seconds/],
    ['a beginning before all times', { ...GPG_RSA, creation_time: -1 }, /creation_time is no number of seconds/],
    ['an end between two seconds', { ...GPG_RSA, validity_period: 0.5 }, /validity_period is no number of seconds/],
    ['an end that OpenPGP has no number for', { ...GPG_RSA, validity_period: 0x1_0000_0000 }, /validity_period is no number of seconds/],
    ['a modulus that is no text', withNumbers(GPG_RSA, { n: 7 }), /n of an RSA key is hex/],
    ['an exponent that is no hex', withNumbers(GPG_RSA, { e: '0x10001' }), /e of an RSA key is hex/],
    ['a modulus that is too long', withNumbers(GPG_RSA, { n: 'f'.repeat(4097) }), /n of an RSA key is hex/],
    ['a modulus that is nothing', withNumbers(GPG_RSA, { n: '00' }), /not the fingerprint/],
    ['a modulus that is nothing, of a key that does not say when it was made', { ...withNumbers(GPG_RSA, { n: '00' }), creation_time: null }, /RSA key of 0 bits|no public key/],
    ['a point that is no text', withNumbers(GPG_ED25519, { q: null }), /q of an EdDSA key is 64 hex digits/],
    ['a point of 33 bytes', withNumbers(GPG_ED25519, { q: 'ab'.repeat(33) }), /q of an EdDSA key is 64 hex digits/],
    ['more than 50 subkeys', { ...GPG_RSA, subkeys: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [String(index), GPG_RSA])) }, /more than 50 subkeys/],
    ['a subkey that is none', { ...GPG_RSA, subkeys: { x: 7 } }, /a subkey is no JSON object/],
  ])('refuses %s', (_, key, message) => {
    expect(() => toJsonKey(key)).toThrow(refusal('key-invalid', message));
  });
});
