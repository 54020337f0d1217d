// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SampleProject } from '../organisation.ts';
import type { DraftJob, DraftPipeline } from './draft.ts';
import { createRandom } from './random.ts';

const FIRST_PIPELINE_ID = 2_100_000_000;
const FIRST_JOB_ID = 12_000_000_000;

/**
 * Gives out ids as a busy server does, in order of creation over all projects with gaps for everybody else's, and puts
 * the pipelines into their projects.
 */
export function numberPipelines(drafts: readonly DraftPipeline[]): void {
  const gaps = createRandom('ids');
  const ids = new Map<DraftPipeline, number>();
  const iids = new Map<SampleProject, number>();
  const ordered = [...drafts].sort((a, b) => a.createdAt - b.createdAt);
  let id = FIRST_PIPELINE_ID;
  for (const draft of ordered) {
    id += gaps.integer(20, 4_000);
    ids.set(draft, id);
  }
  let jobId = FIRST_JOB_ID;
  for (const draft of ordered) {
    jobId += gaps.integer(100, 60_000);
    const iid = (iids.get(draft.project) ?? 0) + 1;
    iids.set(draft.project, iid);
    const { project, jobs, ...pipeline } = draft;
    project.pipelines.push({
      id: ids.get(draft) ?? 0,
      iid,
      ...pipeline,
      jobs: jobs.map(({ downstream, ...job }: DraftJob) => {
        jobId += 1;
        return { id: jobId, ...job, downstreamId: downstream === null ? null : (ids.get(downstream) ?? null) };
      }),
    });
  }
}
