// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../model/time.ts';
import { bridge, collection, collectionOf, day, derived, historiesOf, job, pipeline, project, reading, rules, SOURCE, T0, temporaryFile, temporaryStore } from '../testing/state-readings.ts';
import { openDatabase } from './database.ts';
import { describePrune, pruneState } from './prune.ts';
import { openStore, type Store } from './store.ts';

const ALL = { olderThanMs: null, maxBytes: null, dryRun: false };

/** A pipeline a day: cell `a` passes but on days 3 and 40, `b` fails since day 2, `c` ran on day 1 only. */
function tell(store: Store, days: number): void {
  for (let n = 0; n < days; n += 1) {
    const id = n + 1;
    const jobs = [
      job(id * 100, 'a', n === 3 || n === 40 ? 'failed' : 'success', { failureMessage: `reason of day ${n}` }),
      job(id * 100 + 1, 'b', n >= 2 ? 'failed' : 'success'),
      ...(n === 1 ? [job(id * 100 + 2, 'c', 'success')] : []),
      bridge(id * 100 + 3, 'child', 'success', 1_000 + id),
    ].map((one) => ({ ...one, startedAt: day(n), finishedAt: day(n) + 1_000 }));
    const child = pipeline(1_000 + id, [job(id * 100 + 10, 'd', 'success', { startedAt: day(n), finishedAt: day(n) + 2_000 })], { parentId: id, createdAt: day(n), updatedAt: day(n) });
    store.merge(collectionOf(day(n), pipeline(id, jobs, { createdAt: day(n), updatedAt: day(n) }), child), rules);
  }
}

const countRows = (file: string, table: string): unknown => {
  const db = openDatabase(file, { readOnly: true });
  const { count } = db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number };
  db.close();
  return count;
};

function told(days: number): { file: string; before: ReturnType<typeof derived>; board: unknown } {
  const file = temporaryFile();
  const store = openStore(file);
  tell(store, days);
  const before = derived(store);
  const { collections: _, ...board } = store.readBoard();
  store.close();
  return { file, before, board };
}

describe('pruneState', () => {
  it('keeps what every cell says today, and all it rests on', () => {
    const { file, before, board } = told(100);
    pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS });
    const store = temporaryStore(file);
    expect(derived(store).cells).toEqual(before.cells);
    const { collections, ...pruned } = store.readBoard();
    expect(pruned).toEqual(board);
    expect(collections).toHaveLength(11);
    // b's break is 97 days old and still holds; c was never built again.
    expect(derived(store).cells.find(({ target }) => target === 'b')?.result?.before?.sha).not.toBe('');
    expect(derived(store).cells.map(({ target }) => target)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('leaves a state from which everything derived anew is the same', () => {
    const { file, before } = told(100);
    pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS });
    const store = temporaryStore(file);
    store.merge({ startedAt: day(200), durationMs: 0, readings: [] }, { ...rules, fingerprint: 'again' });
    expect(derived(store).cells).toEqual(before.cells);
  });

  it('removes jobs, pipelines, results and changes from before, and counts them', () => {
    const { file } = told(100);
    const { removed, before } = pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS });
    expect(before).toBe(day(89));
    // Eleven days are young; days 0 (d's first, b's run before), 1 (c, b's last good), 2 (b's first bad), 39 to 41 (a's run
    // and the one before) still hold.
    expect(removed).toMatchObject({ pipelines: 2 * 100 - countPipelines(file), jobs: 100 * 4 + 1 - countJobs(file) });
    expect(countPipelines(file)).toBe(2 * 17);
    expect(removed['changes']).toBe(3);
    expect(removed['periods of results']).toBeGreaterThan(3);
  });

  it('removes nothing and says the same when it only looks', () => {
    const { file } = told(60);
    const looked = pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS, dryRun: true });
    expect(countPipelines(file)).toBe(120);
    expect(pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS })).toEqual(looked);
    expect(countPipelines(file)).toBeLessThan(40);
  });

  it.each([[['success', 'failed']], [['success', 'failed', 'failed', 'success']]])('leaves a state that goes on as the whole one does when the newest pipeline is tried again: %j', (tries) => {
    const outcomes = [true, false].map((isPruned) => {
      const { file } = told(100);
      if (isPruned) pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS });
      const store = temporaryStore(file);
      for (const [n, status] of tries.entries()) {
        store.merge(collectionOf(day(101 + n), pipeline(100, { b: status, a: tries[n + 1] ?? 'success' }, { createdAt: day(99), updatedAt: day(101 + n) })), rules);
      }
      return derived(store).cells.map(({ target, result }) => [target, result?.state, result?.since.pipelineId, result?.before?.pipelineId]);
    });
    expect(outcomes[0]).toEqual(outcomes[1]);
  });

  it('passes over the years between a pipeline from long ago and the rest', () => {
    const file = temporaryFile();
    const store = openStore(file);
    tell(store, 200);
    store.merge(collectionOf(day(200), pipeline(9_999, { z: 'success' }, { createdAt: 0, ref: 'ancient' })), rules);
    store.close();
    const { before } = pruneState(file, { ...ALL, maxBytes: Math.floor(statSync(file).size * 0.7) });
    expect(before).toBeGreaterThan(T0);
  });

  it('takes the oldest until the size is kept', () => {
    const { file } = told(200);
    const size = statSync(file).size;
    const { bytesBefore, bytesAfter, before } = pruneState(file, { ...ALL, maxBytes: Math.floor(size * 0.7) });
    expect(bytesBefore).toBeLessThanOrEqual(size);
    expect(bytesAfter).toBeLessThanOrEqual(size * 0.7);
    expect(before).toBeGreaterThan(T0);
    expect(statSync(file).size).toBeLessThan(size * 0.75);
  });

  it('leaves everything as it was where what must stay is too large', () => {
    const { file } = told(60);
    expect(() => pruneState(file, { ...ALL, maxBytes: 1_000 })).toThrow(expect.objectContaining({ code: 'state-too-large' }));
    expect(countPipelines(file)).toBe(120);
  });

  it('finds nothing to do in a state that keeps the limits', () => {
    const { file } = told(5);
    const summary = pruneState(file, { ...ALL, maxBytes: 1_000_000_000 });
    expect(summary).toMatchObject({ before: null, removed: {} });
    expect(describePrune(summary, false)).toEqual([expect.stringContaining('nothing has to go')]);
  });

  it('keeps the last report of a source that is asked no more', () => {
    const file = temporaryFile();
    const store = openStore(file);
    store.merge(collection(day(0), reading([], { source: 'gitlab:https://old.example' }), reading([project([pipeline(1, { a: 'success' })])])), rules);
    for (let n = 1; n < 50; n += 1) store.merge(collection(day(n), reading([project([])])), rules);
    store.close();
    pruneState(file, { ...ALL, olderThanMs: DAY_MS });
    const board = temporaryStore(file).readBoard();
    expect(board.sources.map(({ source }) => source)).toEqual([SOURCE, 'gitlab:https://old.example']);
  });

  it('refuses a file that is not there', () => {
    expect(() => pruneState(temporaryFile(), { ...ALL, maxBytes: 1 })).toThrow(expect.objectContaining({ code: 'state-missing' }));
  });

  it('leaves no text that nothing names', () => {
    const { file } = told(100);
    pruneState(file, { ...ALL, olderThanMs: 10 * DAY_MS });
    const store = temporaryStore(file);
    const messages = new Set(['reason of day 60', 'reason of day 95']);
    const db = openDatabase(file, { readOnly: true });
    const found = db.prepare("SELECT text FROM texts WHERE text LIKE 'reason of day %'").all().map(({ text }) => String(text));
    db.close();
    expect(found.filter((text) => messages.has(text))).toEqual(['reason of day 95']);
    // c ran on day 1 only.
    expect(historiesOf(store).map(({ target }) => target)).toEqual(['a', 'b', 'd']);
  });
});

function countPipelines(file: string): number {
  return Number(countRows(file, 'pipelines'));
}

function countJobs(file: string): number {
  return Number(countRows(file, 'jobs'));
}
