// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStaticServer } from '../platform/static-server.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { readLinks, readSite } from './site-files.ts';

const HOOK_MS = 60_000;

describe('buildSite, served', () => {
  let site: BuiltSite;
  /** Every page with what it refers to, by its address below the site's root. */
  let pages: readonly { readonly address: string; readonly links: readonly string[] }[];

  beforeAll(async () => {
    site = await buildSampleSite({ components: 12, hostile: true });
    pages = [...readSite(site.dir)].filter(([name]) => name.endsWith('.html'))
      .map(([name, html]) => ({ address: name.split('/').map(encodeURIComponent).join('/').replace(/(^|\/)index\.html$/, '$1'), links: readLinks(html) }));
  }, HOOK_MS);
  afterAll(() => site.close());

  it.each(['/', '/p/', '/p/mr-1/'])('answers 200 to every internal link and every page under %s', { timeout: HOOK_MS }, async (prefix) => {
    const server = await startStaticServer({ root: site.dir, host: '127.0.0.1', port: 0, prefix });
    try {
      const root = new URL(server.url);
      const seenOn = new Map<string, string>();
      for (const { address, links } of pages) {
        for (const link of ['', ...links]) {
          const url = new URL(link, new URL(address, root));
          url.hash = '';
          if (url.origin === root.origin && !seenOn.has(url.href)) seenOn.set(url.href, address);
        }
      }
      const broken: string[] = [];
      for (const [url, address] of seenOn) {
        const { status } = await fetch(url, { method: 'HEAD', redirect: 'manual' });
        if (status !== 200 || !url.startsWith(server.url)) broken.push(`${status} ${url} (on /${address})`);
      }
      expect(broken).toEqual([]);
      expect(seenOn.size).toBeGreaterThan(pages.length);
    } finally {
      await server.close();
    }
  });
});
