// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import lighthouse from 'lighthouse';
import { createServer } from 'node:net';
import { launchBrowser } from './browser.ts';

/** Scores from 0 to 100. */
export interface LighthouseScores {
  readonly performance: number;
  readonly accessibility: number;
  readonly bestPractices: number;
  readonly seo: number;
  /** Audits that cost points, by id. */
  readonly lost: readonly string[];
}

/** Runs Lighthouse, as it comes (a phone on a slow network), on one page in Debian's Chromium. */
export async function measureLighthouse(url: string): Promise<LighthouseScores> {
  const port = await findFreePort();
  const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
  try {
    const result = await lighthouse(url, { port, logLevel: 'silent', output: 'json' });
    if (result === undefined) throw new Error('Lighthouse gave no result');
    const { categories, audits } = result.lhr;
    const score = (category: string): number => Math.round((categories[category]?.score ?? 0) * 100);
    return {
      performance: score('performance'),
      accessibility: score('accessibility'),
      bestPractices: score('best-practices'),
      seo: score('seo'),
      lost: Object.values(audits).filter((audit) => audit.score !== null && audit.score < 1).map(({ id }) => id),
    };
  } finally {
    await browser.close();
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
