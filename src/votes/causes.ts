// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause, CauseFinding } from '../model/difference.ts';
import type { ArtifactAnswer, PackageBook, PackageEntry } from './package-book.ts';

/** One package that suffers from a cause, with the evidence of one of its artifacts. */
export interface CausedPackage {
  readonly entry: PackageEntry;
  readonly artifact: ArtifactAnswer;
  readonly finding: CauseFinding;
}

export interface CauseSummary {
  readonly cause: Cause;
  /** One per source package. */
  readonly packages: readonly CausedPackage[];
}

/** The causes of what differs now, the most frequent first. */
export function toCauses(book: PackageBook): CauseSummary[] {
  const byCause = new Map<Cause, Map<PackageEntry, CausedPackage>>();
  for (const entry of book.packages) {
    for (const { artifact, finding } of toFindings(entry)) {
      const packages = byCause.get(finding.cause) ?? new Map<PackageEntry, CausedPackage>();
      byCause.set(finding.cause, packages);
      if (!packages.has(entry)) packages.set(entry, { entry, artifact, finding });
    }
  }
  return [...byCause]
    .map(([cause, packages]) => ({ cause, packages: [...packages.values()] }))
    .sort((a, b) => b.packages.length - a.packages.length || (a.cause < b.cause ? -1 : 1));
}

/** Every finding about a package's current artifacts; of what a rebuilder says now, not of old comparisons. */
export function toFindings(entry: PackageEntry): { artifact: ArtifactAnswer; finding: CauseFinding }[] {
  return entry.artifacts.filter(({ isCurrent }) => isCurrent).flatMap((artifact) =>
    artifact.answer.votes.filter(({ state }) => state === 'differs').flatMap(({ verdict }) =>
      (verdict.differences?.causes ?? []).map((finding) => ({ artifact, finding }))));
}
