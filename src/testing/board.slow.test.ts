// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findPageKinds } from './audit.ts';
import { launchBrowser } from './browser.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { needsTool } from './needs.ts';

const DESK = { width: 1440, height: 1080 };
const PHONE = { width: 390, height: 844 };
const ROWS = '.matrix tbody tr:not(.g)';

describe.skipIf(!needsTool('chromium'))('the board in a browser', () => {
  let site: BuiltSite;
  let browser: Browser;
  let kinds: readonly string[];

  beforeAll(async () => {
    site = await buildSampleSite({ prefix: '/p/mr-1/' });
    kinds = await findPageKinds(site.dir);
    browser = await launchBrowser();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: DESK, ...options });
    const page = await context.newPage();
    await page.goto(site.url + address);
    return page;
  }

  it('asks only its own origin, and breaks no policy, on every kind of page', async () => {
    const context = await browser.newContext({ viewport: DESK });
    const requests = new Set<string>();
    const complaints: string[] = [];
    for (const kind of kinds) {
      const page = await context.newPage();
      page.on('request', (request) => requests.add(request.url()));
      page.on('pageerror', (error) => complaints.push(`${kind}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() !== 'info' && message.type() !== 'log') complaints.push(`${kind}: ${message.text()}`);
      });
      await page.goto(site.url + kind, { waitUntil: 'networkidle' });
      await page.close();
    }
    expect(complaints).toEqual([]);
    expect([...requests].filter((url) => !url.startsWith(site.url))).toEqual([]);
    const endings = [...requests].map((url) => url.slice(url.lastIndexOf('.')));
    expect(endings).toEqual(expect.arrayContaining(['.css', '.js', '.svg']));
  });

  it('is whole without a script: every row, no filters, and a link in every cell', async () => {
    const page = await open('', { javaScriptEnabled: false });
    const rows = page.locator(ROWS);
    const inRelease = site.board.projects.filter(({ cells }) => cells.some(({ release }) => release === 'r4.3'));
    expect(await rows.count()).toBe(inRelease.length);
    expect(await rows.filter({ visible: true }).count()).toBe(inRelease.length);
    expect(await page.locator('.filters').isVisible()).toBe(false);
    const cells = await page.locator(`${ROWS} td:not(:empty)`).evaluateAll((all) => all.map((cell) => cell.querySelector('a')?.href ?? ''));
    expect(cells.length).toBeGreaterThan(inRelease.length);
    expect(cells.filter((href) => !/^https:\/\/gitlab\.com\/.+\/-\/jobs\/\d+$/.test(href))).toEqual([]);
    await rows.first().locator('th a').click();
    expect(await page.locator('h1').innerText()).toContain(inRelease.map(({ path }) => path).find((path) => page.url().includes(path)) ?? 'a repository');
  });

  it('shows 40 repositories at 1440 × 1080 below heads that stay in sight', async () => {
    const page = await open('');
    for (const further of [0, 1_000]) {
      await page.evaluate((y) => {
        const top = document.querySelector('.matrix')?.getBoundingClientRect().top ?? 0;
        window.scrollBy(0, top + y);
      }, further);
      const { heads, whole } = await page.evaluate((rows) => {
        const isInSight = (element: Element): boolean => {
          const { left, top, bottom } = element.getBoundingClientRect();
          return [top + 1, bottom - 1].every((y) => element.contains(document.elementFromPoint(left + 4, y)));
        };
        const names = [...document.querySelectorAll(rows)].map((row) => row.querySelector('th'));
        return {
          heads: [...document.querySelectorAll('.matrix thead tr:last-child th')].map(isInSight),
          whole: names.filter((name) => name !== null && isInSight(name)).length,
        };
      }, ROWS);
      expect(heads).not.toContain(false);
      expect(whole).toBeGreaterThanOrEqual(40);
    }
  });

  it('names the target in a broken cell where the heads are not shown', async () => {
    const page = await open('', { viewport: PHONE });
    expect(await page.locator('.matrix thead').isVisible()).toBe(false);
    const names = await page.locator('.matrix td > .fail').evaluateAll((cells) =>
      cells.map((cell) => (cell instanceof HTMLElement && cell.checkVisibility() ? cell.innerText : 'not shown')));
    const targets = new Set(site.board.projects.flatMap(({ cells }) => cells.map(({ target }) => target)));
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((text) => !text.split(/\s+/).some((word) => targets.has(word)))).toEqual([]);
  });

  it.each(['', 'releases/r4.2/', 'releases/main/', 'targets/vm-gentoo/'])('shows the worst state in the title and the icon of "%s"', async (address) => {
    const page = await open(address);
    const has = async (looks: string): Promise<boolean> => await page.locator(`.matrix td > :is(${looks})`).count() > 0;
    const [mark, icon] = await has('.fail') ? ['✕', 'failed'] : await has('.stale, .unknown') ? ['?', 'unknown'] : await has('.warn') ? ['!', 'warned'] : ['✓', 'passed'];
    expect((await page.title()).slice(0, 1)).toBe(mark);
    const href = await page.locator('link[rel=icon]').evaluate((link) => (link instanceof HTMLLinkElement ? link.href : ''));
    expect(href).toBe(`${site.url}icon-${icon}.svg`);
    expect((await page.request.get(href)).status()).toBe(200);
  });

  it('is dark where dark is preferred, and light otherwise', async () => {
    const lightness = async (colorScheme: 'dark' | 'light'): Promise<number> => {
      const page = await open('', { colorScheme });
      const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      return (color.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / (3 * 255);
    };
    expect(await lightness('dark')).toBeLessThan(0.2);
    expect(await lightness('light')).toBeGreaterThan(0.8);
  });

  it('prints the table and not the filters', async () => {
    const page = await open('');
    expect(await page.locator('.bar').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.bar').isVisible()).toBe(false);
    expect(await page.locator('.matrix thead').isVisible()).toBe(true);
    expect(await page.locator(ROWS).filter({ visible: true }).count()).toBe(await page.locator(ROWS).count());
  });
});
