// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isCoded } from '../model/error.ts';
import { parseGpgListing } from './settings-gpg-listing.ts';

const PRINT = 'AB'.repeat(20);
const ed25519 = (): string => `pkd:0:80:092B06010401DA470F01:\npkd:1:263:40${generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex').toUpperCase()}:\n`;
const key = (numbers: string, { type = 'pub', validity = '-', algorithm = '22', created = '1767225600', expires = '', capabilities = 'scSC', print = PRINT } = {}): string => (
  `${type}:${validity}:255:${algorithm}:0000000000000000:${created}:${expires}::${validity}:::${capabilities}:::::ed25519:::0:\n${print === '' ? '' : `fpr:::::::::${print}:\n`}${numbers}`);

function refuse(text: string): string {
  try {
    return `accepted ${parseGpgListing(text).length}`;
  } catch (thrown) {
    return isCoded(thrown) ? `${thrown.code}: ${thrown.message}` : String(thrown);
  }
}

describe('parseGpgListing', () => {
  it('reads a key, and nothing that other lines say', () => {
    const text = `tru::1:1795614305:0:3:1:5\n${key(ed25519())}uid:-::::1767225600::0000::fpr\\x3a evil::::::::::0:\nfpr:::::::::${'CD'.repeat(20)}:\n`;
    expect(parseGpgListing(text)).toMatchObject([{ fingerprint: PRINT.toLowerCase(), kind: 'gpg', signers: [{ algorithm: 'ed25519', validFrom: 1_767_225_600_000, validUntil: null, isRevoked: false }] }]);
  });
  it('is empty where nothing is listed', () => {
    expect(parseGpgListing('')).toEqual([]);
    expect(parseGpgListing(`pkd:0:80:00:\n${key(ed25519(), { type: 'sub' })}`)).toEqual([]);
  });
  it('leaves out a subkey that nothing binds, one of another curve, a weak one, and one without numbers', () => {
    const sub = (numbers: string, more: object): string => key(numbers, { type: 'sub', print: 'EF'.repeat(20), ...more });
    const { n = '' } = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const rsa = `pkd:0:1024:${Buffer.from(n, 'base64url').toString('hex')}:\npkd:1:17:010001:\n`;
    for (const other of [
      sub(ed25519(), { validity: 'i' }), sub(ed25519().replace('092B06010401DA470F01', '0A2B060104019755010501'), {}), sub(ed25519().replace('40', '04'), {}),
      sub(rsa, { algorithm: '1' }), sub('', {}), sub('pkd:0:80:092B06010401DA470F01:\n', {}), sub(ed25519(), { capabilities: 'e' }), sub(ed25519(), { algorithm: '17' }),
    ]) expect(parseGpgListing(key(ed25519()) + other)[0]?.signers).toHaveLength(1);
    expect(parseGpgListing(key(ed25519()) + sub(ed25519(), {}))[0]?.signers).toHaveLength(2);
  });
  it('lets a subkey end with its main key', () => {
    const text = key(ed25519(), { expires: '1800000000' }) + key(ed25519(), { type: 'sub', expires: '1900000000', print: 'EF'.repeat(20) });
    expect(parseGpgListing(text)[0]?.signers.map(({ validUntil }) => validUntil)).toEqual([1_800_000_000_000, 1_800_000_000_000]);
  });
  it.each([
    ['a key without a signature of its own', key(ed25519(), { validity: 'i' }), /no valid signature of its own/],
    ['a disabled key', key(ed25519(), { capabilities: 'scSCD' }), /is disabled/],
    ['a key without a fingerprint', key(ed25519(), { print: '' }), /without a fingerprint/],
    ['a key whose fingerprint is none', key(ed25519(), { print: 'AB' }), /without a fingerprint/],
    ['lines that are cut short', 'pub:\nfpr:\npkd:0\n', /without a fingerprint/],
    ['a key that signs nothing', key(ed25519(), { capabilities: 'cC' }), /no key that signs/],
    ['a private key', 'sec:-:255:22:0000000000000000:1:::-:::scSC:::+:::23::0:\n', /^settings-keys: this is a private key/],
    ['a private subkey', `${key(ed25519())}ssb:-:255:22:0:1::::::s:::+::\n`, /private key/],
    ['a listing without end', '\n'.repeat(100_001), /more than 100000 lines/],
  ])('refuses %s', (_, text, message) => {
    expect(refuse(text)).toMatch(/^settings-keys: /);
    expect(refuse(text)).toMatch(message);
  });
});
