// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import type { PullRequestReading, RepositoryReading } from '../../model/reading.ts';
import { parseInstant } from '../../model/time.ts';
import type { PullRequestAnswer, RepositoryAnswer } from './answer.ts';

/** GitHub's StatusState; a word we do not know is `unknown`, never a pass. */
const CHECKS: Readonly<Record<string, PullRequestReading['checks']>> = {
  SUCCESS: 'passed',
  FAILURE: 'failed',
  ERROR: 'failed',
  PENDING: 'pending',
  EXPECTED: 'pending',
};

export function toRepository(answer: RepositoryAnswer): RepositoryReading {
  const { pullRequests } = answer;
  return {
    id: answer.databaseId,
    owner: answer.owner.login,
    name: answer.name,
    url: answer.url,
    defaultBranch: answer.defaultBranchRef?.name ?? null,
    topics: (answer.repositoryTopics?.nodes ?? []).flatMap((node) => (node === null ? [] : [node.topic.name])),
    archived: answer.isArchived,
    pullRequests: (pullRequests?.nodes ?? []).filter((node) => node !== null).map(toPullRequest),
    truncated: pullRequests?.pageInfo.hasNextPage ?? false,
  };
}

function toPullRequest(answer: PullRequestAnswer): PullRequestReading {
  const createdAt = parseInstant(answer.createdAt);
  const updatedAt = parseInstant(answer.updatedAt);
  if (createdAt === null || updatedAt === null) throw new CodedError('invalid-answer', `GitHub: pull request ${answer.number} has no readable date`);
  const state = answer.commits?.nodes?.at(-1)?.commit.statusCheckRollup?.state;
  return {
    number: answer.number,
    title: answer.title,
    url: answer.url,
    author: answer.author?.login ?? 'ghost',
    isDraft: answer.isDraft,
    createdAt,
    updatedAt,
    headSha: answer.headRefOid,
    checks: state === undefined ? 'none' : Object.hasOwn(CHECKS, state) ? (CHECKS[state] ?? 'unknown') : 'unknown',
  };
}
