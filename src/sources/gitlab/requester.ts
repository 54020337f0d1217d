// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createRequesterFn, type FormattedResponse, type ResponseBodyTypes } from '@gitbeaker/requester-utils';
import { Gitlab } from '@gitbeaker/rest';

/** Answers one request of gitbeaker's. `what` names the thing asked for in errors, `GitLab /api/v4/projects/1`. */
export type Answerer = (url: URL, what: string) => Promise<FormattedResponse>;

/**
 * @gitbeaker/rest over our own client, which `answer` asks: gitbeaker's requester ignores `Retry-After`, and its errors
 * carry the request with its token. Ours adds the token itself, so gitbeaker never sees it.
 */
export function createGitBeaker(baseUrl: string, answer: Answerer): InstanceType<typeof Gitlab> {
  const requesterFn = createRequesterFn((_, options) => Promise.resolve(options), async <T extends ResponseBodyTypes>(endpoint: string, options?: Record<string, unknown>) => {
    const url = new URL(`${baseUrl}/api/v4/${endpoint}`);
    url.search = typeof options?.['searchParams'] === 'string' ? options['searchParams'] : '';
    return await answer(url, `GitLab ${url.pathname.slice(new URL(baseUrl).pathname.length - 1)}`) as FormattedResponse<T>;
  });
  return new Gitlab({ host: baseUrl, requesterFn, queryTimeout: null });
}
