// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { graphql } from '@octokit/graphql';
import { z } from 'zod';
import { CodedError, isCoded, toMessage } from '../../model/error.ts';
import { toWaitMs } from '../../platform/retry.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import { parseJson, requireOk, type GraphQLError } from '../outcome.ts';

export const GITHUB_TOKEN = 'PROOFBOARD_GITHUB_TOKEN';
const WHAT = 'GitHub GraphQL';

/** Sends one query; returns its data (part of it when GitHub reports errors beside it) and GitHub's errors. */
export type GitHubGraphQL = (query: string, variables: Record<string, unknown>) => Promise<{ data: unknown; errors: GraphQLError[] }>;

/**
 * @octokit/graphql over our own client, which adds the token: octokit's errors carry the request, and this one has no
 * token in it. GitHub says "rate limited" with 403 or with 200 and an error of type RATE_LIMITED.
 */
export function createGitHubGraphQL(http: Http, baseUrl: string, clock: Clock): GitHubGraphQL {
  const send = graphql.defaults({
    baseUrl,
    request: {
      fetch: async (url: string, init: { headers: Record<string, string>; body: string }) => {
        const response = await http({ method: 'POST', url, headers: { accept: 'application/json', 'content-type': 'application/json' }, body: init.body });
        if (response.status === 403 && toWaitMs(response.status, response.headers, clock.now()) !== null) {
          throw new CodedError('rate-limited', `${WHAT}: rate limit reached; try again later, or use another token`);
        }
        requireOk(response, WHAT, GITHUB_TOKEN);
        parseJson(response, WHAT);
        return new Response(response.body, { status: response.status, headers: { 'content-type': 'application/json' } });
      },
    },
  });
  return async (query, variables) => {
    try {
      return { data: await send(query, variables), errors: [] };
    } catch (thrown) {
      const coded = findCoded(thrown);
      if (coded !== null) throw coded;
      if (thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors)) {
        const errors = thrown.errors.map((error: unknown) => errorShape.parse(error));
        if (errors.some(({ type }) => type === 'RATE_LIMITED')) throw new CodedError('rate-limited', `${WHAT}: rate limit reached; try again later, or use another token`);
        if (!('data' in thrown) || thrown.data === null || thrown.data === undefined) throw new CodedError('refused', `${WHAT}: ${errors[0]?.message ?? 'refused'}`);
        return { data: thrown.data, errors };
      }
      throw new CodedError('invalid-answer', `${WHAT}: ${toMessage(thrown).slice(0, 300)}`);
    }
  };
}

function findCoded(thrown: unknown): CodedError | null {
  for (let error = thrown; error instanceof Error; error = error.cause) if (isCoded(error)) return error;
  return null;
}

const errorShape = z.object({
  message: z.string().catch('unknown error').transform((message) => message.slice(0, 300)),
  type: z.string().catch(''),
  path: z.array(z.union([z.string(), z.number()])).catch([]),
}).catch({ message: 'unknown error', type: '', path: [] });

