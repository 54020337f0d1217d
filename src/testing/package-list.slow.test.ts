// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import AxeBuilder from '@axe-core/playwright';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { silentLog } from '../platform/log.ts';
import { startStaticServer, type StaticServer } from '../platform/static-server.ts';
import { readSearchAssets } from '../site/assets.ts';
import { findPackageFolder } from '../site/astro.ts';
import { writeSite } from '../site/build.ts';
import { writeSearchFiles } from '../site/search-files.ts';
import { toSearchIndex } from '../site/view/package-search.ts';
import { createBoardFixture } from './board-fixture.ts';
import { launchBrowser } from './browser.ts';
import { createEvidenceFixture, toStories } from './evidence-fixture.ts';
import { HOSTILE_NAMES } from './hostile-board.ts';
import { createLargeEvidence } from './large-evidence.ts';
import { needsTool } from './needs.ts';
import { createShelfFixture } from './shelf-fixture.ts';

const DESK = { width: 1440, height: 1080 };
const PHONE = { width: 390, height: 844 };
const LISTS = 'packages/';

/** Rows are alike, and axe takes its time with every one. */
const FURTHER_ROWS = '.packages tbody tr:nth-child(n+40)';

/** More than one page and more than one file of the index, some of it with names that somebody chose to do harm. */
const SOURCES = 260;
const MANY = 7_000;

describe.skipIf(!needsTool('chromium'))('the lists of packages in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-lists-'));
  const root = join(folder, 'site');
  let server: StaticServer;
  let browser: Browser;

  beforeAll(async () => {
    const fixture = createBoardFixture({ repositories: 2, targets: 2, releases: 1 });
    const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] } });
    const says = { alpha: 'reproduced', beta: 'reproduced' } as const;
    const hostile = HOSTILE_NAMES.filter((name) => name.isWellFormed()).map((source) => ({ source, version: source, says }));
    const many = Array.from({ length: SOURCES }, (_, index) => ({ source: `sample-${index}`, name: `libsample${index}`, says }));
    const evidence = createEvidenceFixture(fixture.board, [...toStories(fixture.board), ...hostile, ...many]);
    await writeSite({ ...fixture, config, evidence }, root, silentLog);
    server = await startStaticServer({ root, host: '127.0.0.1', port: 0, prefix: '/p/' });
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: DESK, ...options });
    const page = await context.newPage();
    await page.goto(server.url + address);
    return page;
  }

  const field = (page: Page) => page.locator('.find input');
  const found = (page: Page): Promise<string[]> => page.locator('.found li > a').allInnerTexts();
  const says = (page: Page, text: string | RegExp): Promise<void> => page.locator('.find output').filter({ hasText: text }).waitFor();
  const focused = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
  const query = (page: Page): string | null => new URL(page.url()).searchParams.get('q');

  describe('search', () => {
    it('is reached with "/", answers while it is typed, and is read with arrows, Enter and Escape', async () => {
      const page = await open(LISTS);
      await page.keyboard.press('/');
      await page.keyboard.type('libsample1');
      await says(page, /^111 packages, the first 50 shown$/);
      expect((await found(page)).slice(0, 3)).toEqual(['sample-1', 'sample-10', 'sample-100']);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await focused(page)).toBe('sample-10');
      await page.keyboard.press('ArrowUp');
      expect(await focused(page)).toBe('sample-1');
      await page.keyboard.press('ArrowUp');
      expect(await field(page).evaluate((input) => input === document.activeElement)).toBe(true);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
      expect(await field(page).evaluate((input) => input === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/packages/debian/sample-1/');
      await page.goBack();
      await says(page, /^111 packages/);
      await field(page).press('Escape');
      expect(await field(page).inputValue()).toBe('');
      await page.waitForURL(server.url + LISTS);
      expect(await page.locator('.whole').isVisible()).toBe(true);
      expect(await page.locator('.found').isVisible()).toBe(false);
    });

    it('joins filters and words, and keeps them in the address', async () => {
      const page = await open(`${LISTS}-/suite/debian/sid/`);
      await field(page).fill('state:differs cause:build-path core');
      await says(page, /^1 package$/);
      expect(await found(page)).toEqual(['coreutils']);
      expect(await page.locator('.found li').innerText()).toMatch(/coreutils\s+differs\s+build-path\s+sid, trixie/);
      await expect.poll(() => query(page)).toBe('state:differs cause:build-path core');
      const elsewhere = await open(`${LISTS}?q=state%3Adiffers+cause%3Abuild-path+core`);
      await page.reload();
      for (const opened of [page, elsewhere]) {
        await says(opened, /^1 package$/);
        expect(await found(opened)).toEqual(['coreutils']);
        expect(await field(opened).inputValue()).toBe('state:differs cause:build-path core');
      }
    });

    it('shows more on request, and goes on where it was', async () => {
      const page = await open(`${LISTS}?q=sample`);
      await says(page, /the first 50 shown/);
      await page.locator('.found button').click();
      await says(page, new RegExp(`^${SOURCES} packages$`));
      expect(await page.locator('.found li').count()).toBe(SOURCES);
      expect(await page.locator('.found button').isVisible()).toBe(false);
      expect(await focused(page)).toBe((await found(page))[50]);
    });

    it('leads to pages that are there, from wherever it is asked', async () => {
      const page = await open(`${LISTS}-/all/2/?q=%20`);
      await field(page).fill('state:r');
      await says(page, /the first 50 shown/);
      await page.locator('.found button').click();
      await says(page, /^\d+ packages$/);
      const links = await page.locator('.found li > a').evaluateAll((all) => all.map((link) => (link instanceof HTMLAnchorElement ? link.href : '')));
      const broken: string[] = [];
      for (const link of links) if ((await fetch(link, { method: 'HEAD' })).status !== 200) broken.push(link);
      expect(broken).toEqual([]);
      expect(links.length).toBeGreaterThan(SOURCES);
    });

    it('shows hostile names as text', async () => {
      const page = await open(LISTS);
      const scripts = await page.locator('script').count();
      for (const name of ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '__proto__', '&lt;b&gt;&amp;', '../../../etc/passwd']) {
        await field(page).fill(name);
        await says(page, /^1 package$/);
        expect(await found(page)).toEqual([name]);
      }
      expect(await page.locator('.found img, .found b').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(scripts);
    });

    it('says so when the index cannot be read, and leaves the lists', async () => {
      const page = await open(LISTS);
      await page.route('**/*.bin', (route) => route.fulfill({ status: 503 }));
      await field(page).fill('sample');
      await says(page, /could not be read \(the server answered 503\)/);
      expect(await page.locator('.whole tbody tr').first().isVisible()).toBe(true);
      await page.unroute('**/*.bin');
      await field(page).fill('sample-2');
      await says(page, /^\d+ packages/);
    });

    it('reads an index that a server on the way has unpacked', async () => {
      const page = await open(LISTS);
      await page.route('**/*.bin', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, body: gunzipSync(await response.body()) });
      });
      await field(page).fill('coreutils');
      await says(page, /^1 package$/);
    });
  });

  describe('search among many', () => {
    it('fetches nothing before it is used, one file of the index then, and the others when something is typed', async () => {
      const index = toSearchIndex(createShelfFixture(createLargeEvidence(MANY)).shelf);
      await writeSearchFiles(root, readSearchAssets(join(findPackageFolder(), 'src/site')), index);
      const html = readFileSync(join(root, 'packages/index.html'), 'utf8');
      writeFileSync(join(root, 'packages/many.html'), html.replace(/assets\/packages\.[0-9a-f]+\.bin/, index.start));
      const context = await browser.newContext({ viewport: DESK });
      const page = await context.newPage();
      const bytes = new Map<string, number>();
      page.on('requestfinished', (request) => {
        if (request.url().endsWith('.bin')) void request.sizes().then(({ responseBodySize }) => bytes.set(request.url(), responseBodySize));
      });
      await page.goto(`${server.url}packages/many.html`, { waitUntil: 'networkidle' });
      expect(bytes.size).toBe(0);
      await field(page).focus();
      await page.waitForLoadState('networkidle');
      await expect.poll(() => bytes.size).toBe(1);
      expect([...bytes.values()].reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(300_000);
      await page.waitForTimeout(300);
      expect(bytes.size).toBe(1);
      await page.keyboard.type('kernel');
      await says(page, /^\d+ packages(?:, the first 50 shown)?$/);
      expect(bytes.size).toBe(index.files.length);
      expect(index.files.length).toBeGreaterThan(1);
    });
  });

  describe('without a script', () => {
    it('is whole: every package by way of pages, letters and filters, and no field that does nothing', async () => {
      const page = await open(LISTS, { javaScriptEnabled: false });
      expect(await field(page).isVisible()).toBe(false);
      const names: string[] = [];
      for (;;) {
        names.push(...await page.locator('.packages tbody th').allInnerTexts());
        const next = page.locator('.pager a[rel=next]').first();
        if (await next.count() === 0) break;
        await next.click();
      }
      expect(names.length).toBeGreaterThan(SOURCES + HOSTILE_NAMES.length);
      expect(new Set(names).size).toBe(names.length);
      await page.locator('.sieve a', { hasText: /^differs/ }).click();
      expect(await page.locator('h1').innerText()).toBe('Packages: differs');
      const states = await page.locator('.packages .state').allInnerTexts();
      expect(new Set(states)).toEqual(new Set(['differs']));
      await page.locator('.sieve a', { hasText: /^all/ }).click();
      await page.locator('.pager a', { hasText: /^s$/ }).first().click();
      expect(page.url()).toMatch(/#at-s$/);
      expect(await page.locator('.packages tr:target th').innerText()).toMatch(/^s/);
    });
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to in %s, wide and narrow, with and without answers', async (colorScheme) => {
    const violations: string[] = [];
    for (const viewport of [DESK, PHONE]) {
      for (const address of [LISTS, `${LISTS}-/state/differs/`, `${LISTS}?q=s`]) {
        const page = await open(address, { viewport, colorScheme });
        if (address.includes('?')) await says(page, /packages/);
        const result = await new AxeBuilder({ page }).exclude(FURTHER_ROWS).options({ rules: { 'target-size': { enabled: true } } }).analyze();
        violations.push(...result.violations.map(({ id, nodes }) => `${viewport.width} ${address}: ${id} ${nodes[0]?.html.slice(0, 200)}`));
        const width = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? Infinity);
        if (width > viewport.width) violations.push(`${viewport.width} ${address}: ${width} pixels wide`);
      }
    }
    expect(violations).toEqual([]);
  });
});
