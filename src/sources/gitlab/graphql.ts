// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { parseJson, requireOk, type GraphQLError } from '../outcome.ts';
import { envelope } from './answer.ts';
import { parseRefusal, type Budget } from './complexity.ts';
import type { GraphQLRequest } from './queries.ts';

export interface GraphQLAnswer {
  readonly data: Readonly<Record<string, unknown>>;
  /** What was left out of `data`, and where; empty when all is there. */
  readonly errors: readonly GraphQLError[];
}

/** Sends a query that we took to cost `expected`; a refusal for its complexity is a `complexity` error. */
export type GraphQL = (request: GraphQLRequest, expected: number) => Promise<GraphQLAnswer>;

const WHAT = 'GitLab GraphQL';
export const GITLAB_TOKEN = 'PROOFBOARD_GITLAB_TOKEN';

/**
 * A client for `/api/graphql` (docs.gitlab.com/api/graphql). GitLab answers 200 to most failures and says so in `errors`,
 * beside partial data. Every answer's `queryComplexity` teaches the budget.
 */
export function createGraphQL(http: Http, baseUrl: string, budget: Budget): GraphQL {
  return async (request, expected) => {
    const response = await http({
      method: 'POST',
      url: `${baseUrl}/api/graphql`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: request.text, variables: request.variables }),
    });
    requireOk(response, WHAT, GITLAB_TOKEN);
    const parsed = envelope.safeParse(parseJson(response, WHAT));
    if (!parsed.success) throw new CodedError('invalid-answer', `${WHAT}: answered JSON that is no GraphQL answer`);
    const errors = (parsed.data.errors ?? []).map(({ message, path }) => ({ message, path: path ?? [] }));
    for (const { message } of errors) {
      const refusal = parseRefusal(message);
      if (refusal === null) continue;
      budget.learn(expected, refusal.score, refusal.limit);
      throw new CodedError('complexity', `${WHAT}: ${message}`);
    }
    const data = parsed.data.data;
    if (data === null || data === undefined) {
      throw new CodedError('refused', `${WHAT}: ${errors[0]?.message ?? 'answered without data'}`);
    }
    budget.learn(expected, data.queryComplexity?.score ?? 0, data.queryComplexity?.limit ?? 0);
    return { data, errors };
  };
}
