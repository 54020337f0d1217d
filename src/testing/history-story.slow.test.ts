// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { runCommand } from './command.ts';
import { OUTAGE_COMPONENTS } from './forge/story/story.data.ts';
import { needsTool } from './needs.ts';

/**
 * Thirty mornings of the sample organisation (story/story.data.ts), told by every page and feed: something breaks on day 26
 * and 29, is mended on day 29, flakes, a mirror is out on day 12, and a component that nobody builds any more becomes stale.
 * Day 0 is 2026-10-24.
 */
describe.skipIf(!needsTool('chromium'))('thirty days', () => {
  let site: BuiltSite;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    site = await buildSampleSite({ days: Array.from({ length: 30 }, (_, day) => day), more: 'stale: {result: 20d}' });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  const read = (name: string): string => readFileSync(join(site.dir, name), 'utf8');

  async function open(address: string): Promise<void> {
    page = await (await browser.newContext({ viewport: { width: 1440, height: 1000 } })).newPage();
    await page.goto(site.url + address);
  }

  /** The lines of a section of a page of changes, as they are read. */
  async function linesOf(title: string): Promise<string[]> {
    const section = page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    return (await section.locator('li, tbody tr').filter({ visible: true }).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }

  it('tells on the summary what broke last night and why, and what was mended', async () => {
    await open('');
    const changes = (await page.locator('.changes li').allInnerTexts()).filter((text) => !text.startsWith('stale'));
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatch(/broken\s*qubes-gui-daemon\s*build · vm-trixie\s*does not compile\s*src\/gui-daemon/);
    await page.getByRole('link', { name: '4.2', exact: true }).or(page.getByRole('link', { name: 'r4.2', exact: true })).first().click();
    expect((await page.locator('.changes li').allInnerTexts()).join()).toMatch(/fixed\s*qubes-manager/);
  });

  it('tells the last collection', async () => {
    await open('changes/');
    expect(await page.locator('.sentence').first().innerText()).toMatch(/^1 newly broken, 1 newly fixed, \d newly stale\. since 21 Nov 2026, 06:00 UTC$/);
    const [broken] = await linesOf('Newly broken');
    expect(broken).toMatch(/^broken qubes-gui-daemon r4\.3 · build · vm-trixie/);
    const [fixed] = await linesOf('Newly fixed');
    expect(fixed).toMatch(/^fixed qubes-manager r4\.2 · build/);
    const still = await linesOf('Still broken');
    expect(still.some((line) => /^qubes-core-agent-linux install r4\.3, ref main vm-fc42 vm-fc43 19 Nov 2026 \(\d d\)/.test(line))).toBe(true);
    expect(still.some((line) => line.startsWith('qubes-vmm-xen-stubdom-linux build r4.2'))).toBe(true);
    expect(still.some((line) => line.startsWith('qubes-gui-daemon build'))).toBe(false);
  });

  it('tells a week by what it began and ended with', async () => {
    await open('changes/7-days/');
    expect((await linesOf('Newly broken')).map((line) => line.split(' ')[1])).toEqual(['qubes-gui-daemon', 'qubes-core-agent-linux']);
    expect((await linesOf('Broke and recovered')).map((line) => line.split(' ')[1])).toEqual(['qubes-manager']);
    expect((await linesOf('Newly stale')).some((line) => line.includes('qubes-vmm-xen-stubdom-legacy'))).toBe(true);
  });

  it('tells the outage of the mirror as one row, on the page of its day', async () => {
    await open('changes/2026-11-05/');
    const shared = page.locator('details.shared');
    expect(await shared.count()).toBe(1);
    const summary = (await shared.locator('summary').innerText()).replace(/\s+/g, ' ');
    expect(summary).toMatch(new RegExp(`^▸? ?broken ${OUTAGE_COMPONENTS.length} repositories: `));
    expect(summary).toContain('infrastructure');
    await shared.locator('summary').click();
    expect((await shared.locator('li a').allInnerTexts()).filter((name) => OUTAGE_COMPONENTS.includes(name)).toSorted()).toEqual([...OUTAGE_COMPONENTS].toSorted());
    await open('changes/2026-11-06/');
    const fixed = await linesOf('Newly fixed');
    expect(OUTAGE_COMPONENTS.filter((name) => fixed.some((line) => line.startsWith(`fixed ${name} r4.3 · build · vm-bookworm, vm-trixie`)))).toEqual(OUTAGE_COMPONENTS);
  });

  it('tells on which day results became too old to count', async () => {
    // Last built on day 4, too old 20 days later.
    await open('changes/2026-11-17/');
    const stale = await linesOf('Newly stale');
    expect(stale.some((line) => line.startsWith('stale qubes-vmm-xen-stubdom-legacy'))).toBe(true);
  });

  it('ranks what passes only when it is tried again, and marks its cells', async () => {
    await open('flaky/');
    const rows = (await page.locator('tbody tr').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(rows.some((row) => /^qubes-core-qrexec build vm-fc41 r4\.2/.test(row))).toBe(true);
    await open('');
    expect(await page.locator('.matrix td > .flaky').count()).toBeGreaterThan(0);
    expect(await page.locator('.matrix td > .flaky').first().getAttribute('aria-label')).toContain('but is flaky');
  });

  it('shows the outage in the trends, in charts and in the same numbers', async () => {
    await open('trends/');
    await expect.poll(() => page.locator('.charts canvas').count()).toBe(3);
    const rate = async (day: string): Promise<number> => Number(await page.locator('.trend tbody tr', { has: page.locator(`time[datetime="${day}"]`) }).locator('td').nth(1).getAttribute('data-value'));
    expect(await rate('2026-11-05')).toBeLessThan(await rate('2026-11-04'));
    expect(await rate('2026-11-05')).toBeLessThan(await rate('2026-11-06'));
    expect(await page.locator('script[src*=chart]').count()).toBe(1);
    await open('');
    expect(await page.locator('script[src*=chart]').count()).toBe(0);
  });

  it('filters changes by words, kind, release and fault, in an address to be sent around', async () => {
    await open('changes/7-days/');
    // The page's own word: the browser tells of a changed address a moment later.
    const search = () => page.evaluate(() => location.search);
    const shown = () => page.locator('.sifted li, .sifted tbody tr').filter({ visible: true });
    const all = await shown().count();
    await page.getByRole('button', { name: 'fixed' }).click();
    const fixed = await shown().count();
    expect(fixed).toBeLessThan(all);
    expect(await search()).toBe('?kind=fixed');
    expect(await page.locator('.filters output').innerText()).toBe(`${fixed} shown`);
    expect(await page.getByRole('heading', { name: 'Newly broken' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'fixed' }).click();
    await page.getByLabel('Release').selectOption('r4.2');
    await page.getByLabel(/Filter changes/).fill('manager');
    expect(await search()).toBe('?release=r4.2&q=manager');
    const link = await page.evaluate(() => location.href);
    const found = (await shown().allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((text) => text.includes('qubes-manager'))).toBe(true);
    await page.goto(link);
    expect((await shown().allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual(found);
    // The filters go along to the other windows.
    expect(await page.locator('.seg a', { hasText: '24 hours' }).getAttribute('href')).toContain('?release=r4.2&q=manager');
    await open('changes/2026-11-05/?area=infrastructure');
    expect(await page.locator('details.shared').isVisible()).toBe(true);
    expect(await shown().count()).toBeGreaterThan(0);
    await open('changes/2026-11-05/?area=code');
    expect(await page.locator('details.shared').isVisible()).toBe(false);
  });

  it('has a page for every day, each leading to the others', async () => {
    for (const day of ['2026-10-24', '2026-11-08', '2026-11-22']) {
      await open(`changes/${day}/`);
      expect(await page.locator('h1').innerText()).toContain('Changes of');
      expect(await page.locator('.days a[aria-current]').count()).toBe(1);
    }
    await page.locator('.days a').nth(1).click();
    expect(page.url()).toContain('/changes/2026-11-21/');
  });

  it('tells a repository its own history', async () => {
    await open('repositories/QubesOS/qubes-manager/-/');
    const lines = (await page.locator('.changes li').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(lines[0]).toMatch(/^fixed 22 Nov 2026/);
    expect(lines[1]).toMatch(/^broken 20 Nov 2026/);
  });

  it('tells the feeds the same', async () => {
    const atom = read('atom.xml');
    expect(atom).toMatch(/<title[^>]*>broken: qubes-gui-daemon r4\.3 build vm-trixie<\/title>/);
    expect(atom).toMatch(/<title[^>]*>fixed: qubes-manager r4\.2 build [^<]+<\/title>/);
    expect(read('repositories/QubesOS/qubes-manager/-/atom.xml').match(/<entry>/g)?.length).toBeGreaterThan(10);
    const changes = JSON.parse(read('api/v1/changes.json')) as { changes: { repository: string; kind: string; stage: string; failure: { area: string } | null }[] };
    expect(changes.changes.filter(({ repository, kind }) => repository.endsWith('qubes-gui-daemon') && kind === 'broken')).toMatchObject([{ stage: 'build', failure: { area: 'code' } }]);
    expect(changes.changes.some(({ repository, kind }) => repository.endsWith('qubes-vmm-xen-stubdom-legacy') && kind === 'stale')).toBe(true);
    const repository = JSON.parse(read('api/v1/repositories/QubesOS/qubes-core-agent-linux.json')) as { state: string; cells: { stage: string; target: string; release: string; state: string; since: { at: string } }[] };
    expect(repository.state).toBe('failed');
    expect(repository.cells.find(({ stage, target, release }) => stage === 'install' && target === 'vm-fc42' && release === 'r4.3')).toMatchObject({ state: 'failed', since: { at: expect.stringMatching(/^2026-11-19/) as string } });
    const cctray = read('cctray.xml');
    expect(cctray).toMatch(/name="QubesOS\/qubes-gui-daemon main"[^>]*lastBuildStatus="Failure"/);
    expect(cctray).toMatch(/name="QubesOS\/qubes-vmm-xen-stubdom-legacy main"[^>]*lastBuildStatus="Unknown"/);
    expect(read('metrics.txt')).toMatch(/gitlab_ci_pipeline_status\{[^}]*project="QubesOS\/qubes-gui-daemon"[^}]*ref="main"[^}]*status="failed"[^}]*\} 1/);
    expect(read('status.txt')).toMatch(/^failed: \d+ broken \(1 new\)/);
  });

  it('tells the command line the same', async () => {
    const config = join(site.dir, '..', 'proofboard.yml');
    writeFileSync(config, `gitlab: {url: '${site.config.gitlab.url}', groups: [QubesOS]}\n`);
    const { code, stdout } = await runCommand(['changes', '-s', site.stateFile, '-c', config, '--since', '2026-11-21T12:00:00Z']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/broken\s+QubesOS\/qubes-gui-daemon r4\.3 main build vm-trixie/);
  });
});
