// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configSchema, type Config } from '../config/schema.ts';
import { readPublicKey } from '../testing/keys/sign.ts';
import { readKeyring, readPinnedKeys } from './keys.ts';
import { readVotePolicy, toRebuilderKey } from './vote-policy.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function toFile(content: string | Uint8Array, name = 'key'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

function makePem(): string {
  return generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

describe('readPinnedKeys', () => {
  it('reads the keys of all files, each once', async () => {
    const [one, two] = [makePem(), makePem()];
    expect(await readPinnedKeys([toFile(one + two), toFile(one)])).toHaveLength(2);
    expect(await readPinnedKeys([])).toEqual([]);
  });

  it('names the file that is missing, too large, or no key, and never what is in it', async () => {
    const secret = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await expect(readPinnedKeys(['/no/such/file'])).rejects.toMatchObject({ code: 'key-file-unreadable' });
    await expect(readPinnedKeys(['/no/such/file'])).rejects.toThrow('/no/such/file');
    await expect(readPinnedKeys([toFile('a'.repeat(1_000_001))])).rejects.toMatchObject({ code: 'key-file-unreadable' });
    await expect(readPinnedKeys([toFile('no key')])).rejects.toMatchObject({ code: 'key-file-invalid' });
    const failure = await readPinnedKeys([toFile(secret)]).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'key-file-invalid' });
    expect(String(failure)).toMatch(/private/i);
    expect(String(failure)).not.toContain(secret.split('\n')[1]);
  });
});

describe('readKeyring', () => {
  it('reads OpenPGP keys, armoured or binary as distributions ship them', async () => {
    const armored = readPublicKey('gpg-rsa');
    const base64 = armored.split('\n\n')[1]?.split(/\n[=-]/)[0] ?? '';
    const { fingerprints } = await readKeyring([toFile(armored)]);
    expect(fingerprints).toHaveLength(1);
    expect((await readKeyring([toFile(Buffer.from(base64, 'base64'))])).fingerprints).toEqual(fingerprints);
    await expect(readKeyring([toFile(makePem())])).rejects.toMatchObject({ code: 'key-file-invalid' });
  });
});

describe('readVotePolicy', () => {
  function toConfig(rebuilders: readonly object[]): Config {
    return configSchema.parse({ gitlab: { groups: ['a'] }, rebuilders });
  }

  it('takes the host for the operator, the keys from the files, and the last reading from the state', async () => {
    const config = toConfig([{ type: 'rebuilderd', name: 'North', url: 'https://north.example/amd64', keys: [toFile(makePem())] }]);
    const source = toRebuilderKey(config.rebuilders[0] ?? expect.fail());
    const report = { source, outcome: 'complete', requests: 1, durationMs: 1, unreadable: [], notes: [] } as const;
    const { rebuilders } = await readVotePolicy(config, [{ source, attemptedAt: 9, readAt: 7, report }]);
    expect(rebuilders).toMatchObject([{ source: 'rebuilderd:https://north.example/amd64', title: 'North', operator: 'north.example', readAt: 7, isAboutSources: false }]);
    expect(rebuilders[0]?.trusted.size).toBe(1);
  });

  it('gives one host one vote, whatever its ports, and one operator, however it is written', async () => {
    const at = (name: string, url: string, operator?: string): object => ({ type: 'rebuilderd', name, url, ...(operator === undefined ? {} : { operator }) });
    const config = toConfig([at('a', 'https://one.example:8001'), at('b', 'https://one.example:8002'), at('c', 'https://one.example.'), at('d', 'https://four.example', 'One.Example')]);
    const operators = (await readVotePolicy(config, [])).rebuilders.map(({ operator }) => operator);
    expect(operators).toEqual(['one.example', 'one.example', 'one.example', 'one.example']);
  });

  it('does not trust a key that also signs what differs', async () => {
    const [good, bad] = [makePem(), makePem()];
    const config = toConfig([{
      type: 'package-rebuilder', name: 'a', url: 'https://a.example', results: ['r.json'], keys: [toFile(good + bad)], unreproducibleKeys: [toFile(bad)],
    }]);
    expect((await readVotePolicy(config, [])).rebuilders[0]?.trusted.size).toBe(1);
  });

  it('refuses one key for two operators, and allows it to one', async () => {
    const key = toFile(makePem());
    const both = (operator: string): object[] => [
      { type: 'rebuilderd', name: 'a', operator: 'North', url: 'https://a.example', keys: [key] },
      { type: 'rebuilderd', name: 'b', operator, url: 'https://b.example', keys: [key] },
    ];
    await expect(readVotePolicy(toConfig(both('South')), [])).rejects.toMatchObject({ code: 'key-shared' });
    expect((await readVotePolicy(toConfig(both('North')), [])).rebuilders).toHaveLength(2);
  });
});
