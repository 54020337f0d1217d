// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import { renderFamily, renderLabels, type MetricFamily } from './openmetrics-text.ts';

/** What tells refs apart, as the exporter labels them; what is not known is empty. */
export interface RefLabels {
  /** Full path. */
  readonly project: string;
  readonly topics: readonly string[];
  readonly ref: string;
  readonly kind: 'branch' | 'tag' | 'merge-request';
  /** What started the pipeline: `push`, `schedule`. */
  readonly source: string;
  readonly variables: string;
}

/** The newest pipeline of a ref. */
export interface PipelineMetrics extends RefLabels {
  readonly id: number;
  /** GitLab's own word; null where the board does not stand behind it, because it is stale or could not be read. */
  readonly status: string | null;
  readonly durationSeconds: number | null;
  readonly queuedSeconds: number | null;
  /** When GitLab last changed it. */
  readonly updatedAt: Instant | null;
  /** Pipelines of the ref that the board has seen; null where it does not count them. */
  readonly runs: number | null;
}

/** The newest job of its name in that pipeline. */
export interface JobMetrics extends RefLabels {
  readonly stage: string;
  readonly name: string;
  readonly runner: string;
  readonly tags: readonly string[];
  readonly failureReason: string;
  readonly id: number;
  readonly status: string | null;
  readonly durationSeconds: number | null;
  readonly queuedSeconds: number | null;
  readonly createdAt: Instant | null;
  readonly runs: number | null;
}

export interface BoardMetrics {
  /** The last attempt; null before the first. */
  readonly collectedAt: Instant | null;
  /** How many repositories are in each state. */
  readonly repositories: Readonly<Record<'passed' | 'warned' | 'failed' | 'stale' | 'unknown', number>>;
  readonly pipelines: readonly PipelineMetrics[];
  /** As many as the caller wants to publish: some 1.6 kB each. */
  readonly jobs: readonly JobMetrics[];
  /** Jobs the caller left out. */
  readonly jobsLeftOut: number;
}

const PIPELINE_ID = gauge('gitlab_ci_pipeline_id', 'ID of the most recent pipeline');
const PIPELINE_STATUS = gauge('gitlab_ci_pipeline_status', 'Status of the most recent pipeline');
const PIPELINE_DURATION = gauge('gitlab_ci_pipeline_duration_seconds', 'Duration in seconds of the most recent pipeline', 'seconds');
const PIPELINE_QUEUED = gauge('gitlab_ci_pipeline_queued_duration_seconds', 'Duration in seconds the most recent pipeline has been queued before starting', 'seconds');
const PIPELINE_TIMESTAMP = gauge('gitlab_ci_pipeline_timestamp', 'Timestamp of the last update of the most recent pipeline');
const PIPELINE_RUNS: MetricFamily = { name: 'gitlab_ci_pipeline_run_count', type: 'counter', help: 'Number of executions of a pipeline', unit: null };
const JOB_ID = gauge('gitlab_ci_pipeline_job_id', 'ID of the most recent job');
const JOB_STATUS = gauge('gitlab_ci_pipeline_job_status', 'Status of the most recent job');
const JOB_DURATION = gauge('gitlab_ci_pipeline_job_duration_seconds', 'Duration in seconds of the most recent job', 'seconds');
const JOB_QUEUED = gauge('gitlab_ci_pipeline_job_queued_duration_seconds', 'Duration in seconds the most recent job has been queued before starting', 'seconds');
const JOB_TIMESTAMP = gauge('gitlab_ci_pipeline_job_timestamp', 'Creation date timestamp of the most recent job');
const JOB_RUNS: MetricFamily = { name: 'gitlab_ci_pipeline_job_run_count', type: 'counter', help: 'Number of executions of a job', unit: null };
const COLLECTED = gauge('proofboard_collected_timestamp_seconds', 'When the board last tried to read its sources', 'seconds');
const REPOSITORIES = gauge('proofboard_repositories', 'Repositories on the board by state');
const LEFT_OUT = gauge('proofboard_left_out', 'Pipelines and jobs that are on the board and not in this file');

/**
 * Renders `metrics.txt`: OpenMetrics 1.0 with the names of gitlab-ci-pipelines-exporter (its docs/metrics.md, and
 * pkg/controller/collectors.go for the labels). A status has one series, of the current status, with the value 1; one
 * that nothing stands behind is `unknown`. Of two pipelines or jobs with the same labels the first is written.
 */
export function renderOpenMetrics(board: BoardMetrics): string {
  const pipelines = toDistinct(board.pipelines, toPipelineLabels);
  const jobs = toDistinct(board.jobs, toJobLabels);
  return [
    family(PIPELINE_ID, pipelines, ({ id }) => id),
    statuses(PIPELINE_STATUS, pipelines),
    family(PIPELINE_DURATION, pipelines, ({ durationSeconds }) => durationSeconds),
    family(PIPELINE_QUEUED, pipelines, ({ queuedSeconds }) => queuedSeconds),
    family(PIPELINE_TIMESTAMP, pipelines, ({ updatedAt }) => toSeconds(updatedAt)),
    family(PIPELINE_RUNS, pipelines, ({ runs }) => runs),
    family(JOB_ID, jobs, ({ id }) => id),
    statuses(JOB_STATUS, jobs),
    family(JOB_DURATION, jobs, ({ durationSeconds }) => durationSeconds),
    family(JOB_QUEUED, jobs, ({ queuedSeconds }) => queuedSeconds),
    family(JOB_TIMESTAMP, jobs, ({ createdAt }) => toSeconds(createdAt)),
    family(JOB_RUNS, jobs, ({ runs }) => runs),
    renderFamily(COLLECTED, [{ labels: '', value: toSeconds(board.collectedAt) }]),
    renderFamily(REPOSITORIES, Object.entries(board.repositories).map(([state, value]) => ({ labels: renderLabels({ state }), value }))),
    renderFamily(LEFT_OUT, [
      { labels: renderLabels({ what: 'pipelines' }), value: board.pipelines.length - pipelines.length },
      { labels: renderLabels({ what: 'jobs' }), value: board.jobsLeftOut + board.jobs.length - jobs.length },
    ]),
    '# EOF\n',
  ].join('');
}

interface Labelled<Item> {
  readonly item: Item;
  readonly labels: string;
}

/** A series may be in the document once; two GitLabs may well have a project of the same path. */
function toDistinct<Item extends { readonly status: string | null }>(items: readonly Item[], toLabels: (item: Item) => Readonly<Record<string, string>>): readonly Labelled<Item>[] {
  const distinct = new Map<string, Labelled<Item>>();
  for (const item of items) {
    const labels = renderLabels(toLabels(item));
    // The worst of those that are called alike: child pipelines may well have jobs of one name.
    if (!distinct.has(labels) || item.status === 'failed') distinct.set(labels, { item, labels });
  }
  return [...distinct.values()];
}

function toPipelineLabels({ project, topics, ref, kind, source, variables }: RefLabels): Readonly<Record<string, string>> {
  return { project, topics: topics.join(','), ref, kind, source, variables };
}

function toJobLabels(job: JobMetrics): Readonly<Record<string, string>> {
  const { stage, name, runner, tags, failureReason } = job;
  return { ...toPipelineLabels(job), stage, job_name: name, runner_description: runner, tag_list: tags.join(','), failure_reason: failureReason };
}

function family<Item>(of: MetricFamily, items: readonly Labelled<Item>[], toValue: (item: Item) => number | null): string {
  return renderFamily(of, items.map(({ item, labels }) => ({ labels, value: toValue(item) })));
}

function statuses(of: MetricFamily, items: readonly Labelled<{ readonly status: string | null }>[]): string {
  return renderFamily(of, items.map(({ item, labels }) => ({
    labels: `${labels.slice(0, -1)},${renderLabels({ status: item.status ?? 'unknown' }).slice(1)}`, value: 1,
  })));
}

function toSeconds(instant: Instant | null): number | null {
  return instant === null ? null : instant / 1_000;
}

function gauge(name: string, help: string, unit: MetricFamily['unit'] = null): MetricFamily {
  return { name, type: 'gauge', help, unit };
}
