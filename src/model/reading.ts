// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { EvidenceReading } from './evidence-reading.ts';
import type { TracesReading } from './failure.ts';
import type { Instant } from './time.ts';

/**
 * What sources hand to the state: one collection's findings, as values. Every text in here comes from outside and is
 * to be shown as text only. Sources have validated shapes and bounded lengths, nothing else.
 */

export interface JobReading {
  readonly id: number;
  readonly name: string;
  readonly stage: string;
  /** GitLab's status word in lower case, `success`. */
  readonly status: string;
  readonly allowFailure: boolean;
  readonly retried: boolean;
  readonly kind: 'build' | 'bridge';
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly queuedSeconds: number | null;
  readonly failureMessage: string | null;
  /** For a bridge: the pipeline it started, where known. */
  readonly downstreamId: number | null;
}

export interface PipelineReading {
  readonly id: number;
  readonly iid: number;
  /** The project it runs in: another one than the reading's for a multi-project pipeline. */
  readonly projectId: number;
  readonly projectPath: string;
  readonly ref: string;
  readonly sha: string;
  readonly status: string;
  /** True where GitLab says "passed with warnings". */
  readonly warnings: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly queuedSeconds: number | null;
  /** The pipeline that started it; null for one of the ref's own. */
  readonly parentId: number | null;
  /** All jobs, retried ones too. `null` when the pipeline is as it was last time and its jobs were not read again. */
  readonly jobs: readonly JobReading[] | null;
}

export interface ProjectReading {
  readonly id: number;
  /** Full path, `QubesOS/qubes-core-admin`: for display and addresses only. */
  readonly path: string;
  readonly name: string;
  readonly webUrl: string;
  readonly defaultBranch: string | null;
  readonly archived: boolean;
  /** False where CI/CD is switched off (or closed to us) in the project. */
  readonly ciEnabled: boolean;
  /** Every pipeline read for the watched refs, downstream ones included, in no particular order. */
  readonly pipelines: readonly PipelineReading[];
  /** The watched refs that were asked for; one without a pipeline appears here and has none in `pipelines`. */
  readonly refs: readonly string[];
}

/** Something that could not be read, and why. `project` is null where it concerns the whole source. */
export interface Unreadable {
  readonly project: { readonly id: number | null; readonly path: string } | null;
  /** `forbidden`, `not-found`, `timeout`, `rate-limited`, `invalid-answer`, `server-error`, `unreachable`, `refused`, `too-much` … */
  readonly code: string;
  readonly message: string;
}

export interface PullRequestReading {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly author: string;
  readonly isDraft: boolean;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly headSha: string;
  /** Combined state of all checks of the head commit; `none` where it has no checks. */
  readonly checks: 'passed' | 'failed' | 'pending' | 'none' | 'unknown';
}

/** A repository on GitHub. */
export interface RepositoryReading {
  /** GitHub's database id. */
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly url: string;
  readonly defaultBranch: string | null;
  readonly topics: readonly string[];
  readonly archived: boolean;
  readonly pullRequests: readonly PullRequestReading[];
  /** True where more pull requests are open than were read. */
  readonly truncated: boolean;
}

/** One source's part of a collection. */
export interface SourceReading {
  /** `gitlab:https://gitlab.com`, `github:https://api.github.com`. */
  readonly source: string;
  /** `complete`: all read. `partial`: some of it is in `unreadable`. `unavailable`: nothing could be read. */
  readonly outcome: 'complete' | 'partial' | 'unavailable';
  readonly requests: number;
  readonly durationMs: number;
  readonly projects: readonly ProjectReading[];
  readonly repositories: readonly RepositoryReading[];
  /** What it found of reproducibility; absent where it reads none, or could read nothing. */
  readonly evidence?: EvidenceReading;
  /** The ends of failed jobs' logs; absent where it reads none, or could read nothing. */
  readonly traces?: TracesReading;
  readonly unreadable: readonly Unreadable[];
  /** Remarks that are no failure: "GraphQL refused, read over REST". */
  readonly notes: readonly string[];
}

/** What the state knows of a source, so that the source can ask for changes only. */
export interface KnownSource {
  readonly projects: readonly KnownProject[];
}

export interface KnownProject {
  readonly id: number;
  readonly path: string;
  readonly defaultBranch: string | null;
  readonly refs: readonly KnownRef[];
}

export interface KnownRef {
  readonly ref: string;
  /** The newest pipeline that need not be read again while it stays as it is; null where there is none. */
  readonly pipeline: KnownPipeline | null;
}

/** A pipeline that has ended, with all below it, and whose jobs are stored completely; all as GitLab gave it. */
export interface KnownPipeline {
  readonly id: number;
  readonly status: string;
  readonly updatedAt: Instant;
}
