// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import type { RepositoryReading, SourceReading, Unreadable } from '../../model/reading.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import { findError, isSplittable, toUnreadable, type GraphQLError } from '../outcome.ts';
import { repositoriesPage, repositoryAnswer } from './answer.ts';
import { createGitHubGraphQL, type GitHubGraphQL } from './client.ts';
import { toRepository } from './map.ts';

export interface GitHubDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** `https://api.github.com`, or a server's `/api`. */
  readonly baseUrl: string;
  readonly owners: readonly string[];
}

/** Reads the owners' repositories with their open pull requests. What fails is in the reading. */
export type GitHubSource = () => Promise<SourceReading>;

const MAX_PAGES = 100;
const MIN_PAGE = 5;
const FIRST_PAGE = 50;

const QUERY = `query ListRepositories($owner: String!, $first: Int!, $after: String) {
repositoryOwner(login: $owner) { repositories(first: $first, after: $after, ownerAffiliations: OWNER, orderBy: { field: NAME, direction: ASC }) {
pageInfo { hasNextPage endCursor } nodes {
databaseId name url isArchived owner { login } defaultBranchRef { name } repositoryTopics(first: 20) { nodes { topic { name } } }
pullRequests(states: OPEN, first: 50, orderBy: { field: CREATED_AT, direction: DESC }) { pageInfo { hasNextPage } nodes {
number title url isDraft createdAt updatedAt author { login } headRefOid commits(last: 1) { nodes { commit { statusCheckRollup { state } } } } } } } } } }`;

export function toGitHubKey(baseUrl: string): string {
  return `github:${baseUrl}`;
}

export function createGitHubSource({ http, clock, baseUrl, owners }: GitHubDeps): GitHubSource {
  return async () => {
    const startedAt = clock.now();
    const sentBefore = http.count();
    const graphql = createGitHubGraphQL(http, baseUrl, clock);
    const repositories = new Map<number, RepositoryReading>();
    const unreadable: Unreadable[] = [];
    await Promise.all(owners.map(async (owner) => {
      try {
        await readOwner(graphql, owner, repositories, unreadable);
      } catch (thrown) {
        unreadable.push(toUnreadable(thrown, null));
      }
    }));
    return {
      source: toGitHubKey(baseUrl),
      outcome: unreadable.length === 0 ? 'complete' : repositories.size === 0 ? 'unavailable' : 'partial',
      requests: http.count() - sentBefore,
      durationMs: clock.now() - startedAt,
      projects: [],
      repositories: [...repositories.values()],
      unreadable,
      notes: [],
    };
  };
}

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
  readonly nodes?: readonly unknown[] | null | undefined;
  readonly errors: readonly GraphQLError[];
}

async function readOwner(graphql: GitHubGraphQL, owner: string, found: Map<number, RepositoryReading>, unreadable: Unreadable[]): Promise<void> {
  let first = FIRST_PAGE;
  let after: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(after);
    for (const [index, node] of (page.nodes ?? []).entries()) {
      const parsed = repositoryAnswer.safeParse(node);
      // Half a repository could lack the very check that fails: the state keeps what it knew.
      const error = findError(page.errors, ['repositoryOwner', 'repositories', 'nodes', index]);
      if (parsed.success && error === undefined) found.set(parsed.data.databaseId, toRepository(parsed.data));
      else unreadable.push({ project: null, code: 'invalid-answer', message: `GitHub: ${parsed.success ? parsed.data.name : `a repository of ${owner}`} came back in part (${error?.message ?? 'unexpected shape'})` });
    }
    if (!page.pageInfo.hasNextPage) return;
    const next: string | null = page.pageInfo.endCursor ?? null;
    if (next === null || next === after) throw new CodedError('invalid-answer', `GitHub: the list of ${owner} does not go on`);
    after = next;
  }
  throw new CodedError('too-much', `GitHub: ${owner} has more than ${MAX_PAGES} pages of repositories`);

  async function readPage(cursor: string | null): Promise<Page> {
    for (;;) {
      try {
        const { data, errors } = await graphql(QUERY, { owner, first, after: cursor });
        const parsed = repositoriesPage.safeParse(data);
        if (!parsed.success) throw new CodedError('invalid-answer', `GitHub: the list of ${owner} has an unexpected shape`);
        const list = parsed.data.repositoryOwner?.repositories;
        if (list === undefined) throw new CodedError('not-found', `GitHub: no owner ${owner}; check the name`);
        return { ...list, errors };
      } catch (thrown) {
        if (!isSplittable(thrown) || first <= MIN_PAGE) throw thrown;
        first = Math.max(MIN_PAGE, Math.floor(first / 2));
      }
    }
  }
}
