// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toJson, type Answer } from '../answer.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;
/** Above this many records GitLab leaves out the totals. */
const MAX_COUNTED = 10_000;

/** One page of a list by `page` and `per_page`, with the headers that GitLab's offset pagination sends. */
export function toOffsetPage<T>(url: URL, items: readonly T[], toShape: (item: T) => unknown): Answer {
  const perPage = toPerPage(url);
  const page = toNumber(url, 'page', 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const next = page < last ? page + 1 : null;
  const isCounted = items.length <= MAX_COUNTED;
  const links = [
    ...(page > 1 ? [toLink(url, { page: page - 1, per_page: perPage }, 'prev')] : []),
    ...(next === null ? [] : [toLink(url, { page: next, per_page: perPage }, 'next')]),
    toLink(url, { page: 1, per_page: perPage }, 'first'),
    ...(isCounted ? [toLink(url, { page: last, per_page: perPage }, 'last')] : []),
  ];
  return toJson(200, items.slice((page - 1) * perPage, page * perPage).map(toShape), {
    link: links.join(', '),
    'x-page': String(page),
    'x-per-page': String(perPage),
    'x-next-page': next === null ? '' : String(next),
    'x-prev-page': page > 1 ? String(page - 1) : '',
    ...(isCounted ? { 'x-total': String(items.length), 'x-total-pages': String(last) } : {}),
  });
}

/** One page of a list by keyset (`pagination=keyset&order_by=id`): only a link to the next page, no totals. */
export function toKeysetPage<T>(url: URL, items: readonly T[], toId: (item: T) => number, toShape: (item: T) => unknown): Answer {
  const perPage = toPerPage(url);
  const ascending = url.searchParams.get('sort') === 'asc';
  const cursor = toNumber(url, ascending ? 'id_after' : 'id_before', ascending ? 0 : Infinity);
  const rest = items
    .filter((item) => (ascending ? toId(item) > cursor : toId(item) < cursor))
    .sort((a, b) => (ascending ? toId(a) - toId(b) : toId(b) - toId(a)));
  const page = rest.slice(0, perPage);
  const end = page.at(-1);
  const link = rest.length > perPage && end !== undefined
    ? { link: toLink(url, { [ascending ? 'id_after' : 'id_before']: toId(end), per_page: perPage }, 'next') }
    : undefined;
  return toJson(200, page.map(toShape), link);
}

function toPerPage(url: URL): number {
  return Math.min(MAX_PAGE, toNumber(url, 'per_page', DEFAULT_PAGE));
}

function toNumber(url: URL, name: string, fallback: number): number {
  const text = url.searchParams.get(name) ?? '';
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : fallback;
}

function toLink(url: URL, parameters: Readonly<Record<string, number>>, relation: string): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, String(value));
  return `<${target.href}>; rel="${relation}"`;
}
