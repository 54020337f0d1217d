// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What rebuilderd answers 400 or 500 to, with its text. */
export class QueryError extends Error {
  readonly status: 400 | 500;
  constructor(status: 400 | 500, message: string) {
    super(message);
    this.status = status;
  }
}

type Shape = Readonly<Record<string, unknown>> & { readonly id: number };

const DEFAULT_LIMIT = 1000;

/**
 * Cuts a page out of rows in order of their ids, as daemon/src/api/v1/util/pagination.rs does in SQL: `after` and `before`
 * are ids, also where another column sorts; there is no largest `limit`, and a negative one is none at all.
 */
export function toPage<Row extends { readonly id: number }>(rows: readonly Row[], toShape: (row: Row) => Shape, query: URLSearchParams): Shape[] {
  const after = readInteger(query, 'after');
  const before = readInteger(query, 'before');
  const limit = readInteger(query, 'limit') ?? DEFAULT_LIMIT;
  const isDescending = readDirection(query) === 'Descending';
  const sort = query.get('sort');
  if (sort !== null) return sortAndCut(rows.map(toShape), { sort, after, before, limit, isDescending });
  const from = after === null ? 0 : findFirst(rows, after + 1);
  const to = before === null ? rows.length : findFirst(rows, before);
  const most = limit < 0 ? Infinity : limit;
  const cut = isDescending ? rows.slice(Math.max(from, to - most), to).reverse() : rows.slice(from, Math.min(to, from + most));
  return cut.map(toShape);
}

interface Sorting {
  readonly sort: string;
  readonly after: number | null;
  readonly before: number | null;
  readonly limit: number;
  readonly isDescending: boolean;
}

function sortAndCut(shapes: readonly Shape[], { sort, after, before, limit, isDescending }: Sorting): Shape[] {
  if (!/^[A-Za-z0-9_]*$/.test(sort)) throw new QueryError(500, 'invalid sort field');
  if (shapes[0] !== undefined && !(sort in shapes[0])) throw new QueryError(500, `no such column: base_query.${sort}`);
  const compare = (a: Shape, b: Shape): number => compareValues(a[sort], b[sort]) || a.id - b.id;
  const bound = (id: number | null): Shape | null => (id === null ? null : (shapes.find((shape) => shape.id === id) ?? null));
  const [low, high] = [bound(after), bound(before)];
  // In SQL a comparison with what is not there is never true.
  if ((after !== null && low === null) || (before !== null && high === null)) return [];
  const between = shapes.filter((shape) => (low === null || compare(shape, low) > 0) && (high === null || compare(shape, high) < 0));
  const sorted = between.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)));
  return limit < 0 ? sorted : sorted.slice(0, limit);
}

function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function findFirst(rows: readonly { readonly id: number }[], id: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.id ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readInteger(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text)) throw new QueryError(400, 'Query deserialize error: invalid digit found in string');
  if (Math.abs(value) > 2 ** 31 - 1) throw new QueryError(400, 'Query deserialize error: number too large to fit in target type');
  return value;
}

function readDirection(query: URLSearchParams): string {
  const direction = query.get('direction') ?? 'Ascending';
  if (direction === 'Ascending' || direction === 'Descending') return direction;
  throw new QueryError(400, `Query deserialize error: unknown variant \`${direction}\`, expected \`Ascending\` or \`Descending\``);
}
