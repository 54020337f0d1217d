// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { exportState } from './archive-export.ts';
import { importState } from './archive-import.ts';
import { bridge, collection, collectionOf, day, job, pipeline, project, reading, rules, temporaryFile } from '../testing/state-readings.ts';
import { openStore } from './store.ts';

const IMPORT = JSON.stringify(new URL('./archive-import.ts', import.meta.url).href);

function createFilled(file = temporaryFile()): string {
  const store = openStore(file);
  store.merge(collection(day(0), reading([
    project([pipeline(1, [job(1, 'a', 'failed', { failureMessage: 'x\uD800\0"\n\u2028' }), bridge(2, 'b', 'success', 9)], { sha: 'odd' })]),
    project([pipeline(2, { a: 'success' }, { projectId: 2, projectPath: 'q' })], { id: 2, path: 'q' }),
  ], { notes: ['\u2028\0'] })), rules);
  store.merge(collection(day(1), reading([project([pipeline(3, { a: 'success' })], { path: 'renamed' })])), rules);
  store.close();
  return file;
}

async function exportBytes(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const output = new Writable({ write: (chunk: Buffer, _, done) => { chunks.push(chunk); done(); } });
  await exportState(file, output);
  return Buffer.concat(chunks);
}

function boardOf(file: string) {
  const store = openStore(file, { readOnly: true });
  const board = store.readBoard();
  store.close();
  return board;
}

const importBytes = (file: string, bytes: Buffer, replace = false) => importState(file, Readable.from([bytes]), { replace });

/** An export with its lines changed. */
function edit(bytes: Buffer, change: (lines: string[]) => string[]): Buffer {
  return gzipSync(change(gunzipSync(bytes).toString().split('\n').slice(0, -1)).map((line) => `${line}\n`).join(''));
}

describe('exportState and importState', () => {
  it('give the same bytes again after a round, and the same board', async () => {
    const file = createFilled();
    const copy = temporaryFile();
    const bytes = await exportBytes(file);
    const { rows } = await importBytes(copy, bytes);
    expect(rows).toBeGreaterThan(30);
    expect(await exportBytes(copy)).toEqual(bytes);
    expect(boardOf(copy)).toEqual(boardOf(file));
    const store = openStore(copy);
    expect(store.merge(collectionOf(day(2), pipeline(4, { a: 'failed' })), rules).newlyBroken).toBe(1);
    store.close();
  });

  it('export what was committed while another writes', async () => {
    const file = createFilled();
    const writer = openStore(file);
    const before = await exportBytes(file);
    let chunks = 0;
    const output = new Writable({ write: (_chunk, _, done) => {
      if (chunks === 0) writer.merge(collectionOf(day(5)), rules);
      chunks += 1;
      done();
    } });
    await exportState(file, output);
    writer.close();
    expect(chunks).toBeGreaterThan(0);
    expect(await exportBytes(file)).not.toEqual(before);
  });

  it('refuse to export what is not there', async () => {
    await expect(exportBytes(temporaryFile())).rejects.toMatchObject({ code: 'state-missing' });
  });
});

describe('importState', () => {
  it('does not overwrite a state unless told', async () => {
    const file = createFilled();
    const bytes = await exportBytes(createFilled());
    const before = readFileSync(file);
    await expect(importBytes(file, bytes)).rejects.toMatchObject({ code: 'state-exists' });
    expect(readFileSync(file)).toEqual(before);
    await importBytes(file, bytes, true);
    expect(await exportBytes(file)).toEqual(bytes);
  });

  it('waits for nobody: a state in use is not replaced', async () => {
    const file = createFilled();
    const bytes = await exportBytes(file);
    const store = openStore(file);
    store.merge(collectionOf(day(7)), rules);
    const before = store.readBoard();
    await expect(importBytes(file, bytes, true)).rejects.toMatchObject({ code: 'state-busy' });
    expect(store.readBoard()).toEqual(before);
    store.close();
    expect(boardOf(file)).toEqual(before);
  }, 30_000);

  it('replaces a damaged state with all that lies beside it', async () => {
    const file = createFilled();
    const bytes = await exportBytes(file);
    writeFileSync(file, 'damaged');
    writeFileSync(`${file}-wal`, 'left over');
    await importBytes(file, bytes, true);
    expect(await exportBytes(file)).toEqual(bytes);
  });

  it('is not disturbed by the write-ahead log of a state that is gone', async () => {
    const file = createFilled();
    const bytes = await exportBytes(file);
    const store = openStore(file);
    store.merge(collectionOf(day(8), pipeline(8, { a: 'failed' })), rules);
    const log = readFileSync(`${file}-wal`);
    store.close();
    rmSync(file);
    writeFileSync(`${file}-wal`, log);
    await importBytes(file, bytes);
    expect(await exportBytes(file)).toEqual(bytes);
  });

  it('does not replace the database of another program', async () => {
    const file = createFilled();
    const bytes = await exportBytes(file);
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA application_id = 7');
    db.close();
    await expect(importBytes(file, bytes, true)).rejects.toMatchObject({ code: 'state-foreign' });
  });

  it('leaves the state as it was when its process is killed', async () => {
    const file = createFilled();
    const before = boardOf(file);
    const bytes = await exportBytes(createFilled());
    const child = spawn(process.execPath, ['--input-type=module', '-e', `
      const { importState } = await import(${IMPORT});
      await importState(${JSON.stringify(file)}, process.stdin, { replace: true });`], { stdio: ['pipe', 'inherit', 'inherit'] });
    child.stdin.write(bytes.subarray(0, bytes.length - 30));
    while (readdirSync(dirname(file)).every((name) => !name.endsWith('.part'))) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(boardOf(file)).toEqual(before);
  });

  describe('refuses, and leaves nothing behind,', () => {
    const cases: readonly [string, (bytes: Buffer) => Buffer, string][] = [
      ['what is not compressed', () => Buffer.from('{"format":"proofboard-state","version":1}\n'), 'archive-damaged'],
      ['nothing', () => Buffer.alloc(0), 'archive-damaged'],
      ['an empty archive', () => gzipSync(''), 'archive-foreign'],
      ['another format', () => gzipSync('{"format":"other","version":1}\n'), 'archive-foreign'],
      ['rows before the header', (bytes) => edit(bytes, (lines) => lines.slice(1)), 'archive-foreign'],
      ['cut bytes', (bytes) => bytes.subarray(0, bytes.length - 40), 'archive-damaged'],
      ['a missing end', (bytes) => edit(bytes, (lines) => lines.slice(0, -1)), 'archive-damaged'],
      ['a missing row', (bytes) => edit(bytes, (lines) => lines.toSpliced(lines.findLastIndex((line) => line.startsWith('[')), 1)), 'archive-damaged'],
      ['lines after the end', (bytes) => edit(bytes, (lines) => [...lines, '{"rows":0}']), 'archive-damaged'],
      ['a second header', (bytes) => edit(bytes, ([header = '', ...lines]) => [header, header, ...lines]), 'archive-damaged'],
      ['half a line', (bytes) => gzipSync(gunzipSync(bytes).subarray(0, -5)), 'archive-damaged'],
      ['bytes that are no UTF-8', () => gzipSync(Buffer.from([0x22, 0xff, 0x22, 0x0a])), 'archive-damaged'],
      ['a newer version', (bytes) => edit(bytes, (lines) => ['{"format":"proofboard-state","version":99}', ...lines.slice(1)]), 'archive-newer'],
      ['a table that is none of ours', (bytes) => edit(bytes, (lines) => lines.toSpliced(1, 0, '{"table":"sqlite_schema","columns":[]}')), 'archive-damaged'],
      ['columns that are none of ours', (bytes) => edit(bytes, (lines) => lines.toSpliced(1, 0, '{"table":"meta","columns":["name"]}')), 'archive-damaged'],
      ['a row too short', (bytes) => edit(bytes, (lines) => lines.toSpliced(2, 1, '["x"]')), 'archive-damaged'],
      ['a row of the wrong type', (bytes) => edit(bytes, (lines) => lines.toSpliced(2, 1, '["x",{"hex":"00"}]')), 'archive-damaged'],
      ['a value that is none of ours', (bytes) => edit(bytes, (lines) => lines.toSpliced(2, 1, '["x",{"a":1}]')), 'archive-damaged'],
      ['a reference to nothing', (bytes) => edit(bytes, (lines) => lines.map((line) => line.replace(/^\[1,"gitlab:.*$/, '[77,"gitlab:else",null]'))), 'archive-damaged'],
    ];

    it.each(cases)('%s', async (_, damage, code) => {
      const bytes = damage(await exportBytes(createFilled()));
      const file = temporaryFile();
      await expect(importBytes(file, bytes)).rejects.toMatchObject({ code });
      expect(readdirSync(dirname(file))).toEqual([]);
      expect(existsSync(file)).toBe(false);
    });
  });
});
