// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../../../model/time.ts';
import { readToken, toJson, toPlain, type Call, type NotedAnswer } from '../answer.ts';
import type { Organisation } from '../organisation.ts';
import { createGitHubGraphQL } from './graphql.ts';

const DOCUMENTATION = { documentation_url: 'https://docs.github.com/graphql' };

/** Answers for GitHub: GraphQL only, and only with a token. */
export function createGitHub(token: string): (call: Call, organisation: Organisation, now: Instant) => NotedAnswer {
  const answerGraphQL = createGitHubGraphQL();
  return (call, organisation, now) => {
    if (call.method !== 'POST' || call.url.pathname !== '/graphql') return toPlain(toJson(404, { message: 'Not Found' }));
    const given = readToken(call.headers);
    if (given === null) return toPlain(toJson(403, { message: 'This endpoint requires you to be authenticated.', ...DOCUMENTATION }));
    if (given !== token) return toPlain(toJson(401, { message: 'Bad credentials', ...DOCUMENTATION }));
    return answerGraphQL(call, organisation, now);
  };
}
