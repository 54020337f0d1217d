// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, toMessage } from '../model/error.ts';

/**
 * `state-missing`: no such file. `state-foreign`: a database of another program. `state-damaged`: no database or a
 * corrupt one. `state-newer`, `state-older`: of another version. `state-busy`: another process writes.
 * `state-unusable`: the system refuses to open or write it. `state-exists`: an import would overwrite it.
 * `state-too-large`: it cannot be pruned to the size that is wanted.
 * `archive-*`: the same of an export being read.
 */
export type StateErrorCode =
  | 'state-missing' | 'state-foreign' | 'state-damaged' | 'state-newer' | 'state-older' | 'state-busy'
  | 'state-unusable' | 'state-exists' | 'state-too-large' | 'archive-foreign' | 'archive-newer' | 'archive-damaged';

export function stateError(code: StateErrorCode, message: string, cause?: unknown): CodedError<StateErrorCode> {
  return new CodedError(code, message, cause === undefined ? {} : { cause });
}

/** What was thrown while working on `file`: SQLite's failures with their code, anything else unchanged. */
export function toStateError(thrown: unknown, file: string): unknown {
  switch (toResultCode(thrown)) {
    case 5: case 6: // SQLITE_BUSY, SQLITE_LOCKED
      return stateError('state-busy', `${file} is in use by another process; try again when it has finished`, thrown);
    case 11: case 26: // SQLITE_CORRUPT, SQLITE_NOTADB
      return damaged(file, toMessage(thrown), thrown);
    case 3: case 8: case 10: case 13: case 14: case 23: // PERM, READONLY, IOERR, FULL, CANTOPEN, AUTH
      return unusable(file, thrown);
    default:
      return thrown;
  }
}

/** The system's refusal of a file or of its folder. */
export function unusable(file: string, thrown: unknown): CodedError<StateErrorCode> {
  return stateError(
    'state-unusable',
    `${file} cannot be used: ${toMessage(thrown)}; check that its folder is there, writable and not full`,
    thrown,
  );
}

/** The refusal of a file that is no database or a broken one. */
export function damaged(file: string, what: string, cause?: unknown): CodedError<StateErrorCode> {
  return stateError(
    'state-damaged',
    `${file} is damaged (${what}); restore it by "proofboard state import --replace" or move it away and collect again`,
    cause,
  );
}

/** The refusal of an export that is not what was written. */
export function damagedArchive(what: string, cause?: unknown): CodedError<StateErrorCode> {
  const message = `the export is damaged: ${what}; nothing was imported, fetch or write it again`;
  return stateError('archive-damaged', message, cause);
}

/** True for a row that the tables' own rules refused. */
export function isConstraint(thrown: unknown): boolean {
  return toResultCode(thrown) === 19;
}

/** SQLite's primary result code; the extended ones carry more in the higher bytes. */
function toResultCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return null;
  return thrown.errcode & 0xff;
}
