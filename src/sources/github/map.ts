// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { PullRequestReading, RepositoryReading } from '../../model/reading.ts';
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
    pullRequests: pullRequests.nodes.map(toPullRequest),
    truncated: pullRequests.pageInfo.hasNextPage,
  };
}

function toPullRequest(answer: PullRequestAnswer): PullRequestReading {
  const state = answer.commits?.nodes?.at(-1)?.commit.statusCheckRollup?.state;
  return {
    number: answer.number,
    title: answer.title,
    url: answer.url,
    author: answer.author?.login ?? 'ghost',
    isDraft: answer.isDraft,
    createdAt: answer.createdAt,
    updatedAt: answer.updatedAt,
    headSha: answer.headRefOid,
    checks: state === undefined ? 'none' : Object.hasOwn(CHECKS, state) ? (CHECKS[state] ?? 'unknown') : 'unknown',
  };
}
