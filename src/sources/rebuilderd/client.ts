// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { joinUrl } from '../rebuilder/address.ts';
import { fetchJson } from '../rebuilder/request.ts';
import { dashboardAnswer, pageAnswer, type DashboardAnswer, type PageAnswer } from './answer.ts';

/** What a page is asked for by. */
export interface PageQuery {
  readonly after?: number;
  readonly before?: number;
  readonly direction?: 'Descending';
  readonly source_name?: string;
  /** Only what the last sync saw: old versions stay in the daemon's tables forever. */
  readonly seen_only?: true;
}

/** The reads of API v1 that we use. */
export interface RebuilderdV1 {
  readonly packages: (query: PageQuery) => Promise<PageAnswer>;
  readonly builds: (query: PageQuery) => Promise<PageAnswer>;
  readonly dashboard: () => Promise<DashboardAnswer>;
}

/**
 * Records asked for at a time. The daemon has no upper limit (the default is 1,000), and counts all its records anew for
 * every page: fewer and larger pages are easier on it. A record has some 360 bytes.
 */
export const PAGE_SIZE = 2_000;
/** A page longer than what was asked for is no answer of rebuilderd's; some room is left for one that rounds up. */
const MAX_PAGE_RECORDS = 2 * PAGE_SIZE;

export function createRebuilderdV1(http: Http, baseUrl: string): RebuilderdV1 {
  async function get<Answer>(path: string, schema: z.ZodType<Answer>, query: PageQuery & { limit?: number }): Promise<Answer> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
    const what = `rebuilderd ${path}`;
    const { value } = await fetchJson(http, joinUrl(baseUrl, `api/v1/${path}${search === '' ? '' : `?${search}`}`), what);
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new CodedError<SourceErrorCode>('invalid-answer', `${what}: the answer has an unexpected shape`);
    return parsed.data;
  }
  async function getPage(path: string, query: PageQuery): Promise<PageAnswer> {
    const page = await get(path, pageAnswer, { limit: PAGE_SIZE, ...query });
    if (page.records.length > MAX_PAGE_RECORDS) {
      throw new CodedError<SourceErrorCode>('invalid-answer', `rebuilderd ${path}: ${page.records.length} records on a page of ${PAGE_SIZE}`);
    }
    return page;
  }
  return {
    packages: (query) => getPage('packages/binary', query),
    builds: (query) => getPage('builds', query),
    dashboard: () => get('dashboard', dashboardAnswer, {}),
  };
}
