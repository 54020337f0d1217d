// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JobReading, PipelineReading } from '../../model/reading.ts';
import type { ChildAnswer, JobAnswer, PipelineAnswer } from './answer.ts';

/** A pipeline as it grows while its jobs, their further pages and its downstream pipelines arrive. */
export interface DraftPipeline extends Omit<PipelineReading, 'jobs'> {
  jobs: JobReading[] | null;
  /** Downstream pipelines that the server named; their ids. */
  downstreamIds: readonly number[];
  /** The bridge job in the parent that started it. */
  readonly bridgeId: number | null;
}

/** GitLab's word for a pipeline that passed though an allowed job failed. */
const WARNINGS = 'success-with-warnings';

export interface PipelinePlace {
  readonly projectId: number;
  readonly projectPath: string;
  readonly ref: string;
  readonly parentId: number | null;
}

/** GitLab's pipeline to ours, still without jobs. */
export function toPipeline(answer: PipelineAnswer, place: PipelinePlace): DraftPipeline {
  return {
    id: answer.id,
    iid: answer.iid,
    projectId: place.projectId,
    projectPath: place.projectPath,
    ref: place.ref,
    sha: answer.sha ?? '',
    status: answer.status,
    warnings: answer.detailedStatus?.group === WARNINGS,
    createdAt: answer.createdAt,
    updatedAt: answer.updatedAt,
    startedAt: answer.startedAt,
    finishedAt: answer.finishedAt,
    queuedSeconds: answer.queuedDuration ?? null,
    parentId: place.parentId,
    jobs: null,
    downstreamIds: [],
    bridgeId: null,
  };
}

export function toJobs(nodes: readonly JobAnswer[]): JobReading[] {
  return nodes.map((node) => ({
    id: node.id,
    name: node.name ?? `job ${node.id}`,
    stage: node.stage?.name ?? 'external',
    status: node.status ?? 'unknown',
    allowFailure: node.allowFailure ?? false,
    retried: node.retried ?? false,
    kind: node.kind === 'BRIDGE' ? 'bridge' : 'build',
    startedAt: node.startedAt,
    finishedAt: node.finishedAt,
    queuedSeconds: node.queuedDuration ?? null,
    failureMessage: node.failureMessage ?? null,
    downstreamId: null,
  }));
}

export function toDownstreamIds(downstream: { readonly nodes: readonly ({ readonly id: number } | null)[] } | null | undefined): number[] {
  return (downstream?.nodes ?? []).flatMap((node) => (node === null ? [] : [node.id]));
}

/** A downstream pipeline, still without its jobs; it stands under the ref of the pipeline at the top. */
export function toChild(answer: ChildAnswer, parent: DraftPipeline): DraftPipeline {
  const pipeline = toPipeline(answer, {
    projectId: answer.project.id,
    projectPath: answer.project.fullPath,
    ref: parent.ref,
    parentId: parent.id,
  });
  return { ...pipeline, downstreamIds: toDownstreamIds(answer.downstream), bridgeId: answer.sourceJob?.id ?? null };
}

/** The pipelines as they are handed over: each bridge job names the pipeline it started. */
export function toReadings(pipelines: Iterable<DraftPipeline>): PipelineReading[] {
  const drafts = [...pipelines];
  const startedBy = new Map(drafts.flatMap(({ bridgeId, id }) => (bridgeId === null ? [] : [[bridgeId, id] as const])));
  return drafts.map(({ downstreamIds: _ids, bridgeId: _bridge, ...pipeline }) => ({
    ...pipeline,
    jobs: pipeline.jobs?.map((job) => {
      const downstreamId = startedBy.get(job.id);
      return downstreamId === undefined ? job : { ...job, kind: 'bridge', downstreamId };
    }) ?? null,
  }));
}
