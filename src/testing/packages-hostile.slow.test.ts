// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.ts';
import { silentLog } from '../platform/log.ts';
import { writeSite } from '../site/build.ts';
import { createHostileBoard } from './hostile-board.ts';
import { createHostileEvidence } from './hostile-evidence.ts';
import { readLinks, readSite, readTags } from './site-files.ts';

describe('the pages about packages of hostile names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-hostile-'));
  let site: ReadonlyMap<string, string>;
  let pages: readonly (readonly [string, string])[];

  beforeAll(async () => {
    const config = configSchema.parse({ gitlab: { groups: ['x'] }, github: { owners: ['QubesOS'] }, reprotest: { stage: '<script>alert(1)</script>' } });
    const fixture = createHostileBoard();
    await writeSite({ ...fixture, config, evidence: createHostileEvidence(fixture.board) }, join(folder, 'site'), silentLog);
    site = readSite(join(folder, 'site'));
    pages = [...site].filter(([name]) => name.endsWith('.html'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are there for every package, every rebuilder and every comparison', () => {
    const count = (pattern: RegExp): number => pages.filter(([name]) => pattern.test(name)).length;
    expect(count(/^packages\/(?!-\/)[^/]+\/[^/]+\/index\.html$/)).toBeGreaterThanOrEqual(20);
    expect(count(/^packages\/.*\/differences\/\d+\/index\.html$/)).toBeGreaterThan(20);
    expect(count(/^rebuilders\/[^/]+\/index\.html$/)).toBe(3);
    expect(count(/^repositories\/.*\/-\/differences\/reprotest-\d+\/index\.html$/)).toBeGreaterThan(0);
  });

  it('lie under plain names, none of which leads upwards', () => {
    for (const name of site.keys()) {
      for (const segment of name.split('/')) expect(segment).toMatch(/^(?!\.\.?$)[A-Za-z0-9._~-]{1,140}$/);
    }
  });

  it('have no element, no attribute and no script of a name', () => {
    const tags = pages.flatMap(([, html]) => readTags(html));
    expect([...new Set(tags.flatMap(({ attributes }) => [...attributes.keys()]))].filter((name) => name.startsWith('on') || name === 'style' || name === 'srcdoc')).toEqual([]);
    const scripts = pages.flatMap(([, html]) => [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag));
    expect(scripts.filter((tag) => !/^<script type="module" src="(?:\.\.\/)*assets\/(?:board|search)\.[0-9a-f]{10}\.js">$/.test(tag)
      && !/^<script src="(?:\.\.\/)*assets\/(?:chart|trends)\.[0-9a-f]{10}\.js" defer>$/.test(tag))).toEqual([]);
    expect(tags.map(({ name }) => name).filter((name) => ['iframe', 'object', 'embed', 'form', 'base', 'style', 'image', 'use'].includes(name))).toEqual([]);
    // Lines drawn when the site was built, and nothing else.
    expect(pages.flatMap(([, html]) => [...html.matchAll(/<svg(?! class="spark" width="\d+" height="\d+" viewBox="[\d ]+" role="img" aria-label="[^"<>]*">(?:<(?:polyline points|circle cx)=[^<>]*><\/(?:polyline|circle)>| )*<\/svg>)[^>]*>/g)].map(([tag]) => tag))).toEqual([]);
    expect(pages.flatMap(([, html]) => [...html.matchAll(/<img(?! src="(?:\.\.\/)*badges\/[A-Za-z0-9._~/-]+\.svg" alt=)[^>]*>/g)].map(([tag]) => tag))).toEqual([]);
  });

  it('link to nothing but pages of their own and the web', () => {
    const links = new Set(pages.flatMap(([, html]) => readLinks(html)));
    expect([...links].filter((link) => !/^(?:https?:\/\/|(?:\.\.\/)*[A-Za-z0-9._~/-]*(?:#[a-z0-9~-]+)?$|\.\/$)/i.test(link))).toEqual([]);
  });

  it('link to pages that are there', () => {
    const root = new URL('https://site.example/');
    const broken = pages.flatMap(([name, html]) => readLinks(html).flatMap((link) => {
      const url = new URL(link, new URL(name.replace(/(^|\/)index\.html$/, '$1'), root));
      const path = url.pathname.slice(1);
      return url.origin !== root.origin || site.has(path === '' || path.endsWith('/') ? `${path}index.html` : path) ? [] : [`${name} → ${path}`];
    }));
    expect(broken).toEqual([]);
  });

  it('show the marks that reorder text, and controls, as what they are', () => {
    const dangerous = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;
    const texts = [...site].filter(([name]) => /\.(html|svg|json)$/.test(name));
    expect(texts.filter(([, content]) => dangerous.test(content)).map(([name]) => name)).toEqual([]);
    expect(pages.filter(([, html]) => html.includes('\ufffdgnp.exe')).length).toBeGreaterThan(10);
  });

  it('stay small whatever the names', () => {
    expect(Math.max(...pages.map(([, html]) => html.length))).toBeLessThan(600_000);
  });
});
