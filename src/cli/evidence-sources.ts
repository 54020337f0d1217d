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
import { readKeyring, readPinnedKeys } from './keys.ts';
import { createSourceHttp, MAX_REPORT_BYTES, type Source, type SourceDeps } from './sources.ts';
import { toRebuilderKey } from './vote-policy.ts';

type Read = (known: KnownEvidence) => Promise<SourceReading>;

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
