// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parsePackages, parseSources, type IndexReading } from '../../debian/packages.ts';
import type { PublishedArtifact, SourcePackageReading } from '../../model/artifact.ts';
import { CodedError, isCoded } from '../../model/error.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import { isRead, NOTHING_READ, type RememberedIndexes, type RememberedSuite } from './cursor.ts';
import { fetchIndex, toMark, toWantedIndexes, type IndexFile } from './debian-indexes.ts';
import { readRelease, type SignedRelease } from './debian-release.ts';
import { renderRefused, toDistinctArtifacts, toFilter, toScopeMark, type ArchiveDeps, type SuiteOutcome } from './suite.ts';

/** The entries of some indexes; null where all are as they were. */
interface Entries<Entry> {
  readonly entries: readonly Entry[] | null;
  readonly remembered: RememberedIndexes;
}

/**
 * Reads a suite of a Debian archive: its signed Release file, and the indexes that changed since `before`. Throws a
 * `CodedError` where its packages cannot be read whole: half of them would look as if the rest had been removed. Sources
 * that cannot be read are a problem of the outcome and stay as they were.
 */
export async function readDebianSuite(deps: ArchiveDeps, suite: string, before: RememberedSuite | null): Promise<SuiteOutcome> {
  const { baseUrl, components, architectures } = deps;
  const signed = await readRelease(deps, suite, before);
  const wanted = toWantedIndexes(signed, components, architectures);
  if (wanted.packages.length === 0) {
    throw new CodedError<ArchiveErrorCode>('not-found', `has none of the wanted indexes (${wanted.missing.slice(0, 3).join(', ')}); check components and architectures`);
  }
  const isWanted = toFilter(architectures, 'all');
  const packages = await readIndexes(deps, signed, wanted.packages, before?.packages, (bytes, { component }) => {
    const { entries, refused } = parsePackages(bytes, { baseUrl, component });
    return { entries: entries.filter(isWanted), refused };
  });
  const sources = await readIndexes(deps, signed, wanted.sources, before?.sources, parseSources).catch(toFailure);
  const { entries, remembered } = isCoded(sources) ? { entries: null, remembered: before?.sources ?? NOTHING_READ } : sources;
  const { date } = signed.release;
  return {
    reading: {
      suite, date, signedBy: signed.signedBy,
      artifacts: packages.entries === null ? null : toDistinctArtifacts(packages.entries),
      sourcePackages: entries,
    },
    remembered: { suite, date, packages: packages.remembered, sources: remembered },
    failures: isCoded(sources) ? [sources] : [],
    notes: toNotes(suite, wanted.missing),
  };
}

function toFailure(thrown: unknown): CodedError {
  if (isCoded(thrown)) return thrown;
  throw thrown;
}

/** One after the other: a Debian index is 60 MB of text. */
async function readIndexes<Entry extends PublishedArtifact | SourcePackageReading>(
  deps: ArchiveDeps, signed: SignedRelease, indexes: readonly IndexFile[], before: RememberedIndexes | undefined,
  parse: (bytes: Uint8Array, index: IndexFile) => IndexReading<Entry>,
): Promise<Entries<Entry>> {
  const marks = [toScopeMark(deps), ...indexes.map(toMark)];
  if (isRead(before, marks)) return { entries: null, remembered: before };
  const all: Entry[] = [];
  const problems: string[] = [];
  for (const index of indexes) {
    const { entries, refused } = parseIndex(await fetchIndex(deps.http, signed, index), index, parse);
    for (const entry of entries) all.push(entry);
    problems.push(...renderRefused(index.path, refused));
  }
  return { entries: all, remembered: { marks, problems } };
}

function parseIndex<Entry>(bytes: Uint8Array, index: IndexFile, parse: (bytes: Uint8Array, index: IndexFile) => IndexReading<Entry>): IndexReading<Entry> {
  try {
    return parse(bytes, index);
  } catch (cause) {
    if (!isCoded(cause)) throw cause;
    throw new CodedError(cause.code, `${index.path}: ${cause.message}`, { cause });
  }
}

function toNotes(suite: string, missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  return [`${suite}: its Release file has no ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`];
}
