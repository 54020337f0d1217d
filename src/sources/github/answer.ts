// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { instant } from '../outcome.ts';

/** The shapes of GitHub's GraphQL answers that we use. */

const text = z.string().transform((value) => value.slice(0, 10_000));
const path = z.string().transform((value) => value.slice(0, 1_000));

const pullRequest = z.object({
  number: z.int().positive(),
  title: text,
  url: path,
  isDraft: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
  author: z.object({ login: path }).nullish(),
  headRefOid: z.string().max(64),
  commits: z.object({
    nodes: z.array(z.object({
      commit: z.object({ statusCheckRollup: z.object({ state: z.string().max(50) }).nullish() }),
    }).nullable()).nullish(),
  }).nullish(),
});
export type PullRequestAnswer = z.output<typeof pullRequest>;

export const repositoryAnswer = z.object({
  databaseId: z.int().positive(),
  name: path,
  url: path,
  isArchived: z.boolean(),
  owner: z.object({ login: path }),
  defaultBranchRef: z.object({ name: path }).nullish(),
  repositoryTopics: z.object({ nodes: z.array(z.object({ topic: z.object({ name: path }) }).nullable()).nullish() }).nullish(),
  pullRequests: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean() }),
    nodes: z.array(pullRequest),
  }),
});
export type RepositoryAnswer = z.output<typeof repositoryAnswer>;

export const repositoriesPage = z.object({
  repositoryOwner: z.object({
    repositories: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().max(10_000).nullish() }),
      nodes: z.array(z.unknown()).max(100).nullish(),
    }),
  }).nullish(),
});
