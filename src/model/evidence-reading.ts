// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { SuiteReading } from './artifact.ts';
import type { Difference, DifferenceSummary } from './difference.ts';
import type { Instant } from './time.ts';
import type { VerdictReading } from './verdict.ts';

/** What a source found besides projects and repositories: evidence of reproducibility. */
export type EvidenceReading = RebuilderReading | ArchiveReading | ReprotestReading;

/** From a rebuilder of any kind. */
export interface RebuilderReading {
  readonly kind: 'rebuilder';
  /** New and changed verdicts, and unchanged ones whose attestation or differences were read this time. */
  readonly verdicts: readonly VerdictReading[];
  /** True where `verdicts` is everything the rebuilder has: what is missing is gone. */
  readonly complete: boolean;
  /** True where its list, or all that changed in it, was read to the end: only then does what it said before stay young. */
  readonly isUpToDate: boolean;
  /** The source's own note of how far it read, given back next time; null starts over. Opaque to the state. */
  readonly cursor: string | null;
  /** Attestations still to be checked after this run, for the report. */
  readonly uncheckedCount: number;
}

/** From a distribution's archive. */
export interface ArchiveReading {
  readonly kind: 'archive';
  readonly distribution: string;
  /** Every suite that could be read and verified; a suite that could not is missing and stays as it was. */
  readonly suites: readonly SuiteReading[];
  readonly cursor: string | null;
}

/** From the reprotest jobs of a GitLab. */
export interface ReprotestReading {
  readonly kind: 'reprotest';
  /** The source key of the GitLab whose jobs these are, `gitlab:https://gitlab.com`. */
  readonly gitlab: string;
  readonly jobs: readonly ReprotestJobReading[];
}

export interface ReprotestJobReading {
  readonly projectId: number;
  readonly jobId: number;
  readonly readAt: Instant;
  /** `read`: what `results.json` says. `absent`: the job left none (or it expired). `refused`: it cannot be what it says. */
  readonly outcome: 'read' | 'absent' | 'refused';
  /** For people: why it was refused. */
  readonly reason: string | null;
  readonly packages: readonly ReprotestPackage[];
}

/** One package of one reprotest job. */
export interface ReprotestPackage {
  readonly name: string;
  readonly reproduced: boolean;
  /** The stored folder at GitLab, http(s); null where none was found. */
  readonly url: string | null;
  readonly differences: DifferenceSummary | null;
  readonly report: Difference | null;
  /** Source packages that a buildinfo beside it names: evidence of what this repository builds. */
  readonly sources: readonly { readonly name: string; readonly version: string }[];
}

/** What the state knows of a rebuilder's verdicts, so that the source asks for changes only. */
export interface KnownEvidence {
  /** As the last reading that could be merged left it. */
  readonly cursor: string | null;
  /** Every verdict still current; without reports, which only the state keeps. `hasReport` tells that it does. */
  readonly verdicts: readonly KnownVerdict[];
}

export interface KnownVerdict extends Omit<VerdictReading, 'report'> {
  readonly hasReport: boolean;
}

/** A repro job whose results were never read: what the state asks the reprotest source for. */
export interface UnreadReprotest {
  readonly projectId: number;
  readonly projectPath: string;
  readonly jobId: number;
  readonly target: string;
  readonly ref: string;
  readonly finishedAt: Instant | null;
}
