#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import process from 'node:process';
import { systemClock } from '../platform/clock.ts';

const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(`proofboard needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}: install a newer Node\n`);
  process.exitCode = 2;
} else {
  // Who reads no further, as head(1), wants no more, and the exit code is the same.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  // Only now: what it imports does not load in an older Node.
  const { run } = await import('./program.ts');
  const { createAsk } = await import('./ask.ts');
  process.exitCode = await run(process.argv.slice(2), {
    env: process.env,
    clock: systemClock,
    stdout: process.stdout,
    stderr: process.stderr,
    ask: createAsk(process.stdin, process.stderr),
    untilStopped: () => new Promise((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    }),
  });
}
