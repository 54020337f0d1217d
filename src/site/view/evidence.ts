// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../../model/difference.ts';
import type { EvidenceBoard } from '../../model/evidence.ts';
import type { VotePolicy } from '../../votes/package-book.ts';

/** What the site is told of reproducibility: what the state knows, and how the configuration wants it judged. */
export interface SiteEvidence {
  readonly board: EvidenceBoard;
  readonly policy: VotePolicy;
  /** A comparison by its row in the state; null where it is gone or cannot be read. */
  readReport(kind: ReportKind, key: number): Difference | null;
}

/** Whose comparison: a rebuilder's, of its verdict, or a reprotest job's, of one of its packages. */
export type ReportKind = 'verdict' | 'reprotest';
