// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toGpgMetadata, toKeyMetadata } from './key-metadata.ts';
import type { KeyMetadata, KeyidForm } from './key-metadata.ts';
import { readOpenPgpKeys, toMainSigningKey, toTrustedGpgKey } from './openpgp-key.ts';
import type { OpenPgpKey } from './openpgp-key.ts';
import { parseKeyText, toDistinctKeys } from './plain-keys.ts';
import { signError } from './sign-error.ts';
import type { TrustedKey } from './trusted-key.ts';

/**
 * Reads public keys in whatever form people have them and gives them as layouts write them, each once. Throws what
 * `parsePublicKeys` throws, and `key-unusable` for a key that in-toto has no form for.
 */
export async function parseLayoutKeys(text: string, form: KeyidForm): Promise<readonly KeyMetadata[]> {
  const { keys, openPgp } = parseKeyText(text);
  const read = (await Promise.all(openPgp.map((block) => readOpenPgpKeys(block.text)))).flat();
  const plain = keys.map((key) => [key, toKeyMetadata(key, form)] as const);
  const gpg = await Promise.all(read.map(async (key) => [toTrustedGpgKey(key), await toOpenPgpMetadata(key)] as const));
  const all = [...plain, ...gpg];
  // It refuses none at all, and too many.
  toDistinctKeys(all.map(([key]) => key));
  return [...new Map(all.map(([{ fingerprint }, metadata]) => [fingerprint, metadata])).values()];
}

/** The one key in an armoured OpenPGP block, and how layouts write it. Throws `key-invalid` and `key-unusable`. */
export async function readOpenPgpMetadata(armored: string): Promise<{ readonly key: TrustedKey; readonly metadata: KeyMetadata }> {
  const [key, ...others] = await readOpenPgpKeys(armored);
  if (key === undefined || others.length > 0) throw signError('key-unusable', 'not one OpenPGP key, but none or several');
  return { key: toTrustedGpgKey(key), metadata: await toOpenPgpMetadata(key) };
}

/** The main key is listed even where only its subkeys sign: in-toto finds them through it, and counts by it. */
async function toOpenPgpMetadata(key: OpenPgpKey): Promise<KeyMetadata> {
  const main = await toMainSigningKey(key);
  return toGpgMetadata(main, toTrustedGpgKey(key).signers.filter(({ fingerprint }) => fingerprint !== main.fingerprint));
}
