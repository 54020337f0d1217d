// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { BoardMetrics, JobMetrics, PipelineMetrics, RefLabels } from '../../feeds/openmetrics.ts';
import type { BoardPipeline } from '../../model/board.ts';
import { SECOND_MS, type Instant } from '../../model/time.ts';
import type { NewestJob, NewestPipeline } from '../../state/newest-jobs.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toCollectedAt, toFeedTotals, type Standings } from './feed-totals.ts';

/** Some 30 MB of text: a board with more cells publishes no series of jobs, which no scraper would take. */
export const MAX_CELLS = 20_000;

/** The newest pipelines and, of a board that is not too large, their jobs. What counts no more is in no status. */
export function toMetrics(catalogue: Catalogue, standings: Standings): BoardMetrics {
  const cells = catalogue.entries.reduce((sum, { project }) => sum + project.cells.length, 0);
  const hasJobs = cells <= MAX_CELLS;
  const { passing, warned, failing, differing, stale, unknown } = toFeedTotals(standings);
  const pipelines: PipelineMetrics[] = [];
  const jobs: JobMetrics[] = [];
  let jobsLeftOut = 0;
  for (const newest of catalogue.readNewestJobs(hasJobs ? 'all' : 'count')) {
    const entry = catalogue.toEntry(newest.project);
    const pipeline = entry?.project.refs.find(({ ref }) => ref === newest.ref)?.latest ?? null;
    if (entry === null || pipeline === null) continue;
    const labels = toLabels(entry, newest.ref);
    const isShown = entry.unread === null && !isOld(catalogue, pipeline.finishedAt ?? pipeline.createdAt);
    pipelines.push({ ...labels, ...toPipeline(pipeline, newest, isShown) });
    for (const job of newest.jobs) {
      jobs.push({ ...labels, ...toJob(job, isShown && !isOld(catalogue, job.finishedAt ?? pipeline.createdAt)) });
    }
    jobsLeftOut += newest.jobCount - newest.jobs.length;
  }
  return {
    collectedAt: toCollectedAt(catalogue),
    repositories: { passed: passing, warned, failed: failing + differing, stale, unknown },
    pipelines, jobs, jobsLeftOut,
  };
}

/** GitLab tells neither what started a pipeline nor whether a ref is a tag in what is read of it. */
function toLabels({ project, repository }: ProjectEntry, ref: string): RefLabels {
  return { project: project.path, topics: repository?.topics ?? [], ref, kind: 'branch', source: '', variables: '' };
}

function toPipeline({ id, status, startedAt, finishedAt }: BoardPipeline, { updatedAt, queuedSeconds, runs }: NewestPipeline, isShown: boolean): Omit<PipelineMetrics, keyof RefLabels> {
  return { id, status: isShown ? status : null, durationSeconds: toSeconds(startedAt, finishedAt), queuedSeconds, updatedAt, runs };
}

function toJob({ id, stage, name, status, startedAt, finishedAt, queuedSeconds, failureMessage }: NewestJob, isShown: boolean): Omit<JobMetrics, keyof RefLabels> {
  return {
    id, stage, name, runner: '', tags: [], failureReason: failureMessage ?? '', status: isShown ? status : null,
    durationSeconds: toSeconds(startedAt, finishedAt), queuedSeconds, createdAt: null, runs: null,
  };
}

function isOld({ board, config }: Catalogue, at: Instant): boolean {
  return board.now - at > config.stale.result;
}

function toSeconds(startedAt: Instant | null, finishedAt: Instant | null): number | null {
  return startedAt === null || finishedAt === null || finishedAt < startedAt ? null : (finishedAt - startedAt) / SECOND_MS;
}
