// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { JobReading, PipelineReading } from '../model/reading.ts';
import { bridge, collection, day, derived, job, pipeline, project, reading, rules, temporaryStore } from '../testing/state-readings.ts';
import type { Collection } from './merge.ts';

const STATUSES = ['success', 'success', 'failed', 'failed', 'running', 'canceled', 'skipped', 'manual', 'novel'];
const REFS = ['main', 'release'];

/** A small generator of repeatable numbers (Park and Miller): the same seed tells the same story on every machine. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** What a server shows on successive days: new pipelines, old ones that go on, jobs not asked for again, a rename. */
function createStory(seed: number, days: number): Collection[] {
  const random = createRandom(seed);
  const pipelines = new Map<number, PipelineReading>();
  const pick = () => STATUSES[random(STATUSES.length)] ?? 'success';
  const jobsOf = (id: number): JobReading[] => [
    ...['a', 'b', 'c'].slice(random(2)).map((name, n) => job(id * 100 + n, name, pick(), { allowFailure: random(4) === 0 })),
    bridge(id * 100 + 10, 'child', pick(), id + 1),
    bridge(id * 100 + 11, 'foreign', pick(), id + 2),
  ];
  return Array.from({ length: days }, (_, n) => {
    const id = (n + 1) * 10;
    const ref = REFS[random(REFS.length)] ?? 'main';
    pipelines.set(id, pipeline(id, jobsOf(id), { ref, status: pick() }));
    pipelines.set(id + 1, pipeline(id + 1, random(3) === 0 ? null : { d: pick() }, { ref, parentId: id, status: pick() }));
    pipelines.set(id + 2, pipeline(id + 2, { e: pick() }, { ref, parentId: id, status: pick(), projectId: 9, projectPath: 'nine' }));
    for (const old of pipelines.values()) {
      if (random(4) > 0) continue;
      const jobs = old.parentId === null ? jobsOf(old.id) : [job(old.id * 100, 'd', pick())];
      pipelines.set(old.id, { ...old, status: pick(), updatedAt: old.updatedAt + random(2), jobs });
    }
    const seen = [...pipelines.values()]
      .filter(() => random(2) === 0)
      .map((one) => (random(5) === 0 ? { ...one, jobs: null } : one));
    const path = n < days / 2 ? 'group/one' : 'group/uno';
    return collection(day(n), reading([project(seen, { refs: REFS, path })]));
  });
}

function shuffle<Item>(items: readonly Item[], random: (below: number) => number): Item[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(random(rest.length), 1));
}

describe('the order of collections', () => {
  it.each(Array.from({ length: 25 }, (_, n) => n + 1))('makes no difference, nor does repetition (story %i)', (seed) => {
    const story = createStory(seed * 7919, 12);
    const told = temporaryStore();
    for (const part of story) told.merge(part, rules);
    const expected = derived(told);
    expect(expected.cells.length).toBeGreaterThan(3);
    expect(expected.transitions.length).toBeGreaterThan(5);

    const random = createRandom(seed);
    const retold = temporaryStore();
    for (const part of shuffle([...story, ...story.slice(random(6))], random)) retold.merge(part, rules);
    expect(derived(retold)).toEqual(expected);

    // The oracle of the increments: everything derived at once from the same pipelines.
    retold.merge({ startedAt: day(99), durationMs: 0, readings: [] }, { ...rules, fingerprint: 'again' });
    expect(derived(retold)).toEqual(expected);
  });
});
