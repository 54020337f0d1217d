// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { isFile, makeFolderOf } from '../platform/files.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { damaged, stateError, toStateError, unusable } from './state-error.ts';

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** How long to wait for another process that is writing. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the file, creates or migrates it (unless read-only), and checks that it is ours and sound.
 * Throws `CodedError<StateErrorCode>`; a file that is refused is left as it was.
 */
export function openDatabase(file: string, options: OpenOptions = {}): DatabaseSync {
  const { readOnly = false, busyTimeoutMs = 10_000 } = options;
  if (readOnly && !isFile(file)) throw missing(file);
  if (!readOnly) prepareFolder(file);
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly, timeout: busyTimeoutMs });
    const version = readVersion(db, file);
    if (readOnly) refuseUnready(version, file);
    else prepare(db, file);
    check(db, file);
    return db;
  } catch (thrown) {
    db?.close();
    throw toStateError(thrown, file);
  }
}

/** Creates the folder a state is to lie in; throws `state-unusable`. */
export function prepareFolder(file: string): void {
  try {
    makeFolderOf(file);
  } catch (thrown) {
    throw unusable(file, thrown);
  }
}

/** Runs `body` in one transaction that takes the write lock at once; rolls back when it throws. */
export function inTransaction<Value>(db: DatabaseSync, body: () => Value): Value {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = body();
    db.exec('COMMIT');
    return value;
  } catch (thrown) {
    // Some failures (a full disk) have rolled back already.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
}

/** Runs several reads against one state of the file, whatever is written meanwhile. */
export function inSnapshot<Value>(db: DatabaseSync, body: () => Value): Value {
  db.exec('BEGIN');
  try {
    return body();
  } finally {
    db.exec('ROLLBACK');
  }
}

/** Brings the tables from one version (0 is blank) to another; the caller holds the transaction. */
export function migrate(db: DatabaseSync, from: number, to: number): void {
  for (const script of MIGRATIONS.slice(from, to)) db.exec(script);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${to}`);
}

/** All rows, as the SELECT names them. The tables are STRICT, so the shape is the schema's. */
export function all<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as unknown as Row[];
}

/** The first row, as the SELECT names it. */
export function first<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as unknown as Row | undefined;
}

/** The rows one by one, for results too large to hold. */
export function each<Row>(statement: StatementSync, ...values: SQLInputValue[]): Iterable<Row> {
  return statement.iterate(...values) as unknown as Iterable<Row>;
}

/** The version of our file, 0 for a blank one; refuses a database that is not ours or from the future. */
function readVersion(db: DatabaseSync, file: string): number {
  const version = pragma(db, 'user_version');
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    const isBlank = version === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
    if (isBlank) return 0;
    throw stateError('state-foreign', `${file} is a database of another program; name another file for the state`);
  }
  if (version > MIGRATIONS.length) {
    throw stateError(
      'state-newer',
      `${file} is from a newer Proofboard (format ${version}, known here: ${MIGRATIONS.length}); update Proofboard`,
    );
  }
  return version;
}

function refuseUnready(version: number, file: string): void {
  if (version === 0) throw missing(file);
  if (version < MIGRATIONS.length) {
    throw stateError('state-older', `${file} is of an older format; run "proofboard collect" to bring it up to date`);
  }
}

function prepare(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA journal_mode = WAL');
  if (readVersion(db, file) === MIGRATIONS.length) return;
  // Read again under the lock: another process may have migrated while this one waited for it.
  inTransaction(db, () => migrate(db, readVersion(db, file), MIGRATIONS.length));
}

function check(db: DatabaseSync, file: string): void {
  const row = first<{ quick_check: string }>(db.prepare('PRAGMA quick_check(1)'));
  if (row?.quick_check !== 'ok') throw damaged(file, row?.quick_check ?? 'no answer to the check');
}

function pragma(db: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return first<Record<string, number>>(db.prepare(`PRAGMA ${name}`))?.[name] ?? 0;
}

function missing(file: string): Error {
  return stateError('state-missing', `there is no state at ${file}; run "proofboard collect" first`);
}
