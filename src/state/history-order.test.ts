// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobReading, PipelineReading } from '../model/reading.ts';
import { DAY_MS } from '../model/time.ts';
import { bridge, collection, day, derived, job, pipeline, project, reading, rules } from '../testing/state-readings.ts';
import type { Collection } from './merge.ts';
import { openStore, type Store } from './store.ts';

const STATUSES = ['success', 'success', 'failed', 'failed', 'running', 'canceled', 'skipped', 'manual', 'novel'];
const REFS = ['main', 'release'];
const SHAS = ['a', 'b', 'c'].map((digit) => digit.repeat(40));

/** Draws a whole number below a bound. */
type Draw = (below: number) => number;

/** One or more tries of a job; all but the last are marked as retried. */
function tries(dice: number): boolean[] {
  const earlier = Math.max(0, dice - 3);
  return [...Array.from({ length: earlier }, () => true), false];
}

/**
 * What a server shows on successive days: new pipelines, old ones that go on or are retried, commits that repeat, jobs not
 * asked for again, clocks that jump, gaps, a rename.
 */
function createStory(draw: Draw, days: number): Collection[] {
  const pipelines = new Map<number, PipelineReading>();
  const pick = () => STATUSES[draw(STATUSES.length)] ?? 'success';
  const statuses = new Map<number, string>();
  /** What ended mostly stays as it ended. */
  const statusOf = (id: number): string => {
    const status = draw(4) === 0 ? pick() : statuses.get(id) ?? pick();
    statuses.set(id, status);
    return status;
  };
  const jobsOf = (id: number): JobReading[] => [
    ...['a', 'b', 'c'].slice(draw(2)).flatMap((name, n) => tries(draw(7)).map((retried, attempt) => (
      job(id * 100 + 20 + n * 5 + attempt, draw(6) === 0 ? 'a 2/2' : name, statusOf(id * 100 + 20 + n * 5 + attempt), {
        retried, allowFailure: draw(4) === 0, failureMessage: `reason ${draw(3)}`,
      })))),
    bridge(id * 100 + 50, 'child', pick(), id + 1),
    bridge(id * 100 + 51, 'foreign', pick(), id + 2),
  ];
  return Array.from({ length: days }, (_, n) => {
    const id = (n + 1) * 10;
    const ref = REFS[draw(REFS.length)] ?? 'main';
    const createdAt = day(n) + (draw(7) - 3) * 20 * DAY_MS;
    pipelines.set(id, pipeline(id, jobsOf(id), { ref, status: pick(), createdAt, sha: SHAS[draw(SHAS.length)] ?? '' }));
    pipelines.set(id + 1, pipeline(id + 1, draw(3) === 0 ? null : { d: pick() }, { ref, parentId: id, status: pick() }));
    pipelines.set(id + 2, pipeline(id + 2, { e: pick() }, { ref, parentId: id, status: pick(), projectId: 9, projectPath: 'nine' }));
    for (const old of pipelines.values()) {
      if (draw(2) > 0) continue;
      const jobs = old.parentId === null ? jobsOf(old.id) : [job(old.id * 100, 'd', pick())];
      pipelines.set(old.id, { ...old, status: pick(), updatedAt: old.updatedAt + draw(2), jobs });
    }
    const seen = [...pipelines.values()]
      .filter(() => draw(2) === 0)
      .map((one) => (draw(5) === 0 ? { ...one, jobs: null } : one));
    const path = n < days / 2 ? 'group/one' : 'group/uno';
    return collection(day(n), reading([project(seen, { refs: REFS, path })]));
  });
}

function merged<Value>(story: readonly Collection[], look: (store: Store) => Value): Value {
  const store = openStore(':memory:');
  try {
    for (const part of story) store.merge(part, rules);
    return look(store);
  } finally {
    store.close();
  }
}

/** A story is not shrunk: that takes longer than reading it. */
const RUNS = { numRuns: 60, endOnFailure: true } as const;

describe('the order of collections', () => {
  it('makes no difference, nor does repetition', () => {
    let transitions = 0;
    let results = 0;
    let secondTries = 0;
    fc.assert(fc.property(fc.gen(), (gen) => {
      const draw: Draw = (below) => gen(fc.nat, { max: below - 1 });
      const story = createStory(draw, 10);
      const expected = merged(story, derived);
      transitions += expected.transitions.length;
      secondTries += expected.transitions.filter(({ at, before }) => at.pipelineId === before?.pipelineId).length;
      results += expected.histories.reduce((sum, { runs }) => sum + runs.length, 0);

      const retold = gen(fc.shuffledSubarray, [...story, ...story.slice(draw(6))], { minLength: story.length });
      // What was left out of the shuffled has been told at least once elsewhere, or is told now.
      const all = [...retold, ...story.filter((part) => !retold.includes(part))];
      expect(merged(all, derived)).toEqual(expected);
      expect(merged([...story, ...story], derived)).toEqual(expected);

      // The oracle of the increments: everything derived at once from the same pipelines.
      expect(merged(all, (store) => {
        store.merge({ startedAt: day(99), durationMs: 0, readings: [] }, { ...rules, fingerprint: 'again' });
        return derived(store);
      })).toEqual(expected);
    }), RUNS);
    // The stories are about something.
    expect(transitions).toBeGreaterThan(60 * 5);
    expect(results).toBeGreaterThan(60 * 10);
    expect(secondTries).toBeGreaterThan(3);
  }, 120_000);

  it('adds no change when the same is collected again', () => {
    fc.assert(fc.property(fc.gen(), (gen) => {
      const story = createStory((below) => gen(fc.nat, { max: below - 1 }), 6);
      merged(story, (store) => {
        const last = story.at(-1);
        if (last === undefined) return;
        const again = store.merge({ ...last, startedAt: day(50) }, rules);
        expect(again).toMatchObject({ transitions: 0, newlyBroken: 0, newlyFixed: 0, pipelines: 0, jobs: 0 });
        expect(store.readBoard().changes).toEqual([]);
      });
    }), RUNS);
  }, 120_000);
});
