// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { silentLog } from '../platform/log.ts';
import { startStaticServer, type StaticServer } from '../platform/static-server.ts';
import { writeSite } from '../site/build.ts';
import { auditPages } from './audit.ts';
import { createBoardFixture } from './board-fixture.ts';
import { launchBrowser } from './browser.ts';
import { createEvidenceFixture } from './evidence-fixture.ts';
import { needsTool } from './needs.ts';
import { readLinks, readSite } from './site-files.ts';

/** One page of each kind that evidence brings, and those that it changes. */
const KINDS = [
  '', 'repositories/QubesOS/qubes-gui-component4/-/', 'repositories/QubesOS/qubes-gui-component4/-/differences/reprotest-400/',
  'packages/debian/bash/', 'packages/debian/openssl/', 'packages/debian/coreutils/differences/4/',
  'rebuilders/', 'rebuilders/alpha/', 'causes/', 'alerts/',
];

/** And more, for what takes less time: among them a package in every state that has a look of its own. */
const PAGES = [
  ...KINDS, 'repositories/', 'repositories/QubesOS/qubes-core-component24/-/', 'badges-and-feeds/', 'rebuilders/delta/',
  ...['acl', 'dash', 'e2fsprogs', 'findutils', 'hello', 'iproute2', 'jq', 'kmod', 'less', 'patch'].map((name) => `packages/debian/${name}/`),
];

describe.skipIf(!needsTool('chromium'))('the pages about packages in a browser', { timeout: 600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-packages-'));
  const outDir = join(folder, 'site');
  let site: ReadonlyMap<string, string>;
  let server: StaticServer;
  let browser: Browser;

  beforeAll(async () => {
    const config = configSchema.parse({ title: 'Qubes OS CI', gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] }, reprotest: {} });
    const fixture = createBoardFixture({ repositories: 45, targets: 8, releases: 2 });
    await writeSite({ ...fixture, config, evidence: createEvidenceFixture(fixture.board) }, outDir, silentLog);
    site = readSite(outDir);
    server = await startStaticServer({ root: outDir, host: '127.0.0.1', port: 0, prefix: '/p/mr-1/' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(address: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
    await page.goto(server.url + address);
    return page;
  }

  it('have nothing that axe objects to, in either theme, wide and narrow', async () => {
    expect(PAGES.filter((address) => !site.has(`${address}index.html`))).toEqual([]);
    const { violations } = await auditPages(server.url, outDir, KINDS);
    expect(violations).toEqual([]);
  });

  it('never scroll sideways at 390 pixels', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const wide: string[] = [];
    for (const address of PAGES) {
      await page.goto(server.url + address);
      const width = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? Infinity);
      if (width > 390) wide.push(`${width} px: ${address}`);
    }
    await page.close();
    expect(wide).toEqual([]);
  });

  it('link only to what is there, and are reached from the front page', () => {
    const root = new URL('https://site.example/');
    const seen = new Set(['']);
    const broken: string[] = [];
    for (const address of seen) {
      for (const link of readLinks(site.get(`${address}index.html`) ?? '')) {
        const url = new URL(link, new URL(address, root));
        if (url.origin !== root.origin) continue;
        const path = url.pathname.slice(1);
        if (path === '' || path.endsWith('/')) seen.add(path);
        if (!site.has(path === '' || path.endsWith('/') ? `${path}index.html` : path)) broken.push(`${address} → ${path}`);
        const anchor = url.hash.slice(1);
        if (anchor !== '' && !(site.get(`${path}index.html`) ?? '').includes(`id="${anchor}"`)) broken.push(`${address} → ${path}#${anchor}`);
      }
    }
    expect(broken).toEqual([]);
    const pages = [...site.keys()].filter((name) => name.endsWith('index.html')).map((name) => name.slice(0, -'index.html'.length));
    expect(pages.filter((address) => !seen.has(address))).toEqual([]);
  });

  it('ask only their own origin, and break no policy', async () => {
    const complaints: string[] = [];
    for (const address of PAGES) {
      const page = await browser.newPage();
      page.on('request', (request) => {
        if (!request.url().startsWith(server.url)) complaints.push(`${address}: ${request.url()}`);
      });
      page.on('console', (message) => complaints.push(`${address}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`${address}: ${error.message}`));
      await page.goto(server.url + address, { waitUntil: 'networkidle' });
      await page.close();
    }
    expect(complaints).toEqual([]);
  });

  it('shorten a digest for the eye and copy the whole of it', async () => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${server.url}packages/debian/acl/`);
    const digest = page.locator('.of .digest').first();
    expect((await digest.boundingBox())?.width).toBeLessThan(150);
    await page.locator('.of button').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('output', { hasText: 'copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[0-9a-f]{64}$/);
    await context.close();
  });

  it('have the whole digest in sight of a selection without a script', async () => {
    const page = await open('packages/debian/acl/', { javaScriptEnabled: false });
    expect(await page.locator('.of .digest').first().textContent()).toMatch(/^[0-9a-f]{64}$/);
    expect(await page.locator('.digest', { has: page.locator('button') }).count()).toBe(0);
    await page.close();
  });

  it('colour nothing green but what is rebuilt, reproduced or passed', async () => {
    const words = new Set<string>();
    for (const address of PAGES.filter((name) => name.startsWith('packages') || name.startsWith('rebuilders') || name === 'alerts/')) {
      const page = await open(address);
      const green = await page.locator('main *').evaluateAll((elements) => {
        const [ok] = [document.createElement('span')];
        ok.className = 'ok';
        document.body.append(ok);
        const colour = getComputedStyle(ok).color;
        ok.remove();
        return elements.filter((element) => element.childElementCount === 0 && getComputedStyle(element).color === colour).map((element) => element.textContent);
      });
      for (const text of green) words.add(text.trim());
      await page.close();
    }
    expect([...words].sort()).toEqual(['✓ rebuilt', '✓ reproduced']);
  });

  it('name the column of a repository whose packages differ where the heads are not shown', async () => {
    const page = await open('', { viewport: { width: 390, height: 844 } });
    const cell = page.locator('.matrix td:last-child > .differs').first();
    expect((await cell.innerText()).replace(/\s+/g, ' ')).toBe('differs 1/3 packages');
    expect(await page.locator('.matrix td:last-child > .ok').first().isVisible()).toBe(false);
    await page.close();
  });

  it('lead from a cell that differs to the comparison, and from there to the reason', async () => {
    const page = await open('releases/r4.3/');
    await page.locator('.matrix tr', { hasText: 'qubes-gui-component4' }).first().locator('td > .differs').first().click();
    expect(page.url()).toContain('repositories/QubesOS/qubes-gui-component4/-/differences/reprotest-400/');
    await page.locator('.cause a').first().click();
    expect(page.url()).toContain('causes/#timestamp');
    await page.close();
  });

  it('filter the summary by what differs and what left no results', async () => {
    const page = await open('releases/r4.3/?state=differs');
    const rows = page.locator('.matrix tbody tr:not(.g):visible');
    expect(await rows.count()).toBeGreaterThan(0);
    expect(await rows.locator('td > .differs').count()).toBeGreaterThanOrEqual(await rows.count());
    await page.locator('.chips button', { hasText: 'without results' }).click();
    expect(await rows.locator('td > .reported').count()).toBeGreaterThanOrEqual(await rows.count());
    await page.close();
  });
});
