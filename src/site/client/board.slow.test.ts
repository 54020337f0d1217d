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

  it('shows one column and the groups of one name', async () => {
    const page = await open('?target=vm-fc42&group=app');
    expect(await page.locator('.matrix thead tr:last-child th:visible').allTextContents()).toEqual(['fc42']);
    expect(await page.locator('.matrix .g:visible').count()).toBe(1);
    await page.selectOption('select[name=target]', '');
    expect(await page.locator('.matrix thead tr:last-child th:visible').count()).toBe(10);
    await page.close();
  });

  it('ignores an address that asks for what is not there', async () => {
    const page = await open('?target=<script>&state=nonsense&group=');
    expect(await shownRows(page)).toBe(147);
    await page.close();
  });

  it('says all stages of a cell to the mouse as well', async () => {
    const page = await open('');
    const cell = page.locator('td a.ok').first();
    await cell.hover();
    expect(await cell.getAttribute('title')).toBe('build, install, repro passed');
    await page.close();
  });
});
