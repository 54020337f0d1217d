// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { MINUTE_MS } from '../../../model/time.ts';
import type { SampleProject } from '../organisation.ts';
import { draftBuilds, draftChecks, type BuildPlan, type Stage } from './builds.ts';
import { draftBridge, draftJob, type DraftPipeline } from './draft.ts';
import { CAST } from './story.data.ts';

/**
 * A pipeline that generates its builds as a child pipeline, which starts a grandchild for the reproducibility checks.
 * Returns all three, the parent first.
 */
export function draftFamily(parent: DraftPipeline, plan: BuildPlan): readonly DraftPipeline[] {
  const draftRelative = (afterMinutes: number, stages: readonly Stage[]): DraftPipeline => {
    const createdAt = parent.createdAt + afterMinutes * MINUTE_MS;
    return { ...parent, source: 'parent_pipeline', createdAt, jobs: draftBuilds({ ...plan, createdAt, stages }) };
  };
  const grandchild = draftRelative(35, ['repro']);
  const builds = draftRelative(6, ['build', 'install']);
  const child = { ...builds, jobs: [...builds.jobs, draftBridge('reproducibility', 'trigger', builds.createdAt, grandchild)] };
  const generate = draftJob({
    name: 'generate', stage: 'generate', status: 'success', createdAt: parent.createdAt, readyAt: parent.createdAt,
    queuedSeconds: 20, durationSeconds: 240,
  });
  return [
    { ...parent, jobs: [generate, draftBridge('builds', 'trigger', parent.createdAt, child), ...parent.jobs] },
    child,
    grandchild,
  ];
}

/** Adds a bridge to a pipeline of another project. Returns both. */
export function draftMultiProject(starter: DraftPipeline, integration: SampleProject, plan: BuildPlan): readonly DraftPipeline[] {
  const createdAt = starter.createdAt + MINUTE_MS;
  const started: DraftPipeline = {
    ...starter, project: integration, ref: 'main', source: 'pipeline', createdAt,
    sha: plan.random.hex(40), jobs: draftChecks(['boot', 'suspend', 'update'], createdAt, plan.random),
  };
  return [{ ...starter, jobs: [...starter.jobs, draftBridge('integration', 'trigger', starter.createdAt, started)] }, started];
}

/** Fills a pipeline up to more jobs than one page holds, with names as `parallel` gives them. */
export function draftWide(pipeline: DraftPipeline, plan: BuildPlan): DraftPipeline {
  const missing = CAST.wideJobs - pipeline.jobs.length;
  const names = Array.from({ length: missing }, (_, index) => `integration ${index + 1}/${missing}`);
  return { ...pipeline, jobs: [...pipeline.jobs, ...draftChecks(names, pipeline.createdAt, plan.random)] };
}
