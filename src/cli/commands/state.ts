// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { exportState, importState } from '../../state/archive.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';

/** Writes the state as compressed NDJSON: the form that survives versions and caches. */
export async function runExport(stateFile: string, file: string, voice: Voice): Promise<ExitCode> {
  const { records } = await exportState(stateFile, file);
  voice.answer({ file, records }, [`${records} records in ${file}`]);
  return 0;
}

/** Makes a state from an export; one that is there is replaced only when asked. */
export async function runImport(stateFile: string, file: string, replace: boolean, voice: Voice): Promise<ExitCode> {
  const { records } = await importState(stateFile, file, { replace });
  voice.answer({ state: stateFile, records }, [`${records} records in ${stateFile}`]);
  return 0;
}
