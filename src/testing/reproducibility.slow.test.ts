// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { systemClock } from '../platform/clock.ts';
import { startStaticServer, type StaticServer } from '../platform/static-server.ts';
import { launchBrowser } from './browser.ts';
import { runCommand, type CommandResult } from './command.ts';
import { writeSuite } from './debian-archive.ts';
import { startForge, type Forge } from './forge/forge.ts';
import { needsTool } from './needs.ts';
import { tryChroots } from './chroot/chroot.ts';
import { startRealRebuilderd, type RealRebuilderd } from './rebuilderd/start.ts';
import { createSigner, type Signer } from './signer.ts';

const hasTools = (['chromium', 'gpg', 'apt-ftparchive'] as const).map((name) => needsTool(name)).every((found) => found);
const chroots = await tryChroots(['sid']);
if (typeof chroots === 'string') console.log(`Skipped, no chroot can be made: ${chroots}`);

describe.skipIf(!hasTools || typeof chroots === 'string')('from two builds that differ to the page that says why', () => {
  let folder: string;
  let rebuilderd: RealRebuilderd;
  let forge: Forge;
  let signer: Signer;
  let archive: StaticServer;
  let board: StaticServer;
  let browser: Browser;
  let collected: CommandResult;
  const site = (): string => join(folder, 'site');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proofboard-reproducibility-'));
    rebuilderd = await startRealRebuilderd('sid');
    forge = await startForge();
    signer = createSigner('archive');
    archive = await publish();
    writeFileSync(join(folder, 'archive.asc'), signer.armored);
    writeFileSync(join(folder, 'rebuilder.pem'), rebuilderd.publicKeys.join('\n'));
    writeFileSync(join(folder, 'proofboard.yml'), `
gitlab: {url: '${forge.gitlabUrl}', projects: ['${forge.organisation.group}/qubes-core-admin']}
packages: {sources: {'${forge.organisation.group}/qubes-core-admin': [differing-sample]}}
rebuilders: [{type: rebuilderd, name: Real rebuilderd, operator: Debian, url: '${rebuilderd.url}', keys: [rebuilder.pem]}]
archives: [{type: debian, url: '${archive.url.replace(/\/$/, '')}', suites: [sample], keys: [archive.asc]}]
`);
    const where = ['--config', join(folder, 'proofboard.yml'), '--state', join(folder, 'state.sqlite')];
    collected = await runCommand(['collect', '--json', ...where]);
    const built = await runCommand(['build', ...where, '--out', site()]);
    expect(built, built.stderr).toMatchObject({ code: 0 });
    board = await startStaticServer({ root: site(), host: '127.0.0.1', port: 0 });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await Promise.all([board.close(), archive.close(), forge.close()]);
    signer.close();
    await rebuilderd.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rebuilder's own originals in an archive that gpg signed. */
  async function publish(): Promise<StaticServer> {
    const root = join(folder, 'archive');
    for (const { name, version, architecture, sha256 } of rebuilderd.packages) {
      if (sha256 === null) continue;
      const file = `pool/main/${name.slice(0, 1)}/${name}/${name}_${version.replace(/^\d+:/, '')}_${architecture}.deb`;
      const response = await fetch(`${rebuilderd.mirrorUrl}/${file}`);
      expect(response.ok, file).toBe(true);
      const target = join(root, 'pool/main', basename(file));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, new Uint8Array(await response.arrayBuffer()));
    }
    writeSuite(root, { suite: 'sample', signer, date: systemClock.now() - 60_000 });
    return startStaticServer({ root, host: '127.0.0.1', port: 0 });
  }

  async function open(address: string): Promise<Page> {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    const response = await page.goto(`${board.url}${address}`);
    expect(response?.status(), address).toBe(200);
    return page;
  }

  async function textOf(address: string): Promise<string> {
    const page = await open(address);
    const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ');
    await page.context().close();
    return text;
  }

  function badge(path: string): { message: string; color: string } {
    return JSON.parse(readFileSync(join(site(), 'badges', `${path}.json`), 'utf8')) as { message: string; color: string };
  }

  it('reads the rebuilder and the archive', () => {
    const { sources } = JSON.parse(collected.stdout) as { sources: { source: string; outcome: string; unreadable: unknown[] }[] };
    expect(sources.filter(({ source }) => /^(?:rebuilderd|archive):/.test(source))).toMatchObject([
      { outcome: 'complete', unreadable: [] }, { outcome: 'complete', unreadable: [] },
    ]);
  });

  it('shows as rebuilt what the pinned key proves for the published digest, epoch and all', async () => {
    for (const name of ['same-sample', 'same-epoch-sample']) {
      expect(await textOf(`packages/debian/${name}/`)).toMatch(/rebuilt/);
      expect(badge(`-/packages/debian/${name}`)).toMatchObject({ message: '1/1', color: 'brightgreen' });
    }
  });

  it('shows what differs with its cause and the line that shows it', async () => {
    const text = await textOf('packages/debian/differing-sample/');
    expect(text).toMatch(/None of 1 rebuilder proved/);
    expect(text).toMatch(/Timestamp in .*2023-11-14 22:13:20.*2027-01-15 08:00:00/);
    expect(badge('-/packages/debian/differing-sample')).toMatchObject({ message: 'differs', color: 'red' });
  });

  it('renders the comparison on a page of its own, one click from the package', async () => {
    const page = await open('packages/debian/differing-sample/');
    await page.locator('main a[href*="differences/"]').first().click();
    const text = await page.locator('main').innerText();
    expect(text).toContain('built on 2023-11-14 at 22:13:20');
    expect(text).toContain('built on 2027-01-15 at 08:00:00');
    await page.context().close();
  });

  it('tells a failed build from a difference, and what nobody rebuilt from both', async () => {
    expect(await textOf('packages/debian/failing-sample/')).not.toMatch(/timestamp/i);
    expect(badge('-/packages/debian/failing-sample').color).not.toBe('brightgreen');
    expect(badge('-/rebuilt').color).toBe('red');
  });

  it('shows the cause among the causes, and the package with its repository', async () => {
    expect(await textOf('causes/')).toMatch(/differing-sample/);
    expect(await textOf(`repositories/${forge.organisation.group}/qubes-core-admin/-/`)).toMatch(/differing-sample/);
  });
});
