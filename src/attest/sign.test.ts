// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { parseAttestation } from './attestation.ts';
import { parsePublicKeys } from './keys.ts';
import { parsePrivateKey } from './private-key.ts';
import { renderJson, signBytes, signEnvelope, signMetadata } from './sign.ts';
import type { Signer } from './signer.ts';
import { verifySignatures } from './signatures.ts';
import { toRebuilderdLink, toRebuildLink } from './write-link.ts';
import { toLinkStatement } from './write-statement.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const ALL: readonly (PlainTestKey | GpgTestKey)[] = ['ed25519', 'ecdsa-p256', 'ecdsa-p384', 'rsa', 'gpg-rsa', 'gpg-ed25519', 'gpg-archive'];
const DIGESTS = { sha256: 'ab'.repeat(32), sha512: 'cd'.repeat(64) };
const INPUTS = new Map([['x_1.0-1_amd64.buildinfo', { sha256: '12'.repeat(32), sha512: '34'.repeat(64) }]]);

const readSigner = (name: PlainTestKey | GpgTestKey): Promise<Signer> => parsePrivateKey(readPrivateKey(name), { passphrase: null, keyids: 'classic' });
const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('signMetadata and signEnvelope', () => {
  it.each(ALL)('sign links of both kinds and envelopes with %s, as our own reader wants them', async (name) => {
    const signer = await readSigner(name);
    const keys = await parsePublicKeys(readPublicKey(name));
    const written = [
      await signMetadata(toRebuildLink(new Map([['x.deb', DIGESTS]])), signer, NOW),
      await signMetadata(toRebuilderdLink('x.deb', DIGESTS, INPUTS), signer, NOW),
      await signEnvelope(toLinkStatement(new Map([['x.deb', DIGESTS]]), INPUTS), signer, NOW),
    ].map((document) => parseAttestation(toBytes(renderJson(document))));
    for (const attestation of written) {
      const check = verifySignatures(attestation, keys, { now: NOW });
      expect(check.keys.map(({ fingerprint }) => fingerprint)).toEqual([keys[0]?.fingerprint]);
      expect(attestation.products.get('x.deb')?.sha256).toBe(DIGESTS.sha256);
    }
    expect(written.map((attestation) => attestation.name)).toEqual(['rebuild', 'rebuild x.deb', 'rebuild']);
  });

  it('sign every character as canonical JSON has it', async () => {
    const signer = await readSigner('ed25519');
    const link = { ...toRebuildLink(new Map()), byproducts: { 'é"\\\n\u0000\u{1f600}': 'ÿ' } };
    const attestation = parseAttestation(toBytes(renderJson(await signMetadata(link, signer, NOW))));
    expect(verifySignatures(attestation, [signer.key], { now: NOW }).keys).toHaveLength(1);
  });
});

describe('signBytes', () => {
  it('lets no signature out that does not hold', async () => {
    const [one, other] = [await readSigner('ed25519'), await readSigner('ed25519-other')];
    await expect(signBytes(toBytes('x'), { ...one, sign: other.sign }, NOW)).rejects.toMatchObject({ code: 'signing-failed' });
    const forgetful: Signer = { ...one, sign: async () => one.sign(toBytes('y'), NOW) };
    await expect(signBytes(toBytes('x'), forgetful, NOW)).rejects.toMatchObject({ code: 'signing-failed' });
  });

  it('puts the time of the clock into GPG\'s signatures', async () => {
    const signer = await readSigner('gpg-rsa');
    const signature = await signBytes(toBytes('x'), signer, NOW);
    expect(verifySignatures({ signedBytes: toBytes('x'), signatures: [signature] }, [signer.key], { now: NOW - 2 * DAY_MS }).problems)
      .toMatchObject([{ code: 'signature-future' }]);
  });
});

describe('renderJson', () => {
  it('sorts keys at every depth, and refuses numbers that not every reader takes for what they are', () => {
    expect(renderJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{\n "a": "x",\n "b": [\n  {\n   "c": null,\n   "d": 1\n  }\n ]\n}\n');
    expect(() => renderJson({ a: [2n ** 60n] })).toThrow(expect.objectContaining({ code: 'product-invalid' }));
  });
});
