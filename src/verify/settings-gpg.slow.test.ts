// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../attest/keys.ts';
import { toPin } from '../attest/trusted-key.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { runProgram } from '../platform/process.ts';
import type { ProgramResult } from '../platform/process.ts';
import { needsTool } from '../testing/needs.ts';
import { createGpg } from './settings-gpg.ts';

const PATH = '/usr/bin:/bin';
const MADE = '2026-01-01T00:00:00Z';
let home = '';

/** Runs gpg as of a time, in a home of its own. */
function gpg(at: string, ...args: readonly string[]): Buffer {
  const time = at.replaceAll(/[-:Z]/g, '');
  const { status, stdout, stderr } = spawnSync('gpg', [
    '--homedir', home, '--batch', '--quiet', '--yes', '--pinentry-mode', 'loopback', '--passphrase', '', '--faked-system-time', `${time}!`, ...args,
  ], { cwd: home, env: { PATH } });
  if (status !== 0) throw new Error(`gpg ${args.join(' ')}: ${stderr.toString()}`);
  return stdout;
}

const generate = (name: string, ...how: readonly string[]): void => void gpg(MADE, '--quick-gen-key', `${name}@test.invalid`, ...how);
const exportKey = (name: string): string => gpg(MADE, '--armor', '--export', `=${name}@test.invalid`).toString();

/** Fingerprints of a key and its subkeys. */
function listPrints(name: string): string[] {
  const lines = gpg(MADE, '--with-colons', '--list-keys', `=${name}@test.invalid`).toString().split('\n');
  return lines.filter((line) => line.startsWith('fpr:')).map((line) => (line.split(':')[9] ?? '').toLowerCase());
}

function revoke(name: string): void {
  const [print = ''] = listPrints(name);
  writeFileSync(join(home, 'revocation'), readFileSync(join(home, `openpgp-revocs.d/${print.toUpperCase()}.rev`), 'utf8').replace(':-----BEGIN', '-----BEGIN'));
  gpg('2026-02-01T00:00:00Z', '--import', 'revocation');
}

/** gpg asks on the terminal for what to revoke: it is told on its command channel. */
function revokeSubkey(name: string): void {
  const [print = ''] = listPrints(name);
  const { status, stderr } = spawnSync('gpg', [
    '--homedir', home, '--quiet', '--no-tty', '--pinentry-mode', 'loopback', '--passphrase', '', '--command-fd', '0', '--status-fd', '2', '--edit-key', print,
  ], { input: 'key 1\nrevkey\ny\n0\n\ny\nsave\n', env: { PATH } });
  if (status !== 0) throw new Error(stderr.toString());
}

const reader = createGpg(runProgram, PATH);
const readHome = async (keyid: string): Promise<TrustedKey> => {
  const [key] = await reader.readHome(home, [keyid]);
  if (key === undefined) throw new Error('no key');
  return key;
};
const NAMES = ['rsa', 'ed', 'sub', 'twosubs', 'ends', 'subends', 'expired', 'gone', 'subgone', 'odd'];

describe.skipIf(!needsTool('gpg'))('createGpg', () => {
  beforeAll(() => {
    // gpg-agent's socket needs a short path.
    home = mkdtempSync(join(tmpdir(), 'pb-gpg-'));
    generate('rsa', 'rsa2048', 'sign', 'never');
    generate('ed', 'ed25519', 'sign', 'never');
    for (const name of ['sub', 'twosubs', 'subends', 'subgone', 'odd']) generate(name, 'ed25519', 'cert', 'never');
    const add = (name: string, ...how: readonly string[]): void => void gpg(MADE, '--quick-add-key', listPrints(name)[0] ?? '', ...how);
    add('sub', 'rsa2048', 'sign', 'never');
    add('sub', 'cv25519', 'encr', 'never');
    add('twosubs', 'ed25519', 'sign', 'never');
    add('twosubs', 'rsa2048', 'sign', '2027-01-01');
    add('subends', 'ed25519', 'sign', '2026-03-01');
    add('subgone', 'ed25519', 'sign', 'never');
    add('subgone', 'rsa2048', 'sign', 'never');
    revokeSubkey('subgone');
    add('odd', 'ed25519', 'sign', 'never');
    add('odd', 'nistp256/ecdsa', 'sign', 'never');
    generate('ends', 'ed25519', 'sign', '2099-01-01');
    generate('expired', 'rsa2048', 'sign', '2026-02-01');
    generate('gone', 'ed25519', 'sign', 'never');
    revoke('gone');
    generate('p256', 'nistp256', 'sign', 'never');
    generate('certonly', 'ed25519', 'cert', 'never');
  }, 120_000);
  afterAll(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'], { env: { PATH } });
    rmSync(home, { recursive: true, force: true });
  });

  it.each(NAMES)('agrees with OpenPGP\'s library on the key "%s", from a home and from a file', async (name) => {
    const [expected] = await parsePublicKeys(exportKey(name));
    const [print = ''] = listPrints(name);
    const own = await readHome(print);
    expect(own).toEqual(expected);
    expect(await reader.readBlock(Buffer.from(exportKey(name)))).toEqual([expected]);
    expect(await reader.readBlock(gpg(MADE, '--export', `=${name}@test.invalid`))).toEqual([expected]);
    expect(toPin(own)).toBe(expected === undefined ? '' : toPin(expected));
  });
  it('keeps revoked keys and ends of validity, so that the verifier can refuse for them', async () => {
    const [gone, expired, subgone] = [await readHome(listPrints('gone')[0] ?? ''), await readHome(listPrints('expired')[0] ?? ''), await readHome(listPrints('subgone')[0] ?? '')];
    expect(gone.signers.map(({ isRevoked }) => isRevoked)).toEqual([true]);
    expect(expired.signers[0]?.validUntil).toBeLessThanOrEqual(Date.parse('2026-02-02T00:00:00Z'));
    expect(subgone.signers.map(({ isRevoked }) => isRevoked)).toEqual([true, false]);
  });
  it('finds a key by 16 digits, by 0x, in capitals, and by its subkey', async () => {
    const [main = '', sub = ''] = listPrints('sub');
    for (const id of [main.slice(-16), `0x${main}`, main.toUpperCase(), sub]) expect((await readHome(id)).fingerprint).toBe(main);
  });
  it('gives a key once however often it is named', async () => {
    const [print = ''] = listPrints('rsa');
    expect(await reader.readHome(home, [print, print])).toHaveLength(1);
  });
  it.each([
    ['8 digits, which anybody can make', 'abcdef12', /40 hex digits/], ['an option', '--version', /40 hex digits/], ['a name', 'rsa@test.invalid', /40 hex digits/],
    ['a key that is not there', '0'.repeat(40), /cannot be read: .*No public key/],
  ])('refuses %s', async (_, keyid, message) => {
    await expect(reader.readHome(home, [keyid])).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringMatching(message) as unknown });
  });
  it('refuses a subkey that signs nothing as the name of a key', async () => {
    await expect(readHome(listPrints('sub')[2] ?? '')).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('was asked for') as unknown });
  });
  it.each(['p256', 'certonly'])('refuses the key "%s", which signs no link', async (name) => {
    await expect(readHome(listPrints(name)[0] ?? '')).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('no key that signs') as unknown });
  });
  it('refuses a private key, and says nothing of it', async () => {
    const secret = gpg(MADE, '--export-secret-keys', '=ed@test.invalid');
    await expect(reader.readBlock(secret)).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringMatching(/^this is a private key/) as unknown });
  });
  it('refuses what is no key, and an empty block', async () => {
    await expect(reader.readBlock(Buffer.from('nonsense'))).rejects.toMatchObject({ code: 'settings-keys' });
    await expect(reader.readBlock(new Uint8Array())).rejects.toMatchObject({ code: 'settings-keys' });
  });
  it('leaves out a subkey that somebody appended to a key', async () => {
    // Packets of a key: the subkey of another, without the signature that binds it, behind all of this one.
    const [own, other] = [gpg(MADE, '--export', '=ed@test.invalid'), gpg(MADE, '--export', '=sub@test.invalid')];
    const packets = spawnSync('gpg', ['--list-packets'], { input: other, env: { PATH } }).stdout.toString();
    const [, at = '', head = '', length = ''] = /# off=(\d+) ctb=\S+ tag=14 hlen=(\d+) plen=(\d+)/.exec(packets) ?? [];
    const subkey = other.subarray(Number(at), Number(at) + Number(head) + Number(length));
    expect(subkey.byteLength).toBeGreaterThan(100);
    const [key] = await reader.readBlock(Buffer.concat([own, subkey]));
    expect(key?.signers.map(({ fingerprint }) => fingerprint)).toEqual(listPrints('ed'));
  });
  it('refuses a key whose owner disabled it', async () => {
    const { status } = spawnSync('gpg', ['--homedir', home, '--quiet', '--no-tty', '--command-fd', '0', '--edit-key', listPrints('rsa')[0] ?? ''], { input: 'disable\nsave\n', env: { PATH } });
    expect(status).toBe(0);
    await expect(readHome(listPrints('rsa')[0] ?? '')).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('is disabled') as unknown });
  });
  it('changes nothing in a home that it reads', async () => {
    const before = readdirSync(home).map((name) => [name, statSync(join(home, name)).mtimeMs]);
    await readHome(listPrints('ed')[0] ?? '');
    expect(readdirSync(home).map((name) => [name, statSync(join(home, name)).mtimeMs])).toEqual(before);
  });
});

describe('createGpg without gpg', () => {
  const ending = (result: Partial<ProgramResult>): ReturnType<typeof createGpg> => (
    createGpg(() => Promise.resolve({ status: null, ended: 'exit', stdout: new Uint8Array(), stderr: '', ...result }), PATH));
  const PRINT = 'ab'.repeat(20);
  const tmpHome = mkdtempSync(join(tmpdir(), 'proofboard-gpg-home-'));
  afterAll(() => rmSync(tmpHome, { recursive: true, force: true }));
  it('says that gpg is not installed, or did not end by itself', async () => {
    await expect(ending({ ended: 'missing' }).readHome(tmpHome, [PRINT])).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('apt-get install gpg') as unknown });
    await expect(ending({ ended: 'timeout' }).readHome(tmpHome, [PRINT])).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('timeout') as unknown });
  });
  it('refuses a listing that has no such key, or two', async () => {
    await expect(ending({ status: 0 }).readHome(tmpHome, [PRINT])).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('has 0 keys') as unknown });
  });
  it('refuses an id that two keys have', async () => {
    const key = (print: string): string => `pub:-:255:22:0:1767225600:::-:::scSC:::::ed25519:::0:\nfpr:::::::::${print}:\npkd:0:80:092B06010401DA470F01:\npkd:1:263:40${'11'.repeat(32)}:\n`;
    const stdout = Buffer.from(key('AB'.repeat(20)) + key(`${'CD'.repeat(12)}${'AB'.repeat(8)}`));
    await expect(ending({ status: 0, stdout }).readHome(tmpHome, ['ab'.repeat(8)])).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('has 2 keys') as unknown });
  });
  it('refuses a file in which gpg finds no key', async () => {
    await expect(ending({ status: 0 }).readBlock(new Uint8Array())).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('holds none') as unknown });
  });
  it('refuses a home that others may write to', async () => {
    chmodSync(tmpHome, 0o777);
    await expect(ending({ status: 0 }).readHome(tmpHome, [PRINT])).rejects.toMatchObject({ code: 'settings-unsafe' });
    chmodSync(tmpHome, 0o700);
  });
  it('wants an absolute home, and not too many keys', async () => {
    await expect(ending({ status: 0 }).readHome('gnupg', [PRINT])).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('no absolute path') as unknown });
    await expect(ending({ status: 0 }).readHome(tmpHome, Array.from({ length: 101 }, () => PRINT))).rejects.toMatchObject({ code: 'settings-keys', message: expect.stringContaining('100 key ids') as unknown });
  });
});
