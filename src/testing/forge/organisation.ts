// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { DAY_MS, HOUR_MS, type Instant } from '../../model/time.ts';

/**
 * The organisation that the sample forge serves: plain data with its whole story, which tests may edit between
 * collections. Times say when something happens; what a visitor sees at an instant is worked out in gitlab/sight.ts.
 */
export interface Organisation {
  /** The GitLab group, `QubesOS`. */
  group: string;
  groupId: number;
  /** What addresses shown in data begin with; never the loopback address. */
  gitlabWebUrl: string;
  githubWebUrl: string;
  projects: SampleProject[];
  /** The GitHub account that owns the repositories. */
  owner: string;
  repositories: SampleRepository[];
}

export interface SampleProject {
  id: number;
  name: string;
  /** The group or subgroup that lists it. */
  namespace: string;
  /** Its full path today. */
  path: string;
  /** What it was called before, each until an instant, oldest first. */
  formerPaths: { path: string; until: Instant }[];
  /** Null for the address that follows from the path. */
  webUrl: string | null;
  defaultBranch: string | null;
  visibility: 'public' | 'private';
  archived: boolean;
  /** `members`: pipelines are closed to anonymous visitors; `disabled`: CI/CD is switched off. */
  ci: 'enabled' | 'members' | 'disabled';
  /** Oldest first, child pipelines included. */
  pipelines: SamplePipeline[];
}

export interface SamplePipeline {
  id: number;
  iid: number;
  ref: string;
  sha: string;
  source: 'schedule' | 'push' | 'parent_pipeline' | 'pipeline';
  createdAt: Instant;
  /** Null where it follows from the jobs, as it does in GitLab. */
  status: string | null;
  jobs: SampleJob[];
}

export interface SampleJob {
  id: number;
  name: string;
  stage: string;
  /** Its status in the end: before `finishedAt` it is seen pending or running. */
  status: string;
  allowFailure: boolean;
  kind: 'build' | 'bridge';
  createdAt: Instant;
  queuedSeconds: number;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  /** When another attempt took its place. */
  retriedAt: Instant | null;
  /** GitLab's word for it, `script_failure`. */
  failureReason: string | null;
  /** The pipeline that a bridge started. */
  downstreamId: number | null;
}

export interface SampleRepository {
  id: number;
  name: string;
  url: string | null;
  defaultBranch: string | null;
  archived: boolean;
  topics: string[];
  pullRequests: SamplePullRequest[];
}

export interface SamplePullRequest {
  number: number;
  title: string;
  url: string | null;
  author: string | null;
  isDraft: boolean;
  createdAt: Instant;
  updatedAt: Instant;
  closedAt: Instant | null;
  headSha: string;
  checks: 'SUCCESS' | 'FAILURE' | 'ERROR' | 'PENDING' | 'EXPECTED' | null;
}

const FIRST_DAY: Instant = Date.UTC(2026, 9, 24);

/** The last day of the story; day 0 is 2026-10-24. */
export const LAST_DAY = 29;

/** Midnight (UTC) at which a day of the story begins. */
export function toMidnight(day: number): Instant {
  return FIRST_DAY + day * DAY_MS;
}

/** The instant of a day at which the forge is looked at: 06:00 UTC, after the night's pipelines. */
export function toMorning(day: number): Instant {
  return toMidnight(day) + 6 * HOUR_MS;
}
