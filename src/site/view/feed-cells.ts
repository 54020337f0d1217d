// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ApiCell, ApiChange } from '../../feeds/api-schemas.ts';
import { toUtc } from '../../feeds/utc.ts';
import type { HistoryPoint, StageCell } from '../../model/cell.ts';
import type { FailureFinding } from '../../model/failure.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toJobUrl } from './external.ts';
import { toStage } from './stage.ts';

/** A cell as the API tells it. What it counts for is `state` alone; of what could not be read that is nothing. */
export function toApiCell(catalogue: Catalogue, entry: ProjectEntry, cell: StageCell): ApiCell {
  const { ref, release, stage, target, result, current } = cell;
  const { past } = catalogue;
  const flakiness = past.flakinessOf(entry.project, cell);
  return {
    ref, release, stage, target,
    state: toCellState(entry, cell),
    result: result === null ? null : { state: result.state, at: toUtc(result.at), jobId: result.jobId, pipelineId: result.pipelineId },
    since: toApiPoint(result?.since ?? null),
    // Before a warning there may have been a failure.
    lastGood: result?.state === 'failed' ? toApiPoint(result.before) : null,
    current: { state: current.state, status: current.status, jobId: current.jobId, pipelineId: current.pipelineId },
    flaky: flakiness === null ? null : {
      finished: flakiness.finished, flips: flakiness.flips, rate: flakiness.rate, retries: flakiness.retries,
    },
    failure: toCellFailure(catalogue, entry, cell),
    jobUrl: toJobUrl(entry.webUrl, result?.jobId ?? current.jobId),
  };
}

function toCellState({ cellContext, unread }: ProjectEntry, cell: StageCell): ApiCell['state'] {
  if (unread !== null) return unread.isOld ? 'stale' : 'unknown';
  return toStage(cell, cellContext).kind;
}

function toCellFailure({ breakOf, past }: Catalogue, { project }: ProjectEntry, cell: StageCell): ApiCell['failure'] {
  const transition = breakOf(project, cell);
  return transition === null ? null : toApiFailure(past.findingOf(transition));
}

/** Null where nothing is known: neither a rule told, nor is there anything to read. */
export function toApiFailure(finding: FailureFinding | null): ApiChange['failure'] {
  if (finding === null || (finding.class === 'unknown' && finding.message === null)) return null;
  return { area: finding.area, class: finding.class, title: finding.title, message: finding.message };
}

function toApiPoint(point: HistoryPoint | null): ApiCell['since'] {
  return point === null ? null : { pipelineId: point.pipelineId, commit: point.sha, at: toUtc(point.at) };
}
