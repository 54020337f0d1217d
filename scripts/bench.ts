// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import process from 'node:process';
import { aptBenchmarks } from './bench/apt.ts';
import { causeBenchmarks } from './bench/causes.ts';
import { collectBenchmarks } from './bench/collect.ts';
import type { Benchmark, Figure } from './bench/figure.ts';
import { toTable } from './bench/figure.ts';
import { historyBenchmarks } from './bench/history.ts';
import { packageBenchmarks } from './bench/packages.ts';
import { pageBenchmarks } from './bench/page.ts';
import { rebuilderBenchmarks } from './bench/rebuilders.ts';
import { siteBenchmarks } from './bench/site.ts';
import { verifyBenchmarks } from './bench/verify.ts';

/** `npm run bench [-- --json] [NAME …]`: runs all benchmarks, or those whose names begin so; 1 when a target is missed. */
const BENCHMARKS: readonly Benchmark[] = [
  ...collectBenchmarks, ...siteBenchmarks, ...pageBenchmarks, ...rebuilderBenchmarks, ...packageBenchmarks, ...causeBenchmarks,
  ...historyBenchmarks, ...verifyBenchmarks, ...aptBenchmarks,
];

const words = process.argv.slice(2);
const json = words.includes('--json');
const names = words.filter((word) => word !== '--json');
const chosen = BENCHMARKS.filter(({ name }) => names.length === 0 || names.some((wanted) => name.startsWith(wanted)));
if (chosen.length === 0) {
  console.error(`no such benchmark; there are: ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const { name, run } of chosen) {
  if (!json) console.error(`running ${name} …`);
  figures.push(...await run());
}
console.log(json ? JSON.stringify(figures) : toTable(figures));
process.exit(figures.every(({ met }) => met) ? 0 : 1);
