// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ReproducibleRecord } from '../../feeds/reproducible-json.ts';
import type { StageCell } from '../../model/cell.ts';
import type { StoredReprotestPackage } from '../../model/evidence.ts';
import type { Instant } from '../../model/time.ts';
import type { Claim } from '../../model/verdict.ts';
import { toWorstAnswer, type AnswerState } from '../../votes/answer.ts';
import type { ArtifactAnswer, PackageBook, PackageEntry } from '../../votes/package-book.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toStage } from './stage.ts';

/**
 * The claim *rebuilt*: what rebuilders proved of the published files. One record for each source package, suite and
 * architecture: the worst of its current binary packages, and the version of that.
 */
export function toRebuiltRecords({ packages }: PackageBook): ReproducibleRecord[] {
  return packages.flatMap(toPackageRecords);
}

interface Placed {
  readonly suite: string;
  readonly artifact: ArtifactAnswer;
}

function toPackageRecords({ name, artifacts }: PackageEntry): ReproducibleRecord[] {
  const placed = artifacts.filter(({ isCurrent }) => isCurrent)
    .flatMap((artifact) => toSuites(artifact).map((suite): Placed => ({ suite, artifact })));
  const groups = Map.groupBy(placed, ({ suite, artifact: { architecture } }) => JSON.stringify([suite, architecture]));
  return [...groups.values()].flatMap((group) => {
    const worst = toWorstAnswer(group.map(({ artifact }) => artifact.answer.state));
    const deciding = group.find(({ artifact }) => artifact.answer.state === worst);
    if (deciding === undefined) return [];
    const { suite, artifact } = deciding;
    return [{
      package: name, version: artifact.sourceVersion, suite, architecture: artifact.architecture, claim: toClaim(worst), builtAt: toBuiltAt(artifact),
    }];
  });
}

/** Those that publish it; of what no archive is read for, those that rebuilders name. */
function toSuites({ published, answer }: ArtifactAnswer): readonly string[] {
  if (published !== null) return published.suites;
  return [...new Set(answer.votes.flatMap(({ verdict: { suite } }) => (suite === null ? [] : [suite])))];
}

/** Green is what the board shows green: enough rebuilders proved exactly what is published, and none says otherwise. */
function toClaim(state: AnswerState): Claim {
  switch (state) {
    case 'rebuilt': return 'reproduced';
    case 'differs': case 'disagree': return 'differs';
    case 'failed': case 'waiting': case 'pending': return state;
    case 'unverified': case 'short': case 'unmatched': case 'reported': case 'stale': case 'unknown': return 'unknown';
  }
}

function toBuiltAt({ answer }: ArtifactAnswer): Instant | null {
  const times = answer.votes.map(({ verdict: { at } }) => at).filter((at) => at !== null);
  return times.length === 0 ? null : Math.max(...times);
}

/** What reprotest does not say. */
const NO_VERSION = 'unknown';

/**
 * The claim *repro-ci*: what the reprotest jobs that are cells' results now found when they built twice. The release stands
 * for the suite and the target for the architecture; of one package built by several jobs the worst counts.
 */
export function toReproCiRecords({ entries }: Catalogue): ReproducibleRecord[] {
  const records = new Map<string, ReproducibleRecord>();
  for (const entry of entries) {
    for (const record of entry.project.cells.flatMap((cell) => toCellRecords(entry, cell))) {
      const key = JSON.stringify([record.package, record.version, record.suite, record.architecture]);
      const known = records.get(key);
      if (known === undefined || CLAIMS_WORST_FIRST.indexOf(record.claim) < CLAIMS_WORST_FIRST.indexOf(known.claim)) records.set(key, record);
    }
  }
  return [...records.values()];
}

const CLAIMS_WORST_FIRST: readonly Claim[] = ['differs', 'unknown', 'reproduced'];

function toCellRecords(entry: ProjectEntry, cell: StageCell): ReproducibleRecord[] {
  const { cellContext } = entry;
  const reprotest = cellContext.reprotestOf?.(cell) ?? null;
  if (reprotest === null || reprotest.kind === 'none' || cell.result === null) return [];
  const { kind } = toStage(cell, cellContext);
  // Where the job failed though its packages are alike, nobody knows what to believe.
  const counts = cellContext.unread === null && (kind === 'passed' || kind === 'differs');
  const builtAt = cell.result.at;
  return reprotest.packages.map((one) => ({
    package: one.name, version: toVersion(one), suite: cell.release, architecture: cell.target, builtAt,
    claim: !counts ? 'unknown' : one.reproduced ? 'reproduced' : 'differs',
  }));
}

/** By a buildinfo that lies beside the results; one that is about another package tells only where it is alone. */
function toVersion({ name, sources }: StoredReprotestPackage): string {
  const source = sources.find((one) => one.name === name) ?? (sources.length === 1 ? sources[0] : undefined);
  return source?.version ?? NO_VERSION;
}
