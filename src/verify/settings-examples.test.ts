// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from './settings-policy-file.ts';

const read = (path: string): Promise<unknown> => parsePolicyFile(readFileSync(new URL(`../../${path}`, import.meta.url)), {
  readFile: () => Promise.resolve(new Uint8Array()), resolve: (file) => file,
  // Each another party's: the examples' key files do not exist.
  readKeys: ([source = '']) => Promise.resolve([{ fingerprint: source, kind: 'plain', keyids: [], signers: [] }]),
});

describe('parsePolicyFile', () => {
  it.each(['examples/verify-policy.json', 'scripts/deb/policy.json'])('takes the example %s', async (path) => {
    expect(await read(path)).toMatchObject({ policy: { trust: { kind: 'rebuilders', threshold: 2 } } });
  });
});
