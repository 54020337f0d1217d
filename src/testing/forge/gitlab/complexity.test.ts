// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { Kind, parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { computeComplexity } from './complexity.ts';
import { createGitLabSchema } from './schema.ts';

const schema = createGitLabSchema();

function complexity(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = document.definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  return operation === undefined ? NaN : computeComplexity(schema, document, operation, variables);
}

describe('computeComplexity', () => {
  it('counts one for a plain field and its children', () => {
    expect(complexity('{ queryComplexity { score limit } }')).toBe(3);
    expect(complexity('{ currentUser { username __typename } }')).toBe(3);
  });

  it('counts one for a resolver that gives one thing', () => {
    expect(complexity('{ project(fullPath: "a/b") { id name } }')).toBe(3);
    expect(complexity('{ project(fullPath: "a/b") { pipeline(iid: 1) { id } } }')).toBe(1 + 1 + 1);
  });

  it('counts two for a field that calls Gitaly', () => {
    expect(complexity('{ project(fullPath: "a/b") { repository { rootRef } } }')).toBe(2 + 1 + 1);
  });

  it('adds one percent for every item of a page, rounding down', () => {
    expect(complexity('{ projects(first: 100) { nodes { id } } }')).toBe((2 + 1) * 2);
    expect(complexity('{ projects(first: 50) { nodes { id } } }')).toBe(Math.floor(3 * 1.5));
    expect(complexity('{ projects(last: 10) { nodes { id } } }')).toBe(3);
  });

  it('takes a page of 100 where none or a larger one is asked for', () => {
    expect(complexity('{ projects { nodes { id } } }')).toBe(6);
    expect(complexity('{ projects(first: 5000) { nodes { id } } }')).toBe(6);
  });

  it('adds two for a ref and two for a commit to a list of pipelines', () => {
    const list = (args: string): number => complexity(`{ project(fullPath: "a/b") { pipelines(first: 1${args}) { nodes { id status } } } }`) - 1;
    expect(list('')).toBe(Math.floor((3 + 1) * 1.01));
    expect(list(', ref: "main"')).toBe(Math.floor((3 + 3) * 1.01));
    expect(list(', ref: "main", sha: "abc"')).toBe(Math.floor((3 + 5) * 1.01));
  });

  it('adds one for a sort and five for a search', () => {
    expect(complexity('{ projects(first: 100, sort: "id_asc") { nodes { id } } }')).toBe((2 + 2) * 2);
    expect(complexity('{ projects(first: 100, search: "core") { nodes { id } } }')).toBe((2 + 6) * 2);
  });

  it('has no price for the items of a connection without a resolver', () => {
    expect(complexity('{ project(fullPath: "a/b") { pipeline(iid: 1) { downstream(first: 100) { nodes { id } } } } }')).toBe(3 + 2);
  });

  it('nests: the jobs of three refs of a page of projects', () => {
    const ref = (alias: string): string => `${alias}: pipelines(ref: "${alias}", first: 1) { nodes { id jobs(first: 100) { nodes { id name status } } } }`;
    const jobs = (1 + 3 + 1) * 2;
    const pipelines = Math.floor((1 + 1 + jobs + 3) * 1.01);
    expect(complexity(`{ group(fullPath: "a") { projects(first: 100) { nodes { id ${ref('a')} ${ref('b')} ${ref('c')} } } } }`))
      .toBe((1 + 1 + 3 * pipelines + 1) * 2 + 1);
  });

  it('counts every alias, but what is asked twice under one key only once', () => {
    expect(complexity('{ a: project(fullPath: "a") { id } b: project(fullPath: "b") { id } }')).toBe(4);
    expect(complexity('{ project(fullPath: "a") { id name } project(fullPath: "a") { id } }')).toBe(3);
  });

  it('expands fragments and leaves out what is skipped', () => {
    expect(complexity('{ project(fullPath: "a") { ...P ... { archived } } } fragment P on Project { id name }')).toBe(4);
    const query = 'query ($deep: Boolean!) { project(fullPath: "a") { id repository @include(if: $deep) { rootRef } name @skip(if: $deep) } }';
    expect([complexity(query, { deep: true }), complexity(query, { deep: false })]).toEqual([1 + 3 + 1, 1 + 1 + 1]);
  });

  it('takes page sizes from variables', () => {
    expect(complexity('query ($n: Int!) { projects(first: $n) { nodes { id } } }', { n: 100 })).toBe(6);
  });
});
