// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import {
  GraphQLError, Kind, parse, validate, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode,
} from 'graphql';

/** A request to a GraphQL server, parsed. */
export interface GraphQLCall {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

export type ReadDocument =
  | { readonly kind: 'valid'; readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly kind: 'invalid'; readonly errors: readonly GraphQLError[] };

/** Parses a request's body; null where it is no GraphQL request. */
export function parseGraphQLCall(body: string): GraphQLCall | null {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || !('query' in value) || typeof value.query !== 'string') return null;
    const variables = 'variables' in value && typeof value.variables === 'object' && value.variables !== null ? value.variables : {};
    const operationName = 'operationName' in value && typeof value.operationName === 'string' ? value.operationName : null;
    return { text: value.query, variables: { ...variables }, operationName };
  } catch {
    return null;
  }
}

/** The name of a request's operation, without validating anything. */
export function toOperationName(body: string): string | null {
  const call = parseGraphQLCall(body);
  return call?.operationName ?? /(?:query|mutation)\s+(\w+)/.exec(call?.text ?? '')?.[1] ?? null;
}

/** Reads documents against a schema; each text is parsed and validated once. */
export function createDocuments(toSchema: () => GraphQLSchema): (call: GraphQLCall) => ReadDocument {
  const known = new Map<string, ReadDocument>();
  return ({ text, operationName }) => {
    const key = `${operationName ?? ''}\n${text}`;
    const read = known.get(key) ?? readDocument(toSchema(), text, operationName);
    known.set(key, read);
    return read;
  };
}

function readDocument(schema: GraphQLSchema, text: string, operationName: string | null): ReadDocument {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    if (errors.length > 0) return { kind: 'invalid', errors };
    const operation = document.definitions.find((node): node is OperationDefinitionNode =>
      node.kind === Kind.OPERATION_DEFINITION && (operationName ?? node.name?.value) === node.name?.value);
    return operation === undefined
      ? { kind: 'invalid', errors: [new GraphQLError(`No operation named ${JSON.stringify(operationName)}`)] }
      : { kind: 'valid', document, operation };
  } catch (thrown) {
    if (thrown instanceof GraphQLError) return { kind: 'invalid', errors: [thrown] };
    throw thrown;
  }
}
