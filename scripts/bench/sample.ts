// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../src/config/schema.ts';
import { openStore } from '../../src/state/store.ts';
import { collectDay, toForgeConfig } from '../../src/testing/collecting.ts';
import { startForge } from '../../src/testing/forge/forge.ts';
import type { Organisation } from '../../src/testing/forge/organisation.ts';

/** A collected state on disk, for the time of `use`. */
export async function withState<T>(organisation: Organisation, days: readonly number[], use: (sample: { dir: string; stateFile: string; config: Config }) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'proofboard-bench-'));
  const forge = await startForge({ organisation });
  const config = toForgeConfig(forge);
  const stateFile = join(dir, 'state.sqlite');
  try {
    const store = openStore(stateFile);
    for (const day of days) await collectDay(forge, day, store, { config });
    store.close();
    await forge.close();
    return await use({ dir, stateFile, config });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
