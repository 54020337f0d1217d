// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { collectionOf, day, job, pipeline, rules, temporaryFile, temporaryStore } from '../testing/state-readings.ts';
import { openStore } from './store.ts';

const STORE = JSON.stringify(new URL('./store.ts', import.meta.url).href);

describe('openStore', () => {
  it('creates the file and its folder, in WAL mode with our mark', () => {
    const file = temporaryFile().replace('state.sqlite', 'new/folder/state.sqlite');
    openStore(file).close();
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA application_id').get()).toMatchObject({ application_id: 0x50464244 });
    expect(db.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 4 });
    db.close();
  });

  it('creates nothing when it is to read only', () => {
    const file = temporaryFile();
    expect(() => openStore(file, { readOnly: true })).toThrow(expect.objectContaining({ code: 'state-missing' }));
    expect(existsSync(file)).toBe(false);
  });

  it('takes an empty file for none', () => {
    const file = temporaryFile();
    writeFileSync(file, '');
    expect(() => openStore(file, { readOnly: true })).toThrow(expect.objectContaining({ code: 'state-missing' }));
    openStore(file).close();
    openStore(file, { readOnly: true }).close();
  });

  it.each([false, true])('refuses what is no database and leaves it alone (readOnly %s)', (readOnly) => {
    const file = temporaryFile();
    writeFileSync(file, 'not a database at all, '.repeat(100));
    const before = readFileSync(file);
    expect(() => openStore(file, { readOnly })).toThrow(expect.objectContaining({ code: 'state-damaged' }));
    expect(readFileSync(file)).toEqual(before);
  });

  it('refuses a database whose pages are overwritten', () => {
    const file = temporaryFile();
    const store = openStore(file);
    store.merge(collectionOf(day(0), ...Array.from({ length: 50 }, (_, n) => pipeline(n + 1, { a: 'success', b: 'failed' }))), rules);
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, bytes.length - 3 * 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'state-damaged' }));
  });

  it('refuses a truncated database', () => {
    const file = temporaryFile();
    openStore(file).close();
    writeFileSync(file, readFileSync(file).subarray(0, 3 * 4096));
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'state-damaged' }));
  });

  it('refuses the database of another program and leaves it alone', () => {
    const file = temporaryFile();
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE bookmarks (url TEXT)');
    db.close();
    const before = readFileSync(file);
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'state-foreign' }));
    expect(readFileSync(file)).toEqual(before);
  });

  it('refuses a newer version, saying what to do', () => {
    const file = temporaryFile();
    openStore(file).close();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openStore(file)).toThrow(expect.objectContaining({
      code: 'state-newer', message: expect.stringContaining('update Proofboard') as string,
    }));
  });

  it('refuses a folder in the place of the file', () => {
    const file = temporaryFile();
    expect(() => openStore(file.replace('/state.sqlite', ''))).toThrow(expect.objectContaining({ code: 'state-unusable' }));
    writeFileSync(file, '');
    expect(() => openStore(`${file}/below`)).toThrow(expect.objectContaining({ code: 'state-unusable' }));
  });
});

describe('merge', () => {
  it('lets nobody else write meanwhile, and others read what was', () => {
    const file = temporaryFile();
    const store = temporaryStore(file);
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    const other = openStore(file, { busyTimeoutMs: 0 });
    const reader = openStore(file, { readOnly: true });
    let asked = 0;
    const intruding = {
      fingerprint: 'intruding',
      toCell: (...args: Parameters<typeof rules.toCell>) => {
        asked += 1;
        expect(() => other.merge(collectionOf(day(1)), rules)).toThrow(expect.objectContaining({ code: 'state-busy' }));
        expect(reader.readBoard().collections).toHaveLength(1);
        return rules.toCell(...args);
      },
    };
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' })), intruding);
    other.close();
    expect(asked).toBe(1);
    expect(reader.readBoard().collections).toHaveLength(2);
    reader.close();
  });

  it('stores nothing when it throws in the middle', () => {
    const store = temporaryStore();
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    const before = store.readBoard();
    const broken = { fingerprint: 'broken', toCell: () => { throw new TypeError('out of rules'); } };
    expect(() => store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' })), broken)).toThrow('out of rules');
    expect(store.readBoard()).toEqual(before);
    store.merge(collectionOf(day(1), pipeline(2, { a: 'failed' })), rules);
    expect(store.readBoard().changes).toHaveLength(1);
  });

  it('leaves the previous state when its process is killed in the middle', async () => {
    const file = temporaryFile();
    const store = openStore(file);
    store.merge(collectionOf(day(0), pipeline(1, { a: 'success' })), rules);
    const before = store.readBoard();
    store.close();
    // Long messages, so that the unfinished transaction has reached the disk when the kill comes.
    const jobs = Array.from({ length: 3000 }, (_, n) =>
      job(1000 + n, `job ${n}`, 'failed', { failureMessage: `${n} `.repeat(400) }));
    const input = `${file}.json`;
    writeFileSync(input, JSON.stringify(collectionOf(day(1), pipeline(2, jobs))));
    const code = `
      import { readFileSync } from 'node:fs';
      const { openStore } = await import(${STORE});
      const store = openStore(${JSON.stringify(file)});
      const toCell = () => process.kill(process.pid, 'SIGKILL');
      store.merge(JSON.parse(readFileSync(${JSON.stringify(input)}, 'utf8')), { fingerprint: 'x', toCell });`;
    await expect(promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]))
      .rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(1_000_000);
    const reader = openStore(file, { readOnly: true });
    expect(reader.readBoard()).toEqual(before);
    reader.close();
    const writer = temporaryStore(file);
    expect(writer.readBoard()).toEqual(before);
    expect(writer.merge(collectionOf(day(1), pipeline(2, { a: 'failed' })), rules).newlyBroken).toBe(1);
  });

  it('keeps every collection of two processes at once', async () => {
    const file = temporaryFile();
    const run = (first: number) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', `
      const { openStore } = await import(${STORE});
      const store = openStore(${JSON.stringify(file)});
      const toCell = (path, ref, name, stage) => ({ ref, release: ref, stage, target: name });
      for (let n = 0; n < 10; n += 1) {
        const reading = { source: 's', outcome: 'partial', requests: 1, durationMs: 1, projects: [], repositories: [], unreadable: [], notes: [] };
        store.merge({ startedAt: ${first} + n, durationMs: 1, readings: [reading] }, { fingerprint: 'same', toCell });
      }
      store.close();`]);
    await Promise.all([run(1000), run(2000)]);
    const starts = temporaryStore(file).readBoard().collections.map(({ startedAt }) => startedAt);
    expect(starts).toHaveLength(20);
    expect(new Set(starts).size).toBe(20);
  });
});
