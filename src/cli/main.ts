#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import process from 'node:process';
import { systemClock } from '../platform/clock.ts';
import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  clock: systemClock,
  stdout: process.stdout,
  stderr: process.stderr,
  untilStopped: () => new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  }),
});
