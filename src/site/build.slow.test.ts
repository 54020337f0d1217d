// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema, type Config } from '../config/schema.ts';
import { silentLog } from '../platform/log.ts';
import { createBoardFixture, FIXTURE_NOW, type BoardFixture } from '../testing/board-fixture.ts';
import { createHostileBoard } from '../testing/hostile-board.ts';
import { readLinks, readSite, readTags } from '../testing/site-files.ts';
import { collectionOf, day, pipeline, rules, temporaryFile, temporaryStore } from '../testing/state-readings.ts';
import { buildSite, writeSite } from './build.ts';

const config = configSchema.parse({ title: 'Qubes OS CI', gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] } });
const folder = mkdtempSync(join(tmpdir(), 'proofboard-site-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function build(name: string, fixture: BoardFixture, options: Config = config): Promise<ReadonlyMap<string, string>> {
  await writeSite({ ...fixture, config: options }, join(folder, name), silentLog);
  return readSite(join(folder, name));
}

/** The pages of a site by the path they are served at. */
function pagesOf(site: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...site].filter(([name]) => name.endsWith('.html'));
}

describe('writeSite', () => {
  let site: ReadonlyMap<string, string> = new Map();
  const fixture = createBoardFixture({ repositories: 45, targets: 10, releases: 2 });

  beforeAll(async () => {
    site = await build('plain', fixture);
  });

  it('writes the same bytes for the same board', async () => {
    const again = await build('again', createBoardFixture({ repositories: 45, targets: 10, releases: 2 }));
    expect([...again.keys()]).toEqual([...site.keys()]);
    expect([...again].filter(([name, content]) => site.get(name) !== content).map(([name]) => name)).toEqual([]);
  });

  it.each(['/', '/p/', '/p/mr-1/'])('links every page and file under %s, and nothing outside it', (prefix) => {
    const root = new URL(prefix, 'https://site.example');
    const broken = pagesOf(site).flatMap(([name, html]) => readLinks(html)
      .map((link) => new URL(link, new URL(name.replace(/(^|\/)index\.html$/, '$1'), root)))
      .filter((url) => url.origin === root.origin)
      .filter(({ pathname }) => {
        const path = decodeURIComponent(pathname.slice(prefix.length));
        return !pathname.startsWith(prefix) || !site.has(path.endsWith('/') || path === '' ? `${path}index.html` : path);
      })
      .map(({ pathname }) => `${name} → ${pathname}`));
    expect(broken).toEqual([]);
  });

  it('writes no absolute address of its own', () => {
    const absolute = pagesOf(site).flatMap(([, html]) => readLinks(html)).filter((link) => link.startsWith('/'));
    expect(absolute).toEqual([]);
  });

  it('reaches every page from the front page', () => {
    const seen = new Set(['']);
    for (const address of seen) {
      for (const link of readLinks(site.get(`${address}index.html`) ?? '')) {
        const url = new URL(link, new URL(address, 'https://site.example/'));
        if (url.origin === 'https://site.example' && url.pathname.endsWith('/')) seen.add(url.pathname.slice(1));
      }
    }
    const pages = pagesOf(site).map(([name]) => name).filter((name) => name.endsWith('index.html')).map((name) => name.slice(0, -'index.html'.length));
    expect(pages.filter((address) => !seen.has(address))).toEqual([]);
  });

  it('allows no inline script or style and needs none', () => {
    for (const [name, html] of pagesOf(site)) {
      const tags = readTags(html);
      expect(html, name).toContain("default-src 'none'");
      expect(tags.filter((tag) => tag.name === 'style' || tag.attributes.has('style')), name).toEqual([]);
      expect(tags.filter((tag) => tag.name === 'script' && !tag.attributes.get('src')?.startsWith('assets/') && !tag.attributes.get('src')?.includes('../assets/')), name).toEqual([]);
    }
  });

  it('gives every external link no referrer', () => {
    const without = pagesOf(site).flatMap(([, html]) => readTags(html))
      .filter(({ name, attributes }) => name === 'a' && attributes.get('href')?.startsWith('http') === true && attributes.get('rel') !== 'noreferrer');
    expect(without).toEqual([]);
  });

  it('writes a picture and an endpoint for every badge, as it says in its snippets', () => {
    const [page = ''] = [site.get('repositories/QubesOS/qubes-core-component0/-/index.html')];
    const pictures = readTags(page).filter(({ name }) => name === 'img').map(({ attributes }) => attributes.get('src') ?? '');
    expect(pictures).toHaveLength(2 * 4);
    for (const picture of pictures) {
      const name = new URL(picture, 'https://site.example/repositories/QubesOS/qubes-core-component0/-/').pathname.slice(1);
      expect(site.get(name)).toContain('as of 2026-11-22</title>');
      expect(JSON.parse(site.get(name.replace(/svg$/, 'json')) ?? '')).toMatchObject({ schemaVersion: 1 });
    }
  });

  it('has the counted pages and files', async () => {
    const summary = await writeSite({ ...fixture, config }, join(folder, 'counted'), silentLog);
    expect(summary.pages).toBe(pagesOf(readSite(join(folder, 'counted'))).length);
  });

  it('replaces its own site, refuses another folder, and leaves nothing beside', async () => {
    await build('plain', fixture);
    writeFileSync(join(folder, 'file'), '');
    await expect(build('file', fixture)).rejects.toMatchObject({ code: 'out-not-ours' });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    rmSync(join(folder, 'file'));
  });

  it('leaves the old site untouched when a page cannot be rendered', async () => {
    const before = statSync(join(folder, 'plain/index.html')).mtimeMs;
    const failing = { ...fixture, readProject: () => { throw new Error('state damaged'); } };
    await expect(build('plain', failing)).rejects.toThrow('state damaged');
    expect(statSync(join(folder, 'plain/index.html')).mtimeMs).toBe(before);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('builds two sites at once without mixing them', async () => {
    const boards = [{ title: 'first', repositories: 3 }, { title: 'second', repositories: 5 }];
    const sites = await Promise.all(boards.map(({ title, repositories }) =>
      build(title, createBoardFixture({ repositories, targets: 2, releases: 1 }), { ...config, title })));
    expect(sites.map((built) => /<title>[^<]* – (\w+)<\/title>/.exec(built.get('index.html') ?? '')?.[1])).toEqual(['first', 'second']);
    expect(sites.map((built) => [...built.keys()].filter((name) => name.endsWith('/-/index.html')).length)).toEqual([3, 5]);
  });

  it('writes a site of a board on which nothing was ever collected', async () => {
    const board = { ...fixture.board, collections: [], sources: [], projects: [], repositories: [], changes: [] };
    const empty = await build('empty', { ...fixture, board });
    expect(empty.get('index.html')).toContain('nothing to show');
    expect(empty.get('index.html')).toContain('href="icon-unknown.svg"');
  });
});

describe('writeSite, of hostile names', () => {
  let site: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    const hostile = configSchema.parse({ ...config, title: '<script>alert(1)</script>\u202e', gitlab: { groups: ['x'] }, stale: {}, flaky: {} });
    site = await build('hostile', createHostileBoard(), hostile);
  });

  it('makes paths of plain characters only, none of which leads upwards', () => {
    for (const name of site.keys()) {
      for (const segment of name.split('/')) expect(segment).toMatch(/^(?!\.\.?$)[A-Za-z0-9._~-]{1,140}$/);
    }
  });

  it('makes no element and no attribute of a name', () => {
    const attributes = new Set(pagesOf(site).flatMap(([, html]) => readTags(html).flatMap((tag) => [...tag.attributes.keys()])));
    expect([...attributes].filter((name) => name.startsWith('on') || name === 'style' || name === 'srcdoc')).toEqual([]);
    const scripts = pagesOf(site).flatMap(([, html]) => [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag));
    expect(scripts.filter((tag) => !/^<script type="module" src="(?:\.\.\/)*assets\/board\.[0-9a-f]{10}\.js">$/.test(tag))).toEqual([]);
    const pictures = pagesOf(site).flatMap(([, html]) => [...html.matchAll(/<img[^>]*>/g)].map(([tag]) => tag));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter((tag) => !/^<img src="(?:\.\.\/)*badges\/[A-Za-z0-9._~/-]+\.svg" alt=/.test(tag))).toEqual([]);
  });

  it('links to nothing but pages of its own and the web', () => {
    const links = new Set(pagesOf(site).flatMap(([, html]) => readLinks(html)));
    expect([...links].filter((link) => !/^(?:https:\/\/|(?:\.\.\/)*[A-Za-z0-9._~/-]*$|\.\/$|#main$)/.test(link))).toEqual([]);
  });

  it('shows the marks that reorder text, and controls, as what they are', () => {
    const dangerous = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]/;
    expect([...site].filter(([, content]) => dangerous.test(content)).map(([name]) => name)).toEqual([]);
    expect(site.get('index.html')).toContain('\ufffd');
  });

  it('shows the names as text', () => {
    expect(site.get('repositories/index.html')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('keeps a page small whatever its names', () => {
    expect(Math.max(...pagesOf(site).map(([, html]) => html.length))).toBeLessThan(400_000);
  });
});

describe('buildSite', () => {
  it('builds what the state knows, as of the day it is told', async () => {
    const stateFile = temporaryFile();
    const store = temporaryStore(stateFile);
    store.merge(collectionOf(day(0), pipeline(1, { 'r4.3:build:vm-fc42': 'failed' })), rules);
    const outDir = join(folder, 'state');
    await buildSite({ stateFile, outDir, config, now: day(1), log: silentLog });
    const html = readFileSync(join(outDir, 'index.html'), 'utf8');
    expect(html).toContain('<title>✕ 1 broken – Qubes OS CI</title>');
    expect(html).toContain('Collected <time datetime="2026-03-02T00:00:00Z"');
  });

  it('says that there is no state before it writes anything', async () => {
    const outDir = join(folder, 'stateless');
    await expect(buildSite({ stateFile: join(folder, 'none.sqlite'), outDir, config, now: FIXTURE_NOW, log: silentLog }))
      .rejects.toMatchObject({ code: 'state-missing' });
    expect(readdirSync(folder)).not.toContain('stateless');
  });
});
