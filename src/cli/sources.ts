// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isExcluded, watchedRefs } from '../config/rules.ts';
import type { Config } from '../config/schema.ts';
import type { Tokens } from '../config/tokens.ts';
import type { SourceReading } from '../model/reading.ts';
import type { Clock } from '../platform/clock.ts';
import { createHttp, type Http } from '../platform/http.ts';
import type { Store } from '../state/store.ts';
import { createGitHubSource, toGitHubKey } from '../sources/github/source.ts';
import { createGitLabSource, toSourceKey } from '../sources/gitlab/source.ts';

/** A larger comparison is linked, not copied. Bytes. */
export const MAX_REPORT_BYTES = 1024 * 1024;

/** What a source may ask of the state: what is known of it. */
export type Memory = Pick<Store, 'known' | 'knownEvidence'>;

/** A configured upstream: its name for people, its key in the state, and how to read it. */
export interface Source {
  readonly name: string;
  readonly key: string;
  readonly read: (memory: Memory) => Promise<SourceReading>;
}

export interface SourceDeps {
  readonly config: Config;
  readonly tokens: Tokens;
  readonly clock: Clock;
  /** Called after every answer with the number of requests that source has sent. */
  readonly onAnswer?: (source: string, requests: number) => void;
}

/** A client for one upstream, with that upstream's token and no other. */
export function createSourceHttp(
  { config, tokens, clock, onAnswer }: SourceDeps, url: string, token: string | null, name: string,
): Http {
  return createHttp({
    clock,
    origin: url,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    secrets: tokens.secrets,
    concurrency: config.gitlab.concurrency,
    timeoutMs: config.gitlab.timeout,
    ...(onAnswer === undefined ? {} : { onAnswer: (count) => onAnswer(name, count) }),
  });
}

/** GitLab, and GitHub where it is configured. A source that cannot be asked at all is one that reads `unavailable`. */
export function createCodeSources(deps: SourceDeps): Source[] {
  const { config, tokens, clock } = deps;
  const gitlab = createGitLabSource({
    http: createSourceHttp(deps, config.gitlab.url, tokens.gitlab, 'GitLab'),
    clock,
    baseUrl: config.gitlab.url,
    hasToken: tokens.gitlab !== null,
    watch: {
      groups: config.gitlab.groups,
      projects: config.gitlab.projects,
      rules: config.gitlab.refs,
      overrides: config.gitlab.overrides.flatMap(({ refs }) => refs ?? []),
      refs: (path) => watchedRefs(config, path),
      isExcluded: (path) => isExcluded(config, path),
    },
  });
  const key = toSourceKey(config.gitlab.url);
  const sources: Source[] = [{ name: 'GitLab', key, read: (memory) => gitlab(memory.known(key)) }];
  if (config.github !== undefined) {
    const { url, owners } = config.github;
    const read = tokens.github === null
      ? () => Promise.resolve(toUnasked(url))
      : createGitHubSource({ http: createSourceHttp(deps, url, tokens.github, 'GitHub'), clock, baseUrl: url, owners });
    sources.push({ name: 'GitHub', key: toGitHubKey(url), read });
  }
  return sources;
}

/** GitHub answers GraphQL with a token only. */
function toUnasked(url: string): SourceReading {
  return {
    source: toGitHubKey(url),
    outcome: 'unavailable',
    requests: 0,
    durationMs: 0,
    projects: [],
    repositories: [],
    unreadable: [{ project: null, code: 'unauthorized', message: 'GitHub answers its GraphQL API with a token only: set PROOFBOARD_GITHUB_TOKEN (no scope is needed for public repositories), or take github: out of the configuration' }],
    notes: [],
  };
}
