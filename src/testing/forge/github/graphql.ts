// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { executeSync, type GraphQLSchema } from 'graphql';
import { HOUR_MS, toIso, type Instant } from '../../../model/time.ts';
import { toJson, type Call, type NotedAnswer } from '../answer.ts';
import { createDocuments, parseGraphQLCall } from '../documents.ts';
import type { Organisation } from '../organisation.ts';
import { createGitHubRoot, createGitHubSchema } from './schema.ts';

const LIMIT = 5_000;

/** Answers `POST /graphql` as GitHub does. */
export function createGitHubGraphQL(): (call: Call, organisation: Organisation, now: Instant) => NotedAnswer {
  let schema: GraphQLSchema | null = null;
  const toSchema = (): GraphQLSchema => (schema ??= createGitHubSchema());
  const readDocument = createDocuments(toSchema);
  return (call, organisation, now) => {
    const request = parseGraphQLCall(call.body);
    if (request === null) return { answer: toJson(400, { message: 'Problems parsing JSON' }), complexity: null, invalid: 'The body is no GraphQL request' };
    const read = readDocument(request);
    if (read.kind === 'invalid') {
      return { answer: toJson(200, { errors: read.errors }), complexity: null, invalid: read.errors.map(({ message }) => message).join('; ') };
    }
    const rateLimit = { cost: 1, limit: LIMIT, nodeCount: 0, remaining: LIMIT - 1, used: 1, resetAt: toIso(now + HOUR_MS) };
    const result = executeSync({
      schema: toSchema(),
      document: read.document,
      operationName: request.operationName,
      rootValue: createGitHubRoot(organisation, now, rateLimit),
      variableValues: request.variables,
    });
    const invalid = result.data === undefined ? (result.errors ?? []).map(({ message }) => message).join('; ') : null;
    return { answer: toJson(200, result, { 'x-ratelimit-limit': String(LIMIT), 'x-ratelimit-remaining': String(LIMIT - 1) }), complexity: null, invalid };
  };
}
