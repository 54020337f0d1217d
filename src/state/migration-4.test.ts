// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { collectionOf, day, derived, job, pipeline, rules, temporaryFile } from '../testing/state-readings.ts';
import { migrate } from './database.ts';
import { openStore } from './store.ts';

/** Takes a file of today back to format 3, whose pipelines knew only when they last changed. */
function takeBack(file: string, changedAt: number): void {
  const db = new DatabaseSync(file);
  const old = new DatabaseSync(':memory:');
  migrate(old, 0, 3);
  const columns = (table: string) => old.prepare(`SELECT * FROM ${table}`).columns().map(({ name }) => name).join(', ');
  const create = (table: string, name: string) => String(old.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').get(table)?.['sql']).replace(table, name);
  db.exec(`ALTER TABLE pipelines ADD COLUMN changed_at INTEGER NOT NULL DEFAULT ${changedAt}; DROP TABLE sightings`);
  for (const table of ['transitions', 'jobs']) {
    db.exec(`${create(table, 'older')}; INSERT INTO older SELECT ${columns(table)} FROM ${table}; DROP TABLE ${table}; ALTER TABLE older RENAME TO ${table}`);
  }
  db.exec('CREATE INDEX transitions_seen ON transitions (seen_at); PRAGMA user_version = 3');
  db.close();
}

describe('migration 4', () => {
  it('keeps when changes were first seen, and makes no news of them', () => {
    const file = temporaryFile();
    const store = openStore(file);
    const second = pipeline(2, [job(200, 'a', 'failed'), job(201, 'b', 'running')]);
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success', b: 'success' })), rules);
    store.merge(collectionOf(day(1), second), rules);
    const ended = { ...second, updatedAt: day(2), jobs: [job(200, 'a', 'failed'), job(201, 'b', 'success')] };
    store.merge(collectionOf(day(2), ended), rules);
    const before = derived(store);
    expect(before.transitions.map(({ target, seenAt }) => [target, seenAt])).toEqual([['a', day(0)], ['b', day(0)], ['a', day(1)]]);
    store.close();

    takeBack(file, day(2));
    const again = openStore(file);
    expect(derived(again)).toEqual(before);
    // Everything is derived anew, as after an update of the program.
    const summary = again.merge(collectionOf(day(3), ended), { ...rules, fingerprint: 'next' });
    expect(summary).toMatchObject({ transitions: 0, newlyBroken: 0 });
    expect(derived(again).transitions.filter(({ from }) => from !== null)).toEqual(before.transitions.slice(2));
    again.close();
  });
});
