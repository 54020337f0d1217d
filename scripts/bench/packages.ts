// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { atMost, type Benchmark, type Figure } from './figure.ts';
import { renderWithHugo, weighPages } from './hugo.ts';
import { measureSearch } from './search.ts';

const CHILD = fileURLToPath(new URL('packages-child.ts', import.meta.url));

/** Twice as many binary packages: a distribution of Debian's size. */
const SOURCES = 30_000;

/** The site of a large distribution against the fastest renderer there is, and the search in it. */
async function measurePackages(): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'proofboard-bench-'));
  try {
    const site = join(dir, 'site');
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, String(SOURCES), site], { maxBuffer: 1 << 24 });
    const { seconds, maxRssKb } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { seconds: number; maxRssKb: number };
    const { pages } = await weighPages(site);
    const lists = await weighPages(site, 'packages/-');
    if (pages < SOURCES) throw new Error(`the site has ${pages} pages, and not one for each of ${SOURCES} source packages`);
    const hugo = await renderWithHugo(site, dir);
    const search = await measureSearch(site);
    return [
      atMost(`${pages} pages of ${SOURCES} source packages (${seconds.toFixed(1)} s) ÷ Hugo (${hugo.toFixed(1)} s)`, seconds / hugo, '×', 8),
      atMost('the same: resident', maxRssKb / 1024, 'MB', 2048),
      atMost(`largest of ${lists.pages} pages of lists, unpacked`, lists.largest / 1000, 'kB', 300),
      atMost('search over 60,000 packages: start', search.startBytes / 1000, 'kB', 300),
      atMost('search: with all of the index', search.wholeBytes / 1000, 'kB', 500),
      atMost(`search: slowest of ${search.answers} answers, laid out`, search.slowestMs, 'ms', 50),
      atMost('search: slowest answer, painted', search.paintedMs, 'ms', 100),
      atMost('search: first answer on a fresh page', search.coldMs, 'ms', 1000),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const packageBenchmarks: readonly Benchmark[] = [{ name: 'packages', run: measurePackages }];
