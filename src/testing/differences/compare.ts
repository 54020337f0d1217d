// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Pair } from './pair.ts';
import { createWorkshop } from './workshop.ts';

const MAX_REPORT_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 120_000;
const PARALLEL = 2;

/** A pair with what diffoscope says of it. */
export interface Compared {
  readonly pair: Pair;
  /** diffoscope's JSON; empty where it found no difference. */
  readonly json: string;
}

/** Builds both sides of a pair and compares them with the diffoscope that is installed. */
export async function comparePair(pair: Pair): Promise<Compared> {
  const base = await mkdtemp(join(tmpdir(), 'proofboard-pair-'));
  try {
    const products: string[] = [];
    for (const side of ['a', 'b'] as const) {
      const folder = join(base, 'build');
      await mkdir(folder, { mode: 0o755 });
      const product = await pair.build(createWorkshop(side, folder));
      const kept = join(side, basename(product));
      await mkdir(join(base, side));
      await rename(join(folder, product), join(base, kept));
      await rm(folder, { recursive: true });
      products.push(kept);
    }
    return { pair, json: await runDiffoscope(base, products) };
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** Compares pairs two at a time: the machines this runs on have two cores. */
export async function comparePairs(pairs: readonly Pair[]): Promise<Compared[]> {
  const results: Compared[] = [];
  const waiting = pairs.entries();
  const work = async (): Promise<void> => {
    for (const [index, pair] of waiting) results[index] = await comparePair(pair);
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return results;
}

/** diffoscope ends with 1 where there are differences, and with 2 where it failed. */
function runDiffoscope(folder: string, products: readonly string[]): Promise<string> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC', HOME: folder };
  return new Promise((resolve, reject) => {
    execFile('diffoscope', ['--json', '-', ...products], { cwd: folder, env, maxBuffer: MAX_REPORT_BYTES, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error !== null && error.code !== 1) reject(new Error(`diffoscope failed: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
