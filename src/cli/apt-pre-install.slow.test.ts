// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLoopback } from '../testing/loopback.ts';
import type { Loopback } from '../testing/loopback.ts';
import { needsTool } from '../testing/needs.ts';

const FIXTURES = fileURLToPath(new URL('../verify/fixtures/in-toto/', import.meta.url));
const ENTRY = fileURLToPath(new URL('apt-pre-install.ts', import.meta.url));
const OWNER = 'b4d75efd0e5b701a9b9997383d57d71b4e548ed9';
const GOOD = 'itt-good_1.0-1_all.deb';

let root = '';
const servers: Loopback[] = [];

/** Serves a folder as it is. */
async function serve(folder: string): Promise<string> {
  const server = await startLoopback((request, response) => {
    const file = join(folder, decodeURIComponent(request.url ?? ''));
    if (existsSync(file) && statSync(file).isFile()) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  servers.push(server);
  return server.url;
}

/** A flat archive's index of the packages in a folder. */
function writePackages(folder: string): void {
  const entries = readdirSync(folder).filter((name) => name.endsWith('.deb')).map((name) => {
    const bytes = readFileSync(join(folder, name));
    const control = execFileSync('dpkg-deb', ['--field', join(folder, name)], { encoding: 'utf8' });
    return `${control}Filename: ./${name}\nSize: ${bytes.byteLength}\nSHA256: ${createHash('sha256').update(bytes).digest('hex')}\n`;
  });
  writeFileSync(join(folder, 'Packages'), entries.join('\n'));
}

interface AptResult { readonly status: number | null; readonly output: string }

/** Runs apt in the isolated root; nothing that it installs reaches dpkg. Servers of this process answer meanwhile. */
async function apt(args: readonly string[], options: readonly string[] = []): Promise<AptResult> {
  const child = spawn('apt-get', ['-y', ...options.flatMap((option) => ['-o', option]), ...args], {
    env: { PATH: process.env['PATH'], APT_CONFIG: join(root, 'apt.conf'), LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}

describe.skipIf(!needsTool('apt-get') || !needsTool('dpkg-deb') || !needsTool('gpg'))('the hook, with apt', () => {
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'pb-apt-'));
    chmodSync(root, 0o755);
    for (const folder of ['etc', 'state/lists/partial', 'cache/archives/partial', 'evidence', 'repo', 'dpkg']) mkdirSync(join(root, folder), { recursive: true });
    mkdirSync(join(root, 'gnupg'), { mode: 0o700 });
    execFileSync('gpg', ['--homedir', join(root, 'gnupg'), '--batch', '--quiet', '--import', join(FIXTURES, 'public-keys.asc')], { stdio: 'ignore' });
    copyFileSync(join(FIXTURES, 'root.layout'), join(root, 'root.layout'));
    for (const name of readdirSync(join(FIXTURES, 'repo'))) copyFileSync(join(FIXTURES, 'repo', name), join(root, 'repo', name));
    writePackages(join(root, 'repo'));
    writeFileSync(join(root, 'dpkg/status'), '');
    const [one, two, archive] = [await serve(join(FIXTURES, 'rebuilder1')), await serve(join(FIXTURES, 'rebuilder2')), await serve(join(root, 'repo'))];
    writeFileSync(join(root, 'hook'), `#!/bin/sh\nexec ${process.execPath} ${ENTRY}\n`, { mode: 0o755 });
    writeFileSync(join(root, 'etc/sources.list'), `deb [trusted=yes] ${archive}/ ./\n`);
    // As the sample has it, with this test's places.
    const intoto = readFileSync(join(FIXTURES, 'apt.conf.d-intoto'), 'utf8')
      .replace('http://127.0.0.1:18502', one).replace('http://127.0.0.1:18503', two).replaceAll('/srv/intoto', root);
    expect(intoto).toContain(OWNER);
    writeFileSync(join(root, 'apt.conf'), `
      Dir::Etc::sourcelist "${root}/etc/sources.list"; Dir::Etc::sourceparts "/dev/null"; Dir::Etc::parts "/dev/null"; Dir::Etc::main "/dev/null";
      Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null"; Dir::Etc::trustedparts "/dev/null";
      Dir::State "${root}/state"; Dir::State::status "${root}/dpkg/status"; Dir::Cache "${root}/cache"; Dir::Bin::dpkg "/bin/true"; Dir::Log "${root}/cache";
      APT::Sandbox::User "root"; Debug::NoLocking "true"; APT::Architecture "amd64"; APT::Get::AllowUnauthenticated "true";
      DPkg::Pre-Install-Pkgs { "${root}/hook"; };
      ${intoto}
    `);
    const { status, output } = await apt(['update']);
    if (status !== 0) throw new Error(output);
  }, 60_000);
  afterAll(async () => {
    spawnSync('gpgconf', ['--homedir', join(root, 'gnupg'), '--kill', 'all']);
    await Promise.all(servers.map((server) => server.close()));
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(() => {
    for (const name of readdirSync(join(root, 'cache/archives'))) if (name.endsWith('.deb')) rmSync(join(root, 'cache/archives', name));
  });

  const version = (number: number): string => `DPkg::Tools::Options::${root}/hook::Version=${number}`;

  it.each([1, 2, 3])('lets a confirmed package through, by version %i of the protocol', async (number) => {
    const { status, output } = await apt(['install', 'itt-good'], [version(number)]);
    expect(output).toMatch(/In-toto verification for itt-good_1\.0-1_all\.deb passed: confirmed by 2 of 2/);
    expect(status).toBe(0);
  });
  it.each([1, 3])('stops apt where one rebuilder of two confirms, by version %i', async (number) => {
    const { status, output } = await apt(['install', 'itt-onlyone'], [version(number)]);
    expect(output).toMatch(/In-toto verification for itt-onlyone_1\.0-1_all\.deb failed: .*only 1 of 2/);
    expect(output).toContain('1 of 1 packages are not confirmed, and nothing was installed.');
    expect(status).toBe(100);
  });
  it('stops everything for one tampered package among good ones', async () => {
    const { status, output } = await apt(['install', 'itt-good', 'itt-tampered'], [version(3)]);
    expect(output).toMatch(/itt-good_1\.0-1_all\.deb passed/);
    expect(output).toMatch(/itt-tampered_1\.0-1_all\.deb failed: .*another SHA-256/);
    expect(status).toBe(100);
  });
  it('closes the bypass of apt\'s cache: a file of the right size that apt does not look at again', async () => {
    const bytes = readFileSync(join(FIXTURES, 'repo', GOOD));
    bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.byteLength - 1);
    writeFileSync(join(root, 'cache/archives', GOOD), bytes);
    const { status, output } = await apt(['install', 'itt-good'], [version(3)]);
    expect(output).not.toContain('Get:');
    expect(output).toMatch(/itt-good_1\.0-1_all\.deb failed: .*another SHA-256/);
    expect(status).toBe(100);
  });
  it.each([1, 3])('closes the bypass of local files, by version %i', async (number) => {
    mkdirSync(join(root, 'local'), { recursive: true });
    const file = join(root, 'local', 'downloaded.deb');
    copyFileSync(join(FIXTURES, 'repo/itt-onlyone_1.0-1_all.deb'), file);
    const refused = await apt(['install', file], [version(number)]);
    expect(refused.output).toMatch(/failed: .*only 1 of 2/);
    expect(refused.status).toBe(100);
    copyFileSync(join(FIXTURES, 'repo', GOOD), file);
    const allowed = await apt(['install', file], [version(number)]);
    expect(allowed.output).toMatch(/passed: confirmed by 2 of 2/);
    expect(allowed.status).toBe(0);
  });
  /** Runs apt with another configuration. */
  async function aptWith(change: (text: string) => string, args: readonly string[], number = 3): Promise<AptResult> {
    const configuration = readFileSync(join(root, 'apt.conf'), 'utf8');
    writeFileSync(join(root, 'apt.conf'), change(configuration));
    try {
      return await apt(args, [version(number)]);
    } finally {
      writeFileSync(join(root, 'apt.conf'), configuration);
    }
  }

  it('refuses without a configuration, and with one that is misspelt', async () => {
    const unknown = await aptWith((text) => text.replace('Keyids', 'KeyIdents'), ['install', 'itt-good']);
    expect(unknown.output).toMatch(/In-toto verification refuses everything: .*"APT::Intoto::KeyIdents" is unknown.* \[settings-unknown-option\]/);
    expect(unknown.status).toBe(100);
    const missing = await aptWith((text) => text.replace(/APT::Intoto \{[\s\S]*/, ''), ['install', 'itt-good']);
    expect(missing.output).toMatch(/refuses everything: .*no APT::Intoto.* \[settings-missing\]/);
    expect(missing.status).toBe(100);
  });
  it('is told by NoFail to let through what too few confirm, and never what somebody objects to', async () => {
    const noFail = (text: string): string => `${text} APT::Intoto::NoFail "true";`;
    const allowed = await aptWith(noFail, ['install', 'itt-onlyone']);
    expect(allowed.output).toMatch(/itt-onlyone_1\.0-1_all\.deb failed: .*NoFail is set/);
    expect(allowed.status).toBe(0);
    expect((await aptWith(noFail, ['install', 'itt-tampered'])).status).toBe(100);
  });
  it('gives up root\'s rights before it asks anybody: what it keeps is the other user\'s', async () => {
    const isRoot = process.getuid?.() === 0;
    const nobody = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
    if (isRoot) chownSync(join(root, 'evidence'), nobody, nobody);
    const { status } = await aptWith((text) => `${text.replace('User "root"', 'User "nobody"')} APT::Intoto::Cache "${root}/evidence";`, ['install', 'itt-good']);
    const owners = readdirSync(join(root, 'evidence')).map((name) => statSync(join(root, 'evidence', name)).uid);
    expect([status, owners]).toEqual([0, isRoot ? [nobody, nobody] : [process.getuid?.(), process.getuid?.()]]);
  });
  it('asks nobody where root\'s rights cannot be given up', async () => {
    // In version 3 apt says itself that there is to be no sandbox where it finds no such user.
    const { status, output } = await aptWith((text) => text.replace('User "root"', 'User "no-such-user"'), ['install', 'itt-good'], 1);
    expect([status, output.includes('[privileges-kept]')]).toEqual(process.getuid?.() === 0 ? [100, true] : [0, false]);
  });
  it('says nothing of what is confirmed where the log level is above 20', async () => {
    const { status, output } = await aptWith((text) => text.replace('LogLevel {"20"}', 'LogLevel {"30"}'), ['install', 'itt-good']);
    expect([status, output.includes('In-toto')]).toEqual([0, false]);
  });
});
