// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseKeyText, toDistinctKeys } from './plain-keys.ts';
import { readOpenPgpKeys, toTrustedGpgKey } from './openpgp-key.ts';
import type { TrustedKey } from './trusted-key.ts';

/**
 * Reads public keys, one or several, in whatever form people have them: PEM (rebuilderd's too), Ed25519 in hex, JSON of
 * in-toto or of rebuilderd, armoured OpenPGP. Never empty. Throws `key-private` for a private key and `key-invalid` for
 * anything else that is none; neither repeats what was given.
 */
export async function parsePublicKeys(text: string): Promise<readonly TrustedKey[]> {
  const { keys, openPgp } = parseKeyText(text);
  const read = await Promise.all(openPgp.map((block) => readOpenPgpKeys(block.text)));
  return toDistinctKeys([...keys, ...read.flat().map(toTrustedGpgKey)]);
}
