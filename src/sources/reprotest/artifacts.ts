// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { GITLAB_TOKEN } from '../gitlab/graphql.ts';
import { createGitBeaker } from '../gitlab/requester.ts';
import { isHtml, requireOk } from '../outcome.ts';

/** One file out of a job's artifacts; null where there is none, or they expired: GitLab answers both alike. */
export type ReadArtifact = (file: { readonly projectId: number; readonly jobId: number; readonly path: string }) => Promise<Uint8Array | null>;

const MARKUP = /^[\s\uFEFF]*</u;

/**
 * Reads single files of job artifacts (docs.gitlab.com/api/job_artifacts: "Download a single artifact file by job ID"),
 * none larger than `maxBytes`. `path` is percent-encoded here and must have no `.` or `..` in it.
 */
export function createArtifactReader(http: Http, baseUrl: string, maxBytes: number): ReadArtifact {
  const api = createGitBeaker(baseUrl, async (url, what) => {
    const { status, headers, bytes } = await http.bytes({ method: 'GET', url: url.href, maxBytes });
    requireOk({ status, headers, body: '' }, what, GITLAB_TOKEN);
    if (isErrorPage(headers, url.pathname, bytes)) {
      throw new CodedError('invalid-answer', `${what}: answered an HTML page instead of the file`);
    }
    return { body: new Blob([bytes]), headers: { ...headers }, status };
  });
  return async ({ projectId, jobId, path }) => {
    // gitbeaker puts the path into the address as it is.
    const artifactPath = path.split('/').map(encodeURIComponent).join('/');
    try {
      const blob = await api.JobArtifacts.downloadArchive(projectId, { jobId, artifactPath });
      return new Uint8Array(await blob.arrayBuffer());
    } catch (thrown) {
      if (thrown instanceof CodedError && thrown.code === 'not-found') return null;
      throw thrown;
    }
  };
}

/** A proxy's "back soon" with status 200 says nothing of the job, and is no reason to give its results up. */
function isErrorPage(headers: Readonly<Record<string, string>>, path: string, bytes: Uint8Array): boolean {
  if (/\.html?$/iu.test(path)) return false;
  return isHtml(headers) || MARKUP.test(new TextDecoder().decode(bytes.subarray(0, 100)));
}
