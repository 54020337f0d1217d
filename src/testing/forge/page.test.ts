// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toConnection, type PageArguments } from './page.ts';

const IDS = Array.from({ length: 250 }, (_, index) => 250 - index);
const page = (args: PageArguments, ids: readonly number[] = IDS) => toConnection(ids, (id) => id, args);

describe('toConnection', () => {
  it('walks the whole list in pages of at most 100', () => {
    const read: number[] = [];
    const sizes: number[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo } = page({ first: 1_000, after });
      read.push(...nodes);
      sizes.push(nodes.length);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(sizes).toEqual([100, 100, 50]);
    expect(read).toEqual(IDS);
  });

  it('goes on at the same place after the list has grown at its head', () => {
    const after = page({ first: 2 }).pageInfo.endCursor;
    expect(page({ first: 2, after }, [252, 251, ...IDS]).nodes).toEqual([248, 247]);
  });

  it('counts from the end with last', () => {
    const { nodes, pageInfo } = page({ last: 2 });
    expect(nodes).toEqual([2, 1]);
    expect(pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  });

  it('gives an empty page and null cursors for an empty list', () => {
    expect(page({ first: 10 }, [])).toMatchObject({ count: 0, nodes: [], pageInfo: { endCursor: null, hasNextPage: false } });
  });

  it('refuses a cursor that is none, and first together with last', () => {
    expect(() => page({ after: 'nonsense' })).toThrow('valid cursor');
    expect(() => page({ first: 1, last: 1 })).toThrow('not both');
  });
});
