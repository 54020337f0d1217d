// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import AxeBuilder from '@axe-core/playwright';
import { readdir } from 'node:fs/promises';
import { launchBrowser } from './browser.ts';

export interface Violation {
  readonly page: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly rule: string;
  readonly elements: readonly string[];
}

/** One page of each kind of a built site, as addresses below its root: the first of each folder, and the pages at the top. */
export async function findPageKinds(outDir: string): Promise<string[]> {
  const files = (await readdir(outDir, { recursive: true })).filter((file) => file.endsWith('.html')).toSorted();
  const kinds = new Map<string, string>();
  for (const file of files) {
    const [top = '', ...rest] = file.split('/');
    const kind = rest.length === 0 ? top : `${top}/${rest.length === 1 ? 'index' : 'one'}`;
    if (!kinds.has(kind)) kinds.set(kind, file.replace(/(^|\/)index\.html$/, '$1'));
  }
  return [...kinds.values()];
}

/** Runs axe, target-size on, over one page of each kind in both themes, wide and narrow; over the given pages on request. */
export async function auditPages(
  url: string, outDir: string, pages?: readonly string[],
): Promise<{ violations: Violation[]; pages: number }> {
  const kinds = pages ?? await findPageKinds(outDir);
  const browser = await launchBrowser();
  const violations: Violation[] = [];
  try {
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [1440, 390]) {
        const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
        for (const kind of kinds) {
          const page = await context.newPage();
          await page.goto(url + kind);
          const result = await new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } }).analyze();
          violations.push(...result.violations.map(({ id, nodes }) => ({
            page: kind, theme, width, rule: id, elements: nodes.slice(0, 5).map(({ html }) => html.slice(0, 200)),
          })));
          await page.close();
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
  return { violations, pages: kinds.length };
}
