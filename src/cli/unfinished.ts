// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import process from 'node:process';

/**
 * Node ends a program, with success and without a word, when there is nothing left to wait for, even if a promise was never
 * kept. From now on that end is told and gives `status`; what is returned is called when the work is done.
 */
export function refuseWhereUnfinished(sentence: string, status: number): () => void {
  const tell = (): void => void process.stderr.write(`${sentence}\n`);
  process.exitCode = status;
  process.once('beforeExit', tell);
  return () => void process.off('beforeExit', tell);
}
