// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArchiveConfig, RebuilderConfig } from '../../config/evidence-schema.ts';
import { CodedError } from '../../model/error.ts';
import { createFolder } from '../../platform/folder.ts';
import { readKeyring, readPinnedKeys } from '../keys.ts';
import { createSourceHttp, type SourceDeps } from '../sources.ts';
import { readVotePolicy } from '../vote-policy.ts';
import { attempt, type Finding } from './finding.ts';

const MAX_FILES = 200_000;

/** Looks at every rebuilder and archive: whether its keys can be read and something answers where it should be. */
export async function checkEvidence(deps: SourceDeps): Promise<Finding[]> {
  const { config } = deps;
  if (config.rebuilders.length + config.archives.length === 0) return [];
  return Promise.all([
    attempt('votes', async () => {
      const { rebuilders, threshold } = await readVotePolicy(config, []);
      const operators = new Set(rebuilders.filter(({ trusted }) => trusted.size > 0).map(({ operator }) => operator)).size;
      if (operators >= threshold) return `${operators} operators with pinned keys, ${threshold} of them have to confirm`;
      return `only ${operators} operators have pinned keys, but ${threshold} have to confirm: nothing can become rebuilt`;
    }),
    ...config.rebuilders.map((rebuilder) => attempt(`rebuilder ${rebuilder.name}`, () => checkRebuilder(rebuilder, deps))),
    ...config.archives.flatMap((archive) => archive.suites.map((suite) => attempt(`archive ${archive.url} ${suite}`, () => checkSuite(archive, suite, deps)))),
  ]);
}

async function checkRebuilder(rebuilder: RebuilderConfig, deps: SourceDeps): Promise<string> {
  const keys = 'keys' in rebuilder ? await readPinnedKeys(rebuilder.keys) : [];
  const pinned = keys.length === 0 ? 'no key pinned: nothing of it can be verified' : `${keys.length} keys pinned`;
  if (rebuilder.type === 'attestation-folder') return `${(await createFolder(rebuilder.folder, MAX_FILES).list()).length} files, ${pinned}`;
  await ask([`${rebuilder.url}${toProbe(rebuilder)}`], rebuilder.url, deps);
  return `answers, ${pinned}`;
}

/** An address that only such a rebuilder has, below its own. */
function toProbe(rebuilder: Exclude<RebuilderConfig, { type: 'attestation-folder' }>): string {
  switch (rebuilder.type) {
    case 'rebuilderd': return '/api/v0/dashboard';
    case 'package-rebuilder': return `/${rebuilder.results[0] ?? ''}`;
    case 'reproducible-json': return '';
    case 'attestations': return '/index.json';
  }
}

async function checkSuite(archive: ArchiveConfig, suite: string, deps: SourceDeps): Promise<string> {
  const { fingerprints } = await readKeyring(archive.keys);
  const folder = archive.type === 'debian' && !suite.endsWith('/') ? `dists/${suite}` : suite.replace(/\/$/, '');
  const files = archive.type === 'debian' ? ['InRelease', 'Release'] : ['repodata/repomd.xml'];
  await ask(files.map((file) => `${archive.url}/${folder}/${file}`), archive.url, deps);
  return `answers, ${fingerprints.length} keys to check its signature with`;
}

/** Asks for the first of some files that is there. */
async function ask(urls: readonly string[], origin: string, deps: SourceDeps): Promise<void> {
  const http = createSourceHttp(deps, origin, null, origin);
  for (const url of urls) {
    const { status } = await http({ method: 'GET', url });
    if (status >= 200 && status < 300) return;
    if (status !== 404) throw new CodedError('refused', `${url} answers ${status}`);
  }
  throw new CodedError('not-found', `${urls.join(' and ')} not there; check the address`);
}
