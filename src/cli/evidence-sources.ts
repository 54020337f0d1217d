// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArchiveConfig, RebuilderConfig } from '../config/evidence-schema.ts';
import type { KnownEvidence } from '../model/evidence-reading.ts';
import type { SourceReading } from '../model/reading.ts';
import { createFolder } from '../platform/folder.ts';
import { createArchiveSource, toArchiveKey } from '../sources/archive/source.ts';
import { createAttestationFolderSource, createAttestationsSource } from '../sources/attestations/source.ts';
import { createPackageRebuilderSource } from '../sources/package-rebuilder/source.ts';
import type { RebuilderDeps } from '../sources/rebuilder/source.ts';
import { createRebuilderdSource } from '../sources/rebuilderd/source.ts';
import { createReproducibleJsonSource } from '../sources/reproducible-json/source.ts';
import { createReprotestSource } from '../sources/reprotest/source.ts';
import { toSourceKey } from '../sources/gitlab/source.ts';
import type { Store } from '../state/store.ts';
import { readKeyring, readPinnedKeys } from './keys.ts';
import { createSourceHttp, type Source, type SourceDeps } from './sources.ts';
import { toRebuilderKey } from './vote-policy.ts';

type Read = (known: KnownEvidence) => Promise<SourceReading>;

/** A larger comparison is linked, not copied. Bytes. */
const MAX_REPORT_BYTES = 1024 * 1024;

/** One link to a source package and architecture: a whole distribution has fewer. */
const MAX_FOLDER_FILES = 200_000;

/** The configured rebuilders and archives. Throws `CodedError<KeyFileErrorCode>` for keys that cannot be read. */
export async function createEvidenceSources(deps: SourceDeps): Promise<Source[]> {
  const { rebuilders, archives } = deps.config;
  return Promise.all([
    ...rebuilders.map(async (rebuilder) => toSource(rebuilder.name, toRebuilderKey(rebuilder), await createRebuilder(rebuilder, deps))),
    ...archives.map(async (archive) => toSource(archive.url, toArchiveKey(archive.url), await createArchive(archive, deps))),
  ]);
}

function toSource(name: string, key: string, read: Read): Source {
  return { name, key, read: (memory) => read(memory.knownEvidence(key)) };
}

async function createRebuilder(rebuilder: RebuilderConfig, deps: SourceDeps): Promise<Read> {
  switch (rebuilder.type) {
    case 'rebuilderd':
      return createRebuilderdSource(await toDeps(rebuilder, deps));
    case 'package-rebuilder':
      return createPackageRebuilderSource({
        ...await toDeps(rebuilder, deps), results: rebuilder.results, unreproducibleKeys: await readPinnedKeys(rebuilder.unreproducibleKeys),
      });
    case 'reproducible-json':
      return createReproducibleJsonSource({
        http: createSourceHttp(deps, rebuilder.url, null, rebuilder.name),
        clock: deps.clock,
        baseUrl: rebuilder.url,
        distribution: rebuilder.distribution,
      });
    case 'attestations':
      return createAttestationsSource(await toDeps(rebuilder, deps));
    case 'attestation-folder':
      return createAttestationFolderSource({
        folder: createFolder(rebuilder.folder, MAX_FOLDER_FILES),
        label: rebuilder.name,
        clock: deps.clock,
        keys: await readPinnedKeys(rebuilder.keys),
        distribution: rebuilder.distribution,
        maxAttestations: rebuilder.attestations,
      });
  }
}

async function toDeps(
  rebuilder: { url: string; name: string; distribution: string; keys: readonly string[]; attestations: number; reports: number },
  deps: SourceDeps,
): Promise<RebuilderDeps> {
  return {
    http: createSourceHttp(deps, rebuilder.url, null, rebuilder.name),
    clock: deps.clock,
    baseUrl: rebuilder.url,
    keys: await readPinnedKeys(rebuilder.keys),
    distribution: rebuilder.distribution,
    maxAttestations: rebuilder.attestations,
    maxReports: rebuilder.reports,
    maxReportBytes: MAX_REPORT_BYTES,
  };
}

async function createArchive(archive: ArchiveConfig, deps: SourceDeps): Promise<Read> {
  const { type, url, distribution, suites } = archive;
  return createArchiveSource({
    http: createSourceHttp(deps, url, null, url),
    clock: deps.clock,
    baseUrl: url,
    kind: type,
    distribution,
    suites,
    components: type === 'debian' ? archive.components : [],
    architectures: type === 'debian' ? archive.architectures : [],
    keyring: await readKeyring(archive.keys),
  });
}

/** Asks for the results of reprotest jobs that the state never read; null where nobody configured it, or none is left. */
export async function readReprotests(store: Store, deps: SourceDeps): Promise<SourceReading | null> {
  const { gitlab, reprotest } = deps.config;
  if (reprotest === undefined) return null;
  const unread = store.unreadReprotests(toSourceKey(gitlab.url), reprotest.stage, reprotest.jobs);
  if (unread.length === 0) return null;
  const read = createReprotestSource({
    http: createSourceHttp(deps, gitlab.url, deps.tokens.gitlab, 'GitLab for reprotest results'),
    clock: deps.clock,
    baseUrl: gitlab.url,
    resultsPath: reprotest.results,
    maxJobs: reprotest.jobs,
    maxReports: reprotest.reports,
    maxReportBytes: MAX_REPORT_BYTES,
  });
  return read(unread);
}
