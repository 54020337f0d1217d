// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { instant } from '../outcome.ts';
import { MAX_PATH, MAX_TEXT, seconds, time } from './answer.ts';

/** The shapes of REST v4 answers that we use (docs.gitlab.com/api/projects, pipelines, jobs). */

const text = z.string().transform((value) => value.slice(0, MAX_TEXT));
const path = z.string().transform((value) => value.slice(0, MAX_PATH));
const id = z.int().positive();
const status = z.string().max(100).transform((value) => value.toLowerCase());

export const restProject = z.object({
  id,
  path_with_namespace: path,
  name: text,
  web_url: path.nullish(),
  default_branch: path.nullish(),
  archived: z.boolean().nullish(),
  builds_access_level: z.string().nullish(),
  jobs_enabled: z.boolean().nullish(),
});
export type RestProject = z.output<typeof restProject>;

export const restPipelineSummary = z.object({ id, status, ref: path.nullish(), updated_at: instant });
export type RestPipelineSummary = z.output<typeof restPipelineSummary>;

export const restPipeline = z.object({
  id,
  iid: z.int().nonnegative(),
  project_id: id,
  sha: z.string().max(64),
  ref: path.nullish(),
  status,
  created_at: instant,
  updated_at: instant,
  started_at: time,
  finished_at: time,
  queued_duration: seconds,
  detailed_status: z.object({ group: z.string().nullish() }).nullish(),
});
export type RestPipeline = z.output<typeof restPipeline>;

export const restJob = z.object({
  id,
  name: text,
  stage: text,
  status,
  allow_failure: z.boolean().nullish(),
  started_at: time,
  finished_at: time,
  queued_duration: seconds,
  failure_reason: text.nullish(),
});
export type RestJob = z.output<typeof restJob>;

export const restBridge = restJob.extend({
  downstream_pipeline: z.object({ id, project_id: id }).nullish(),
});
export type RestBridge = z.output<typeof restBridge>;
