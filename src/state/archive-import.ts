// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { CodedError } from '../model/error.ts';
import { isFile, removeFiles, replaceFile } from '../platform/files.ts';
import { notAnExport, parseLine, type ArchiveLine } from './archive-format.ts';
import { migrate, openDatabase, prepareFolder } from './database.ts';
import { readGzipLines } from './gzip-lines.ts';
import { MIGRATIONS, TABLES } from './schema.ts';
import { damagedArchive, isConstraint, stateError, toStateError } from './state-error.ts';

/**
 * Reads what `exportState` wrote into a new file beside `file`, and puts it in place when it is complete: killed or
 * refused, it leaves what was there. Throws `CodedError<StateErrorCode>`; `state-exists` unless `replace`.
 */
export async function importState(
  file: string, input: NodeJS.ReadableStream, options: { readonly replace?: boolean } = {},
): Promise<{ readonly rows: number }> {
  const { replace = false } = options;
  if (!replace) refuseExisting(file);
  try {
    prepareFolder(file);
    return await replaceFile(file, async (partial) => {
      const rows = await fill(partial, input);
      if (replace) retire(file);
      else refuseExisting(file);
      // A write-ahead log left beside the file would be replayed into the new one.
      removeFiles(`${file}-wal`, `${file}-shm`);
      return { rows };
    });
  } catch (thrown) {
    throw isConstraint(thrown) ? damagedArchive('a row contradicts the others', thrown) : toStateError(thrown, file);
  }
}

async function fill(file: string, input: NodeJS.ReadableStream): Promise<number> {
  const db = new DatabaseSync(file);
  try {
    // No journal: a file that is not completed is thrown away.
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
    const reader = createReader(db);
    await readGzipLines(input, (text) => reader.take(parseLine(text)));
    const { version, rows } = reader.finish();
    migrate(db, version, MIGRATIONS.length);
    db.exec('COMMIT');
    return rows;
  } finally {
    db.close();
  }
}

/** Takes the lines in turn: the header, then tables with their rows, then the end. */
function createReader(db: DatabaseSync) {
  let version: number | null = null;
  let table: { readonly insert: StatementSync; readonly width: number } | null = null;
  let rows = 0;
  let ended = false;

  function take(line: ArchiveLine): void {
    if (ended) throw damagedArchive('it goes on after its end');
    if (version === null && line.kind !== 'header') throw notAnExport();
    switch (line.kind) {
      case 'header':
        if (version !== null) throw damagedArchive('it has two headers');
        if (line.version > MIGRATIONS.length) throw newer(line.version);
        migrate(db, 0, line.version);
        version = line.version;
        return;
      case 'table':
        table = { insert: prepareInsert(db, line.table, line.columns), width: line.columns.length };
        return;
      case 'row':
        if (line.values.length !== table?.width) throw damagedArchive('a row does not fit its table');
        table.insert.run(...line.values);
        rows += 1;
        return;
      case 'end':
        if (line.rows !== rows) throw damagedArchive(`${rows} of ${line.rows} rows`);
        ended = true;
        return;
    }
  }

  function finish(): { version: number; rows: number } {
    if (version === null) throw notAnExport();
    if (!ended) throw damagedArchive('it is cut short');
    return { version, rows };
  }

  return { take, finish };
}

/** Names from the archive reach SQL only where they are the names of our own table and columns. */
function prepareInsert(db: DatabaseSync, name: string, columns: readonly string[]): StatementSync {
  const table = TABLES.find((known) => known.table === name)?.table;
  if (table === undefined) throw damagedArchive('a table is none of ours');
  const own = db.prepare(`SELECT * FROM ${table}`).columns().map((column) => column.name);
  if (own.length !== columns.length || own.some((column, index) => column !== columns[index])) {
    throw damagedArchive(`the columns of ${table} are not ours`);
  }
  return db.prepare(`INSERT INTO ${table} VALUES (${own.map(() => '?').join(', ')})`);
}

/** Makes sure that nobody works with the file and that all of it is in the file: then it can be replaced. */
function retire(file: string): void {
  if (!isFile(file)) return;
  try {
    const db = openDatabase(file);
    try {
      db.exec('PRAGMA journal_mode = DELETE');
    } finally {
      db.close();
    }
  } catch (thrown) {
    const error = toStateError(thrown, file);
    const isWorthless = error instanceof CodedError && (error.code === 'state-damaged' || error.code === 'state-newer');
    if (!isWorthless) throw error;
  }
}

function refuseExisting(file: string): void {
  if (isFile(file)) throw stateError('state-exists', `there is a state at ${file} already; say --replace to overwrite it`);
}

function newer(version: number): Error {
  return stateError('archive-newer', `the export is from a newer Proofboard (format ${version}); update Proofboard first`);
}
