// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as openpgp from 'openpgp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { readPrivateKey, readPublicKey } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { needsTool } from '../testing/needs.ts';
import { parseAttestation } from './attestation.ts';
import { parsePublicKeys } from './keys.ts';
import { parseLayoutDocument } from './layout-document.ts';
import { parseLayout } from './layout.ts';
import { parsePrivateKey } from './private-key.ts';
import { toRenewedLayout } from './renew-layout.ts';
import { renderJson, signEnvelope, signMetadata } from './sign.ts';
import type { Signer } from './signer.ts';
import { verifySignatures } from './signatures.ts';
import type { TrustedKey } from './trusted-key.ts';
import { toRebuildLayout } from './write-layout.ts';
import { toRebuilderdLink, toRebuildLink } from './write-link.ts';
import { toLinkStatement } from './write-statement.ts';

// Debian's package runs on Debian's Python, whatever else is on the path.
const PYTHON = '/usr/bin/python3';
const FILE = 'x_1.0-1_all.deb';
const CONTENT = 'a package';
/** in-toto has no clock but the machine's; nothing here expires before it. */
const NOW = Date.parse('2026-11-25T00:00:00Z');

/** GPG writes the machine's time into its signatures. */
const FUTURE = Date.parse('2099-01-01T00:00:00Z');

let folder = '';
let count = 0;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd = folder): Ran {
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: folder, GNUPGHOME: join(folder, 'gnupg') } });
}

function runWell(command: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const gpg = (...args: readonly string[]): string => runWell('gpg', ['--batch', '--quiet', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', ...args]);

function makeFolder(): string {
  count += 1;
  const made = join(folder, `case-${count}`);
  mkdirSync(join(made, 'files'), { recursive: true });
  writeFileSync(join(made, 'files', FILE), CONTENT);
  return made;
}

const readSigner = (name: PlainTestKey | GpgTestKey): Promise<Signer> => parsePrivateKey(readPrivateKey(name), { passphrase: null, keyids: 'classic' });

interface Written {
  readonly owner: Signer;
  readonly rebuilders: readonly Signer[];
  readonly threshold: number;
  /** Of the rebuilt file; that of the file at hand where it is left out. */
  readonly sha256?: string;
}

/** Writes a layout and its links as we sign them, and gives their folder. */
async function write({ owner, rebuilders, threshold, sha256 = createHash('sha256').update(CONTENT).digest('hex') }: Written): Promise<string> {
  const made = makeFolder();
  const keys = rebuilders.map(({ metadata }) => metadata);
  const layout = toRebuildLayout({ keys, threshold, expiresAt: NOW + 3600 * DAY_MS, readme: 'ü "test"' }, NOW);
  writeFileSync(join(made, 'root.layout'), renderJson(await signMetadata(layout, owner, NOW)));
  for (const rebuilder of rebuilders) {
    const link = await signMetadata(toRebuildLink(new Map([[FILE, { sha256 }]])), rebuilder, NOW);
    writeFileSync(join(made, `rebuild.${rebuilder.keyid.slice(0, 8)}.link`), renderJson(link));
  }
  return made;
}

/** Has in-toto verify with the owner's public key, as its file or from the GPG keyring. */
function verify(made: string, owner: Signer): Ran {
  return run('/usr/bin/in-toto-verify', ['--layout', '../root.layout', '--link-dir', '..', '--verbose', ...toKeyArguments(made, owner)], join(made, 'files'));
}

function toKeyArguments(made: string, { key, keyid, metadata }: Signer): string[] {
  if (key.kind === 'gpg') return ['--gpg', keyid];
  const { keytype: type } = metadata as unknown as { readonly keytype: string };
  const { public: open } = metadata['keyval'] as { readonly public: string };
  const file = join(made, 'owner.pub');
  writeFileSync(file, type === 'rsa' ? open : JSON.stringify({ ...metadata, keyval: { public: open } }));
  return ['--layout-keys', file, '--key-types', type];
}

const PLAIN: readonly PlainTestKey[] = ['ed25519', 'rsa', 'ecdsa-p256', 'ecdsa-p384'];
/** `gpg-archive` is an EdDSA main key that signs; of `gpg-ed25519` only a subkey does. */
const GPG: readonly GpgTestKey[] = ['gpg-rsa', 'gpg-archive', 'gpg-ed25519'];

describe.skipIf(!needsTool('in-toto-run') || !needsTool('gpg'))('in-toto 1.3.1', () => {
  beforeAll(() => {
    // The path of gpg-agent's socket is to be short.
    folder = mkdtempSync(join(tmpdir(), 'pb-it-'));
    mkdirSync(join(folder, 'gnupg'), { mode: 0o700 });
    runWell(PYTHON, ['-c', MAKE_KEYS]);
    for (const name of GPG) {
      writeFileSync(join(folder, `${name}.asc`), readPrivateKey(name));
      gpg('--import', `${name}.asc`);
    }
  });
  afterAll(() => {
    run('gpgconf', ['--kill', 'all']);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([...PLAIN, 'gpg-rsa', 'gpg-archive'] as const)('accepts a layout and a link that we signed with %s', async (name) => {
    const signer = await readSigner(name);
    const made = await write({ owner: signer, rebuilders: [signer], threshold: 1 });
    const { status, stderr, stdout } = verify(made, signer);
    expect(stderr + stdout).toContain('The software product passed all verification');
    expect(status).toBe(0);
  });

  it('accepts our links of all kinds of keys together, the threshold being all of them', async () => {
    const owner = await readSigner('rsa');
    const rebuilders = await Promise.all([...PLAIN, ...GPG].map(readSigner));
    const made = await write({ owner, rebuilders, threshold: rebuilders.length });
    expect(verify(made, owner)).toMatchObject({ status: 0 });
    rmSync(join(made, `rebuild.${rebuilders[6]?.keyid.slice(0, 8) ?? ''}.link`));
    expect(verify(made, owner).status).toBe(1);
  });

  it('accepts our link of an EdDSA subkey, but finds no such subkey in its own keyring, whoever signed the layout', async () => {
    // Its reader takes every key packet to be longer than 255 bytes, and so the subkey to be bound by no signature.
    const signer = await readSigner('gpg-ed25519');
    const made = await write({ owner: signer, rebuilders: [signer], threshold: 1 });
    expect(verify(made, signer).stderr).toContain('No signature found for key');
    runWell('/usr/bin/in-toto-sign', ['-f', 'root.layout', '--gpg', signer.keyid], made);
    expect(verify(made, signer).stderr).toContain('No signature found for key');
    const owner = await readSigner('ed25519');
    expect(verify(await write({ owner, rebuilders: [signer], threshold: 1 }), owner).status).toBe(0);
  });

  it('refuses our links where the file at hand is another, and a layout of another owner', async () => {
    const [owner, other] = [await readSigner('ed25519'), await readSigner('ed25519-other')];
    const made = await write({ owner, rebuilders: [owner], threshold: 1, sha256: 'ab'.repeat(32) });
    expect(verify(made, owner).stderr).toContain('RuleVerificationError');
    expect(verify(made, other).stderr).toContain('SignatureVerificationError');
  });

  it('knows our keys by their classic ids only', async () => {
    const bare = await parsePrivateKey(readPrivateKey('ed25519'), { passphrase: null, keyids: 'bare' });
    const classic = await readSigner('ed25519');
    expect(bare.keyid).not.toBe(classic.keyid);
    // The layout names the key as we do: links are found. The owner's key it names itself.
    expect(verify(await write({ owner: classic, rebuilders: [bare], threshold: 1 }), classic).status).toBe(0);
    expect(verify(await write({ owner: bare, rebuilders: [classic], threshold: 1 }), bare).stderr).toContain('No signature found');
  });

  it.each(['gpg-rsa', 'gpg-archive'] as const)('lists %s as we do', async (name) => {
    const { keyid, metadata } = await readSigner(name);
    expect(JSON.parse(runWell(PYTHON, ['-c', EXPORT_KEY, keyid]))).toEqual(JSON.parse(JSON.stringify(metadata)));
  });

  it('counts a retired key\'s old links no longer where its end is past, and new ones as its rebuilder\'s one vote', async () => {
    const [owner, old, fresh] = [await readSigner('ed25519'), await readSigner('gpg-archive'), await readSigner('gpg-ed25519')];
    const made = await write({ owner, rebuilders: [old], threshold: 1 });
    expect(verify(made, owner).status).toBe(0);
    const { signed } = parseLayoutDocument(readFileSync(join(made, 'root.layout')));
    const rotation = { oldKeyid: old.keyid, newKey: fresh.metadata, keepsHistory: true };
    const renewed = toRenewedLayout(signed, { expiresAt: NOW + DAY_MS * 3600, rotations: [rotation] }, NOW - 30 * DAY_MS);
    writeFileSync(join(made, 'root.layout'), renderJson(await signMetadata(renewed, owner, NOW)));
    // Ours goes by when it was signed: see renew-layout.test.ts.
    expect(verify(made, owner).stderr).toContain('ThresholdVerificationError');
    const link = await signMetadata(toRebuildLink(new Map([[FILE, { sha256: createHash('sha256').update(CONTENT).digest('hex') }]])), fresh, NOW);
    writeFileSync(join(made, `rebuild.${fresh.keyid.slice(0, 8)}.link`), renderJson(link));
    expect(verify(made, owner).status).toBe(0);
  });

  it('takes neither envelopes nor rebuilderd\'s form for links', async () => {
    const owner = await readSigner('ed25519');
    const made = await write({ owner, rebuilders: [owner], threshold: 1 });
    const digests = { sha256: createHash('sha256').update(CONTENT).digest('hex'), sha512: createHash('sha512').update(CONTENT).digest('hex') };
    const products = new Map([[FILE, digests]]);
    const forms = [await signEnvelope(toLinkStatement(products, new Map()), owner, NOW), await signMetadata(toRebuilderdLink(FILE, digests, new Map()), owner, NOW)];
    for (const form of forms) {
      writeFileSync(join(made, `rebuild.${owner.keyid.slice(0, 8)}.link`), renderJson(form));
      expect(verify(made, owner)).toMatchObject({ status: 1, stderr: expect.stringContaining('FormatError') as unknown });
    }
  });

  it('takes no layout with a GPG key whose subkeys are of another kind', async () => {
    const { privateKey } = await openpgp.generateKey({
      type: 'rsa', rsaBits: 2048, userIDs: [{ name: 'x' }], date: new Date('2026-01-01T00:00:00Z'), format: 'armored', subkeys: [{ sign: true, type: 'ecc', curve: 'ed25519Legacy' }],
    });
    const [owner, mixed] = [await readSigner('ed25519'), await parsePrivateKey(privateKey, { passphrase: null, keyids: 'classic' })];
    expect(verify(await write({ owner, rebuilders: [mixed], threshold: 1 }), owner).stderr).toContain('FormatError');
  });

  it.each([['ed', 'ed25519'], ['ec', 'ecdsa'], ['rsa', 'rsa'], ['ed-locked', 'ed25519'], ['ec-locked', 'ecdsa'], ['rsa-locked', 'rsa']])(
    'makes a private key, %s, that we sign with', async (file, type) => {
      const signer = await parsePrivateKey(readFileSync(join(folder, file), 'utf8'), { passphrase: 'a secret', keyids: 'classic' });
      const made = await write({ owner: signer, rebuilders: [signer], threshold: 1 });
      const verified = run('/usr/bin/in-toto-verify', ['--layout', '../root.layout', '--link-dir', '..', '--layout-keys', join(folder, `${file}.pub`), '--key-types', type], join(made, 'files'));
      expect(verified).toMatchObject({ status: 0 });
    });

  it.each([['ed', 'ed25519'], ['ec', 'ecdsa'], ['rsa', 'rsa']])('signs links and layouts with %s that we accept', async (file, type) => {
    const made = makeFolder();
    const keys = await parsePublicKeys(readFileSync(join(folder, `${file}.pub`), 'utf8'));
    runWell('/usr/bin/in-toto-run', ['-n', 'rebuild', '-p', FILE, '-k', join(folder, file), '-t', type, '-x'], join(made, 'files'));
    writeUnsigned(made);
    runWell('/usr/bin/in-toto-sign', ['-f', 'root.layout', '-k', join(folder, file), '-t', type], made);
    expect(countHeld(made, keys)).toEqual({ link: 1, layout: 1 });
  });

  it.each(GPG)('signs links and layouts with %s that we accept', async (name) => {
    const made = makeFolder();
    const { keyid } = await readSigner(name);
    runWell('/usr/bin/in-toto-run', ['-n', 'rebuild', '-p', FILE, '--gpg', keyid, '-x'], join(made, 'files'));
    writeUnsigned(made);
    runWell('/usr/bin/in-toto-sign', ['-f', 'root.layout', '--gpg', keyid], made);
    expect(countHeld(made, await parsePublicKeys(readPublicKey(name)))).toEqual({ link: 1, layout: 1 });
  });
});

const MAKE_KEYS = `
from securesystemslib.interface import *
generate_and_write_unencrypted_ed25519_keypair(filepath="ed")
generate_and_write_unencrypted_ecdsa_keypair(filepath="ec")
generate_and_write_unencrypted_rsa_keypair(filepath="rsa", bits=2048)
generate_and_write_ed25519_keypair("a secret", filepath="ed-locked")
generate_and_write_ecdsa_keypair("a secret", filepath="ec-locked")
generate_and_write_rsa_keypair("a secret", filepath="rsa-locked", bits=2048)
`;

const EXPORT_KEY = `
import json, os, sys
from securesystemslib.gpg.functions import export_pubkey
print(json.dumps(export_pubkey(sys.argv[1], os.environ["GNUPGHOME"])))
`;

/** A layout as in-toto itself makes one, without a signature. */
function writeUnsigned(made: string): void {
  runWell(PYTHON, ['-c', 'from in_toto.models.layout import *; from in_toto.models.metadata import Metablock; '
    + 'Metablock(signed=Layout(steps=[Step(name="rebuild")], expires="2036-01-01T00:00:00Z")).dump("root.layout")'], made);
}

/** How many keys' signatures hold, by our own reader. */
function countHeld(made: string, keys: readonly TrustedKey[]): { readonly link: number; readonly layout: number } {
  const [link = ''] = readdirSync(join(made, 'files')).filter((name) => name.endsWith('.link'));
  return {
    link: verifySignatures(parseAttestation(readFileSync(join(made, 'files', link))), keys, { now: FUTURE }).keys.length,
    layout: verifySignatures(parseLayout(readFileSync(join(made, 'root.layout'))), keys, { now: FUTURE }).keys.length,
  };
}
