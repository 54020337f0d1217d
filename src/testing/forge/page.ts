// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** One page of a list in Relay's form, as GitLab's and GitHub's GraphQL give it. */
export interface Connection<T> {
  readonly count: number;
  readonly totalCount: number;
  readonly nodes: readonly T[];
  readonly pageInfo: {
    readonly startCursor: string | null;
    readonly endCursor: string | null;
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
  };
}

export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const MAX_PAGE = 100;

/**
 * Cuts a page of at most 100 out of a list whose ids fall (or, `ascending`, grow). Cursors name an id, so that pages
 * stay where they are when the list grows at its head. Throws for arguments that GitLab refuses.
 */
export function toConnection<T>(items: readonly T[], toId: (item: T) => number, args: PageArguments, ascending = false): Connection<T> {
  const { first, last, after, before } = args;
  if (typeof first === 'number' && typeof last === 'number') throw new Error('Can only provide either `first` or `last`, not both');
  const follows = (item: T, cursor: string): boolean => (ascending ? toId(item) > readCursor(cursor) : toId(item) < readCursor(cursor));
  const precedes = (item: T, cursor: string): boolean => (ascending ? toId(item) < readCursor(cursor) : toId(item) > readCursor(cursor));
  const between = items.filter((item) =>
    (typeof after !== 'string' || follows(item, after)) && (typeof before !== 'string' || precedes(item, before)));
  const size = Math.max(0, Math.min(first ?? last ?? MAX_PAGE, MAX_PAGE));
  const nodes = typeof last === 'number' ? between.slice(Math.max(0, between.length - size)) : between.slice(0, size);
  const cursor = (item: T | undefined): string | null => (item === undefined ? null : writeCursor(toId(item)));
  const cut = nodes.length < between.length;
  return {
    count: items.length,
    totalCount: items.length,
    nodes,
    pageInfo: {
      startCursor: cursor(nodes[0]),
      endCursor: cursor(nodes.at(-1)),
      hasNextPage: typeof last === 'number' ? typeof before === 'string' : cut,
      hasPreviousPage: typeof last === 'number' ? cut : typeof after === 'string',
    },
  };
}

function writeCursor(id: number): string {
  return Buffer.from(JSON.stringify({ id: String(id) })).toString('base64url');
}

function readCursor(cursor: string): number {
  const match = /^\{"id":"(\d+)"\}$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw new Error('Please provide a valid cursor');
  return Number(match[1]);
}
