// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startForge, type Forge } from './forge.ts';
import { createQubesLike } from './qubes-like.ts';
import { HOSTILE_NAMES } from './story/hostile.data.ts';
import { CAST } from './story/story.data.ts';

let forge: Forge;
beforeAll(async () => {
  forge = await startForge({ organisation: createQubesLike({ components: 60 }) });
});
beforeEach(() => forge.setDay(29));
afterAll(() => forge.close());

interface Result { status: number; body: { data?: Record<string, never> | null; errors?: { message: string; path?: unknown }[]; message?: string } }

async function post(url: string, query: string, token: string | null, variables: Record<string, unknown> = {}): Promise<Result> {
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return { status: response.status, body: await response.json() as Result['body'] };
}

const gitlab = (query: string, token: string | null = forge.gitlabToken, variables = {}): Promise<Result> => post(`${forge.gitlabUrl}/api/graphql`, query, token, variables);
const github = (query: string, token: string | null = forge.githubToken): Promise<Result> => post(`${forge.githubUrl}/graphql`, query, token);

describe('startForge: GitLab GraphQL', () => {
  it('answers with data, score and limit, and notes the request', async () => {
    const { body } = await gitlab('query Ask { queryComplexity { score limit } project(fullPath: "QubesOS/qubes-core-admin") { id } }');
    expect(body.data).toEqual({ queryComplexity: { score: 5, limit: 250 }, project: { id: 'gid://gitlab/Project/14000000' } });
    expect(forge.requests.at(-1)).toEqual({ kind: 'gitlab-graphql', path: '/api/graphql', status: 200, operation: 'Ask', hadToken: true, complexity: 5 });
  });

  it('has a lower limit for anonymous visitors and refuses above it with status 200', async () => {
    const aliases = (count: number): string => `{ ${Array.from({ length: count }, (_, index) => `p${index}: project(fullPath: "a") { id }`).join(' ')} }`;
    expect((await gitlab(aliases(100), null)).body.errors).toBeUndefined();
    expect(await gitlab(aliases(101), null)).toEqual({ status: 200, body: { errors: [{ message: 'Query has complexity of 202, which exceeds max complexity of 200' }] } });
    expect((await gitlab(aliases(125))).body.errors).toBeUndefined();
    expect((await gitlab(aliases(130))).body.errors?.[0]?.message).toBe('Query has complexity of 260, which exceeds max complexity of 250');
  });

  it('refuses a document above 10,000 characters and a wrong token', async () => {
    expect(await gitlab(`{ currentUser { id } } ${'#'.repeat(10_000)}`)).toMatchObject({ status: 422, body: { errors: [{ message: 'Query too large' }] } });
    expect(await gitlab('{ currentUser { id } }', 'wrong')).toMatchObject({ status: 401, body: { errors: [{ message: 'Invalid token' }] } });
  });

  it('notes a query that does not fit the schema', async () => {
    const before = forge.invalidQueries.length;
    expect((await gitlab('{ project(fullPath: "a") { secrets } }')).body).toMatchObject({ errors: [{ message: expect.stringContaining('secrets') as string }] });
    expect(forge.invalidQueries.slice(before)).toEqual([expect.stringContaining('Cannot query field "secrets"')]);
  });

  it('pages a group with its subgroups, newest id first and private ones for members only', async () => {
    const query = 'query ($after: String) { group(fullPath: "QubesOS") { projects(includeSubgroups: true, first: 25, after: $after) { count pageInfo { hasNextPage endCursor } nodes { id fullPath } } } }';
    const read = async (token: string | null): Promise<string[]> => {
      const paths: string[] = [];
      for (let after: string | null = null; ;) {
        const { body } = await gitlab(query, token, { after });
        const page = (body.data as unknown as { group: { projects: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: { fullPath: string }[] } } }).group.projects;
        paths.push(...page.nodes.map(({ fullPath }) => fullPath));
        if (!page.pageInfo.hasNextPage) return paths;
        after = page.pageInfo.endCursor;
      }
    };
    const [members, anonymous] = [await read(forge.gitlabToken), await read(null)];
    expect(members).toHaveLength(60);
    expect(members.filter((path) => !anonymous.includes(path))).toEqual([`QubesOS/${CAST.private}`].filter((path) => members.includes(path)));
    expect(members.some((path) => path.startsWith('QubesOS/contrib/'))).toBe(true);
  });

  it('gives a status that GitLab does not have yet as it is', async () => {
    const { body } = await gitlab('{ project(fullPath: "QubesOS/qubes-mgmt-salt") { pipelines(ref: "main", first: 1) { nodes { status detailedStatus { group } } } } }');
    expect(body.data).toEqual({ project: { pipelines: { nodes: [{ status: 'HIBERNATING', detailedStatus: { group: 'hibernating' } }] } } });
  });

  it('leads from a pipeline down to its grandchild and up again', async () => {
    const { body } = await gitlab(`{ project(fullPath: "QubesOS/${CAST.family}") { pipelines(ref: "main", first: 1) { nodes { iid downstream { nodes {
      sourceJob { name } upstream { iid } downstream { count nodes { upstream { sourceJob { name } } jobs(first: 1) { nodes { name kind } } } } } } } } } }`);
    const [parent] = (body.data as unknown as { project: { pipelines: { nodes: { iid: string; downstream: { nodes: unknown[] } }[] } } }).project.pipelines.nodes;
    expect(parent?.downstream.nodes).toEqual([{
      sourceJob: { name: 'builds' },
      upstream: { iid: parent?.iid },
      downstream: { count: 1, nodes: [{ upstream: { sourceJob: { name: 'builds' } }, jobs: { nodes: [expect.objectContaining({ kind: 'BUILD' })] } }] },
    }]);
  });

  it('narrows jobs to those that were retried and by status', async () => {
    const jobs = (name: string, args: string): Promise<Result> =>
      gitlab(`{ project(fullPath: "QubesOS/${name}") { pipelines(ref: "main", first: 1) { nodes { jobs(${args}) { count pageInfo { hasNextPage } } } } } }`);
    const page = (count: number, hasNextPage: boolean) => ({ project: { pipelines: { nodes: [{ jobs: { count, pageInfo: { hasNextPage } } }] } } });
    expect((await jobs('qubes-desktop-linux-manager', 'retried: true')).body.data).toEqual(page(1, false));
    const { body } = await jobs('qubes-core-agent-linux', 'first: 2, statuses: [FAILED]');
    expect(body.data).toEqual(page(2, false));
  });

  it('shows an edit of the organisation and another day from the next request on', async () => {
    const status = async (): Promise<unknown> =>
      (await gitlab('{ project(fullPath: "QubesOS/qubes-gui-daemon") { name pipelines(ref: "main", first: 1) { nodes { status } } } }')).body.data;
    const seen = (name: string, value: string) => ({ project: { name, pipelines: { nodes: [{ status: value }] } } });
    expect(await status()).toEqual(seen('qubes-gui-daemon', 'FAILED'));
    forge.setDay(28);
    expect(await status()).toEqual(seen('qubes-gui-daemon', 'SUCCESS'));
    const project = forge.organisation.projects.find(({ name }) => name === 'qubes-gui-daemon');
    if (project !== undefined) project.name = 'Renamed';
    expect(await status()).toEqual(seen('Renamed', 'SUCCESS'));
    if (project !== undefined) project.name = 'qubes-gui-daemon';
  });
});

describe('startForge with a hostile organisation', () => {
  it('serves hostile names as they are, on both sides', async () => {
    const hostile = await startForge({ organisation: createQubesLike({ components: 1, hostile: true }) });
    const jobs = 'pipelines(first: 1) { nodes { ref jobs { nodes { name failureMessage } } } }';
    const list = await post(`${hostile.gitlabUrl}/api/graphql`, `{ projects { nodes { name fullPath webUrl ${jobs} } } }`, null);
    const pulls = await post(`${hostile.githubUrl}/graphql`, '{ organization(login: "QubesOS") { repositories(first: 100) { nodes { name pullRequests(first: 1) { nodes { title url } } } } } }', hostile.githubToken);
    await hostile.close();
    const [projects, repositories] = [JSON.stringify(list.body), JSON.stringify(pulls.body)];
    for (const name of HOSTILE_NAMES) {
      expect(projects).toContain(JSON.stringify(name));
      expect(repositories).toContain(`"title":${JSON.stringify(name)}`);
    }
    expect(projects).toContain('"webUrl":"javascript:');
    expect([list.body.errors, pulls.body.errors]).toEqual([undefined, undefined]);
  });
});

describe('startForge: GitHub GraphQL', () => {
  const REPOSITORIES = `query Pulls { rateLimit { cost remaining resetAt } repositoryOwner(login: "qubesos") { repositories(first: 100) { totalCount pageInfo { hasNextPage }
    nodes { databaseId name url isArchived owner { login } defaultBranchRef { name } repositoryTopics(first: 10) { nodes { topic { name } } }
      pullRequests(states: OPEN, first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { totalCount pageInfo { hasNextPage endCursor }
        nodes { number title url isDraft createdAt updatedAt author { login } headRefOid commits(last: 1) { nodes { commit { statusCheckRollup { state } } } } } } } } } }`;

  it('wants a token, and the right one', async () => {
    expect(await github('{ viewer { login } }', null)).toMatchObject({ status: 403 });
    expect(await github('{ viewer { login } }', 'wrong')).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  });

  it('lists repositories with their open pull requests and checks', async () => {
    const { body } = await github(REPOSITORIES);
    expect(body.errors).toBeUndefined();
    const { repositories } = (body.data as unknown as { repositoryOwner: { repositories: { totalCount: number; nodes: { name: string; pullRequests: { nodes: { commits: unknown }[] } }[] } } }).repositoryOwner;
    expect(repositories.totalCount).toBe(60);
    expect(repositories.nodes[0]).toMatchObject({ name: 'qubes-core-admin', url: 'https://github.com/QubesOS/qubes-core-admin', isArchived: false, owner: { login: 'QubesOS' } });
    const pulls = repositories.nodes.flatMap(({ pullRequests }) => pullRequests.nodes);
    expect(pulls.length).toBeGreaterThan(10);
    expect(pulls.map(({ commits }) => commits)).toContainEqual({ nodes: [{ commit: { statusCheckRollup: { state: 'FAILURE' } } }] });
    expect(pulls.map(({ commits }) => commits)).toContainEqual({ nodes: [{ commit: { statusCheckRollup: null } }] });
  });

  it('asks for a page size on every connection', async () => {
    const { body } = await github('{ repositoryOwner(login: "QubesOS") { repositories { totalCount } } }');
    expect(body.errors?.[0]?.message).toContain('You must provide a `first` or `last` value');
    expect((await github('{ repositoryOwner(login: "QubesOS") { repositories(first: 101) { totalCount } } }')).body.errors?.[0]?.message).toContain('limit of 100');
  });

  it('says that it knows no other organisation, and nothing of another owner', async () => {
    expect((await github('{ organization(login: "nobody") { login } }')).body).toMatchObject({ data: { organization: null }, errors: [{ path: ['organization'] }] });
    expect((await github('{ repositoryOwner(login: "nobody") { login } }')).body).toEqual({ data: { repositoryOwner: null } });
  });

  it('notes a query that does not fit the schema', async () => {
    const before = forge.invalidQueries.length;
    await github('{ repositoryOwner(login: "QubesOS") { pipelines } }');
    expect(forge.invalidQueries.slice(before)).toHaveLength(1);
  });
});
