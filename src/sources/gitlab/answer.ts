// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { instant, parseSecond } from '../outcome.ts';

/** The shapes of GitLab's GraphQL answers that we use. Text lengths are cut, not refused: one long name must not cost a page. */

export const MAX_TEXT = 10_000;
export const MAX_PATH = 1_000;
const text = z.string().transform((value) => value.slice(0, MAX_TEXT));
const path = z.string().transform((value) => value.slice(0, MAX_PATH));
const gid = z.string().regex(/^gid:\/\/gitlab\/[A-Za-z:]{1,60}\/\d{1,14}$/).transform((value) => Number(value.slice(value.lastIndexOf('/') + 1)));
export const time = z.string().nullish().transform(parseSecond);
/** A figure that does not matter enough to refuse the rest for. */
export const seconds = z.number().min(0).max(1e9).nullish().catch(null);
const status = z.string().max(100).transform((value) => value.toLowerCase());

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().max(10_000).nullish() });

const job = z.object({
  id: gid,
  name: text.nullish(),
  status: status.nullish(),
  stage: z.object({ name: text.nullish() }).nullish(),
  allowFailure: z.boolean().nullish(),
  retried: z.boolean().nullish(),
  kind: z.string().nullish(),
  startedAt: time,
  finishedAt: time,
  queuedDuration: seconds,
  failureMessage: text.nullish(),
});
export type JobAnswer = z.output<typeof job>;

/** A job that came back as null could be the one that failed: the whole list is refused. */
export const jobsAnswer = z.object({ pageInfo, nodes: z.array(job).max(100) });
export type JobsAnswer = z.output<typeof jobsAnswer>;

const pipelineFields = {
  id: gid,
  iid: z.coerce.number().int().nonnegative(),
  ref: path.nullish(),
  sha: z.string().max(64).nullish(),
  status,
  detailedStatus: z.object({ group: z.string().nullish() }).nullish(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: time,
  finishedAt: time,
  queuedDuration: seconds,
};
export const pipelineAnswer = z.object(pipelineFields);
export type PipelineAnswer = z.output<typeof pipelineAnswer>;

export const pipelineJobsAnswer = z.object({
  id: gid,
  status,
  updatedAt: instant,
  jobs: jobsAnswer.nullish(),
  downstream: z.object({ nodes: z.array(z.object({ id: gid }).nullable()) }).nullish(),
});

export const childAnswer = z.object({
  ...pipelineFields,
  project: z.object({ id: gid, fullPath: path }),
  sourceJob: z.object({ id: gid }).nullish(),
  jobs: jobsAnswer,
  downstream: z.object({ nodes: z.array(z.object({ id: gid }).nullable()) }).nullish(),
});
export type ChildAnswer = z.output<typeof childAnswer>;

/** A pipeline with nothing but its downstream ones: the shape of every level above the one asked for. */
export const parentAnswer = z.object({
  id: gid,
  downstream: z.object({ nodes: z.array(z.unknown()) }).nullish(),
});

/** One pipeline's further page of jobs. */
export const jobPageAnswer = z.object({ pipeline: z.object({ id: gid, jobs: jobsAnswer }) });

/** A project node; the pipelines of each ref come beside it under `r0`, `r1` … and are parsed one by one. */
export const projectAnswer = z.looseObject({
  id: gid,
  fullPath: path,
  name: text,
  webUrl: path.nullish(),
  archived: z.boolean().nullish(),
  jobsEnabled: z.boolean().nullish(),
  repository: z.object({ rootRef: path.nullish() }).nullish(),
  recent: z.object({ nodes: z.array(z.object({ ref: path.nullish() }).nullable()).nullish() }).nullish(),
});
export type ProjectAnswer = z.output<typeof projectAnswer>;

export const projectIdAnswer = z.looseObject({ id: gid });

export const projectPage = z.object({ pageInfo, nodes: z.array(z.unknown()).max(100) });

export const refPipelines = z.object({ nodes: z.array(z.unknown()).nullish() }).nullish();

export const envelope = z.object({
  data: z.looseObject({
    queryComplexity: z.object({ score: z.number().nullish(), limit: z.number().nullish() }).nullish(),
  }).nullish(),
  errors: z.array(z.looseObject({
    message: z.string().transform((value) => value.slice(0, 500)),
    path: z.array(z.union([z.string(), z.number()])).nullish(),
  })).nullish(),
});
