// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * GitLab's price of a query (app/graphql/types/base_field.rb, resolvers/base_resolver.rb): a plain field costs 1 and its
 * children; a field with a resolver costs (children + 1, + 2 with `ref`) × (1 + 1 % per item of the page), rounded down.
 * Queries above 200 (anonymous) or 250 (with a token) are refused.
 */
const MAX_PAGE = 100;
/** `queryComplexity { score limit }` and the field around the list. */
const ENVELOPE = 4;

/** The price of `pipelines(ref:, first: 1) { nodes { children } }`. */
export function pipelinesCost(children: number): number {
  return Math.floor((children + 1 + 3) * 1.01);
}

/** The price of `jobs(first: 100) { nodes { children } pageInfo { hasNextPage endCursor } }`. */
export function jobsCost(children: number): number {
  return (children + 1 + 3 + 1) * 2;
}

/** The price of a list of `page` projects, each with fields worth `children`, and `queryComplexity`. */
export function projectsCost(children: number, page: number): number {
  return Math.floor((children + 1 + 1) * (1 + page / 100)) + ENVELOPE;
}

/**
 * How much one query may hold. Starts from GitLab's published limits and corrects itself by what `queryComplexity` and
 * refusals say, so that a server with another formula or limit is met after one refusal.
 */
export interface Budget {
  /** The largest page (≤ 100) of projects that fits with fields worth `children` each; 0 if not even one does. */
  pageFor(children: number): number;
  fits(cost: number): boolean;
  /** What the server says a query cost that we took to cost `expected`. */
  learn(expected: number, score: number, limit: number): void;
}

export function createBudget(limit: number): Budget {
  let scale = 1;
  let max = limit;
  return {
    pageFor: (children) => {
      for (let page = MAX_PAGE; page > 0; page -= 1) if (projectsCost(children, page) * scale <= max) return page;
      return 0;
    },
    fits: (cost) => cost * scale <= max,
    learn: (expected, score, newLimit) => {
      if (score > 0) scale = Math.max(scale, score / expected);
      if (newLimit > 0) max = newLimit;
    },
  };
}

/** The numbers in GitLab's refusal, "Query has complexity of 260, which exceeds max complexity of 250". */
export function parseRefusal(message: string): { score: number; limit: number } | null {
  const match = /complexity of (\d{1,9})\D+max complexity of (\d{1,9})/.exec(message);
  return match === null ? null : { score: Number(match[1]), limit: Number(match[2]) };
}
