// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { DAY_MS, toIso } from '../model/time.ts';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { JsonObject } from './json.ts';
import type { KeyMetadata } from './key-metadata.ts';
import { parseLayoutKeys } from './layout-keys.ts';
import { parseLayout } from './layout.ts';
import type { Layout } from './layout.ts';
import { parsePrivateKey } from './private-key.ts';
import { toRenewedLayout } from './renew-layout.ts';
import { renderJson, signBytes } from './sign.ts';
import type { Signer } from './signer.ts';
import { verifySignatures } from './signatures.ts';
import { toRebuildLayout } from './write-layout.ts';

const MADE = Date.parse('2026-01-01T00:00:00Z');
const NOW = Date.parse('2026-06-01T12:00:00Z');
const LATER = NOW + 365 * DAY_MS;
const BYTES = new TextEncoder().encode('signed bytes');

async function makeGpg(type: 'ecc' | 'rsa', keyExpirationTime = 0): Promise<Signer> {
  const { privateKey } = await openpgp.generateKey({
    ...(type === 'ecc' ? { type, curve: 'ed25519Legacy' } : { type, rsaBits: 2048 }), userIDs: [{ name: 'x' }], subkeys: [], date: new Date(MADE), format: 'armored', keyExpirationTime,
  });
  return parsePrivateKey(privateKey, { passphrase: null, keyids: 'classic' });
}

const toLayout = (...keys: readonly KeyMetadata[]): JsonObject => toRebuildLayout({ keys, threshold: 1, expiresAt: NOW + DAY_MS, readme: '' }, NOW);
const read = (signed: JsonObject): Layout => parseLayout(new TextEncoder().encode(renderJson({ signed, signatures: [] })));

function rotate(signed: JsonObject, oldKeyid: string, newKey: KeyMetadata, keepsHistory = true, now = NOW): JsonObject {
  return toRenewedLayout(signed, { expiresAt: LATER, rotations: [{ oldKeyid, newKey, keepsHistory }] }, now);
}

/** Whether a signature made at a time counts by a layout's keys, and for whom. */
async function judge(layout: Layout, signer: Signer, at: number): Promise<readonly string[]> {
  const signatures = [await signBytes(BYTES, signer, at)];
  return verifySignatures({ signedBytes: BYTES, signatures }, [...layout.keys.values()], { now: LATER }).keys.map(({ fingerprint }) => fingerprint);
}

describe('toRenewedLayout', () => {
  it('gives another end and leaves all else as it was', async () => {
    const [key] = await parseLayoutKeys(readPublicKey('ed25519'), 'classic');
    const signed = toLayout(key ?? expect.fail());
    expect(toRenewedLayout(signed, { expiresAt: LATER, rotations: [] }, NOW)).toEqual({ ...signed, expires: toIso(LATER) });
    expect(() => toRenewedLayout(signed, { expiresAt: NOW, rotations: [] }, NOW)).toThrow(expect.objectContaining({ code: 'expiry-invalid' }));
  });

  it('keeps what an old GPG key signed until the rotation, as its rebuilder\'s one vote, and nothing it signs later', async () => {
    const [one, two] = [await makeGpg('ecc'), await makeGpg('ecc')];
    const layout = read(rotate(toLayout(one.metadata), one.keyid, two.metadata));
    expect(layout.steps[0]?.pubkeys).toEqual([two.keyid]);
    expect([...layout.keys.keys()]).toEqual([two.keyid]);
    expect(await judge(layout, one, NOW - DAY_MS)).toEqual([two.keyid]);
    expect(await judge(layout, one, NOW + DAY_MS)).toEqual([]);
    expect(await judge(layout, two, NOW + DAY_MS)).toEqual([two.keyid]);
  });

  it('keeps the subkeys of the new key beside what the old one signed', async () => {
    const one = await makeGpg('ecc');
    const [newKey = expect.fail()] = await parseLayoutKeys(readPublicKey('gpg-ed25519'), 'classic');
    const layout = read(rotate(toLayout(one.metadata), one.keyid, newKey));
    const signing = await parsePrivateKey(readPrivateKey('gpg-ed25519'), { passphrase: null, keyids: 'classic' });
    expect(await judge(layout, signing, NOW + DAY_MS)).toEqual([newKey.keyid]);
    expect(await judge(layout, one, NOW - DAY_MS)).toEqual([newKey.keyid]);
    expect(await judge(layout, one, NOW + DAY_MS)).toEqual([]);
  });

  it('keeps the history of several rotations, each with its own end', async () => {
    const [one, two, three] = [await makeGpg('rsa'), await makeGpg('rsa'), await makeGpg('rsa')];
    const second = rotate(toLayout(one.metadata), one.keyid, two.metadata);
    const layout = read(rotate(second, two.keyid, three.metadata, true, NOW + 10 * DAY_MS));
    expect(await judge(layout, one, NOW - DAY_MS)).toEqual([three.keyid]);
    expect(await judge(layout, one, NOW + DAY_MS)).toEqual([]);
    expect(await judge(layout, two, NOW + DAY_MS)).toEqual([three.keyid]);
    expect(await judge(layout, two, NOW + 11 * DAY_MS)).toEqual([]);
  });

  it('does not make an old key valid for longer than it was', async () => {
    const [one, two] = [await makeGpg('ecc', 3600), await makeGpg('ecc')];
    const layout = read(rotate(toLayout(one.metadata), one.keyid, two.metadata));
    expect(layout.keys.get(two.keyid)?.signers.find(({ fingerprint }) => fingerprint === one.keyid)?.validUntil).toBe(MADE + 3_600_000);
  });

  it('says that in-toto has no history for other kinds of keys, and drops the old one when told to', async () => {
    const [plain, fresh] = (await Promise.all((['ed25519', 'ed25519-other'] as const).map((name) => parseLayoutKeys(readPublicKey(name), 'classic')))).flat();
    const [rsa, ed] = [await makeGpg('rsa'), await makeGpg('ecc')];
    const pairs = [[plain, fresh], [rsa.metadata, ed.metadata], [plain, ed.metadata]] as const;
    for (const [from = expect.fail(), to = expect.fail()] of pairs) {
      expect(() => rotate(toLayout(from), from.keyid, to)).toThrow(expect.objectContaining({ code: 'history-impossible' }));
      expect([...read(rotate(toLayout(from), from.keyid, to, false)).keys.keys()]).toEqual([to.keyid]);
    }
  });

  it('replaces one rebuilder\'s key among several, and refuses one that another has', async () => {
    const [one, two] = (await Promise.all((['ed25519', 'rsa'] as const).map((name) => parseLayoutKeys(readPublicKey(name), 'classic')))).flat();
    const [fresh] = await parseLayoutKeys(readPublicKey('ecdsa-p256'), 'classic');
    const signed = toLayout(one ?? expect.fail(), two ?? expect.fail());
    expect(read(rotate(signed, one?.keyid ?? '', fresh ?? expect.fail(), false)).steps[0]?.pubkeys).toEqual([fresh?.keyid, two?.keyid]);
    expect(() => rotate(signed, one?.keyid ?? '', two ?? expect.fail(), false)).toThrow(expect.objectContaining({ code: 'key-shared' }));
    expect(() => rotate(signed, 'ab'.repeat(32), fresh ?? expect.fail(), false)).toThrow(expect.objectContaining({ code: 'no-such-key' }));
  });

  it('takes a newer state of the same key, keeps what had ended before, and not what the key no longer has', async () => {
    const [one, two, gone] = [await makeGpg('ecc'), await makeGpg('ecc'), await makeGpg('ecc')];
    const rotated = rotate(toLayout(one.metadata), one.keyid, two.metadata);
    const keys = rotated['keys'] as Readonly<Record<string, KeyMetadata>>;
    const listed = { ...keys[two.keyid], keyid: two.keyid, subkeys: { ...keys[two.keyid]?.['subkeys'] as JsonObject, [gone.keyid]: gone.metadata } };
    const signed = { ...rotated, keys: { [two.keyid]: listed } };
    expect(await judge(read(signed), gone, NOW - DAY_MS)).toEqual([two.keyid]);
    const layout = read(rotate(signed, two.keyid, two.metadata, true, NOW + DAY_MS));
    expect(await judge(layout, one, NOW - DAY_MS)).toEqual([two.keyid]);
    expect(await judge(layout, gone, NOW - DAY_MS)).toEqual([]);
    expect(read(rotate(signed, two.keyid, two.metadata, false)).keys.get(two.keyid)?.signers).toHaveLength(1);
    expect(read(rotate(toLayout(two.metadata), two.keyid, two.metadata)).keys.get(two.keyid)?.signers).toHaveLength(1);
  });

  it('keeps no old key, and no old subkey, that does not say when it was made: it would count for ever', async () => {
    const [one, two] = [await makeGpg('ecc'), await makeGpg('ecc')];
    const { creation_time: _created, ...old } = one.metadata;
    const undated = { ...old, keyid: one.keyid };
    const refusal = expect.objectContaining({ code: 'history-impossible', message: expect.stringContaining(`when its key ${one.keyid} was made`) as unknown }) as Error;
    expect(() => rotate(toLayout(undated), one.keyid, two.metadata)).toThrow(refusal);
    expect([...read(rotate(toLayout(undated), one.keyid, two.metadata, false)).keys.keys()]).toEqual([two.keyid]);
    const three = await makeGpg('ecc');
    const withSubkey = { ...three.metadata, subkeys: { [one.keyid]: undated } };
    expect(() => rotate(toLayout(withSubkey), three.keyid, two.metadata)).toThrow(refusal);
  });
});
