// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { writeSync } from 'node:fs';
import process from 'node:process';
import { CAPABILITIES } from '../verify/apt/message.ts';
import { refuseWhereUnfinished } from './unfinished.ts';

/**
 * apt's method, installed as intoto, intoto+http and intoto+https; bundled by itself for Node 18. apt waits for the first
 * message before it does anything else, so everything but that is loaded afterwards.
 */
writeSync(1, CAPABILITIES);
// Every other end is by `exit`.
refuseWhereUnfinished('The intoto method ended before it had answered apt: nothing was left to wait for. Please report this.', 100);

import('./apt-method-run.ts').then(async ({ runAptMethod }) => runAptMethod()).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`The intoto method failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(100);
  },
);
