// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { buildASTSchema, isObjectType, parse, type GraphQLSchema } from 'graphql';
import { toIso, type Instant } from '../../../model/time.ts';
import type { Organisation, SamplePullRequest, SampleRepository } from '../organisation.ts';
import { toConnection, type Connection, type PageArguments } from '../page.ts';

/** GitHub's published schema. Building it takes about 0.2 s, so the forge waits for the first request. */
export function createGitHubSchema(): GraphQLSchema {
  const url = new URL('./schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
  const schema = buildASTSchema(parse(readFileSync(url, 'utf8'), { noLocation: true }), { assumeValid: true });
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const fields = type.getFields();
    // GitHub asks for `first` or `last` on every connection, and for no more than 100.
    for (const field of Object.values(fields)) {
      if (!field.args.some(({ name }) => name === 'first')) continue;
      field.resolve = (source: Lists, args: PageArguments) => {
        requirePage(field.name, args);
        return source[field.name]?.(args) ?? null;
      };
    }
  }
  return schema;
}

type Lists = Readonly<Record<string, ((args: PageArguments) => unknown) | undefined>>;

function requirePage(name: string, { first, last }: PageArguments): void {
  const size = first ?? last;
  if (size === undefined || size === null) throw new Error(`You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`);
  if (size < 1 || size > 100) throw new Error(`Requesting ${size} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`);
}

type Source = Readonly<Record<string, unknown>>;

/** The root of every query: what the account and its repositories look like at an instant. */
export function createGitHubRoot(organisation: Organisation, now: Instant, rateLimit: Source): Source {
  const { owner } = organisation;
  const toOwner = ({ login }: { login: string }): Source | null => {
    if (login.toLowerCase() !== owner.toLowerCase()) return null;
    return {
      __typename: 'Organization', id: 'O_1', login: owner, name: owner, url: `${organisation.githubWebUrl}/${owner}`,
      repositories: (args: PageArguments & { isArchived?: boolean }) =>
        toNodes(
          organisation.repositories.filter(({ archived }) => (args.isArchived ?? archived) === archived).sort((a, b) => a.id - b.id),
          ({ id }) => id, args, (repository) => toRepository(organisation, repository, now), true,
        ),
    };
  };
  return {
    rateLimit,
    viewer: { __typename: 'User', login: 'proofboard-sample' },
    repositoryOwner: toOwner,
    organization: (args: { login: string }) => {
      const found = toOwner(args);
      if (found === null) throw new Error(`Could not resolve to an Organization with the login of '${args.login}'.`);
      return found;
    },
    repository: ({ owner: login, name }: { owner: string; name: string }) => {
      const found = organisation.repositories.find((repository) => repository.name === name);
      if (found === undefined || toOwner({ login }) === null) throw new Error(`Could not resolve to a Repository with the name '${login}/${name}'.`);
      return toRepository(organisation, found, now);
    },
  };
}

function toRepository(organisation: Organisation, repository: SampleRepository, now: Instant): Source {
  const url = repository.url ?? `${organisation.githubWebUrl}/${organisation.owner}/${repository.name}`;
  return {
    __typename: 'Repository', id: `R_${repository.id}`, databaseId: repository.id, name: repository.name, url,
    nameWithOwner: `${organisation.owner}/${repository.name}`, isArchived: repository.archived, isPrivate: false, isFork: false,
    owner: { __typename: 'Organization', login: organisation.owner },
    defaultBranchRef: repository.defaultBranch === null ? null : { name: repository.defaultBranch },
    repositoryTopics: (args: PageArguments) =>
      toNodes(repository.topics.map((name, id) => ({ name, id })), ({ id }) => id, args, ({ name }) => ({ topic: { name } }), true),
    pullRequests: (args: PageArguments & { states?: string[]; orderBy?: { direction: string } }) => {
      const ascending = (args.orderBy?.direction ?? 'ASC') === 'ASC';
      const found = repository.pullRequests
        .filter((request) => request.createdAt <= now && (args.states ?? [toState(request, now)]).includes(toState(request, now)))
        .sort((a, b) => (ascending ? a.number - b.number : b.number - a.number));
      return toNodes(found, ({ number }) => number, args, (request) => toPullRequest(url, request, now), ascending);
    },
  };
}

function toState({ closedAt }: SamplePullRequest, now: Instant): string {
  return closedAt !== null && closedAt <= now ? 'CLOSED' : 'OPEN';
}

function toPullRequest(repositoryUrl: string, request: SamplePullRequest, now: Instant): Source {
  const rollup = request.checks === null ? null : { state: request.checks };
  return {
    __typename: 'PullRequest', number: request.number, title: request.title, url: request.url ?? `${repositoryUrl}/pull/${request.number}`,
    isDraft: request.isDraft, state: toState(request, now), createdAt: toIso(request.createdAt), updatedAt: toIso(Math.min(request.updatedAt, now)),
    author: request.author === null ? null : { __typename: 'User', login: request.author },
    headRefOid: request.headSha, headRefName: `change-${request.number}`, baseRefName: 'main',
    statusCheckRollup: rollup,
    commits: (args: PageArguments) =>
      toNodes([0], (id) => id, args, () => ({ commit: { oid: request.headSha, statusCheckRollup: rollup } }), true),
  };
}

function toNodes<T>(items: readonly T[], toId: (item: T) => number, args: PageArguments, toSource: (item: T) => Source, ascending: boolean): Connection<Source> {
  const page = toConnection(items, toId, args, ascending);
  return { ...page, nodes: page.nodes.map(toSource) };
}
