// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { isActive, isResult, type JobState } from '../model/job-state.ts';
import { toStateOfPipeline } from './codes.ts';

/** Lets SQL ask what a pipeline's status word means, by the model's own table: `is_result(word)`, `is_active(word)`. */
export function defineStatusWords(db: DatabaseSync): void {
  const define = (name: string, means: (state: JobState) => boolean): void => {
    db.function(name, { deterministic: true }, (status) =>
      Number(typeof status === 'string' && means(toStateOfPipeline(status, false))));
  };
  define('is_result', isResult);
  define('is_active', isActive);
}
