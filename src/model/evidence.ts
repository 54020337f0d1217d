// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ArtifactKey } from './artifact.ts';
import type { CellKey, ProjectKey } from './cell.ts';
import type { DifferenceSummary } from './difference.ts';
import type { ReprotestPackage } from './evidence-reading.ts';
import type { VerdictChange } from './history.ts';
import type { Instant } from './time.ts';
import type { Verdict } from './verdict.ts';

/** What the state tells of reproducibility, as of the last collection attempt. */
export interface EvidenceBoard {
  readonly now: Instant;
  readonly suites: readonly KnownSuite[];
  readonly artifacts: readonly KnownArtifact[];
  readonly sourcePackages: readonly KnownSourcePackage[];
  readonly verdicts: readonly StoredVerdict[];
  readonly reprotests: readonly StoredReprotest[];
  /** Oldest first. */
  readonly verdictChanges: readonly VerdictChange[];
}

/** A suite of an archive, as it was last read. */
export interface KnownSuite {
  /** The archive's source key, `archive:https://…`. */
  readonly archive: string;
  readonly distribution: string;
  readonly suite: string;
  /** When the archive says it was made; null where it does not. */
  readonly date: Instant | null;
  /** The last collection that read and verified it. */
  readonly readAt: Instant;
  readonly signedBy: readonly string[];
}

/** A published artifact: one digest under one name. Two of the same name and version are an alert. */
export interface KnownArtifact extends ArtifactKey {
  /** The archive's source key, `archive:https://…`. */
  readonly archive: string;
  readonly distribution: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly component: string | null;
  readonly url: string;
  readonly sha256: string;
  readonly size: number | null;
  /** The suites that have it now; empty for one that is published no more. */
  readonly suites: readonly string[];
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
}

export interface KnownSourcePackage {
  readonly archive: string;
  readonly distribution: string;
  readonly suite: string;
  readonly name: string;
  readonly version: string;
  readonly vcsUrl: string | null;
}

/** A verdict with where it came from and what it was before. */
export interface StoredVerdict extends Verdict {
  /** The row's number in the state, for `readReport`; stable as long as the revision is. */
  readonly key: number;
  readonly hasReport: boolean;
  /** The rebuilder's source key, `rebuilderd:https://…`. */
  readonly source: string;
  /** False for what the rebuilder lists no more. */
  readonly isCurrent: boolean;
  readonly firstSeen: Instant;
  /** The last collection that read the rebuilder and found it so. */
  readonly seenAt: Instant;
  /** What the same rebuilder said of the same artifact before it said this; null where it always did. */
  readonly previous: { readonly claim: Verdict['claim']; readonly wasVerified: boolean; readonly until: Instant } | null;
}

/** The packages of the job that is a repro cell's result now. */
export interface StoredReprotest extends CellKey {
  readonly project: ProjectKey;
  readonly jobId: number;
  readonly readAt: Instant;
  readonly outcome: 'read' | 'absent' | 'refused';
  readonly reason: string | null;
  readonly packages: readonly StoredReprotestPackage[];
}

export interface StoredReprotestPackage extends Omit<ReprotestPackage, 'report'> {
  readonly key: number;
  readonly hasReport: boolean;
  readonly differences: DifferenceSummary | null;
}

/** What a reprotest job found, in all. */
export interface ReprotestOutcome {
  /** True where every package was built twice alike. */
  readonly isSame: boolean;
  /** The start of the collection that read it. */
  readonly readAt: Instant;
}
