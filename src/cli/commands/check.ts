// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createGitHubGraphQL } from '../../sources/github/client.ts';
import { createBudget } from '../../sources/gitlab/complexity.ts';
import { createGraphQL } from '../../sources/gitlab/graphql.ts';
import { CodedError } from '../../model/error.ts';
import type { ExitCode } from '../exit.ts';
import { createSourceHttp, type SourceDeps } from '../sources.ts';
import type { Voice } from '../context.ts';
import { checkEvidence } from './check-evidence.ts';
import { attempt, type Finding } from './finding.ts';

/** Looks at the configuration (read already), the tokens, and whether every source answers. 3 when one does not. */
export async function runCheck(file: string, deps: SourceDeps & { readonly voice: Voice }): Promise<ExitCode> {
  const findings = [
    toConfigFinding(file, deps),
    ...await Promise.all(deps.config.gitlab.groups.map((group) => checkGroup(group, deps))),
    ...await Promise.all(deps.config.gitlab.projects.map((path) => checkProject(path, deps))),
    ...await checkGitHub(deps),
    ...await checkEvidence(deps),
  ];
  deps.voice.answer({ findings }, findings.map(({ subject, ok, message }) => `${ok ? 'ok  ' : 'FAIL'}  ${subject}: ${message}`));
  return findings.every(({ ok }) => ok) ? 0 : 3;
}

function toConfigFinding(file: string, { config }: SourceDeps): Finding {
  const { groups, projects, refs } = config.gitlab;
  return {
    subject: file, ok: true, code: null,
    message: `valid; ${groups.length} groups and ${projects.length} single projects on ${config.gitlab.url}, ${refs.length} refs`,
  };
}

const GROUP = `query CheckGroup($path: ID!) { queryComplexity { score limit } currentUser { username } group(fullPath: $path) { fullPath } }`;
const PROJECT = `query CheckProject($path: ID!) { queryComplexity { score limit } currentUser { username } project(fullPath: $path) { fullPath } }`;

function checkGroup(path: string, deps: SourceDeps): Promise<Finding> {
  return attempt(`GitLab group ${path}`, () => askGitLab(GROUP, 'group', path, deps));
}

function checkProject(path: string, deps: SourceDeps): Promise<Finding> {
  return attempt(`GitLab project ${path}`, () => askGitLab(PROJECT, 'project', path, deps));
}

async function askGitLab(text: string, field: 'group' | 'project', path: string, deps: SourceDeps): Promise<string> {
  const { config, tokens } = deps;
  const http = createSourceHttp(deps, config.gitlab.url, tokens.gitlab, 'GitLab');
  const budget = createBudget(200);
  const { data, errors } = await createGraphQL(http, config.gitlab.url, budget)({ text, variables: { path } }, 10);
  if (data[field] === null || data[field] === undefined) {
    throw new CodedError('not-found', `not there, or not visible to us; check its name and PROOFBOARD_GITLAB_TOKEN (${errors[0]?.message ?? 'no reason given'})`);
  }
  const user = data['currentUser'];
  const name = typeof user === 'object' && user !== null && 'username' in user ? String(user.username) : null;
  if (name === null && tokens.gitlab !== null) {
    throw new CodedError('unauthorized', 'answers, but takes us for nobody: the token in PROOFBOARD_GITLAB_TOKEN has no read_api scope, or has expired');
  }
  return name === null ? 'answers, without a token' : `answers, as ${name}`;
}

async function checkGitHub(deps: SourceDeps): Promise<Finding[]> {
  const { config, tokens, clock } = deps;
  const { github } = config;
  if (github === undefined) return [];
  const http = createSourceHttp(deps, github.url, tokens.github, 'GitHub');
  const graphql = createGitHubGraphQL(http, github.url, clock);
  return Promise.all(github.owners.map((owner) => attempt(`GitHub ${owner}`, async () => {
    if (tokens.github === null) throw new CodedError('unauthorized', 'needs a token: set PROOFBOARD_GITHUB_TOKEN, or take github: out of the configuration');
    const { data } = await graphql('query CheckOwner($owner: String!) { repositoryOwner(login: $owner) { login } }', { owner });
    const isThere = typeof data === 'object' && data !== null && 'repositoryOwner' in data && data.repositoryOwner !== null;
    if (!isThere) throw new CodedError('not-found', 'no such account');
    return 'answers';
  })));
}
