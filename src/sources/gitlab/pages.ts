// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { findError } from '../outcome.ts';
import { jobPageAnswer } from './answer.ts';
import { chunk } from './batches.ts';
import type { DraftProject } from './draft.ts';
import { toJobs, type DraftPipeline } from './map.ts';
import { dropTree } from './tree.ts';
import { JOB_PAGE_COST, jobPagesQuery } from './queries.ts';
import type { Run } from './run.ts';

/** A list of jobs that has more than was read: whose, and from where. */
export interface OpenPage {
  readonly pipeline: DraftPipeline;
  readonly owner: DraftProject;
  readonly after: string;
}
export type JobPages = OpenPage[];

const MAX_ROUNDS = 50;
const MAX_PER_REQUEST = 20;

/** Reads all further pages of jobs, many pipelines in one request, round by round; empties `pages`. */
export async function readJobPages(run: Run, pages: JobPages): Promise<void> {
  for (let round = 0; pages.length > 0; round += 1) {
    const open = pages.splice(0);
    if (round === MAX_ROUNDS) {
      for (const page of open) drop(run, page, new CodedError('too-much', `GitLab: a pipeline of ${page.owner.path} has more than ${(MAX_ROUNDS + 1) * 100} jobs`));
      return;
    }
    let size = 1;
    while (size < MAX_PER_REQUEST && run.budget.fits((size + 1) * JOB_PAGE_COST + 4)) size += 1;
    await Promise.all(chunk(open, size).map((part) => readPart(run, part, pages)));
  }
}

async function readPart(run: Run, part: readonly OpenPage[], pages: JobPages): Promise<void> {
  try {
    const query = jobPagesQuery(part.map(({ pipeline, after }) => ({ projectPath: pipeline.projectPath, iid: pipeline.iid, after })));
    const { data, errors } = await run.graphql(query, part.length * JOB_PAGE_COST + 4);
    for (const [index, page] of part.entries()) {
      const error = findError(errors, [`j${index}`]);
      if (error === undefined) takePage(run, page, data[`j${index}`], pages);
      else drop(run, page, new CodedError('invalid-answer', `GitLab: a further page of jobs of ${page.owner.path} was answered in part (${error.message})`));
    }
  } catch (thrown) {
    for (const page of part) drop(run, page, thrown);
  }
}

function takePage(run: Run, page: OpenPage, answer: unknown, pages: JobPages): void {
  const parsed = jobPageAnswer.safeParse(answer);
  if (!parsed.success || parsed.data.pipeline.id !== page.pipeline.id) {
    drop(run, page, new CodedError('invalid-answer', `GitLab: a further page of jobs of ${page.owner.path} has an unexpected shape`));
    return;
  }
  const { nodes, pageInfo } = parsed.data.pipeline.jobs;
  page.pipeline.jobs = [...(page.pipeline.jobs ?? []), ...toJobs(nodes)];
  const next = pageInfo.endCursor ?? '';
  if (!pageInfo.hasNextPage) return;
  if (next === page.after) drop(run, page, new CodedError('invalid-answer', `GitLab: the list of jobs of ${page.owner.path} goes round in circles`));
  else pages.push({ ...page, after: next });
}

/** Half a list of jobs could hide a failure: the pipeline is not handed over at all. */
function drop(run: Run, { pipeline, owner }: OpenPage, thrown: unknown): void {
  dropTree(owner, pipeline);
  run.draft.fail(thrown, { id: owner.id, path: owner.path });
}
