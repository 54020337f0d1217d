// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import {
  getArgumentValues, getDirectiveValues, getNamedType, getVariableValues, GraphQLIncludeDirective, GraphQLSkipDirective, isObjectType, Kind,
  type DocumentNode, type FieldNode, type FragmentDefinitionNode, type GraphQLObjectType, type GraphQLSchema, type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The complexity of a query as GitLab computes it before running it (app/graphql/types/base_field.rb and
 * app/graphql/resolvers/base_resolver.rb): a plain field costs 1 and its children, one that calls Gitaly 2; a field with
 * a resolver costs its children and the resolver's own price, one percent more for every item of the page asked for.
 */
export function computeComplexity(
  schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, inputs: Readonly<Record<string, unknown>>,
): number {
  const query = schema.getQueryType();
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], inputs);
  if (query === null || query === undefined || coerced === undefined) return 0;
  const fragments = new Map(document.definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : []));
  return costOfSelections({ fragments, variables: coerced }, query, [operation.selectionSet]);
}

interface Context {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Record<string, unknown>;
}

const CONNECTIONS: ReadonlySet<string> = new Set(['Query.projects', 'Group.projects', 'Project.pipelines', 'Pipeline.jobs']);
const SINGLES: ReadonlySet<string> = new Set(['Query.group', 'Query.project', 'Query.metadata', 'Project.pipeline']);
const CALLS_GITALY: ReadonlySet<string> = new Set(['Repository.rootRef']);
const MAX_PAGE = 100;

function costOfSelections(context: Context, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): number {
  let cost = 0;
  for (const nodes of collectFields(context, sets).values()) cost += costOfField(context, type, nodes);
  return cost;
}

function costOfField(context: Context, parent: GraphQLObjectType, nodes: readonly FieldNode[]): number {
  const [node] = nodes;
  const field = node === undefined ? undefined : parent.getFields()[node.name.value];
  if (node === undefined || field === undefined) return 1;
  const type = getNamedType(field.type);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const children = isObjectType(type) ? costOfSelections(context, type, sets) : 0;
  const name = `${parent.name}.${field.name}`;
  if (SINGLES.has(name)) return children + 1;
  if (!CONNECTIONS.has(name)) return children + (CALLS_GITALY.has(name) ? 2 : 1);
  const args = getArgumentValues(field, node, context.variables);
  const asks = (argument: string, price: number): number => (args[argument] === undefined || args[argument] === null ? 0 : price);
  const byCommit = name === 'Project.pipelines' ? asks('ref', 2) + asks('sha', 2) : 0;
  const own = 1 + asks('sort', 1) + asks('search', 5) + byCommit;
  const complexity = children + own;
  // In GitLab's own order of operations, since rounding follows.
  return Math.floor(complexity + complexity * (toPageSize(args) * 0.01));
}

function toPageSize({ first, last }: Readonly<Record<string, unknown>>): number {
  return Math.min(...[first, last, MAX_PAGE].filter((size) => typeof size === 'number'));
}

/** Fields by the key they answer under: what is asked twice under one key is one field. */
function collectFields(context: Context, sets: readonly SelectionSetNode[], fields = new Map<string, FieldNode[]>()): Map<string, FieldNode[]> {
  for (const selection of sets.flatMap((set) => set.selections)) {
    if (getDirectiveValues(GraphQLSkipDirective, selection, context.variables)?.['if'] === true) continue;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, context.variables)?.['if'] === false) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      fields.set(key, [...(fields.get(key) ?? []), selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) collectFields(context, [selection.selectionSet], fields);
    else {
      const fragment = context.fragments.get(selection.name.value);
      if (fragment !== undefined) collectFields(context, [fragment.selectionSet], fields);
    }
  }
  return fields;
}
