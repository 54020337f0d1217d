// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { splitByFinding } from '../../history/change-lines.ts';
import type { CellResult, StageCell } from '../../model/cell.ts';
import type { Instant } from '../../model/time.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import type { Cause } from './cause.ts';
import { toDifferingSince } from './cell.ts';
import { toRange, type CommitRange } from './changes.ts';
import { toCommitUrl, toJobUrl } from './external.ts';
import { toStage } from './stage.ts';
import { byName, toShortSha, toText } from './text.ts';
import { toAge, toDay } from './time.ts';

/** A stage that fails on some targets since one commit. */
export interface Failure {
  /** A stage that does not come to its end, or one that builds something else. */
  readonly look: 'fail' | 'differs';
  readonly stage: string;
  readonly jobs: readonly { readonly label: string; readonly href: string | null }[];
  readonly release: string;
  readonly where: string;
  readonly since: string;
  readonly sinceAt: Instant;
  /** Null where that is not known. */
  readonly cause: Cause | null;
  readonly firstBad: Commit;
  /** Null where no other result is known before it. */
  readonly lastGood: Commit | null;
  readonly range: CommitRange | null;
  readonly isNew: boolean;
}

export interface Commit {
  readonly text: string;
  readonly sha: string;
  readonly href: string | null;
}

interface FailedCell {
  readonly cell: StageCell;
  readonly result: CellResult;
  readonly look: Failure['look'];
}

/** What fails in a repository, the newest failure first; of wanted cells only. */
export function toFailures(
  { board, compareStages }: Catalogue, entry: ProjectEntry, isWanted: (cell: StageCell) => boolean = () => true,
): readonly Failure[] {
  const failed = entry.project.cells.filter(isWanted).flatMap((cell): readonly FailedCell[] => {
    const stage = toStage(cell, entry.cellContext);
    // Of a job that passes although its packages differ, nobody knows since when they do.
    const isBroken = stage.kind === 'failed' || (stage.kind === 'differs' && toDifferingSince(stage) !== null);
    return isBroken ? [{ cell, result: stage.result, look: stage.kind === 'differs' ? 'differs' : 'fail' }] : [];
  });
  const groups = Map.groupBy(failed, ({ cell, result, look }) => JSON.stringify([look, cell.ref, cell.release, cell.stage, result.since.pipelineId]));
  return [...groups.values()]
    .flatMap((group) => splitByFinding(group, ({ cell }) => entry.cellContext.causeOf(cell)))
    .flatMap(({ finding: cause, items: group }) => (group[0] === undefined ? [] : [{ first: group[0], group, cause }]))
    .sort((a, b) => b.first.result.since.pipelineId - a.first.result.since.pipelineId
      || compareStages(a.first.cell.stage, b.first.cell.stage) || byName(a.first.cell.ref, b.first.cell.ref))
    .map(({ first, group, cause }) => toFailure(entry, first, group, cause, board.now));
}

function toFailure(
  entry: ProjectEntry, { cell, result, look }: FailedCell, group: readonly FailedCell[], cause: Cause | null, now: number,
): Failure {
  const { since, before } = result;
  return {
    look,
    stage: toText(cell.stage, 60),
    jobs: group
      .map((failed) => ({ label: toText(failed.cell.target, 60), href: toJobUrl(entry.webUrl, failed.result.jobId) }))
      .sort((a, b) => byName(a.label, b.label)),
    release: toText(cell.release, 60),
    where: cell.ref === cell.release ? toText(cell.ref, 60) : `${toText(cell.release, 60)}, ref ${toText(cell.ref, 60)}`,
    since: `${toDay(since.at)} (${toAge(now - since.at)})`,
    sinceAt: since.at,
    cause,
    firstBad: toCommit(entry, since.sha),
    lastGood: before === null ? null : toCommit(entry, before.sha),
    range: before === null ? null : toRange(entry, before.sha, since.sha),
    isNew: group.some((failed) => entry.cellContext.isNew(failed.cell)),
  };
}

/** A commit as a link; `sha` is whole, to be copied. */
export function toCommit({ commitHost }: ProjectEntry, sha: string): Commit {
  return { text: toShortSha(sha), sha: toText(sha, 64), href: toCommitUrl(commitHost, sha) };
}
