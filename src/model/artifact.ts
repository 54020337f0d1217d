// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from './time.ts';

/** A binary package by name. `version` is whole, as in the archive's index: with its epoch and `+bN`. */
export interface ArtifactKey {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** A binary package as its archive publishes it, in one suite. */
export interface PublishedArtifact extends ArtifactKey {
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly component: string | null;
  /** Absolute address of the file. */
  readonly url: string;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number | null;
}

/** A source package's own words about where it is developed. */
export interface SourcePackageReading {
  readonly name: string;
  readonly version: string;
  /** The address in `Vcs-Git` (RPM: the `url` of the package), as written. */
  readonly vcsUrl: string | null;
}

/** One suite (RPM: one repository) of an archive. */
export interface SuiteReading {
  readonly suite: string;
  /** When the archive says it was made. */
  readonly date: Instant | null;
  /** Who signed it: key fingerprints. Never empty: an unsigned suite is not read. */
  readonly signedBy: readonly string[];
  /** Everything in the suite; null where it is as it was last time. */
  readonly artifacts: readonly PublishedArtifact[] | null;
  readonly sourcePackages: readonly SourcePackageReading[] | null;
}
