// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** An address outside the site that may be linked: http or https, without credentials; null for everything else. */
export function externalUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null) return null;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.username === '' && url.password === '' ? url.href : null;
}

/** The address that pages of a forge's project hang under: no query, fragment or slash at its end. */
export function toBaseUrl(text: string): string | null {
  const url = externalUrl(text);
  return url === null ? null : url.replace(/[?#].*$/, '').replace(/\/+$/, '');
}

/** A job's page on GitLab. */
export function toJobUrl(project: string | null, id: number): string | null {
  return project === null ? null : `${project}/-/jobs/${id}`;
}

/** A pipeline's page on GitLab. */
export function toPipelineUrl(project: string | null, id: number): string | null {
  return project === null ? null : `${project}/-/pipelines/${id}`;
}

/** Where commits are looked at: GitHub's repository where there is one, else GitLab's project. */
export interface CommitHost {
  readonly kind: 'github' | 'gitlab';
  readonly url: string;
}

const SHA = /^[0-9a-f]{7,64}$/i;

/** The comparison of two commits; of the second alone where the first is not known. Null for what is no commit. */
export function toCompareUrl(host: CommitHost | null, before: string | null, after: string): string | null {
  if (host === null || !SHA.test(after)) return null;
  const root = host.kind === 'github' ? host.url : `${host.url}/-`;
  if (before === null || !SHA.test(before)) return `${root}/commit/${after}`;
  return `${root}/compare/${before}...${after}`;
}

/** A commit's page. */
export function toCommitUrl(host: CommitHost | null, sha: string): string | null {
  return toCompareUrl(host, null, sha);
}
