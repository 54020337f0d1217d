// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile, stat } from 'node:fs/promises';
import type { Keyring } from '../attest/keyring.ts';
import { createKeyring } from '../attest/keyring.ts';
import { parsePublicKeys } from '../attest/keys.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { CodedError, isCoded, toMessage } from '../model/error.ts';

export type KeyFileErrorCode = 'key-file-unreadable' | 'key-file-invalid';

/** Debian's whole archive keyring is 60 kB. */
const MAX_BYTES = 1_000_000;

/** The keys in some files, each once. Throws `CodedError<KeyFileErrorCode>` that names the file. */
export async function readPinnedKeys(files: readonly string[]): Promise<readonly TrustedKey[]> {
  const keys = new Map<string, TrustedKey>();
  for (const file of files) {
    for (const key of await named(file, async () => parsePublicKeys(await readKeyText(file)))) keys.set(key.fingerprint, key);
  }
  return [...keys.values()];
}

/** The OpenPGP keys in some files, for an archive's signatures. Throws as `readPinnedKeys`. */
export async function readKeyring(files: readonly string[]): Promise<Keyring> {
  const texts: string[] = [];
  for (const file of files) {
    const text = await readKeyText(file);
    await named(file, () => createKeyring([text]));
    texts.push(text);
  }
  return createKeyring(texts);
}

async function named<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (thrown) {
    if (!isCoded(thrown) || thrown.code === 'key-file-unreadable') throw thrown;
    throw new CodedError<KeyFileErrorCode>('key-file-invalid', `${file} is no file of public keys: ${thrown.message}`, { cause: thrown });
  }
}

async function readKeyText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_BYTES) throw new Error('it is larger than 1 MB');
    return toText(await readFile(file));
  } catch (thrown) {
    throw new CodedError<KeyFileErrorCode>('key-file-unreadable',
      `${file} cannot be read: ${toMessage(thrown)}; the configuration names it among the keys`, { cause: thrown });
  }
}

/** Distributions ship their keyrings in OpenPGP's binary form, whose first byte no text begins with (RFC 9580, 4.2). */
function toText(bytes: Buffer): string {
  const isBinary = (bytes[0] ?? 0) >= 0x80;
  if (!isBinary) return bytes.toString('utf8');
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PGP PUBLIC KEY BLOCK-----', '', ...lines, '-----END PGP PUBLIC KEY BLOCK-----', ''].join('\n');
}
