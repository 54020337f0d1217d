// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { configSchema } from '../../src/config/schema.ts';
import type { JobReading, PipelineReading, SourceReading } from '../../src/model/reading.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../src/model/time.ts';
import type { Collection } from '../../src/state/merge.ts';
import { createRandom } from '../../src/testing/forge/story/random.ts';

/** A year for measuring: 300 repositories whose `main` runs 30 jobs every night. */
export const REPOSITORIES = 300;
export const JOBS = 30;
export const DAYS = 365;
const FIRST: Instant = Date.UTC(2025, 10, 22);
const SOURCE = 'gitlab:https://gitlab.example.org';
const STAGES = ['build', 'install', 'repro'];

export const yearConfig = configSchema.parse({ title: 'A year', gitlab: { url: 'https://gitlab.example.org', groups: ['year'], refs: ['main'] } });

/** What a collection in the morning of a day reads: every repository has a new pipeline. One job in fifty fails or is tried again. */
export function toDay(day: number): Collection {
  const createdAt = FIRST + day * DAY_MS + HOUR_MS;
  const reading: SourceReading = {
    source: SOURCE, outcome: 'complete', requests: 9, durationMs: 3_000, repositories: [], unreadable: [], notes: [],
    projects: Array.from({ length: REPOSITORIES }, (_, index) => {
      const path = `year/component-${String(index + 1).padStart(3, '0')}`;
      return {
        id: 1_000 + index, path, name: path.slice(5), webUrl: `https://gitlab.example.org/${path}`, defaultBranch: 'main', archived: false,
        ciEnabled: true, refs: ['main'], pipelines: [toPipeline(index, path, day, createdAt)],
      };
    }),
  };
  return { startedAt: FIRST + day * DAY_MS + 6 * HOUR_MS, durationMs: 4_000, readings: [reading] };
}

function toPipeline(index: number, projectPath: string, day: number, createdAt: Instant): PipelineReading {
  const random = createRandom('year', index, day);
  const id = 2_000_000_000 + (day * REPOSITORIES + index) * 40;
  const jobs = Array.from({ length: JOBS }, (_, place): JobReading => {
    const isFailed = random.chance(0.02);
    const startedAt = createdAt + random.integer(1, 3_600) * 1_000;
    const stage = STAGES[place % STAGES.length] ?? '';
    return {
      id: 12_000_000_000 + (day * REPOSITORIES + index) * 50 + place, name: `r4.3:${stage}:vm-${String(Math.floor(place / 3)).padStart(2, '0')}`,
      stage, status: isFailed ? 'failed' : 'success', allowFailure: false, retried: false, kind: 'build',
      startedAt, finishedAt: startedAt + random.integer(60, 3_000) * 1_000, queuedSeconds: random.integer(1, 60),
      failureMessage: isFailed ? 'There is a script failure' : null, downstreamId: null,
    };
  });
  return {
    id, iid: day + 1, projectId: 1_000 + index, projectPath, ref: 'main', sha: random.hex(40),
    status: jobs.some(({ status }) => status === 'failed') ? 'failed' : 'success', warnings: false,
    createdAt, updatedAt: createdAt + 2 * HOUR_MS, startedAt: createdAt, finishedAt: createdAt + 2 * HOUR_MS, queuedSeconds: 5, parentId: null, jobs,
  };
}
