// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Browser, Page } from 'playwright-core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, type Config } from '../../config/schema.ts';
import { silentLog } from '../../platform/log.ts';
import { startStaticServer, type StaticServer } from '../../platform/static-server.ts';
import { auditPages } from '../../testing/audit.ts';
import { createBoardFixture } from '../../testing/board-fixture.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { needsTool } from '../../testing/needs.ts';
import { writeSite } from '../build.ts';

describe.skipIf(!needsTool('chromium'))('the pages in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-client-'));
  let config: Config;
  let server: StaticServer;
  let browser: Browser;

  beforeAll(async () => {
    config = configSchema.parse({
      gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] }, site: { front: 'r4.3' },
      groups: ['core', 'app', 'desktop', 'mgmt', 'gui', 'vmm', 'linux'].map((name) => ({ name, components: [`QubesOS/qubes-${name}-*`] })),
    });
    const fixture = createBoardFixture({ repositories: 150, targets: 10, releases: 2 });
    await writeSite({ ...fixture, config }, join(folder, 'site'), silentLog);
    server = await startStaticServer({ root: join(folder, 'site'), host: '127.0.0.1', port: 0, prefix: '/p/' });
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(address: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1080 }, ...options });
    await page.goto(server.url + address);
    return page;
  }

  async function shownRows(page: Page): Promise<number> {
    return page.locator('.matrix tbody tr:not(.g):visible').count();
  }

  it('shows 40 repositories at once, once scrolled to the table', async () => {
    const page = await open('');
    await page.locator('.matrix').evaluate((table) => table.scrollIntoView());
    const inSight = await page.locator('.matrix tbody tr:not(.g)').evaluateAll((rows) => {
      const head = document.querySelector('.matrix thead')?.getBoundingClientRect().bottom ?? 0;
      return rows.map((row) => row.getBoundingClientRect()).filter(({ top, bottom }) => top >= head && bottom <= innerHeight).length;
    });
    expect(inSight).toBeGreaterThanOrEqual(40);
    await page.close();
  });

  it('keeps the heads in sight', async () => {
    const page = await open('');
    await page.evaluate(() => scrollTo(0, 3_000));
    expect(await page.locator('.matrix thead').evaluate((head) => [...head.querySelectorAll('th')].map((cell) => cell.getBoundingClientRect().top)))
      .toEqual(expect.arrayContaining([0, 16]));
    await page.close();
  });

  it('is complete without a script, and offers no filter that would do nothing', async () => {
    const page = await open('', { javaScriptEnabled: false });
    expect(await shownRows(page)).toBe(147);
    expect(await page.locator('.filters').isVisible()).toBe(false);
    await page.close();
  });

  it('keeps every filter in the address, and reads it from there', async () => {
    const page = await open('');
    await page.fill('input[name=q]', 'component1');
    await page.click('button[value=fail]');
    const found = await shownRows(page);
    expect(found).toBeGreaterThan(0);
    expect(new URL(page.url()).search).toBe('?q=component1&state=fail');
    const again = await open(new URL(page.url()).search);
    expect(await shownRows(again)).toBe(found);
    expect(await again.locator('output').textContent()).toBe(`${found} shown`);
    await page.close();
    await again.close();
  });

  it('shows one column and the groups of one name', async () => {
    const page = await open('?target=vm-fc42&group=app');
    expect(await page.locator('.matrix thead tr:last-child th:visible').allTextContents()).toEqual(['fc42']);
    expect(await page.locator('.matrix .g:visible').count()).toBe(1);
    await page.selectOption('select[name=target]', '');
    expect(await page.locator('.matrix thead tr:last-child th:visible').count()).toBe(10);
    await page.close();
  });

  it('takes the filters along to another release', async () => {
    const page = await open('?q=core');
    await page.click('.seg a:not([aria-current])');
    expect(new URL(page.url()).pathname).toBe('/p/releases/r4.2/');
    expect(await page.inputValue('input[name=q]')).toBe('core');
    await page.close();
  });

  it('ignores an address that asks for what is not there', async () => {
    const page = await open('?target=<script>&state=nonsense&group=');
    expect(await shownRows(page)).toBe(147);
    await page.close();
  });

  it('reaches the filter by one key, and leaves it by another', async () => {
    const page = await open('');
    await page.keyboard.press('/');
    await page.keyboard.type('core/');
    expect(await page.inputValue('input[name=q]')).toBe('core/');
    await page.keyboard.press('Escape');
    expect(await page.inputValue('input[name=q]')).toBe('');
    await page.close();
  });

  it('says all stages of a cell to the mouse as well', async () => {
    const page = await open('');
    const cell = page.locator('td a.ok').first();
    await cell.hover();
    expect(await cell.getAttribute('title')).toBe('build, install, repro passed');
    await page.close();
  });

  it('violates nothing of its content security policy', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    for (const address of ['', 'badges-and-feeds/', 'repositories/QubesOS/qubes-core-component0/-/', 'about/', '404.html']) await page.goto(server.url + address);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has no axe violation on any kind of page, in both themes, wide and narrow', async () => {
    // Few rows: axe takes its time, and rows are all alike.
    const small = createBoardFixture({ repositories: 30, targets: 4, releases: 2 });
    await writeSite({ ...small, config }, join(folder, 'small'), silentLog);
    const smallServer = await startStaticServer({ root: join(folder, 'small'), host: '127.0.0.1', port: 0 });
    const { violations, pages } = await auditPages(smallServer.url, join(folder, 'small'));
    await smallServer.close();
    expect(violations).toEqual([]);
    expect(pages).toBeGreaterThanOrEqual(10);
  });
});
