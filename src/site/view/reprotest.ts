// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../../config/schema.ts';
import type { CellKey, ProjectKey, StageCell } from '../../model/cell.ts';
import type { StoredReprotest, StoredReprotestPackage } from '../../model/evidence.ts';
import type { SiteEvidence } from './evidence.ts';
import { toText } from './text.ts';

/** The claim repro-ci: what the repro job that is a cell's result left behind. */
export type Reprotest =
  | { readonly kind: 'reproduced' | 'differs'; readonly packages: readonly StoredReprotestPackage[] }
  /** No results that could be read, and why. */
  | { readonly kind: 'none'; readonly why: string };

/** The reprotest behind a cell; null for a stage that is none, which its job's own result decides. */
export type ReprotestOf = (cell: StageCell) => Reprotest | null;

/**
 * Finds the reprotests of a project's cells; null where the configuration does not ask for them: then a repro stage is a
 * stage like others. Evidence of another job than the cell's result, as of one that was retried since, is none.
 */
export function createReprotests(evidence: SiteEvidence | null, config: Config): ((project: ProjectKey) => ReprotestOf) | null {
  if (config.reprotest === undefined) return null;
  const { stage } = config.reprotest;
  const byCell = new Map((evidence?.board.reprotests ?? []).map((reprotest) => [toCellText(reprotest.project, reprotest), reprotest]));
  return (project) => (cell) => {
    if (cell.stage !== stage || cell.result === null) return null;
    const stored = byCell.get(toCellText(project, cell));
    return toReprotest(stored?.jobId === cell.result.jobId ? stored : null);
  };
}

/** Results without a package are no evidence: all of nothing is not reproduced. */
function toReprotest(stored: StoredReprotest | null): Reprotest {
  if (stored === null) return { kind: 'none', why: 'were not read' };
  switch (stored.outcome) {
    case 'absent': return { kind: 'none', why: 'are missing or expired' };
    case 'refused': return { kind: 'none', why: stored.reason === null ? 'cannot be read' : `cannot be read: ${toText(stored.reason, 120)}` };
    case 'read': break;
  }
  if (stored.packages.length === 0) return { kind: 'none', why: 'name no package' };
  return { kind: stored.packages.every(({ reproduced }) => reproduced) ? 'reproduced' : 'differs', packages: stored.packages };
}

function toCellText({ source, id }: ProjectKey, { ref, release, stage, target }: CellKey): string {
  return JSON.stringify([source, id, ref, release, stage, target]);
}
