// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JobState, ResultState } from './job-state.ts';
import type { Instant } from './time.ts';

/** What a job's name says: the release is absent where the name gives none. */
export interface JobName {
  readonly release: string | null;
  readonly stage: string;
  readonly target: string;
}

/** A project's identity: paths change, this does not. `source` is a source's key, `gitlab:https://gitlab.com`. */
export interface ProjectKey {
  readonly source: string;
  readonly id: number;
}

/** A cell's identity within a project: (ref, release, stage, target). */
export interface CellKey {
  readonly ref: string;
  readonly release: string;
  readonly stage: string;
  readonly target: string;
}

/** A point in a ref's history: which pipeline, which commit, when (the pipeline's creation). */
export interface HistoryPoint {
  readonly pipelineId: number;
  readonly sha: string;
  readonly at: Instant;
}

/** The last finished result of a cell. `since` is the first of the unbroken run of the same result. */
export interface CellResult {
  readonly state: ResultState;
  readonly jobId: number;
  readonly jobName: string;
  readonly at: Instant;
  readonly pipelineId: number;
  readonly since: HistoryPoint;
  /** The last pipeline before `since` that had another result; null where none is known. */
  readonly before: HistoryPoint | null;
}

/** What the newest pipeline says of a cell: may be running, cancelled, skipped, or the result itself. */
export interface CellCurrent {
  readonly state: JobState;
  /** GitLab's own word, shown where `state` is `unknown`. */
  readonly status: string;
  readonly jobId: number;
  readonly pipelineId: number;
  readonly at: Instant;
}

/** One stage of one target of one release of one project's ref. */
export interface StageCell extends CellKey {
  readonly result: CellResult | null;
  readonly current: CellCurrent;
}

/** One change of a cell's result, recorded once. `from` is null at the first result ever seen. */
export interface Transition extends CellKey {
  readonly project: ProjectKey;
  readonly from: ResultState | null;
  readonly to: ResultState;
  readonly jobId: number;
  readonly at: HistoryPoint;
  /** The pipeline before it that had the other result: with `at` the compare range. */
  readonly before: HistoryPoint | null;
  /** The collection (its start) that first saw it. */
  readonly seenAt: Instant;
  /** GitLab's word or sentence for why the job failed; null where it did not, or nothing is said. */
  readonly failureMessage: string | null;
  /** Where the result stayed and what a reprotest job found changed: what it finds now. The commit is then not known. */
  readonly found?: 'differs' | 'same';
}

/** How jobs become cells; made from the configuration. `fingerprint` differs whenever any answer could. */
export interface CellRules {
  readonly fingerprint: string;
  toCell(projectPath: string, ref: string, jobName: string, gitlabStage: string): CellKey;
}
