// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { readPublicKey } from '../testing/keys/sign.ts';
import { parsePublicKeys } from './keys.ts';
import { mergeCopies } from './trusted-key.ts';

const [KEY = expect.fail()] = await parsePublicKeys(readPublicKey('gpg-ed25519'));
const [OTHER = expect.fail()] = await parsePublicKeys(readPublicKey('gpg-archive'));

describe('mergeCopies', () => {
  it('takes the signing keys of all copies of a key, each once, and leaves other keys alone', () => {
    const newer = { ...KEY, keyids: ['newer'], signers: [...OTHER.signers, ...KEY.signers] };
    const [merged, ...others] = mergeCopies([KEY, OTHER, newer, KEY]);
    expect(merged?.signers).toEqual([...KEY.signers, ...OTHER.signers]);
    expect(merged?.keyids).toEqual([...KEY.keyids, 'newer']);
    expect(others).toEqual([OTHER]);
  });
});
