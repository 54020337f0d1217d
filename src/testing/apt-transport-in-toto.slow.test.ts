// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAptChroot, type AptChroot } from './chroot/apt.ts';
import { tryChroots } from './chroot/chroot.ts';
import { runInside } from './chroot/inside.ts';
import { needsTool } from './needs.ts';
import { createProofWorld, type ProofWorld } from './proof-world.ts';

const hasTools = (['apt-ftparchive', 'dpkg-deb', 'gpg'] as const).map((name) => needsTool(name)).every((found) => found);
const chroots = await tryChroots(['bookworm']);
if (typeof chroots === 'string') console.log(`Skipped, no chroot can be made: ${chroots}`);

interface Row {
  readonly name: string;
  readonly version: string;
  readonly attestedBy: readonly number[];
  readonly isTampered?: true;
  /** Whether it is installed: by apt-transport-in-toto, and by our method. */
  readonly theirs: boolean;
  readonly ours: boolean;
  /** Why they differ. */
  readonly reason?: string;
}

const ROWS: readonly Row[] = [
  { name: 'plain', version: '1.0-1', attestedBy: [0, 1], theirs: true, ours: true },
  { name: 'binnmu', version: '1.0-1+b2', attestedBy: [0, 1], theirs: true, ours: true },
  { name: 'halfway', version: '1.0-1', attestedBy: [0], theirs: false, ours: false },
  { name: 'nobody', version: '1.0-1', attestedBy: [], theirs: false, ours: false },
  { name: 'tampered', version: '1.0-1', attestedBy: [0, 1], isTampered: true, theirs: false, ours: false },
  { name: 'epoch', version: '2:1.0-1', attestedBy: [0, 1], theirs: false, ours: true, reason: 'it looks for the version with the epoch, as it stands in the name' },
];

describe.skipIf(!hasTools || typeof chroots === 'string')('our method and apt-transport-in-toto, of one layout and the same links', () => {
  const cleanUps: (() => Promise<void>)[] = [];
  const chroots: Partial<Record<'theirs' | 'ours', AptChroot>> = {};
  let world: ProofWorld;

  beforeAll(async () => {
    world = await createProofWorld({
      packages: ROWS.map(({ name, version }) => ({ Package: name, Version: version, Architecture: 'all' })),
      attestedBy: Object.fromEntries(ROWS.map(({ name, attestedBy }) => [name, attestedBy])),
      tampered: ROWS.filter(({ isTampered }) => isTampered).map(({ name }) => name),
    });
    cleanUps.push(() => world.close());
    for (const [who, method] of [['theirs', 'intoto'], ['ours', 'intoto+http']] as const) {
      const chroot = await createAptChroot(world);
      cleanUps.push(() => chroot.close());
      chroots[who] = chroot;
      if (who === 'ours') await installOurs(chroot);
      chroot.setMethod(method);
      chroot.trustLayout();
      expect(await chroot.apt('update')).toMatchObject({ isDone: true });
    }
  }, 300_000);

  afterAll(async () => {
    for (const close of cleanUps.reverse()) await close();
  });

  async function installOurs(chroot: AptChroot): Promise<void> {
    const script = fileURLToPath(new URL('../../scripts/build-deb.ts', import.meta.url));
    const deb = execFileSync(process.execPath, [script, join(world.folder, 'deb')], { encoding: 'utf8' }).trim();
    copyFileSync(deb, chroot.path('root', basename(deb)));
    expect(await chroot.apt('install', `/root/${basename(deb)}`)).toMatchObject({ isDone: true });
  }

  it('are Debian’s 0.1.1 and ours', async () => {
    const versionIn = async (who: 'theirs' | 'ours', name: string): Promise<string> => {
      const chroot = chroots[who];
      return chroot === undefined ? '' : runInside(chroot.place, ['dpkg-query', '--show', '--showformat=${Version}', name]);
    };
    expect(await versionIn('theirs', 'apt-transport-in-toto')).toMatch(/^0\.1\.1/);
    expect(await versionIn('ours', 'proofboard-apt')).not.toBe('');
  });

  it.each(ROWS)('$name: installed by them $theirs, by us $ours', async ({ name, theirs, ours, reason }) => {
    expect(theirs === ours).toBe(reason === undefined);
    for (const [who, expected] of [['theirs', theirs], ['ours', ours]] as const) {
      const answer = await chroots[who]?.apt('install', name);
      expect([who, chroots[who]?.isInstalled(name), answer?.isDone]).toEqual([who, expected, expected]);
    }
  });
});
