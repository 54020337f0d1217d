// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { UnreadReprotest } from '../../model/evidence-reading.ts';

const TARGET = '{target}';
const MAX_NAME = 200;
const MAX_URL = 2_000;

/** True for what can be the name of one file or folder and nothing else, on any system and in any address. */
export function isPlainName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_NAME && !/[\p{C}\p{Zl}\p{Zp}/\\]/u.test(name) && !/^\.{1,2}$/u.test(name);
}

/** Where a job of this target keeps its results; null where the target's name would lead elsewhere. */
export function toResultsPath(template: string, target: string): string | null {
  if (!isPlainName(target)) return null;
  const path = template.replaceAll(TARGET, () => target);
  return path.split('/').every(isPlainName) ? path : null;
}

/** The folder that reprotest stored a package's builds and comparison in: beside the results, named as in them. */
export function toPackageFolder(resultsPath: string, name: string): string {
  return [...resultsPath.split('/').slice(0, -1), name].join('/');
}

/** GitLab's page of a folder of a job's artifacts; null where the project's path is nothing to make an address of. */
export function toBrowseUrl(baseUrl: string, { projectPath, jobId }: UnreadReprotest, folder: string): string | null {
  const parts = [...projectPath.split('/'), '-', 'jobs', String(jobId), 'artifacts', 'browse', ...folder.split('/')];
  if (!parts.every(isPlainName)) return null;
  const url = `${baseUrl}/${parts.map(encodeURIComponent).join('/')}`;
  return url.length <= MAX_URL && URL.canParse(url) ? url : null;
}
