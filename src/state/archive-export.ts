// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { renderLine, type Column } from './archive-format.ts';
import { each, openDatabase } from './database.ts';
import { writeGzipLines } from './gzip-lines.ts';
import { MIGRATIONS, TABLES } from './schema.ts';
import { toStateError } from './state-error.ts';

/**
 * Writes the whole state, gzip-compressed, and ends `output`. It is one moment's state, whatever is merged meanwhile;
 * the same state gives the same bytes. Throws `CodedError<StateErrorCode>`.
 */
export async function exportState(file: string, output: NodeJS.WritableStream): Promise<{ readonly rows: number }> {
  const db = openDatabase(file, { readOnly: true });
  const count = { rows: 0 };
  try {
    db.exec('BEGIN');
    await writeGzipLines(toLines(db, count), output);
    return count;
  } catch (thrown) {
    throw toStateError(thrown, file);
  } finally {
    db.close();
  }
}

function* toLines(db: DatabaseSync, count: { rows: number }): Generator<string> {
  yield renderLine({ kind: 'header', version: MIGRATIONS.length });
  for (const { table, key } of TABLES) {
    const select = db.prepare(`SELECT * FROM ${table} ORDER BY ${key}`);
    yield renderLine({ kind: 'table', table, columns: select.columns().map(({ name }) => name) });
    select.setReturnArrays(true);
    for (const values of each<Column[]>(select)) {
      count.rows += 1;
      yield renderLine({ kind: 'row', values });
    }
  }
  yield renderLine({ kind: 'end', rows: count.rows });
}
