// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../attest/keys.ts';
import { readPublicKey } from '../testing/keys/sign.ts';
import { createReadKeys } from './settings-keys.ts';

const [KEY = expect.fail()] = await parsePublicKeys(readPublicKey('gpg-archive'));
const BINARY = Buffer.of(0x98, 0x33, 0x04);

describe('createReadKeys', () => {
  it('takes what begins with the byte of a packet for an OpenPGP key, byte for byte', async () => {
    const given: Uint8Array[] = [];
    const readKeys = createReadKeys(() => Promise.resolve(BINARY), (block) => {
      given.push(block);
      return Promise.resolve([KEY]);
    });
    expect(await readKeys(['key.gpg'], (path) => `/etc/${path}`, 'keys')).toEqual([KEY]);
    expect(given).toEqual([BINARY]);
  });
  it('quotes no more than 60 characters of what is neither a key nor a file, wherever it is repeated', async () => {
    const text = `ssh-ed25519 ${'A'.repeat(400)}`;
    const readKeys = createReadKeys((file) => Promise.reject(new Error(`the key file ${file} is not there`)), () => Promise.resolve([KEY]));
    const start = `ssh-ed25519 ${'A'.repeat(48)}…`;
    await expect(readKeys([text], (path) => path, 'keys')).rejects.toMatchObject({ message: `keys[0] (${start}): the key file ${start} is not there` });
  });
  it('says which file it was where an OpenPGP key cannot be read', async () => {
    const readKeys = createReadKeys(() => Promise.resolve(BINARY), () => Promise.reject(new Error('gpg does not take it')));
    await expect(readKeys(['key.gpg'], (path) => `/etc/${path}`, 'keys')).rejects.toMatchObject({ code: 'settings-keys', message: 'keys[0] (key.gpg): gpg does not take it' });
  });
});
