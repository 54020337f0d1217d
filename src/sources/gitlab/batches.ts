// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isSplittable } from '../outcome.ts';
import { projectsCost, type Budget } from './complexity.ts';
import type { RefAlias } from './queries.ts';

/** Something to ask of one ref of one project. */
export interface Pair extends RefAlias {
  readonly projectId: number;
}

/** A request's worth: every ref of every project in it. */
export interface Batch {
  readonly ids: readonly number[];
  readonly refs: readonly RefAlias[];
}

const MAX_IDS = 100;
/** Keeps a query's text under GitLab's 10,000 characters. */
const MAX_REFS = 10;
/** Scattered pairs share a request while it asks for at most this many refs in all. */
const SMALL_AREA = 100;

/**
 * Groups pairs into few requests. GraphQL aliases apply to every project of a request, so pairs of projects with the same
 * refs form full rectangles; small scattered ones are put together though that asks for a little more than needed.
 */
export function toBatches(pairs: readonly Pair[], base: number, perRef: number, budget: Budget): Batch[] {
  return mergeSmall(toRectangles(pairs)).flatMap((rectangle) => split(rectangle, base, perRef, budget));
}

function toRectangles(pairs: readonly Pair[]): Batch[] {
  const refsOf = new Map<number, RefAlias[]>();
  for (const { projectId, ref, finished } of pairs) {
    const refs = refsOf.get(projectId);
    if (refs === undefined) refsOf.set(projectId, [{ ref, finished }]);
    else refs.push({ ref, finished });
  }
  const rectangles = new Map<string, { ids: number[]; refs: RefAlias[] }>();
  for (const [id, refs] of refsOf) {
    const key = JSON.stringify(refs.map(({ ref, finished }) => [ref, finished]).sort());
    const rectangle = rectangles.get(key);
    if (rectangle === undefined) rectangles.set(key, { ids: [id], refs });
    else rectangle.ids.push(id);
  }
  return [...rectangles.values()];
}

function mergeSmall(rectangles: readonly Batch[]): Batch[] {
  const merged: Batch[] = [];
  let open: Batch | null = null;
  for (const next of rectangles.toSorted((a, b) => area(a) - area(b))) {
    const union: Batch | null = open === null ? null : {
      ids: [...open.ids, ...next.ids],
      refs: [...open.refs, ...next.refs.filter((ref) => !hasRef(open?.refs ?? [], ref))],
    };
    if (union !== null && area(union) <= SMALL_AREA) {
      open = union;
    } else {
      if (open !== null) merged.push(open);
      open = next;
    }
  }
  if (open !== null) merged.push(open);
  return merged;
}

function area({ ids, refs }: Batch): number {
  return ids.length * refs.length;
}

function hasRef(refs: readonly RefAlias[], wanted: RefAlias): boolean {
  return refs.some(({ ref, finished }) => ref === wanted.ref && finished === wanted.finished);
}

/** Cuts a rectangle so that every part is affordable, in the way that needs the fewest requests. */
function split({ ids, refs }: Batch, base: number, perRef: number, budget: Budget): Batch[] {
  let best = { page: 1, width: 1, requests: Infinity };
  for (let width = 1; width <= Math.min(refs.length, MAX_REFS); width += 1) {
    const page = Math.min(MAX_IDS, budget.pageFor(base + width * perRef));
    if (page === 0) break;
    const requests = Math.ceil(ids.length / page) * Math.ceil(refs.length / width);
    if (requests < best.requests) best = { page, width, requests };
  }
  return chunk(ids, best.page).flatMap((part) => chunk(refs, best.width).map((some) => ({ ids: part, refs: some })));
}

export function chunk<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** The price of a batch, to compare with what the server says. */
export function batchCost(batch: Batch, base: number, perRef: number): number {
  return projectsCost(base + batch.refs.length * perRef, batch.ids.length);
}

/**
 * Runs batches at the same time. One that fails because it was too much is halved and tried again, down to the one
 * project and ref that is at fault; `giveUp` gets what could not be read. After `maxFailures` nothing is halved any more.
 */
export async function runBatches(
  batches: readonly Batch[],
  run: (batch: Batch) => Promise<void>,
  giveUp: (batch: Batch, thrown: unknown) => void,
  maxFailures = 24,
): Promise<void> {
  let failures = 0;
  async function attempt(batch: Batch): Promise<void> {
    try {
      await run(batch);
    } catch (thrown) {
      failures += 1;
      const parts = isSplittable(thrown) && failures <= maxFailures ? halve(batch) : [];
      if (parts.length === 0) giveUp(batch, thrown);
      await Promise.all(parts.map(attempt));
    }
  }
  await Promise.all(batches.map(attempt));
}

function halve({ ids, refs }: Batch): Batch[] {
  if (ids.length > 1) return chunk(ids, Math.ceil(ids.length / 2)).map((part) => ({ ids: part, refs }));
  if (refs.length > 1) return chunk(refs, Math.ceil(refs.length / 2)).map((part) => ({ ids, refs: part }));
  return [];
}
