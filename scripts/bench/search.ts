// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Browser, Page } from 'playwright-core';
import { startStaticServer } from '../../src/platform/static-server.ts';
import { launchBrowser } from '../../src/testing/browser.ts';

/** What is typed, one character after the other: beginnings, middles, filters, and what nothing has. */
const TYPED = [
  'linux-kernel', 'libperl', 'python3-', 'golang-github-', 'kernel', '-common', 'e', 'xyzzy', '+', 'a b',
  'state:differs suite:trixie cause:timestamp kernel',
];

export interface SearchTimes {
  /** Bytes over the wire: the search's scripts, and what of the index it reads before it can answer. */
  readonly startBytes: number;
  /** With the rest of the index, which is read while somebody types. */
  readonly wholeBytes: number;
  readonly answers: number;
  /** The slowest answer, from the keystroke until the list is laid out; milliseconds as all of them. */
  readonly slowestMs: number;
  /** From the keystroke until a frame with the answer has been painted, for the slowest answer. */
  readonly paintedMs: number;
  /** The first answer on a fresh page, everything read on the way. */
  readonly coldMs: number;
}

/** Searches in the list of all packages of a built site, in headless Chromium. */
export async function measureSearch(root: string): Promise<SearchTimes> {
  const server = await startStaticServer({ root, host: '127.0.0.1', port: 0 });
  const browser = await launchBrowser();
  try {
    const url = `${server.url}packages/`;
    const startBytes = await measureStart(browser, url);
    const { page, countBytes } = await openList(browser, url);
    const coldMs = await page.evaluate(async () => {
      const [input, output] = [document.querySelector('.find input'), document.querySelector('.find output')];
      if (!(input instanceof HTMLInputElement) || output === null) throw new Error('there is no search');
      const startedAt = performance.now();
      input.focus();
      input.value = 'kernel';
      input.dispatchEvent(new Event('input'));
      while (!/^[\d,]+ packages?/.test(output.textContent)) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - startedAt;
    });
    await page.waitForFunction(() => /^[\d,]+ packages?/.test(document.querySelector('.find output')?.textContent.replace(/.*reading.*/, '') ?? ''));
    return { startBytes, wholeBytes: await countBytes(), coldMs, ...await measureAnswers(page) };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function openList(browser: Browser, url: string): Promise<{ page: Page; countBytes: () => Promise<number> }> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1080 } });
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (/\/assets\/(?:search|packages)[^/]*$/.test(request.url())) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, countBytes: async () => (await Promise.all(sizes)).reduce((total, size) => total + size, 0) };
}

async function measureStart(browser: Browser, url: string): Promise<number> {
  const { page, countBytes } = await openList(browser, url);
  const index = page.waitForResponse((response) => response.url().endsWith('.bin'));
  await page.locator('.find input').focus();
  await (await index).finished();
  await page.waitForTimeout(500);
  return countBytes();
}

/** Every text is asked several times and its median taken, so that one hiccup of the machine does not decide. */
async function measureAnswers(page: Page): Promise<Pick<SearchTimes, 'answers' | 'slowestMs' | 'paintedMs'>> {
  const texts = TYPED.flatMap((text) => Array.from(text, (_, index) => text.slice(0, index + 1)));
  const rounds: { answered: number; painted: number }[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await page.evaluate(askAll, texts));
  const slowest = (pick: (time: { answered: number; painted: number }) => number): number => Math.max(...texts.map((_, index) => (
    toMedian(rounds.map((times) => times[index]).map((time) => (time === undefined ? Infinity : pick(time)))))));
  return { answers: texts.length, slowestMs: slowest(({ answered }) => answered), paintedMs: slowest(({ painted }) => painted) };
}

const ROUNDS = 5;

function toMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

/** Within the page. */
async function askAll(texts: readonly string[]): Promise<{ answered: number; painted: number }[]> {
  const [input, results] = [document.querySelector('.find input'), document.querySelector('.found')];
  if (!(input instanceof HTMLInputElement) || results === null) throw new Error('there is no search');
  const times: { answered: number; painted: number }[] = [];
  for (const text of texts) {
    const startedAt = performance.now();
    input.value = text;
    input.dispatchEvent(new Event('input'));
    results.getBoundingClientRect();
    const answered = performance.now() - startedAt;
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    times.push({ answered, painted: performance.now() - startedAt });
  }
  return times;
}
