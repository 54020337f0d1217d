// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createUniform } from '../../src/testing/forge/uniform.ts';
import { atMost, type Benchmark, type Figure } from './figure.ts';
import { withState } from './sample.ts';

const CHILD = fileURLToPath(new URL('build-child.ts', import.meta.url));

interface Build {
  readonly seconds: number;
  readonly residentMb: number;
}

/** Builds in a process of its own; the largest resident size is the operating system's figure for that process. */
async function build(projects: number): Promise<Build> {
  return withState(createUniform({ projects }), [0], async ({ dir, stateFile, config }) => {
    const task = join(dir, 'task.json');
    await writeFile(task, JSON.stringify({ stateFile, outDir: join(dir, 'site'), config }));
    const startedAt = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, task], { maxBuffer: 1 << 24 });
    const seconds = (performance.now() - startedAt) / 1000;
    const { maxRssKb } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { maxRssKb: number };
    return { seconds, residentMb: maxRssKb / 1024 };
  });
}

async function measureBuild(): Promise<Figure[]> {
  const small = await build(300);
  const large = await build(3_000);
  return [
    atMost('build 300 repositories × 3 refs', small.seconds, 's', 5),
    atMost('build 3,000 repositories × 3 refs', large.seconds, 's', 30),
    atMost('build 3,000: resident', large.residentMb, 'MB', 1024),
    atMost('build 3,000 ÷ build 300', large.seconds / small.seconds, '×', 10),
  ];
}

export const siteBenchmarks: readonly Benchmark[] = [{ name: 'build', run: measureBuild }];
