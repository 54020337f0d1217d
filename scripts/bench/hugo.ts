// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { renderMissing, toToolPath } from '../../src/testing/needs.ts';

const CONFIG = `baseURL = "https://board.example/"
title = "Board"
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
`;

/** A page's head as ours have it, and its body as it comes: less work than any template that makes something of data. */
const TEMPLATE = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width"><meta name="description" content="{{ .Title }} and what is known of it: versions, votes, causes">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>{{ .Title }}</title>
<link rel="icon" type="image/svg+xml" href="../../../icon-unknown.svg"><link rel="stylesheet" href="../../../assets/board.0123456789.css">
<script type="module" src="../../../assets/board.0123456789.js"></script></head><body>{{ .Content }}</body></html>
`;

const PAGES_PER_FOLDER = 1_000;
const RUNS = 2;

/** How many pages, and of how many bytes together. */
export interface Weight {
  readonly pages: number;
  readonly bytes: number;
  readonly largest: number;
}

/** Weighs the pages of a folder; `below` are those in a folder of it. */
export async function weighPages(folder: string, below = ''): Promise<Weight> {
  const files = await listPages(join(folder, below));
  let bytes = 0;
  let largest = 0;
  for (const file of files) {
    const { size } = await stat(file);
    bytes += size;
    largest = Math.max(largest, size);
  }
  return { pages: files.length, bytes, largest };
}

async function listPages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.html')).map(({ parentPath, name }) => join(parentPath, name));
}

/**
 * Lets Hugo render as many pages with the same bodies as a built site has, and returns the seconds of the faster of two
 * runs, each into a new folder. Throws where it has rendered fewer pages or bytes.
 */
export async function renderWithHugo(site: string, workFolder: string): Promise<number> {
  const hugo = toToolPath('hugo');
  if (hugo === null) throw new Error(renderMissing('hugo'));
  const source = join(workFolder, 'hugo');
  await writeInput(site, source);
  const expected = await weighPages(site);
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const outDir = join(workFolder, `hugo-${run}`);
    const startedAt = performance.now();
    await promisify(execFile)(hugo, ['--quiet', '--source', source, '--destination', outDir, '--cacheDir', join(workFolder, 'hugo-cache')]);
    seconds.push((performance.now() - startedAt) / 1000);
    const { pages, bytes } = await weighPages(outDir);
    if (pages < expected.pages || bytes < expected.bytes * 0.98) {
      throw new Error(`Hugo rendered ${pages} pages of ${bytes} bytes together, not ${expected.pages} of ${expected.bytes}`);
    }
  }
  return Math.min(...seconds);
}

async function writeInput(site: string, source: string): Promise<void> {
  await mkdir(join(source, 'layouts/_default'), { recursive: true });
  await writeFile(join(source, 'config.toml'), CONFIG);
  await writeFile(join(source, 'layouts/_default/single.html'), TEMPLATE);
  for (const [index, file] of (await listPages(site)).entries()) {
    const html = await readFile(file, 'utf8');
    const body = html.slice(html.indexOf('<body>') + '<body>'.length, html.lastIndexOf('</body>'));
    const content = join(source, `content/part${Math.floor(index / PAGES_PER_FOLDER)}/page${index}.html`);
    await mkdir(dirname(content), { recursive: true });
    await writeFile(content, `${JSON.stringify({ title: `Page ${index}` })}\n${body}`);
  }
}
