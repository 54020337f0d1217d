// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { needsTool } from './needs.ts';

const ROWS = '.matrix tbody tr:not(.g)';
const MAX_TABS = 80;

describe.skipIf(!needsTool('chromium'))('filters of the board', () => {
  let site: BuiltSite;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    site = await buildSampleSite({ components: 40, prefix: '/p/' });
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    page = await openPage('');
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  async function openPage(query: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1080 } });
    const opened = await context.newPage();
    await opened.goto(site.url + query);
    return opened;
  }

  /** The repositories whose row is shown; `has` leaves those with such an element in them. */
  async function listShown(on: Page = page, has = '*'): Promise<string[]> {
    return on.locator(ROWS).filter({ visible: true }).filter({ has: on.locator(has) }).locator('th a').allInnerTexts();
  }

  const query = (): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);
  const field = (name: string, on: Page = page) => on.locator(`.filters [name=${name}]`);
  const chip = (state: string, on: Page = page) => on.locator(`.filters button[value=${state}]`);

  it('shows the repositories whose name holds the text, whatever its case', async () => {
    const expected = (await listShown()).filter((name) => name.includes('gui'));
    await field('q').fill('GUI');
    expect(await listShown()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(1);
    expect(query()).toEqual({ q: 'GUI' });
    expect(await page.locator('.filters output').innerText()).toBe(`${expected.length} shown`);
  });

  it('shows the repositories with a cell in the state', async () => {
    const all = await listShown();
    const expected = await listShown(page, 'td > .fail');
    await chip('fail').click();
    expect(await listShown()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(all.length);
    expect(query()).toEqual({ state: 'fail' });
    expect(await chip('fail').getAttribute('aria-pressed')).toBe('true');
  });

  it('shows one target with the repositories that are built for it', async () => {
    const built = site.board.projects.filter(({ cells }) => cells.some(({ release, target }) => release === 'r4.3' && target === 'vm-noble'));
    await field('target').selectOption('vm-noble');
    expect((await listShown()).toSorted()).toEqual(built.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).toSorted());
    expect(query()).toEqual({ target: 'vm-noble' });
    expect(await page.locator('.matrix thead tr:last-child th').filter({ visible: true }).locator('a').evaluateAll((links) =>
      links.map((link) => link.getAttribute('aria-label')))).toEqual(['vm-noble']);
    expect(await page.locator(`${ROWS} td`).filter({ visible: true }).count()).toBe(built.length);
  });

  it('shows one group', async () => {
    const section = page.locator('.matrix tbody').filter({ has: page.locator('.g', { hasText: 'Desktop' }) });
    const expected = await section.locator('tr:not(.g) th a').allInnerTexts();
    await field('group').selectOption('Desktop');
    expect(await listShown()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(1);
    expect(query()).toEqual({ group: 'Desktop' });
  });

  async function combine(): Promise<string[]> {
    await field('group').selectOption('Core');
    await field('target').selectOption('vm-fc42');
    await chip('fail').click();
    await field('q').fill('agent');
    return listShown();
  }

  it('combines all of them, and survives a reload and the address opened elsewhere', async () => {
    expect(await combine()).toEqual(['qubes-core-agent-linux']);
    const filters = { group: 'Core', target: 'vm-fc42', state: 'fail', q: 'agent' };
    expect(query()).toEqual(filters);
    await page.reload();
    const elsewhere = await openPage(`?${new URLSearchParams(filters).toString()}`);
    for (const opened of [page, elsewhere]) {
      expect(await listShown(opened)).toEqual(['qubes-core-agent-linux']);
      for (const name of ['group', 'target', 'q'] as const) expect(await field(name, opened).inputValue()).toBe(filters[name]);
      expect(await chip('fail', opened).getAttribute('aria-pressed')).toBe('true');
    }
  });

  it('shows everything again when all are cleared, and leaves nothing in the address', async () => {
    const all = await listShown();
    const cells = await page.locator(`${ROWS} td`).filter({ visible: true }).count();
    await combine();
    await field('group').selectOption('');
    await field('target').selectOption('');
    await chip('fail').click();
    await field('q').fill('');
    expect(await listShown()).toEqual(all);
    expect(await page.locator(`${ROWS} td`).filter({ visible: true }).count()).toBe(cells);
    expect(page.url()).toBe(site.url);
    expect(await page.locator('.filters output').innerText()).toBe('');
  });

  it('goes to the text with "/", and clears it with Escape', async () => {
    const all = await listShown();
    await page.keyboard.press('/');
    await page.keyboard.type('gui/');
    expect(await field('q').inputValue()).toBe('gui/');
    expect(await listShown()).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await field('q').inputValue()).toBe('');
    expect(await listShown()).toEqual(all);
    expect(query()).toEqual({});
  });

  it('lets Tab reach the first cell by way of the filters', async () => {
    const seen: string[] = [];
    const describeFocus = (): Promise<string> => page.evaluate(() => {
      const { activeElement } = document;
      if (activeElement === document.querySelector('.matrix td > a')) return 'first cell';
      return activeElement?.getAttribute('name') ?? activeElement?.tagName ?? '';
    });
    while (seen.at(-1) !== 'first cell' && seen.length < MAX_TABS) {
      await page.keyboard.press('Tab');
      seen.push(await describeFocus());
    }
    expect(seen.at(-1)).toBe('first cell');
    expect(seen).toEqual(expect.arrayContaining(['q', 'target', 'group', 'state']));
  });

  it('keeps the filters on the way to another release', async () => {
    await field('q').fill('core');
    await chip('fail').click();
    await page.locator('.seg a', { hasText: 'r4.2' }).click();
    await page.waitForURL('**/releases/r4.2/**');
    expect(query()).toEqual({ q: 'core', state: 'fail' });
    expect(await field('q').inputValue()).toBe('core');
    const shown = await listShown();
    expect(shown).toEqual(await listShown(page, 'td > .fail'));
    expect(shown.filter((name) => !name.includes('core'))).toEqual([]);
  });
});
