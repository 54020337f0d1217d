// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import type { KeyMetadata } from './key-metadata.ts';
import { addSignature, parseLayoutDocument } from './layout-document.ts';
import { parseLayoutKeys } from './layout-keys.ts';
import { parseLayout } from './layout.ts';
import { parsePrivateKey } from './private-key.ts';
import { renderJson, signEnvelope, signMetadata } from './sign.ts';
import type { Signer } from './signer.ts';
import { verifySignatures } from './signatures.ts';
import { toRebuildLayout } from './write-layout.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const OPTIONS = { threshold: 1, expiresAt: NOW + 30 * DAY_MS, readme: 'for people' };

const readSigner = (name: PlainTestKey | GpgTestKey): Promise<Signer> => parsePrivateKey(readPrivateKey(name), { passphrase: null, keyids: 'classic' });
const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function readKeys(...names: readonly (PlainTestKey | GpgTestKey)[]): Promise<readonly KeyMetadata[]> {
  return (await Promise.all(names.map((name) => parseLayoutKeys(readPublicKey(name), 'classic')))).flat();
}

describe('toRebuildLayout', () => {
  it('is read as one step that so many of the rebuilders have to have done, until its end', async () => {
    const keys = await readKeys('ed25519', 'gpg-rsa', 'gpg-ed25519');
    const layout = parseLayout(toBytes(renderJson({ signed: toRebuildLayout({ ...OPTIONS, keys, threshold: 2 }, NOW), signatures: [] })));
    expect(layout).toMatchObject({ expires: OPTIONS.expiresAt, readme: 'for people', signatures: [] });
    expect(layout.steps).toMatchObject([{ name: 'rebuild', threshold: 2, pubkeys: keys.map(({ keyid }) => keyid) }]);
    expect(layout.inspections).toMatchObject([{ name: 'verify-reprobuilds', run: ['true'] }]);
    expect([...layout.keys.keys()]).toEqual(expect.arrayContaining(keys.map(({ keyid }) => keyid)));
  });

  it.each([0, -1, 1.5, Number.NaN, 3])('refuses a threshold of %d with two rebuilders', async (threshold) => {
    const keys = await readKeys('ed25519', 'rsa');
    expect(() => toRebuildLayout({ ...OPTIONS, keys, threshold }, NOW)).toThrow(expect.objectContaining({ code: 'threshold-invalid' }));
  });

  it('refuses an end that is past, now, in more than ten years, or no time', async () => {
    const keys = await readKeys('ed25519');
    for (const expiresAt of [NOW - 1, NOW, NOW + 3661 * DAY_MS, Number.NaN]) {
      expect(() => toRebuildLayout({ ...OPTIONS, keys, expiresAt }, NOW)).toThrow(expect.objectContaining({ code: 'expiry-invalid' }));
    }
  });

  it('refuses one key under two ids, which would be two votes', async () => {
    const keys = [...await readKeys('ed25519'), ...await parseLayoutKeys(readPublicKey('ed25519'), 'bare')];
    expect(new Set(keys.map(({ keyid }) => keyid)).size).toBe(2);
    expect(() => toRebuildLayout({ ...OPTIONS, keys }, NOW)).toThrow(expect.objectContaining({ code: 'key-shared' }));
  });
});

describe('addSignature', () => {
  it('adds owners one after another, keeps the others\', and replaces an older one of the same key', async () => {
    const [one, two] = [await readSigner('ed25519'), await readSigner('gpg-rsa')];
    const signed = toRebuildLayout({ ...OPTIONS, keys: await readKeys('rsa') }, NOW);
    let draft = await addSignature({ signed, signatures: [] }, one, NOW);
    draft = await addSignature(parseLayoutDocument(toBytes(renderJson({ ...draft, signatures: [...draft.signatures] }))), two, NOW);
    draft = await addSignature(draft, two, NOW + 1000);
    expect(draft.signatures.map(({ keyid }) => keyid)).toEqual([one.keyid, two.keyid]);
    const layout = parseLayout(toBytes(renderJson({ ...draft, signatures: [...draft.signatures] })));
    expect(verifySignatures(layout, [one.key, two.key], { now: NOW }).keys).toHaveLength(2);
  });
});

describe('parseLayoutDocument', () => {
  it('refuses a layout in an envelope, a link, and what is no JSON', async () => {
    const signer = await readSigner('ed25519');
    const signed = toRebuildLayout({ ...OPTIONS, keys: await readKeys('rsa') }, NOW);
    const toCode = (text: string): unknown => {
      try {
        return parseLayoutDocument(toBytes(text)).layout.readme;
      } catch (thrown) {
        return (thrown as { code?: unknown }).code;
      }
    };
    expect(toCode(renderJson(await signMetadata(signed, signer, NOW)))).toBe('for people');
    expect(toCode(renderJson(await signEnvelope(signed, signer, NOW)))).toBe('unsupported');
    expect(toCode(renderJson(await signMetadata({ ...signed, _type: 'link' }, signer, NOW)))).toBe('unsupported');
    expect(toCode('nothing')).toBe('unparsable');
  });
});
