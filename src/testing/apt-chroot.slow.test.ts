// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAptChroot, type AptChroot } from './chroot/apt.ts';
import { tryChroots } from './chroot/chroot.ts';
import { runInside } from './chroot/inside.ts';
import { runCommand } from './command.ts';
import { needsTool } from './needs.ts';
import { createProofWorld, type ProofWorld } from './proof-world.ts';

const hasTools = (['apt-ftparchive', 'dpkg-deb', 'gpg'] as const).map((name) => needsTool(name)).every((found) => found);
const chroots = await tryChroots(['bookworm']);
if (typeof chroots === 'string') console.log(`Skipped, no chroot can be made: ${chroots}`);

const PACKAGES = [
  { Package: 'confirmed', Version: '1:1.0-1+b1', Architecture: 'amd64' },
  { Package: 'halfway', Version: '2.0-1', Architecture: 'all' },
  { Package: 'unconfirmed', Version: '3.0-1', Architecture: 'all' },
] as const;
const CONFIRMED = 'confirmed_1.0-1+b1_amd64.deb';
const HALFWAY = 'halfway_2.0-1_all.deb';
const UNCONFIRMED = 'unconfirmed_3.0-1_all.deb';
/** Without the archive, from which apt takes a file that it has as well. */
const ALONE = ['-o', 'Dir::Etc::sourceparts=/dev/null'] as const;

describe.skipIf(!hasTools || typeof chroots === 'string')('a bookworm with the package proofboard-apt', () => {
  const cleanUps: (() => Promise<void>)[] = [];
  let world: ProofWorld;
  let chroot: AptChroot;

  beforeAll(async () => {
    world = await createProofWorld({ packages: PACKAGES, attestedBy: { halfway: [0], unconfirmed: [] } });
    cleanUps.push(() => world.close());
    chroot = await createAptChroot(world);
    cleanUps.push(() => chroot.close());
    const script = fileURLToPath(new URL('../../scripts/build-deb.ts', import.meta.url));
    const deb = execFileSync(process.execPath, [script, join(world.folder, 'deb')], { encoding: 'utf8' }).trim();
    copyFileSync(deb, chroot.path('root', basename(deb)));
    // It takes the place of apt-transport-in-toto, which the chroot has.
    const installed = await chroot.apt('install', `/root/${basename(deb)}`);
    expect(installed.text).toContain('Setting up proofboard-apt');
    expect(installed.isDone).toBe(true);
    copyFileSync(world.policyFile, chroot.path('etc/proofboard/policy.json'));
    // Here as in small images: what is below /usr/share/doc is left out.
    copyFileSync(chroot.path('usr/share/proofboard-apt/80proofboard-hook'), chroot.path('etc/apt/apt.conf.d/80proofboard-hook'));
    chroot.setMethod('intoto+http');
    chroot.configure('APT::Intoto::Policy "/etc/proofboard/policy.json";');
    expect(await chroot.apt('update')).toMatchObject({ isDone: true });
  }, 300_000);

  beforeEach(async () => {
    chroot.configure('APT::Intoto::Policy "/etc/proofboard/policy.json";');
    world.archive.answer = () => false;
    world.archive.requests.length = 0;
    await chroot.apt('purge', ...PACKAGES.map(({ Package }) => Package));
    await chroot.apt('clean');
  });

  afterAll(async () => {
    for (const close of cleanUps.reverse()) await close();
  });

  it('runs on Node 18', async () => {
    expect(await runInside(chroot.place, ['/usr/bin/node', '--version'])).toMatch(/^v18\./);
  });

  it('installs what two rebuilders confirm, with one line for it', async () => {
    const answer = await chroot.apt('install', 'confirmed');
    expect(answer.text).toMatch(/In-toto verification for confirmed_1\.0-1\+b1_amd64\.deb passed: .*\b2 of 2\b/);
    expect(answer.isDone).toBe(true);
    expect(chroot.isInstalled('confirmed')).toBe(true);
  });

  it.each([
    ['halfway', 'only 1 of 2 required rebuilders confirmed it: a.'], ['unconfirmed', 'no rebuilder has anything about it.'],
  ])('refuses %s with a sentence, and has not downloaded it', async (name, sentence) => {
    const answer = await chroot.apt('install', name);
    expect(answer).toMatchObject({ isDone: false });
    expect(answer.text).toMatch(/In-toto verification for \S+ failed: .+ add an exception for the package/);
    expect(answer.text).toContain(sentence);
    expect(chroot.isInstalled(name)).toBe(false);
    expect(world.archive.requests.filter((request) => request.endsWith('.deb'))).toEqual([]);
    expect(readdirSync(chroot.path('var/cache/apt/archives')).filter((file) => file.endsWith('.deb'))).toEqual([]);
  });

  it('refuses everything of a transaction that has one unconfirmed package', async () => {
    expect(await chroot.apt('install', 'confirmed', 'unconfirmed')).toMatchObject({ isDone: false });
    expect(chroot.isInstalled('confirmed')).toBe(false);
  });

  it('follows a redirection to another host itself: what is not confirmed stays refused', async () => {
    const elsewhere = world.rebuilders[0];
    for (const file of [UNCONFIRMED, CONFIRMED]) copyFileSync(world.toPackage(file), join(world.folder, 'rebuilder-0', file));
    world.archive.answer = ({ url = '' }, response) => {
      if (!url.endsWith('.deb')) return false;
      response.writeHead(302, { location: `${elsewhere?.url ?? ''}/${basename(url)}` }).end();
      return true;
    };
    expect(await chroot.apt('install', 'unconfirmed')).toMatchObject({ isDone: false });
    expect(chroot.isInstalled('unconfirmed')).toBe(false);
    expect((await chroot.apt('install', 'confirmed')).text).toMatch(/In-toto verification for \S+ passed/);
    expect(chroot.isInstalled('confirmed')).toBe(true);
  });

  it('refuses a package that lies in the cache already, which no method ever sees', async () => {
    copyFileSync(world.toPackage(UNCONFIRMED), chroot.path('var/cache/apt/archives', UNCONFIRMED));
    const answer = await chroot.apt('install', 'unconfirmed');
    expect(answer.text).toContain('no rebuilder has anything about it');
    expect(answer).toMatchObject({ isDone: false });
    expect(chroot.isInstalled('unconfirmed')).toBe(false);
  });

  it('refuses a local file, and takes one that is confirmed', async () => {
    copyFileSync(world.toPackage(HALFWAY), chroot.path('root', HALFWAY));
    expect(await chroot.apt('install', `/root/${HALFWAY}`)).toMatchObject({ isDone: false });
    expect(chroot.isInstalled('halfway')).toBe(false);
    copyFileSync(world.toPackage(CONFIRMED), chroot.path('root/confirmed.deb'));
    expect(await chroot.apt('install', '/root/confirmed.deb')).toMatchObject({ isDone: true });
    expect(chroot.isInstalled('confirmed')).toBe(true);
  });

  it.each([
    // With a blank behind the break, as apt keeps no other path.
    [1, '/srv/confirmed.deb\n /srv/confirmed.deb'], [2, '/srv/confirmed.deb\n - < 1.0 /srv/confirmed.deb'], [3, '/srv/confirmed.deb\n - - none < 1.0 all none /srv/confirmed.deb'],
  ])('refuses a path with a line break, of whose halves each is confirmed, by version %i of the protocol', async (version, file) => {
    chroot.configure('APT::Intoto::Policy "/etc/proofboard/policy.json";', `DPkg::Tools::Options::/usr/lib/proofboard/apt-pre-install::Version "${version}";`);
    copyFileSync(world.toPackage(CONFIRMED), chroot.path('srv/confirmed.deb'));
    mkdirSync(dirname(chroot.path(file.slice(1))), { recursive: true });
    copyFileSync(world.toPackage(UNCONFIRMED), chroot.path(file.slice(1)));
    const answer = await chroot.apt('install', ...ALONE, file);
    rmSync(chroot.path(file.slice(1)));
    expect(answer).toMatchObject({ isDone: false, text: expect.stringMatching(/In-toto verification .*(?:line break|not understood)/) as unknown });
    expect(chroot.isInstalled('unconfirmed')).toBe(false);
  });

  it('refuses a confirmed file in a folder where another user may exchange it', async () => {
    mkdirSync(chroot.path('srv/open'));
    chmodSync(chroot.path('srv/open'), 0o777);
    copyFileSync(world.toPackage(CONFIRMED), chroot.path('srv/open/confirmed.deb'));
    const answer = await chroot.apt('install', ...ALONE, '/srv/open/confirmed.deb');
    expect(answer).toMatchObject({ isDone: false, text: expect.stringContaining('copy it to a folder of root\'s') as unknown });
    expect(chroot.isInstalled('confirmed')).toBe(false);
  });

  it('refuses a policy that everybody may write to, or exchange', async () => {
    chmodSync(chroot.path('etc/proofboard'), 0o777);
    const answer = await chroot.apt('install', 'confirmed');
    chmodSync(chroot.path('etc/proofboard'), 0o755);
    expect(answer).toMatchObject({ isDone: false, text: expect.stringContaining('/etc/proofboard may be written by everybody') as unknown });
    expect(chroot.isInstalled('confirmed')).toBe(false);
  });

  it.each([
    ['no configuration', () => rmSync(chroot.path('etc/apt/apt.conf.d/intoto'))],
    ['a policy that is not there', () => chroot.configure('APT::Intoto::Policy "/etc/proofboard/none.json";')],
    ['an option that nobody knows', () => chroot.configure('APT::Intoto::Policy "/etc/proofboard/policy.json";', 'APT::Intoto::NoFial "true";')],
  ])('refuses with %s', async (_, spoil) => {
    spoil();
    expect(await chroot.apt('install', 'confirmed')).toMatchObject({ isDone: false });
    expect(chroot.isInstalled('confirmed')).toBe(false);
    // Also of the cache, where the hook alone stands in the way.
    copyFileSync(world.toPackage(CONFIRMED), chroot.path('var/cache/apt/archives', 'confirmed_1%3a1.0-1+b1_amd64.deb'));
    expect(await chroot.apt('install', 'confirmed')).toMatchObject({ isDone: false });
    expect(chroot.isInstalled('confirmed')).toBe(false);
  });

  it('reads a configuration of apt-transport-in-toto as it is', async () => {
    chroot.trustLayout();
    expect((await chroot.apt('install', 'halfway')).text).toMatch(/failed/);
    expect(chroot.isInstalled('halfway')).toBe(false);
    const answer = await chroot.apt('install', 'confirmed');
    expect(answer.text).toMatch(/In-toto verification for confirmed_\S+ passed/);
    expect(chroot.isInstalled('confirmed')).toBe(true);
  });

  it('audits what is installed: a table of what is confirmed, by whom', async () => {
    await chroot.apt('install', 'confirmed');
    const { stdout, code } = await runCommand(['verify', '--installed', '--root', chroot.path(), '--policy', world.policyFile], { PATH: process.env['PATH'] ?? '' });
    expect(stdout).toMatch(/confirmed\s/);
    // The rest of the system comes from an archive that is not in the lists.
    expect(code).toBe(1);
  });

  // The last one: the package is gone after it.
  it('warns that the hook\'s configuration is left behind when the package is removed, and apt refuses until that is removed too', async () => {
    const removed = await chroot.apt('remove', 'proofboard-apt');
    expect(removed).toMatchObject({ isDone: true, text: expect.stringMatching(/remove \/etc\/apt\/apt\.conf\.d\/80proofboard-hook/) as unknown });
    copyFileSync(world.toPackage(CONFIRMED), chroot.path('root/confirmed.deb'));
    expect(await chroot.apt('install', ...ALONE, '/root/confirmed.deb')).toMatchObject({ isDone: false });
    rmSync(chroot.path('etc/apt/apt.conf.d/80proofboard-hook'));
    expect(await chroot.apt('install', ...ALONE, '/root/confirmed.deb')).toMatchObject({ isDone: true });
  });
});
