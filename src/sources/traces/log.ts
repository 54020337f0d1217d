// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { toWholeLines } from '../../failures/excerpt.ts';
import { CodedError, isCoded } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { GITLAB_TOKEN } from '../gitlab/graphql.ts';
import { createGitBeaker } from '../gitlab/requester.ts';
import { isHtml, requireOk } from '../outcome.ts';

/** The last lines of a job's log, as they were written: empty where it has none, null where it is larger than is read. */
export type ReadLog = (job: { readonly projectId: number; readonly jobId: number }) => Promise<string | null>;

/** Four times what is kept of a log: escape sequences and progress bars go. */
const TAIL_BYTES = 64 * 1024;

/**
 * Reads the ends of job logs (docs.gitlab.com/api/jobs: "Get a log file"), of none larger than `maxBytes`: GitLab gives
 * logs whole only, so all of it is fetched and all but the end let go. Bytes that are no UTF-8 become U+FFFD.
 */
export function createLogReader(http: Http, baseUrl: string, maxBytes: number): ReadLog {
  const api = createGitBeaker(baseUrl, async (url, what) => {
    // As text, for the client takes its own secrets out of texts.
    const response = await http({ method: 'GET', url: url.href, maxBytes, keepBytes: TAIL_BYTES });
    requireOk(response, what, GITLAB_TOKEN);
    // A log may hold markup; what says that it is a page is no log.
    if (isHtml(response.headers)) throw new CodedError('invalid-answer', `${what}: answered an HTML page instead of the log`);
    const body = response.isCut === true ? toWholeLines(response.body) : response.body;
    return { body, headers: { ...response.headers }, status: response.status };
  });
  return async ({ projectId, jobId }) => {
    try {
      return await api.Jobs.showLog(projectId, jobId);
    } catch (thrown) {
      if (isCoded(thrown) && thrown.code === 'not-found') return '';
      if (isCoded(thrown) && thrown.code === 'too-much') return null;
      throw thrown;
    }
  };
}
