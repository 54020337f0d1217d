// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CellKey, ProjectKey } from './cell.ts';
import type { ResultState } from './job-state.ts';
import type { Instant } from './time.ts';
import type { Claim } from './verdict.ts';

/** One finished result of a cell, with what flakiness and trends ask of it. */
export interface CellRun {
  readonly pipelineId: number;
  readonly jobId: number;
  /** When the job finished; whole seconds. */
  readonly at: Instant;
  readonly state: ResultState;
  readonly durationSeconds: number | null;
  readonly queuedSeconds: number | null;
  /** True where an earlier attempt of the job failed in the same pipeline. */
  readonly isRetry: boolean;
  /** True where the result before it is of the same commit. */
  readonly isSameCommit: boolean;
}

/** A cell with its finished results, in the order of pipelines. */
export interface CellHistory extends CellKey {
  readonly project: ProjectKey;
  readonly runs: readonly CellRun[];
}

/** One change of what a record of a rebuilder says, recorded once; its first verdict is none. */
export interface VerdictChange {
  /** The `key` of the `StoredVerdict`. */
  readonly verdict: number;
  /** The version it was about, from then on. */
  readonly version: string;
  readonly from: Claim;
  readonly to: Claim;
  /** The collection (its start) that first saw it. */
  readonly seenAt: Instant;
}
