// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardProject } from '../../model/board.ts';
import type { StageCell } from '../../model/cell.ts';
import { byName } from './text.ts';

/**
 * The order of stages, learnt from the jobs: GitLab numbers a pipeline's jobs in the order of its stages. A retried
 * job has a later number, so the mean place over all pipelines decides, not a single one.
 */
export function toStageOrder(projects: readonly BoardProject[]): (a: string, b: string) => number {
  const places = new Map<string, { sum: number; count: number }>();
  for (const { cells } of projects) {
    const chains = Map.groupBy(cells, ({ ref, release, target }) => JSON.stringify([ref, release, target]));
    for (const chain of chains.values()) addPlaces(places, chain);
  }
  const means = new Map([...places].map(([stage, { sum, count }]) => [stage, sum / count]));
  return (a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || byName(a, b);
}

/** Adds where in its chain each stage stands, from 0 for the first to 1 for the last. */
function addPlaces(places: Map<string, { sum: number; count: number }>, chain: readonly StageCell[]): void {
  if (chain.length < 2) return;
  const sorted = [...chain].sort((a, b) => a.current.jobId - b.current.jobId);
  for (const [index, { stage }] of sorted.entries()) {
    const place = places.get(stage) ?? { sum: 0, count: 0 };
    places.set(stage, { sum: place.sum + index / (sorted.length - 1), count: place.count + 1 });
  }
}
