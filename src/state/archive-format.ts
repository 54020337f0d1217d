// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { damagedArchive, stateError } from './state-error.ts';

/**
 * An export, line by line: the header with the version of the tables; for each table a line with its columns, then its
 * rows as arrays in the order of the primary key; last a line with the number of rows, by which a cut is noticed.
 */
export const FORMAT = 'proofboard-state';

export type ArchiveLine =
  | { readonly kind: 'header'; readonly version: number }
  | { readonly kind: 'table'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'row'; readonly values: readonly Column[] }
  | { readonly kind: 'end'; readonly rows: number };

/** What a column of the tables holds. */
export type Column = number | string | null | Uint8Array;

export function renderLine(line: ArchiveLine): string {
  switch (line.kind) {
    case 'header': return JSON.stringify({ format: FORMAT, version: line.version });
    case 'table': return JSON.stringify({ table: line.table, columns: line.columns });
    case 'row': return JSON.stringify(line.values.map(toJson));
    case 'end': return JSON.stringify({ rows: line.rows });
  }
}

/** Throws `archive-damaged` for anything `renderLine` does not write, `archive-foreign` for another format's header. */
export function parseLine(text: string): ArchiveLine {
  const value = parseJson(text);
  if (Array.isArray(value)) return { kind: 'row', values: value.map(fromJson) };
  if (typeof value === 'object' && value !== null) {
    if ('format' in value && 'version' in value) {
      if (value.format !== FORMAT) throw notAnExport();
      if (isCount(value.version) && value.version > 0) return { kind: 'header', version: value.version };
    }
    if ('table' in value && 'columns' in value && typeof value.table === 'string' && isTexts(value.columns)) {
      return { kind: 'table', table: value.table, columns: value.columns };
    }
    if ('rows' in value && isCount(value.rows)) return { kind: 'end', rows: value.rows };
  }
  throw damagedArchive('a line is not one of ours');
}

export function notAnExport(): Error {
  return stateError('archive-foreign', 'this is no export of a Proofboard state; give a file that "state export" wrote');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw damagedArchive('a line is not JSON', thrown);
  }
}

function toJson(column: Column): unknown {
  return column instanceof Uint8Array ? { hex: Buffer.from(column).toString('hex') } : column;
}

function fromJson(value: unknown): Column {
  if (value === null || typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value))) {
    return value;
  }
  const hex = typeof value === 'object' && 'hex' in value ? value.hex : null;
  if (typeof hex === 'string' && /^(?:[0-9a-f]{2})*$/.test(hex)) return Buffer.from(hex, 'hex');
  throw damagedArchive('a value is none of ours');
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
