// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditPages, findPageKinds } from './audit.ts';
import { launchBrowser } from './browser.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { needsTool } from './needs.ts';

const PHONE = { width: 390, height: 844 };

const ORGANISATIONS = [
  { name: 'the sample organisation', options: { components: 24 } },
  { name: 'an organisation of hostile names', options: { components: 12, hostile: true } },
];

describe.skipIf(!needsTool('chromium')).each(ORGANISATIONS)('every kind of page of $name', { timeout: 600_000 }, ({ options }) => {
  let site: BuiltSite;
  let kinds: readonly string[];

  beforeAll(async () => {
    site = await buildSampleSite(options);
    kinds = await findPageKinds(site.dir);
  });
  afterAll(() => site.close());

  it('is one of the kinds there are', () => {
    expect(kinds.map((kind) => kind.split('/')[0])).toEqual(expect.arrayContaining(['', 'repositories', 'targets', 'releases', 'pull-requests', 'badges-and-feeds', 'about', '404.html']));
  });

  it('has nothing that axe objects to, in either theme, wide and narrow', async () => {
    const { violations, pages } = await auditPages(site.url, site.dir);
    expect(violations).toEqual([]);
    expect(pages).toBe(kinds.length);
  });

  it('never scrolls sideways at 390 pixels', async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: PHONE });
      const wide: string[] = [];
      for (const kind of kinds) {
        await page.goto(site.url + kind);
        const width = await page.evaluate(() => document.scrollingElement?.scrollWidth ?? Infinity);
        if (width > PHONE.width) wide.push(`${width} px: ${kind}`);
      }
      expect(wide).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
