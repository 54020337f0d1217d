// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { attestError } from './attest-error.ts';
import type { OpenPgpKey } from './openpgp-key.ts';
import { readOpenPgpKeys } from './openpgp-key.ts';
import { MAX_KEYS, parseKeyText } from './plain-keys.ts';

/** OpenPGP keys of any algorithm, ready to check documents with. */
export interface Keyring {
  /** Of the main keys, lower-case hex, each once. */
  readonly fingerprints: readonly string[];
  readonly keys: readonly OpenPgpKey[];
}

/**
 * Reads armoured OpenPGP public keys, one or several to a text. Throws `key-private` for a private key, `key-invalid` for
 * what is none and for no key at all.
 */
export async function createKeyring(armored: readonly string[]): Promise<Keyring> {
  const keys: OpenPgpKey[] = [];
  for (const text of armored) {
    const { openPgp, keys: others } = parseKeyText(text);
    if (others.length > 0) throw attestError('key-invalid', 'a key that is not OpenPGP\'s; documents are signed with GPG');
    for (const block of openPgp) keys.push(...await readOpenPgpKeys(block.text));
  }
  if (keys.length === 0) throw attestError('key-invalid', 'no OpenPGP key was given');
  if (keys.length > MAX_KEYS) throw attestError('key-invalid', `more than ${MAX_KEYS} OpenPGP keys`);
  return { fingerprints: [...new Set(keys.map((key) => key.fingerprint))], keys };
}
