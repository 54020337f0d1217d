// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import { isActive } from '../model/job-state.ts';
import { toStateOfPipeline } from './codes.ts';

/** Lets SQL ask whether a pipeline with this status word will go on by itself, by the model's own table. */
export function defineStatusWords(db: DatabaseSync): void {
  db.function('is_active', { deterministic: true }, (status) =>
    Number(typeof status === 'string' && isActive(toStateOfPipeline(status, false))));
}
