// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ProjectKey, StageCell, Transition } from './cell.ts';
import type { JobState } from './job-state.ts';
import type { PullRequestReading, Unreadable } from './reading.ts';
import type { Instant } from './time.ts';

/** What the state tells the site: everything known, as of the last collection attempt. */
export interface Board {
  /** The build's *now*: the start of the last collection attempt, unless overridden. Never the wall clock. */
  readonly now: Instant;
  /** Newest first; empty before the first collection. */
  readonly collections: readonly CollectionReport[];
  readonly sources: readonly SourceState[];
  readonly projects: readonly BoardProject[];
  readonly repositories: readonly BoardRepository[];
  /** Transitions first seen by the last collection, newest pipeline first. */
  readonly changes: readonly Transition[];
}

export interface CollectionReport {
  readonly id: number;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly sources: readonly SourceReport[];
}

export interface SourceReport {
  readonly source: string;
  readonly outcome: 'complete' | 'partial' | 'unavailable';
  readonly requests: number;
  readonly durationMs: number;
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
}

/** A source with when it was last attempted and last read. */
export interface SourceState {
  readonly source: string;
  readonly attemptedAt: Instant;
  /** Last time anything was read from it; null if never. */
  readonly readAt: Instant | null;
  readonly report: SourceReport;
}

export interface BoardProject extends ProjectKey {
  readonly path: string;
  readonly name: string;
  readonly webUrl: string;
  readonly defaultBranch: string | null;
  readonly archived: boolean;
  readonly ciEnabled: boolean;
  /** Earlier paths, newest first, for "renamed from". */
  readonly formerPaths: readonly string[];
  /** Last collection that read it. */
  readonly readAt: Instant;
  /** Why the last attempt could not read it; null when it could. */
  readonly unreadable: Unreadable | null;
  readonly refs: readonly BoardRef[];
  readonly cells: readonly StageCell[];
}

export interface BoardRef {
  readonly ref: string;
  /** The newest pipeline; null where the ref has none. */
  readonly latest: BoardPipeline | null;
  /** The newest finished one (passed, warned, failed); null where none is known. */
  readonly finished: BoardPipeline | null;
}

export interface BoardPipeline {
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
  readonly projectPath: string;
  readonly ref: string;
  readonly sha: string;
  readonly state: JobState;
  readonly status: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly parentId: number | null;
}

export interface BoardJob {
  readonly id: number;
  readonly pipelineId: number;
  readonly name: string;
  readonly stage: string;
  readonly state: JobState;
  readonly status: string;
  readonly retried: boolean;
  readonly kind: 'build' | 'bridge';
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly queuedSeconds: number | null;
  readonly failureMessage: string | null;
}

/** One project's history for its own page, read on demand. */
export interface ProjectDetail {
  /** Newest first, per ref at most `limit`; downstream pipelines follow their parent. */
  readonly pipelines: readonly BoardPipeline[];
  /** Jobs of the newest pipeline of each ref and of its downstream pipelines. */
  readonly jobs: readonly BoardJob[];
  /** The last transitions of this project, newest first; a first result that passed is none. */
  readonly transitions: readonly Transition[];
}

/** A repository on GitHub with its open pull requests. */
export interface BoardRepository {
  readonly source: string;
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly url: string;
  readonly defaultBranch: string | null;
  readonly topics: readonly string[];
  readonly archived: boolean;
  readonly truncated: boolean;
  readonly readAt: Instant;
  readonly pullRequests: readonly PullRequestReading[];
}
