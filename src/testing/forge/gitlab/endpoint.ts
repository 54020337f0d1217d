// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { SECOND_MS, type Instant } from '../../../model/time.ts';
import { readToken, toJson, toPlain, type Call, type NotedAnswer } from '../answer.ts';
import type { Organisation } from '../organisation.ts';
import { createGitLabGraphQL } from './graphql.ts';
import { answerGitLabRest } from './rest.ts';

const GRAPHQL_PATH = '/api/graphql';

/** gitlab.com's limits a minute, which this server states and never reaches. */
const RATE_LIMIT = { anonymous: 500, member: 2_000 } as const;
const MAX_COMPLEXITY = { anonymous: 200, member: 250 } as const;

export interface GitLabOptions {
  readonly token: string;
  /** Replaces both limits of a query's complexity. */
  readonly maxComplexity: number | null;
  /** The wall clock, for `RateLimit-Reset`. */
  clockNow(): Instant;
}

export function isGraphQL(call: Call): boolean {
  return call.method === 'POST' && call.url.pathname === GRAPHQL_PATH;
}

/** Answers for GitLab: GraphQL and REST v4, refusing wrong tokens and stating rate limits. */
export function createGitLab(options: GitLabOptions): (call: Call, organisation: Organisation, now: Instant) => NotedAnswer {
  const answerGraphQL = createGitLabGraphQL();
  return (call, organisation, now) => {
    const token = readToken(call.headers);
    const visitor = token === options.token ? 'member' : 'anonymous';
    const sight = { organisation, now, isMember: visitor === 'member' };
    const noted = token !== null && !sight.isMember
      ? toPlain(toJson(401, isGraphQL(call) ? { errors: [{ message: 'Invalid token' }] } : { message: '401 Unauthorized' }))
      : isGraphQL(call)
        ? answerGraphQL(call, sight, options.maxComplexity ?? MAX_COMPLEXITY[visitor])
        : toPlain(answerGitLabRest(call, sight));
    const limits = {
      'ratelimit-limit': String(RATE_LIMIT[visitor]),
      'ratelimit-observed': '1',
      'ratelimit-remaining': String(RATE_LIMIT[visitor] - 1),
      'ratelimit-reset': String(Math.ceil(options.clockNow() / SECOND_MS) + 60),
    };
    return { ...noted, answer: { ...noted.answer, headers: { ...limits, ...noted.answer.headers } } };
  };
}
