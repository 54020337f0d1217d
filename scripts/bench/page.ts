// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { silentLog } from '../../src/platform/log.ts';
import { startStaticServer } from '../../src/platform/static-server.ts';
import { buildSite } from '../../src/site/build.ts';
import { auditPages } from '../../src/testing/audit.ts';
import { measureLighthouse } from '../../src/testing/lighthouse.ts';
import { createQubesLike } from '../../src/testing/forge/qubes-like.ts';
import { createUniform } from '../../src/testing/forge/uniform.ts';
import { atLeast, atMost, type Benchmark, type Figure } from './figure.ts';
import { withState } from './sample.ts';

/** The summary of 150 components × 10 targets × 3 stages, one release. */
async function weighSummary(): Promise<Figure[]> {
  const organisation = createUniform({ projects: 150, refs: [{ name: 'main', release: 'r4.3' }] });
  return withState(organisation, [0], async ({ dir, stateFile, config }) => {
    const outDir = join(dir, 'site');
    await buildSite({ stateFile, outDir, config, log: silentLog });
    const html = await readFile(join(outDir, 'index.html'));
    const text = html.toString('utf8');
    const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
    const cells = count(/<td[\s>]/g);
    if (cells < 1_500) throw new Error(`the summary has ${cells} cells instead of 1,500`);
    return [
      atMost('summary of 150 × 10 × 3, Brotli', brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).byteLength / 1000, 'kB', 12),
      atMost('summary: elements', count(/<[a-z]/gi), 'elements', 6_000),
      atMost('summary: images', count(/<(?:img|svg)[\s>]/gi), 'images', 1),
    ];
  });
}

async function auditSite(): Promise<Figure[]> {
  return withState(createQubesLike(), Array.from({ length: 30 }, (_, day) => day), async ({ dir, stateFile, config }) => {
    const outDir = join(dir, 'site');
    await buildSite({ stateFile, outDir, config, log: silentLog });
    const server = await startStaticServer({ root: outDir, host: '127.0.0.1', port: 0 });
    try {
      const { violations, pages } = await auditPages(server.url, outDir);
      const scores = await measureLighthouse(server.url);
      return [
        atMost(`axe violations on ${pages} kinds of page × 2 themes × 2 widths`, violations.length, 'violations', 0),
        atLeast('Lighthouse performance', scores.performance, '', 98),
        atLeast('Lighthouse accessibility', scores.accessibility, '', 100),
        atLeast('Lighthouse best practices', scores.bestPractices, '', 100),
        atLeast('Lighthouse SEO', scores.seo, '', 100),
      ];
    } finally {
      await server.close();
    }
  });
}

export const pageBenchmarks: readonly Benchmark[] = [
  { name: 'summary', run: weighSummary },
  { name: 'audit', run: auditSite },
];
