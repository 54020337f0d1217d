// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createReadStream, createWriteStream } from 'node:fs';
import { CodedError } from '../../model/error.ts';
import { toIso } from '../../model/time.ts';
import { isFile, replaceFile } from '../../platform/files.ts';
import { exportState } from '../../state/archive-export.ts';
import { importState } from '../../state/archive-import.ts';
import { describePrune, pruneState, type PruneOptions } from '../../state/prune.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';

/** Writes the state as compressed NDJSON: the form that survives versions and caches. */
export async function runExport(stateFile: string, file: string, voice: Voice): Promise<ExitCode> {
  const { rows } = await replaceFile(file, (partial) => exportState(stateFile, createWriteStream(partial)));
  voice.answer({ file, rows }, [`${rows} rows in ${file}`]);
  return 0;
}

/** Removes what is old, or says what would go. */
export function runPrune(stateFile: string, options: PruneOptions, voice: Voice): ExitCode {
  const summary = pruneState(stateFile, options);
  const { before, ...rest } = summary;
  voice.answer({ state: stateFile, dryRun: options.dryRun, before: before === null ? null : toIso(before), ...rest }, describePrune(summary, options.dryRun));
  return 0;
}

/** Makes a state from an export; one that is there is replaced only when asked. */
export async function runImport(stateFile: string, file: string, replace: boolean, voice: Voice): Promise<ExitCode> {
  if (!isFile(file)) throw new CodedError('archive-missing', `${file}: no such file; name one that "state export" wrote`);
  const { rows } = await importState(stateFile, createReadStream(file), { replace });
  voice.answer({ state: stateFile, rows }, [`${rows} rows in ${stateFile}`]);
  return 0;
}
