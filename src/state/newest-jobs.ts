// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { DatabaseSync } from 'node:sqlite';
import type { BoardJob } from '../model/board.ts';
import type { ProjectKey } from '../model/cell.ts';
import type { Instant } from '../model/time.ts';
import { ALLOW_FAILURE, BRIDGE, fromSeconds, RETRIED, toStateOfJob } from './codes.ts';
import { all, each } from './database.ts';
import type { JobRow } from './job-rows.ts';
import { createTexts, type Texts } from './texts.ts';

/** The newest pipeline of a watched ref, with what the board does not tell of it. */
export interface NewestPipeline {
  readonly project: ProjectKey;
  readonly ref: string;
  readonly id: number;
  /** When GitLab last changed it. */
  readonly updatedAt: Instant;
  readonly queuedSeconds: number | null;
  /** Pipelines of the ref that the state has, those that others started aside. */
  readonly runs: number;
  /** How many jobs it and the pipelines it started have, retried ones and bridges aside. */
  readonly jobCount: number;
  /** These jobs, by id; empty where only their count is wanted. */
  readonly jobs: readonly NewestJob[];
}

export type NewestJob = Pick<
  BoardJob, 'id' | 'name' | 'stage' | 'state' | 'status' | 'startedAt' | 'finishedAt' | 'queuedSeconds' | 'failureMessage'
>;

/** Each watched ref with its newest pipeline. */
const NEWEST = `
refs r JOIN projects p ON p.key = r.project JOIN pipelines l ON l.key = (
  SELECT n.key FROM pipelines n WHERE n.ref = r.key AND n.parent_id IS NULL AND n.foreign_id IS NULL ORDER BY n.id DESC LIMIT 1
)
WHERE r.watched_at >= p.listed_at`;

const PIPELINES = `
SELECT l.key, s.source, p.id AS project, r.name AS ref, l.id, l.updated_at, l.queued_seconds, (
  SELECT count(*) FROM pipelines n WHERE n.ref = r.key AND n.parent_id IS NULL AND n.foreign_id IS NULL
) AS runs
FROM sources s JOIN ${NEWEST} AND s.key = p.source
ORDER BY s.source, p.id, r.name`;

/** What servers say of parents may be a circle: UNION takes no pipeline twice. */
const JOBS_OF_TREES = `
WITH RECURSIVE tree (root, project, key, id) AS (
  SELECT l.key, l.project, l.key, l.id FROM ${NEWEST}
  UNION
  SELECT t.root, t.project, c.key, c.id FROM tree t JOIN pipelines c ON c.project = t.project AND c.parent_id = t.id
)`;

const JOBS = `FROM tree t CROSS JOIN jobs j WHERE j.pipeline = t.key AND (j.flags & ${RETRIED | BRIDGE}) = 0`;

interface PipelineRow {
  readonly key: number;
  readonly source: string;
  readonly project: number;
  readonly ref: string;
  readonly id: number;
  readonly updated_at: Instant;
  readonly queued_seconds: number | null;
  readonly runs: number;
}

/** Whether the jobs themselves are wanted, or only how many they are. */
export type WantedJobs = 'all' | 'count';

/**
 * Reads the newest pipeline of every watched ref with its jobs, by source, project and ref. What it costs depends on these
 * alone, not on the history.
 */
export function readNewestJobs(db: DatabaseSync, wanted: WantedJobs): NewestPipeline[] {
  const jobs = wanted === 'all' ? readJobs(db) : null;
  const counts = new Map(all<{ root: number; count: number }>(db.prepare(`${JOBS_OF_TREES} SELECT t.root, count(*) AS count ${JOBS} GROUP BY t.root`))
    .map(({ root, count }) => [root, count]));
  return all<PipelineRow>(db.prepare(PIPELINES)).map((row) => ({
    project: { source: row.source, id: row.project },
    ref: row.ref,
    id: row.id,
    updatedAt: row.updated_at,
    queuedSeconds: row.queued_seconds,
    runs: row.runs,
    jobCount: counts.get(row.key) ?? 0,
    jobs: (jobs?.get(row.key) ?? []).sort((a, b) => a.id - b.id),
  }));
}

/** Jobs by the key of the root of their tree. */
function readJobs(db: DatabaseSync): Map<number, NewestJob[]> {
  const texts = createTexts(db);
  const jobs = new Map<number, NewestJob[]>();
  for (const row of each<JobRow & { root: number }>(db.prepare(`${JOBS_OF_TREES} SELECT t.root, j.* ${JOBS}`))) {
    const ofRoot = jobs.get(row.root) ?? [];
    if (ofRoot.length === 0) jobs.set(row.root, ofRoot);
    ofRoot.push(toJob(row, texts));
  }
  return jobs;
}

function toJob(row: JobRow, texts: Texts): NewestJob {
  const status = texts.fromKey(row.status);
  return {
    id: row.id,
    ...texts.fromJobNameKey(row.name),
    state: toStateOfJob(status, (row.flags & ALLOW_FAILURE) !== 0),
    status,
    startedAt: fromSeconds(row.started_at),
    finishedAt: fromSeconds(row.finished_at),
    queuedSeconds: row.queued_seconds,
    failureMessage: row.failure === null ? null : texts.fromKey(row.failure),
  };
}
