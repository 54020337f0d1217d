// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { CodedError } from '../../model/error.ts';
import { runBatches, toBatches, type Batch, type Pair } from './batches.ts';
import { createBudget } from './complexity.ts';
import { PROJECT_ID_COST, REF_JOBS_COST } from './queries.ts';

function pairs(projects: number, refs: readonly string[]): Pair[] {
  return Array.from({ length: projects }, (_, id) => refs.map((ref) => ({ projectId: id + 1, ref, finished: false }))).flat();
}

function covered(batches: readonly Batch[]): Set<string> {
  return new Set(batches.flatMap(({ ids, refs }) => ids.flatMap((id) => refs.map(({ ref, finished }) => `${id} ${ref} ${finished}`))));
}

const REFS = ['main', 'release4.2', 'release4.3'];

describe('toBatches', () => {
  it('needs six requests for the jobs of 300 projects on 3 refs without a token', () => {
    const batches = toBatches(pairs(300, REFS), PROJECT_ID_COST, REF_JOBS_COST, createBudget(200));
    expect(batches).toHaveLength(6);
    expect(covered(batches).size).toBe(900);
  });

  it('puts ten scattered pairs into one request', () => {
    const scattered = Array.from({ length: 10 }, (_, id): Pair => ({ projectId: id, ref: REFS[id % 3] ?? '', finished: id === 9 }));
    const batches = toBatches(scattered, PROJECT_ID_COST, REF_JOBS_COST, createBudget(250));
    expect(batches).toHaveLength(1);
    for (const { projectId, ref, finished } of scattered) expect(covered(batches)).toContain(`${projectId} ${ref} ${finished}`);
  });

  it('asks for less once the server has shown that its queries cost more', () => {
    const budget = createBudget(200);
    const before = toBatches(pairs(100, ['main']), PROJECT_ID_COST, REF_JOBS_COST, budget);
    budget.learn(100, 300, 200);
    const after = toBatches(pairs(100, ['main']), PROJECT_ID_COST, REF_JOBS_COST, budget);
    expect(after.length).toBeGreaterThan(before.length);
    expect(covered(after).size).toBe(100);
  });

  it('never asks for nothing, however small the budget', () => {
    expect(covered(toBatches(pairs(3, ['main']), PROJECT_ID_COST, REF_JOBS_COST, createBudget(1))).size).toBe(3);
  });
});

describe('runBatches', () => {
  const batch = (...ids: number[]): Batch => ({ ids, refs: [{ ref: 'main', finished: false }] });
  const tooSlow = new CodedError('timeout', 'too slow');

  it('halves a batch that is too much until only what is at fault fails', async () => {
    const done: number[] = [];
    const given: number[] = [];
    await runBatches([batch(1, 2, 3, 4, 5, 6, 7)], async ({ ids }) => {
      if (ids.includes(5)) throw tooSlow;
      done.push(...ids);
    }, ({ ids }) => given.push(...ids));
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 6, 7]);
    expect(given).toEqual([5]);
  });

  it('does not halve when the server is out of reach', async () => {
    let runs = 0;
    const given: number[] = [];
    await runBatches([batch(1, 2)], async () => {
      runs += 1;
      throw new CodedError('unreachable', 'nobody there');
    }, ({ ids }) => given.push(...ids));
    expect([runs, given]).toEqual([1, [1, 2]]);
  });

  it('stops halving when everything fails', async () => {
    let runs = 0;
    const given = new Set<number>();
    await runBatches([batch(...Array.from({ length: 100 }, (_, id) => id))], async () => {
      runs += 1;
      throw tooSlow;
    }, ({ ids }) => ids.forEach((id) => given.add(id)), 10);
    expect(runs).toBeLessThan(40);
    expect(given.size).toBe(100);
  });
});
