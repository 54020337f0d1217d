// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Keyring } from '../../attest/keyring.ts';
import { toLocation } from '../../debian/location.ts';
import type { PublishedArtifact, SuiteReading } from '../../model/artifact.ts';
import { CodedError } from '../../model/error.ts';
import { HOUR_MS, toIso, type Instant } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import type { ArchiveErrorCode } from './archive-error.ts';
import type { RememberedSuite } from './cursor.ts';

export interface ArchiveDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** http(s), without credentials; of a Debian archive the folder that has `dists/` in it. */
  readonly baseUrl: string;
  readonly kind: 'debian' | 'rpm';
  /** `debian`, `qubes`, `fedora`. */
  readonly distribution: string;
  /** Debian: names below `dists/`, or with a slash at the end the folder of a flat repository. RPM: paths of repositories. */
  readonly suites: readonly string[];
  /** Of no meaning to flat and RPM repositories. */
  readonly components: readonly string[];
  /** `all` and `noarch` are read besides. Flat and RPM repositories are read whole where none is named. */
  readonly architectures: readonly string[];
  /** The keys that the archive is signed with. */
  readonly keyring: Keyring;
}

/** A suite that could be read. */
export interface SuiteOutcome {
  readonly reading: SuiteReading;
  readonly remembered: RememberedSuite;
  /** Parts of it that could not be read, and stay as they were. */
  readonly failures: readonly CodedError[];
  readonly notes: readonly string[];
}

/** The address of a folder of the archive, with a slash at the end; `./` is the archive itself. Null for what is no path. */
export function toFolder(baseUrl: string, path: string): string | null {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const name = path.replace(/^\.?\//, '').replace(/\/$/, '');
  if (name === '') return base;
  const folder = toLocation(base, name);
  return folder === null ? null : `${folder}/`;
}

/** What else than the files decides what is read out of them: part of the cursor's marks, so that a change reads them anew. */
export function toScopeMark({ distribution, components, architectures }: ArchiveDeps): string {
  return JSON.stringify([distribution, [...new Set(components)].toSorted(), [...new Set(architectures)].toSorted()]);
}

const MAX_FUTURE_MS = HOUR_MS;

/**
 * Refuses what a replayed or misdated signature would bring in: `from-the-future`, and `rollback` where it is older than
 * what was read before, or has no date any more.
 */
export function checkDate(date: Instant | null, now: Instant, before: RememberedSuite | null): void {
  if (date !== null && date > now + MAX_FUTURE_MS) {
    throw new CodedError<ArchiveErrorCode>('from-the-future', `is dated ${toIso(date)}, which is still to come; check the clock here and there`);
  }
  const newest = before?.date ?? null;
  if (newest !== null && (date === null || date < newest)) {
    throw new CodedError<ArchiveErrorCode>('rollback', `is dated ${date === null ? 'no more' : toIso(date)}, but one of ${toIso(newest)} was read before: an old copy is being served`);
  }
}

/** `Packages: 2 entries are not read: foo has no valid SHA256; …`; empty where all are. */
export function renderRefused(index: string, { count, examples }: { readonly count: number; readonly examples: readonly string[] }): string[] {
  if (count === 0) return [];
  return [`${index}: ${count} ${count === 1 ? 'entry is' : 'entries are'} not read: ${examples.join('; ')}${count > examples.length ? '; …' : ''}`];
}

/** What is of these architectures or of all (`neutral`); everything where none is named. */
export function toFilter(architectures: readonly string[], neutral: string): (artifact: PublishedArtifact) => boolean {
  const wanted = new Set([...architectures, neutral]);
  return ({ architecture }) => architectures.length === 0 || wanted.has(architecture);
}

/** A package for all architectures is in the index of each; one name with two digests stays two. */
export function toDistinctArtifacts(artifacts: readonly PublishedArtifact[]): PublishedArtifact[] {
  return [...new Map(artifacts.map((artifact) => [`${artifact.name} ${artifact.version} ${artifact.architecture} ${artifact.sha256}`, artifact])).values()];
}
