// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { silentLog } from '../platform/log.ts';
import { buildSite } from '../site/build.ts';
import { launchBrowser } from './browser.ts';
import { buildSampleSite, type BuiltSite } from './built-site.ts';
import { HOSTILE_NAMES } from './forge/story/hostile.data.ts';
import { needsTool } from './needs.ts';
import { readSite } from './site-files.ts';

const COMPONENTS = 12;

/** What a browser makes of a document, without loading anything. */
interface Parsed {
  readonly scripts: readonly string[];
  readonly handlers: readonly string[];
  readonly links: readonly string[];
  readonly elements: readonly string[];
  readonly text: string;
}

describe.skipIf(!needsTool('chromium'))('the site of an organisation of hostile names', () => {
  let built: BuiltSite;
  let site: ReadonlyMap<string, string>;
  let browser: Browser;
  let pages: ReadonlyMap<string, Parsed>;
  let badges: readonly Parsed[];

  beforeAll(async () => {
    built = await buildSampleSite({ components: COMPONENTS, hostile: true });
    site = readSite(built.dir);
    browser = await launchBrowser();
    pages = new Map(await parse([...site].filter(([name]) => name.endsWith('.html')), 'text/html'));
    const pictures = new Map([...site].filter(([name]) => name.endsWith('.svg')).map(([name, svg]) => [svg, name]));
    badges = (await parse([...pictures].map(([svg, name]) => [name, svg]), 'image/svg+xml')).map(([, parsed]) => parsed);
  });
  afterAll(async () => {
    await browser.close();
    await built.close();
  });

  /** Parses as Chromium does, which mends and guesses where a parser of ours would not. */
  async function parse(documents: readonly (readonly [string, string])[], type: DOMParserSupportedType): Promise<[string, Parsed][]> {
    const page = await browser.newPage();
    return page.evaluate(({ given, kind }) => given.map(([name, source]): [string, Parsed] => {
      const parsed = new DOMParser().parseFromString(source, kind);
      const elements = [...parsed.querySelectorAll('*')];
      const attributes = elements.flatMap((element) => [...element.attributes]);
      return [name, {
        scripts: [...parsed.querySelectorAll('script')].map((script) => `${script.getAttribute('src') ?? ''}${script.textContent}`),
        handlers: attributes.filter((attribute) => /^on|^(style|srcdoc|formaction)$/i.test(attribute.name)).map((attribute) => `${attribute.name}=${attribute.value}`),
        links: attributes.filter((attribute) => /^(href|src|xlink:href|action|data)$/i.test(attribute.name)).map((attribute) => attribute.value),
        elements: [...new Set(elements.map((element) => element.localName))],
        text: parsed.documentElement.textContent,
      }];
    }), { given: documents, kind: type });
  }

  it('was collected completely, so that every name is on it', () => {
    expect(built.board.sources.map(({ report }) => report.outcome)).toEqual(['complete', 'complete', 'complete']);
    expect(built.board.projects).toHaveLength(COMPONENTS + HOSTILE_NAMES.length);
  });

  it('has no script but ours', () => {
    const scripts = [...pages].flatMap(([name, page]) => page.scripts.map((script) => new URL(script, new URL(name.replace(/index\.html$/, ''), 'https://site.example/')).pathname));
    const ours = [...site.keys()].filter((name) => name.endsWith('.js')).map((name) => `/${name}`);
    expect(new Set(scripts)).toEqual(new Set(ours));
    // Charts are drawn on the pages of trends alone.
    const charting = [...pages].filter(([, page]) => page.scripts.some((script) => script.includes('/chart.'))).map(([name]) => name);
    expect(charting.length).toBeGreaterThan(1);
    expect(charting.filter((name) => !name.startsWith('trends/'))).toEqual([]);
  });

  it('has no handler, and no element that somebody else could have brought', () => {
    expect([...pages.values(), ...badges].flatMap(({ handlers }) => handlers)).toEqual([]);
    const elements = new Set([...pages.values()].flatMap((page) => page.elements));
    for (const name of ['iframe', 'object', 'embed', 'form', 'base', 'style', 'foreignObject', 'image', 'use']) expect(elements).not.toContain(name);
    const drawn = new Set(badges.flatMap((badge) => badge.elements));
    for (const name of ['script', 'foreignObject', 'image', 'a', 'parsererror']) expect(drawn).not.toContain(name);
  });

  it('links to the web and to itself, and runs nothing', () => {
    const links = [...pages.values(), ...badges].flatMap((page) => page.links);
    expect(links.filter((link) => !['http:', 'https:'].includes(new URL(link, 'https://site.example/').protocol))).toEqual([]);
  });

  it('lies in its folder, under plain names', () => {
    expect(readdirSync(dirname(built.dir)).filter((name) => !/^(site|state\.sqlite(-shm|-wal)?)$/.test(name))).toEqual([]);
    for (const name of site.keys()) {
      expect(realpathSync(join(built.dir, name)).startsWith(realpathSync(built.dir) + sep)).toBe(true);
      for (const segment of name.split('/')) expect(segment).toMatch(/^(?!\.\.?$)[A-Za-z0-9._~-]{1,200}$/);
    }
  });

  it('has no raw control character and none that reorders text', () => {
    const dangerous = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;
    expect([...site].filter(([, content]) => dangerous.test(content)).map(([name]) => name)).toEqual([]);
    expect(pages.get('pull-requests/index.html')?.text).toContain('\ufffdgnp.exe');
  });

  it('shows every name that can be shown as text', () => {
    const titles = pages.get('pull-requests/index.html')?.text ?? '';
    const showable = HOSTILE_NAMES.filter((name) => name.length < 100 && name.trim() !== '' && !/[\p{Cc}\u202e]/u.test(name));
    expect(showable.length).toBeGreaterThan(10);
    expect(showable.filter((name) => !titles.includes(`#1 ${name}`))).toEqual([]);
  });

  it('shows a state it does not know by its name, and not as passed', () => {
    const main = site.get('releases/main/index.html') ?? '';
    expect(main).toMatch(/<td><a class="unknown"[^>]*>\? hibernating /);
    expect(main).not.toMatch(/<td><a class="(?!unknown)[^>]*>[^<]*hibernating/);
    expect(site.get('badges/QubesOS/qubes-mgmt-salt/-/main/checks.json')).toContain('"message":"unknown","color":"lightgrey"');
  });

  it('gives no green badge to a ref whose newest pipeline is in a state it does not know', () => {
    expect(site.get('badges/QubesOS/qubes-mgmt-salt/-/main/pipeline.json')).toContain('"color":"lightgrey"');
  });

  it('is the same, byte for byte, when the same state is built again', async () => {
    const again = join(dirname(built.dir), 'again');
    await buildSite({ stateFile: built.stateFile, outDir: again, config: built.config, log: silentLog });
    const second = readSite(again);
    expect([...second.keys()]).toEqual([...site.keys()]);
    expect([...second].filter(([name, content]) => site.get(name) !== content).map(([name]) => name)).toEqual([]);
  });
});
