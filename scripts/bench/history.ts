// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { atMost, type Benchmark, type Figure } from './figure.ts';
import { DAYS, JOBS, REPOSITORIES } from './year.ts';

const CHILD = fileURLToPath(new URL('history-child.ts', import.meta.url));

interface Step {
  readonly seconds: number;
  readonly residentMb: number;
}

/** A year of daily collections through the store's own writing code, then one more and what is read of it all. */
async function measureHistory(): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), 'proofboard-year-'));
  const stateFile = join(dir, 'state.sqlite');
  const run = async (action: string, ...more: readonly string[]): Promise<Step> => {
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, action, stateFile, ...more], { maxBuffer: 1 << 20 });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Step;
  };
  try {
    const seeded = await run('seed');
    const collected = await run('collect');
    const past = await run('past');
    const feeds = await run('feeds', join(dir, 'feeds'));
    const { size } = await stat(stateFile);
    const results = DAYS * REPOSITORIES * JOBS;
    return [
      atMost(`state of ${DAYS} days × ${REPOSITORIES} repositories × ${JOBS} jobs (${results} results)`, size / 1e6, 'MB', 400),
      atMost('a year known: one more collection, own time', collected.seconds, 's', 3),
      atMost('a year known: changes and flakiness of all cells', past.seconds, 's', 2),
      atMost('a year known: feeds of 9,000 cells', feeds.seconds, 's', 1),
      atMost('a year known: largest resident size of these', Math.max(seeded.residentMb, collected.residentMb, past.residentMb, feeds.residentMb), 'MB', 600),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const historyBenchmarks: readonly Benchmark[] = [{ name: 'history', run: measureHistory }];
