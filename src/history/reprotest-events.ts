// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Transition } from '../model/cell.ts';
import type { ReprotestOutcome } from '../model/evidence.ts';
import type { CellHistory } from '../model/history.ts';
import type { Instant } from '../model/time.ts';

/**
 * A change of what a reprotest job found, told like a change of its result: many a job passes though its packages differ.
 * Where the result changed with it there is none: that change tells it already. What the first reading of all (`began`)
 * found is no news, as with results.
 */
export function toReprotestEvents(history: CellHistory, outcomes: ReadonlyMap<number, ReprotestOutcome>, began: Instant): Transition[] {
  const { project, ref, release, stage, target, runs } = history;
  const events: Transition[] = [];
  let known: ReprotestOutcome | null = null;
  for (const [index, { jobId, pipelineId, at, state }] of runs.entries()) {
    const outcome = outcomes.get(jobId);
    if (outcome === undefined) continue;
    const isNews = known === null ? !outcome.isSame && outcome.readAt > began : known.isSame !== outcome.isSame;
    const isTold = index === 0 ? state === 'failed' : runs[index - 1]?.state !== state;
    known = outcome;
    if (!isNews || isTold) continue;
    events.push({
      project, ref, release, stage, target, from: state, to: state, found: outcome.isSame ? 'same' : 'differs', jobId,
      at: { pipelineId, sha: '', at }, before: null, seenAt: outcome.readAt, failureMessage: null,
    });
  }
  return events;
}
