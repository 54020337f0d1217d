// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { needsTool } from '../testing/needs.ts';
import { toGpgSignature } from '../testing/keys/sign.ts';
import { toCanonicalJson } from './canonical-json.ts';
import { verifyClearSigned, verifyDetached } from './clear-signed.ts';
import { createKeyring } from './keyring.ts';
import { parsePublicKeys } from './keys.ts';
import { toPin } from './trusted-key.ts';
import { toProof } from './proof.ts';

const MADE = '2026-01-01T00:00:00Z';
const NOW = Date.parse('2026-06-01T00:00:00Z');
const TEXT = 'Origin: Test\n- dash\n-----\n\n é \t\nlast\n';
/** As gpg signs it: without white space at the ends of lines, and the last line's end aside. */
const SIGNED_TEXT = 'Origin: Test\n- dash\n-----\n\n é\nlast';
const FILE = 'x_1_all.deb';
const SIGNED = { _type: 'link', name: 'rebuild', materials: {}, products: { [FILE]: { sha256: 'ab'.repeat(32) } }, byproducts: {}, command: [], environment: {} };

let home = '';

/** Runs gpg as of a time, in a home of its own. */
function gpg(at: string, ...args: readonly string[]): Buffer {
  const time = at.replaceAll(/[-:Z]/g, '');
  const { status, stdout, stderr } = spawnSync('gpg', [
    '--homedir', home, '--batch', '--quiet', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', '--faked-system-time', `${time}!`, ...args,
  ], { cwd: home, env: { PATH: '/usr/bin:/bin' } });
  if (status !== 0) throw new Error(`gpg ${args.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

/** Fingerprints of a key and its subkeys. */
function listPrints(user: string): string[] {
  const lines = gpg(MADE, '--with-colons', '--list-keys', user).toString().split('\n');
  return lines.filter((line) => line.startsWith('fpr:')).map((line) => (line.split(':')[9] ?? '').toLowerCase());
}

const exportKey = (user: string): string => gpg(MADE, '--armor', '--export', user).toString();
const clearSign = (user: string, at = '2026-02-01T00:00:00Z', ...options: string[]): string => (
  gpg(at, '--local-user', user, ...options, '--output', '-', '--clearsign', 'text').toString());

/** A link as in-toto makes it with gpg: a detached signature over the canonical JSON. */
function signLink(user: string, at = '2026-02-01T00:00:00Z', ...options: string[]): Uint8Array {
  const packet = gpg(at, '--local-user', user, '--digest-algo', 'SHA256', ...options, '--output', '-', '--detach-sign', 'cjson');
  return new TextEncoder().encode(JSON.stringify({ signatures: [toGpgSignature(packet)], signed: SIGNED }));
}

async function judgeLink(bytes: Uint8Array, user: string, now = NOW): Promise<string> {
  const proof = toProof(bytes, { fileName: FILE, names: ['rebuild'], keys: await parsePublicKeys(exportKey(user)), now });
  return proof.kind === 'refused' ? proof.code : proof.kind;
}

const judgeText = async (text: string, user: string, now = NOW): Promise<string> => (
  verifyClearSigned(text, [exportKey(user)], now).then(() => 'verified', (thrown: unknown) => String((thrown as { code?: unknown }).code)));

describe.skipIf(!needsTool('gpg'))('signatures of a real gpg', () => {
  beforeAll(() => {
    // gpg-agent's socket needs a short path.
    home = mkdtempSync(join(tmpdir(), 'pb-gpg-'));
    writeFileSync(join(home, 'text'), TEXT);
    writeFileSync(join(home, 'cjson'), toCanonicalJson(SIGNED));
    gpg(MADE, '--quick-gen-key', 'rsa@test.invalid', 'rsa2048', 'sign', 'never');
    gpg(MADE, '--quick-gen-key', 'ed@test.invalid', 'ed25519', 'sign', 'never');
    gpg(MADE, '--quick-gen-key', 'sub@test.invalid', 'ed25519', 'cert', 'never');
    const [sub = ''] = listPrints('sub@test.invalid');
    gpg(MADE, '--quick-add-key', sub, 'rsa2048', 'sign', '2026-03-01');
    gpg(MADE, '--quick-add-key', sub, 'cv25519', 'encr', 'never');
    gpg(MADE, '--quick-gen-key', 'short@test.invalid', 'ed25519', 'sign', '2026-03-01');
    gpg(MADE, '--quick-gen-key', 'p256@test.invalid', 'nistp256', 'sign', 'never');
  }, 120_000);
  afterAll(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'], { env: { PATH: '/usr/bin:/bin' } });
    rmSync(home, { recursive: true, force: true });
  });

  it.each(['rsa', 'ed', 'p256'])('verifies a document clear-signed by %s', async (name) => {
    const user = `${name}@test.invalid`;
    const signed = await verifyClearSigned(clearSign(user), [exportKey(user)], NOW);
    expect(signed).toEqual({ text: SIGNED_TEXT, fingerprints: listPrints(user) });
  });
  it('verifies a document of two signers by either', async () => {
    const text = clearSign('rsa@test.invalid', '2026-02-01T00:00:00Z', '--local-user', 'ed@test.invalid');
    const fingerprints = ['rsa@test.invalid', 'ed@test.invalid'].flatMap(listPrints);
    const ring = await createKeyring([exportKey('rsa@test.invalid'), exportKey('ed@test.invalid')]);
    expect((await verifyClearSigned(text, ring, NOW)).fingerprints.toSorted()).toEqual(fingerprints.toSorted());
    expect(await judgeText(text, 'ed@test.invalid')).toBe('verified');
    expect(await judgeText(text, 'p256@test.invalid')).toBe('wrong-key');
  });
  it('verifies a detached signature, armoured and not', async () => {
    const bytes = readFileSync(join(home, 'text'));
    const ring = await createKeyring([exportKey('rsa@test.invalid')]);
    for (const armor of [[], ['--armor']]) {
      const signature = gpg('2026-02-01T00:00:00Z', '--local-user', 'rsa@test.invalid', ...armor, '--output', '-', '--detach-sign', 'text');
      const given = armor.length > 0 ? signature.toString() : signature;
      expect(await verifyDetached(bytes, given, ring, NOW)).toEqual(ring.fingerprints);
      await expect(verifyDetached(bytes.subarray(1), given, ring, NOW)).rejects.toMatchObject({ code: 'bad-signature' });
    }
  });
  it('verifies links by RSA, Ed25519 and a subkey, with SHA-256 and SHA-512', async () => {
    for (const user of ['rsa@test.invalid', 'ed@test.invalid', 'sub@test.invalid']) {
      expect(await judgeLink(signLink(user), user)).toBe('verified');
      expect(await judgeLink(signLink(user, '2026-02-01T00:00:00Z', '--digest-algo', 'SHA512'), user)).toBe('verified');
      expect(await judgeLink(signLink(user), 'short@test.invalid')).toBe('wrong-key');
    }
    const keys = await parsePublicKeys(exportKey('sub@test.invalid'));
    const proof = toProof(signLink('sub@test.invalid'), { fileName: FILE, names: null, keys, now: NOW });
    expect(keys.map(({ fingerprint }) => fingerprint)).toEqual(listPrints('sub@test.invalid').slice(0, 1));
    expect(proof).toMatchObject({ kind: 'verified', keys: keys.map(toPin) });
  });
  it('refuses SHA-1 and text signatures of links', async () => {
    const weak = ['--digest-algo', 'SHA1', '--allow-weak-digest-algos'];
    expect(await judgeLink(signLink('rsa@test.invalid', '2026-02-01T00:00:00Z', ...weak), 'rsa@test.invalid')).toBe('weak-hash');
    expect(await judgeText(clearSign('rsa@test.invalid', '2026-02-01T00:00:00Z', ...weak), 'rsa@test.invalid')).toBe('weak-hash');
    expect(await judgeLink(signLink('rsa@test.invalid', '2026-02-01T00:00:00Z', '--textmode'), 'rsa@test.invalid')).toBe('unsupported');
  });
  it('judges a link by its key when it was signed, a document by its key now', async () => {
    const user = 'short@test.invalid';
    const [before, after] = [Date.parse('2026-02-02T00:00:00Z'), Date.parse('2026-04-01T00:00:00Z')];
    expect([await judgeLink(signLink(user), user, before), await judgeLink(signLink(user), user, after)]).toEqual(['verified', 'verified']);
    expect([await judgeText(clearSign(user), user, before), await judgeText(clearSign(user), user, after)]).toEqual(['verified', 'key-expired']);
    expect(await judgeText(clearSign('sub@test.invalid'), 'sub@test.invalid', before)).toBe('verified');
    expect(await judgeText(clearSign('sub@test.invalid'), 'sub@test.invalid', after)).toBe('key-expired');
  });
  it('refuses what a key signed after it had expired', async () => {
    // gpg itself signs with no expired key: it signs first, and the key's end is set before that afterwards.
    const [print = ''] = listPrints('ed@test.invalid');
    const [link, text] = [signLink('ed@test.invalid', '2026-04-01T00:00:00Z'), clearSign('ed@test.invalid', '2026-04-01T00:00:00Z')];
    const longer = exportKey('ed@test.invalid');
    gpg('2026-01-02T00:00:00Z', '--quick-set-expire', print, '2026-03-01');
    expect(await judgeLink(link, 'ed@test.invalid')).toBe('key-expired');
    expect(await judgeText(text, 'ed@test.invalid')).toBe('key-expired');
    // An older copy of the key in the keyring still holds.
    const ring = await createKeyring([exportKey('ed@test.invalid'), longer]);
    expect((await verifyClearSigned(text, ring, NOW)).fingerprints).toEqual([print]);
    gpg('2026-01-03T00:00:00Z', '--quick-set-expire', print, '0');
  });
  it('refuses a signature that has expired, or is from the future', async () => {
    const limited = ['--default-sig-expire', '2026-02-10'];
    const [soon, late] = [Date.parse('2026-02-09T00:00:00Z'), Date.parse('2026-02-11T00:00:00Z')];
    const link = signLink('rsa@test.invalid', '2026-02-01T00:00:00Z', ...limited);
    const text = clearSign('rsa@test.invalid', '2026-02-01T00:00:00Z', ...limited);
    expect([await judgeLink(link, 'rsa@test.invalid', soon), await judgeLink(link, 'rsa@test.invalid', late)]).toEqual(['verified', 'signature-expired']);
    expect([await judgeText(text, 'rsa@test.invalid', soon), await judgeText(text, 'rsa@test.invalid', late)]).toEqual(['verified', 'signature-expired']);
    const early = Date.parse('2026-02-01T00:00:00Z') - 2 * DAY_MS;
    expect([await judgeLink(link, 'rsa@test.invalid', early), await judgeText(text, 'rsa@test.invalid', early)]).toEqual(['signature-future', 'signature-future']);
  });
  it('refuses whatever a revoked key signed, before or after', async () => {
    gpg(MADE, '--quick-gen-key', 'gone@test.invalid', 'ed25519', 'sign', 'never');
    const [print = ''] = listPrints('gone@test.invalid');
    const [link, text] = [signLink('gone@test.invalid'), clearSign('gone@test.invalid')];
    expect([await judgeLink(link, 'gone@test.invalid'), await judgeText(text, 'gone@test.invalid')]).toEqual(['verified', 'verified']);
    const certificate = join(home, 'openpgp-revocs.d', `${print.toUpperCase()}.rev`);
    writeFileSync(join(home, 'revocation'), readFileSync(certificate, 'utf8').replace(':-----BEGIN', '-----BEGIN'));
    gpg('2026-04-01T00:00:00Z', '--import', 'revocation');
    expect([await judgeLink(link, 'gone@test.invalid'), await judgeText(text, 'gone@test.invalid')]).toEqual(['key-revoked', 'key-revoked']);
  });
});
