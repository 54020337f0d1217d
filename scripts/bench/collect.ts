// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createCellRules, watchedRefs } from '../../src/config/rules.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createHttp } from '../../src/platform/http.ts';
import { createGitLabSource } from '../../src/sources/gitlab/source.ts';
import { openStore } from '../../src/state/store.ts';
import { readGitLab, toForgeConfig } from '../../src/testing/collecting.ts';
import { startForge } from '../../src/testing/forge/forge.ts';
import { createQubesLike } from '../../src/testing/forge/qubes-like.ts';
import { createUniform } from '../../src/testing/forge/uniform.ts';
import { atMost, type Benchmark, type Figure } from './figure.ts';

const REFS = '[main, release4.3, release4.2]';

/** Requests for 300 projects × 3 refs with 30 jobs each, without a token: the smaller budget. */
async function countRequests(): Promise<Figure[]> {
  const forge = await startForge({ organisation: createUniform({ projects: 300, changed: 10 }), day: 0 });
  const store = openStore(':memory:');
  const config = toForgeConfig(forge, REFS);
  try {
    const counts: number[] = [];
    for (const day of [0, 0, 1]) {
      forge.setDay(day);
      const reading = await readGitLab(forge, { config, anonymous: true }, store);
      if (reading.outcome !== 'complete') throw new Error(`the collection was ${reading.outcome}`);
      store.merge({ startedAt: forge.now(), durationMs: 0, readings: [reading] }, createCellRules(config));
      counts.push(reading.requests);
    }
    const [cold = Infinity, unchanged = Infinity, changed = Infinity] = counts;
    return [
      atMost('collect 300 projects × 3 refs, cold', cold, 'requests', 12),
      atMost('collect, nothing changed', unchanged, 'requests', 3),
      atMost('collect, 10 pipelines changed', changed, 'requests', 4),
    ];
  } finally {
    store.close();
    await forge.close();
  }
}

/** What long pipelines and child pipelines cost on top, in the Qubes-like organisation. */
async function countFurther(): Promise<Figure[]> {
  const forge = await startForge({ organisation: createQubesLike(), day: 7 });
  try {
    await readGitLab(forge, { config: toForgeConfig(forge, REFS) });
    const count = (operation: string): number => forge.requests.filter((request) => request.operation === operation).length;
    return [
      atMost('further pages of jobs (230 jobs: 2 pages)', count('ReadJobPages'), 'requests', 2),
      atMost('child and multi-project pipelines, two levels', count('ReadDownstream'), 'requests', 3),
    ];
  } finally {
    await forge.close();
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

async function timeCollection(latencyMs: number): Promise<{ wallMs: number; spans: Span[] }> {
  const forge = await startForge({ organisation: createUniform({ projects: 300 }), day: 0, latencyMs });
  const config = toForgeConfig(forge, REFS);
  const spans: Span[] = [];
  const http = createHttp({
    clock: systemClock, origin: forge.gitlabUrl, concurrency: 8, timeoutMs: 60_000,
    fetch: async (input, init) => {
      const from = performance.now();
      const response = await fetch(input, init);
      spans.push({ from, to: performance.now() });
      return response;
    },
  });
  const source = createGitLabSource({
    http, clock: systemClock, baseUrl: forge.gitlabUrl, hasToken: false,
    watch: { groups: config.gitlab.groups, projects: [], rules: config.gitlab.refs, overrides: [], refs: (path) => watchedRefs(config, path), isExcluded: () => false },
  });
  try {
    const startedAt = performance.now();
    await source({ projects: [] });
    return { wallMs: performance.now() - startedAt, spans };
  } finally {
    await forge.close();
  }
}

/** The longest chain of requests that waited for one another: none of them overlaps the next. */
function countRounds(spans: readonly Span[]): number {
  let rounds = 0;
  let free = -Infinity;
  for (const { from, to } of spans.toSorted((a, b) => a.to - b.to)) {
    if (from < free) continue;
    rounds += 1;
    free = to;
  }
  return rounds;
}

const LATENCY_MS = 50;

/** Median of three pairs, so that one hiccup of the machine does not decide. */
async function measureLatency(): Promise<Figure[]> {
  const ratios: number[] = [];
  await timeCollection(0);
  for (let pair = 0; pair < 3; pair += 1) {
    const plain = await timeCollection(0);
    const slow = await timeCollection(LATENCY_MS);
    ratios.push(slow.wallMs / (countRounds(slow.spans) * LATENCY_MS * 1.3 + plain.wallMs));
  }
  return [atMost('collect with 50 ms latency ÷ (rounds × latency × 1.3 + time without)', ratios.toSorted((a, b) => a - b)[1] ?? Infinity, '×', 1)];
}

export const collectBenchmarks: readonly Benchmark[] = [
  { name: 'collect-requests', run: countRequests },
  { name: 'collect-further', run: countFurther },
  { name: 'collect-latency', run: measureLatency },
];
