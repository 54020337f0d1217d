// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAttestation } from '../attest/attestation.ts';
import { parsePublicKeys } from '../attest/keys.ts';
import { renderJson, signBytes, signEnvelope, signMetadata } from '../attest/sign.ts';
import { verifySignatures } from '../attest/signatures.ts';
import { toRebuildLayout } from '../attest/write-layout.ts';
import { toRebuildLink } from '../attest/write-link.ts';
import { DAY_MS } from '../model/time.ts';
import { systemClock } from '../platform/clock.ts';
import { needsTool } from '../testing/needs.ts';
import { createAgentSigner, type GpgHome } from './gpg-agent.ts';

const NOW = systemClock.now();
const FILE = 'x_1_all.deb';

let home = '';
let gpgHome: GpgHome;

function run(command: string, args: readonly string[], cwd = home): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: home, GNUPGHOME: home } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const gpg = (...args: readonly string[]): string => run('gpg', ['--batch', '--quiet', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args]);

/** Makes a key and gives the fingerprints of its main key and subkeys. */
function makeKey(user: string, ...words: readonly string[]): readonly string[] {
  gpg('--quick-gen-key', user, ...words);
  return listPrints(user);
}

function listPrints(user: string): readonly string[] {
  return gpg('--with-colons', '--list-keys', user).split('\n').filter((line) => line.startsWith('fpr:')).map((line) => (line.split(':')[9] ?? '').toLowerCase());
}

describe.skipIf(!needsTool('gpg'))('createAgentSigner', () => {
  beforeAll(() => {
    // The path of gpg-agent's socket is to be short.
    home = mkdtempSync(join(tmpdir(), 'pb-ga-'));
    gpgHome = { homedir: home, env: { PATH: '/usr/bin:/bin', HOME: home } };
  });
  afterAll(() => {
    run('gpgconf', ['--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });

  it.each(['rsa2048', 'ed25519'])('signs links and envelopes with a key of kind %s that stays with gpg', async (kind) => {
    const [print = ''] = makeKey(`${kind}@test.invalid`, kind, 'sign', 'never');
    const signer = await createAgentSigner(print.toUpperCase(), gpgHome);
    expect(signer.keyid).toBe(print);
    const link = toRebuildLink(new Map([[FILE, { sha256: 'ab'.repeat(32) }]]));
    const keys = await parsePublicKeys(gpg('--armor', '--export', print));
    for (const document of [await signMetadata(link, signer, NOW), await signEnvelope(link, signer, NOW)]) {
      const attestation = parseAttestation(new TextEncoder().encode(renderJson(document)));
      expect(verifySignatures(attestation, keys, { now: NOW }).keys).toHaveLength(1);
    }
  });

  it('signs as often as asked, and every signature holds: also those whose numbers begin with zeros', async () => {
    const [print = ''] = listPrints('ed25519@test.invalid');
    const signer = await createAgentSigner(print, gpgHome);
    for (let count = 0; count < 40; count += 1) await signBytes(new TextEncoder().encode(`text ${count}`), signer, NOW);
  });

  it('lets gpg choose the subkey of a key that certifies only', async () => {
    const [main = ''] = makeKey('sub@test.invalid', 'rsa2048', 'cert', 'never');
    gpg('--quick-add-key', main, 'rsa2048', 'sign', 'never');
    const [, sub] = listPrints('sub@test.invalid');
    const signer = await createAgentSigner(`0x${main}`, gpgHome);
    expect((await signBytes(new Uint8Array(), signer, NOW)).keyid).toBe(sub);
    expect(signer.metadata).toMatchObject({ keyid: main, subkeys: { [sub ?? '']: { type: 'rsa' } } });
  });

  it('says that the key is not there, is named too shortly, cannot be used, or will not sign', async () => {
    const [print = ''] = makeKey('gone@test.invalid', 'rsa2048', 'sign', 'never');
    const [foreign = ''] = makeKey('p256@test.invalid', 'nistp256', 'sign', 'never');
    const signer = await createAgentSigner(print, gpgHome);
    gpg('--delete-secret-keys', print);
    await expect(signer.sign(new Uint8Array(), NOW)).rejects.toMatchObject({ code: 'gpg-failed', message: expect.stringContaining('No secret key') as unknown });
    await expect(createAgentSigner(print.slice(-16), gpgHome)).rejects.toMatchObject({ code: 'gpg-no-key' });
    await expect(createAgentSigner('ab'.repeat(20), gpgHome)).rejects.toMatchObject({ code: 'gpg-no-key' });
    await expect(createAgentSigner(foreign, gpgHome)).rejects.toMatchObject({ code: 'key-invalid' });
  });

  it('says what became of a gpg that is missing, floods, or fails without a word', async () => {
    const [print = ''] = listPrints('rsa2048@test.invalid');
    const bin = join(home, 'bin');
    mkdirSync(bin, { recursive: true });
    const pretend = async (script: string): Promise<unknown> => {
      writeFileSync(join(bin, 'gpg'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, 'gpg'), 0o755);
      return createAgentSigner(print, { homedir: null, env: { PATH: `${bin}:/usr/bin:/bin` } }).catch((thrown: unknown) => thrown);
    };
    await expect(createAgentSigner(print, { homedir: null, env: { PATH: '/nowhere' } })).rejects.toMatchObject({ code: 'gpg-missing' });
    expect(await pretend('exec yes')).toMatchObject({ code: 'gpg-failed', message: expect.stringContaining('too-large') as unknown });
    expect(await pretend('exit 3')).toMatchObject({ code: 'gpg-failed', message: expect.stringContaining('status 3') as unknown });
    expect(await pretend('kill -9 $$')).toMatchObject({ code: 'gpg-failed', message: expect.stringContaining('status none') as unknown });
  });

  it.skipIf(!needsTool('in-toto-run'))('makes layouts and links that in-toto 1.3.1 accepts, with RSA, EdDSA and an RSA subkey together', async () => {
    const signers = await Promise.all(['rsa2048', 'ed25519', 'sub'].map((kind) => createAgentSigner(listPrints(`${kind}@test.invalid`)[0] ?? '', gpgHome)));
    const files = join(home, 'files');
    mkdirSync(files);
    writeFileSync(join(files, FILE), 'x');
    const layout = toRebuildLayout({ keys: signers.map(({ metadata }) => metadata), threshold: 3, expiresAt: NOW + DAY_MS, readme: '' }, NOW);
    const products = new Map([[FILE, { sha256: createHash('sha256').update('x').digest('hex') }]]);
    for (const signer of signers) {
      writeFileSync(join(home, `rebuild.${signer.keyid.slice(0, 8)}.link`), renderJson(await signMetadata(toRebuildLink(products), signer, NOW)));
    }
    for (const owner of signers) {
      writeFileSync(join(home, 'root.layout'), renderJson(await signMetadata(layout, owner, NOW)));
      const words = ['--layout', '../root.layout', '--link-dir', '..', '--gpg', owner.keyid, '--gpg-home', home, '--verbose'];
      expect(run('/usr/bin/in-toto-verify', words, files)).toBeDefined();
    }
  });
});
