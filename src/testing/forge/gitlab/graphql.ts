// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { executeSync, type GraphQLSchema } from 'graphql';
import { toJson, type Call, type NotedAnswer } from '../answer.ts';
import { createDocuments, parseGraphQLCall } from '../documents.ts';
import { computeComplexity } from './complexity.ts';
import { createKinship } from './pipelines.ts';
import { createGitLabSchema } from './schema.ts';
import type { Sight } from './sight.ts';

const MAX_CHARACTERS = 10_000;

/** Answers `POST /api/graphql` as GitLab does: nearly every failure is a 200 with `errors`. */
export function createGitLabGraphQL(): (call: Call, sight: Sight, maxComplexity: number) => NotedAnswer {
  const schema: GraphQLSchema = createGitLabSchema();
  const readDocument = createDocuments(() => schema);
  return (call, sight, maxComplexity) => {
    const request = parseGraphQLCall(call.body);
    if (request === null) return refuse(422, 'Unexpected end of document', 'The body is no GraphQL request');
    if (request.text.length > MAX_CHARACTERS) return refuse(422, 'Query too large', null);
    const read = readDocument(request);
    if (read.kind === 'invalid') {
      return { answer: toJson(200, { errors: read.errors }), complexity: null, invalid: read.errors.map(({ message }) => message).join('; ') };
    }
    const score = computeComplexity(schema, read.document, read.operation, request.variables);
    if (score > maxComplexity) return { ...refuse(200, toComplexityRefusal(score, maxComplexity), null), complexity: score };
    const result = executeSync({
      schema,
      document: read.document,
      operationName: request.operationName,
      variableValues: request.variables,
      contextValue: { sight, kinship: createKinship(sight), complexity: { score, limit: maxComplexity } },
    });
    const invalid = result.data === undefined ? (result.errors ?? []).map(({ message }) => message).join('; ') : null;
    return { answer: toJson(200, result), complexity: score, invalid };
  };
}

/** GitLab's sentence for a query that is too complex. */
export function toComplexityRefusal(score: number, limit: number): string {
  return `Query has complexity of ${score}, which exceeds max complexity of ${limit}`;
}

function refuse(status: number, message: string, invalid: string | null): NotedAnswer {
  return { answer: toJson(status, { errors: [{ message }] }), complexity: null, invalid };
}
