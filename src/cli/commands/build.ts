// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../../config/schema.ts';
import type { Instant } from '../../model/time.ts';
import { buildSite } from '../../site/build.ts';
import { readVotePolicy } from '../vote-policy.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';

export interface BuildOptions {
  readonly config: Config;
  readonly stateFile: string;
  readonly outDir: string;
  readonly now: Instant | null;
  readonly voice: Voice;
}

/** Renders the state to a folder that is swapped in when it is complete. */
export async function runBuild({ config, stateFile, outDir, now, voice }: BuildOptions): Promise<ExitCode> {
  voice.progress.update('building the site', 0, 1);
  const { pages, files } = await buildSite({ stateFile, outDir, config, log: voice.log, readPolicy: (sources) => readVotePolicy(config, sources), ...(now === null ? {} : { now }) });
  voice.answer({ out: outDir, pages, files }, [`${pages} pages, ${files} files in ${outDir}`]);
  return 0;
}
