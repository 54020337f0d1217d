// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../testing/command.ts';
import type { CommandResult } from '../testing/command.ts';
import { buildPackages } from '../testing/debian-archive.ts';
import { startLoopback } from '../testing/loopback.ts';
import type { Loopback } from '../testing/loopback.ts';
import { needsTool } from '../testing/needs.ts';
import { askAptConfig } from './apt-pre-install-run.ts';

const FIXTURES = fileURLToPath(new URL('../verify/fixtures/in-toto/', import.meta.url));
const GOOD = join(FIXTURES, 'repo/itt-good_1.0-1_all.deb');

let dir = '';
let server: Loopback;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pb-verify-'));
  server = await startLoopback((request, response) => {
    const [, number = '', path = ''] = /^\/([12])\/(sources\/itt-good\/1\.0-1\/metadata)$/.exec(request.url ?? '') ?? [];
    if (number === '') response.writeHead(404).end();
    else response.end(readFileSync(join(FIXTURES, `rebuilder${number}`, path)));
  });
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const verify = (...args: string[]): Promise<CommandResult> => (
  runCommand(['verify', ...args], { PATH: process.env['PATH'] ?? '', APT_CONFIG: join(dir, 'apt.conf') }));

describe.skipIf(!needsTool('apt-get') || !needsTool('gpg'))('verify, by apt\'s own configuration', () => {
  beforeAll(() => {
    mkdirSync(join(dir, 'gnupg'), { mode: 0o700 });
    execFileSync('gpg', ['--homedir', join(dir, 'gnupg'), '--batch', '--quiet', '--import', join(FIXTURES, 'public-keys.asc')], { stdio: 'ignore' });
    copyFileSync(join(FIXTURES, 'root.layout'), join(dir, 'root.layout'));
    const intoto = readFileSync(join(FIXTURES, 'apt.conf.d-intoto'), 'utf8')
      .replace('http://127.0.0.1:18502', `${server.url}/1`).replace('http://127.0.0.1:18503', `${server.url}/2`).replaceAll('/srv/intoto', dir);
    writeFileSync(join(dir, 'apt.conf'), intoto);
  });
  afterAll(() => void spawnSync('gpgconf', ['--homedir', join(dir, 'gnupg'), '--kill', 'all']));

  it('confirms what the method would, without any option', async () => {
    const { code, stdout } = await verify(GOOD);
    expect(stdout).toMatch(/^confirmed /);
    expect(code).toBe(0);
  });
  it('reads keys from armour and from a keyring in binary form alike', async () => {
    const binary = join(dir, 'owner.gpg');
    execFileSync('gpg', ['--homedir', join(dir, 'gnupg'), '--batch', '--yes', '--output', binary, '--export', 'b4d75efd0e5b701a9b9997383d57d71b4e548ed9'], { stdio: 'ignore' });
    execFileSync('gpg', ['--homedir', join(dir, 'gnupg'), '--batch', '--yes', '--armor', '--output', `${binary}.asc`, '--export', 'b4d75efd0e5b701a9b9997383d57d71b4e548ed9'], { stdio: 'ignore' });
    for (const key of [binary, `${binary}.asc`]) {
      const trust = ['--layout', join(FIXTURES, 'root.layout'), '--key', key, '--rebuilder', `${server.url}/1`, '--rebuilder', `${server.url}/2`];
      expect((await verify(GOOD, ...trust)).code).toBe(0);
    }
  });
  it('keeps what it read in the cache that the configuration names', async () => {
    mkdirSync(join(dir, 'cache'), { mode: 0o755 });
    writeFileSync(join(dir, 'apt.conf'), `${readFileSync(join(dir, 'apt.conf'), 'utf8')} APT::Intoto::Cache "${join(dir, 'cache')}";`);
    expect((await verify(GOOD)).code).toBe(0);
    expect(execFileSync('ls', [join(dir, 'cache')], { encoding: 'utf8' }).trim().split('\n')).toHaveLength(2);
  });
});

describe.skipIf(!needsTool('dpkg-deb'))('verify, and exceptions', () => {
  it('excepts a package by its own name, whatever its file is called, and no other that is called so', async () => {
    buildPackages(dir, [{ Package: 'mine', Version: '1.0', Architecture: 'all' }, { Package: 'evil', Version: '1.0', Architecture: 'all' }]);
    copyFileSync(join(dir, 'pool/main/mine_1.0_all.deb'), join(dir, 'download.deb'));
    copyFileSync(join(dir, 'pool/main/evil_1.0_all.deb'), join(dir, 'mine_1.0_all.deb'));
    const policy = join(dir, 'policy.json');
    writeFileSync(policy, JSON.stringify({
      version: 1, threshold: 1, rebuilders: [{ operator: 'A', url: `${server.url}/1`, keys: ['ab'.repeat(31) + '12'] }],
      exceptions: [{ package: 'mine', reason: 'built here', added: '2026-01-01' }],
    }));
    expect(await verify(join(dir, 'download.deb'), '--policy', policy)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^excepted .*built here/) as unknown });
    expect(await verify(join(dir, 'mine_1.0_all.deb'), '--policy', policy)).toMatchObject({ code: 1, stdout: expect.stringMatching(/^refused /) as unknown });
  });
});

describe('askAptConfig, where apt-config fails', () => {
  const write = (script: string): Promise<unknown> => {
    mkdirSync(join(dir, 'bin'), { recursive: true });
    writeFileSync(join(dir, 'bin/apt-config'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return askAptConfig({ path: `${join(dir, 'bin')}:/usr/bin:/bin`, aptConfig: undefined });
  };
  it('hands on what it says, or how it ended', async () => {
    await expect(write('echo "E: Syntax error" >&2; exit 100')).rejects.toMatchObject({ code: 'settings-unreadable', message: expect.stringContaining('Syntax error') as unknown });
    await expect(write('yes x')).rejects.toMatchObject({ code: 'settings-unreadable', message: expect.stringContaining('too-large') as unknown });
  });
});
