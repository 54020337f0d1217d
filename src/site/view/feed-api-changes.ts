// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ApiChange, ApiDocument } from '../../feeds/api-schemas.ts';
import { toChangeId } from '../../feeds/tag-id.ts';
import { toUtc } from '../../feeds/utc.ts';
import type { CellKey } from '../../model/cell.ts';
import type { StaleEvent } from '../../history/staleness.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toJobUrl } from './external.ts';
import { toUtcOrNull } from './feed-api.ts';
import { toApiFailure } from './feed-cells.ts';
import { toFeedChanges, toFeedStart, toHost, toNewest, type FeedChange } from './feed-changes.ts';
import { toCollectedAt } from './feed-totals.ts';

/** So many of each kind: of a large board that went stale at once all would be hundreds of megabytes. */
export const MAX_CHANGES = 5_000;

/** The changes of the last seven days, and what became too old to count in them, newest first. */
export function toApiChanges(catalogue: Catalogue): ApiDocument<'changes'> {
  const { past } = catalogue;
  const from = toFeedStart(catalogue);
  const stale = past.staleEvents.filter(({ at }) => at > from).sort(compareStale).slice(0, MAX_CHANGES);
  const changes = [
    ...toFeedChanges(catalogue, toNewest(past.transitions, MAX_CHANGES, from)).map(toApiChange),
    ...stale.flatMap((event) => toStaleChange(catalogue, toHost(catalogue), event)),
  ];
  return {
    collectedAt: toUtcOrNull(toCollectedAt(catalogue)),
    from: toUtc(from),
    // Times of this form have the order of their texts.
    changes: changes.sort((a, b) => compare(b.seenAt, a.seenAt)),
  };
}

function toApiChange({ id, kind, entry, finding, transition }: FeedChange): ApiChange {
  const { from, to, at, before, seenAt, jobId, found } = transition;
  return {
    id, kind, ...toPlace(entry, transition),
    from: found === 'same' ? 'differs' : from,
    to: kind === 'unreproducible' ? 'differs' : to,
    pipelineId: at.pipelineId, jobId, commit: at.sha === '' ? null : at.sha,
    before: before === null ? null : { pipelineId: before.pipelineId, commit: before.sha },
    at: toUtc(at.at), seenAt: toUtc(seenAt),
    failure: toApiFailure(finding),
    jobUrl: toJobUrl(entry.webUrl, jobId),
  };
}

function toStaleChange({ toEntry }: Catalogue, host: string | null, event: StaleEvent): ApiChange[] {
  const { project, at, run } = event;
  const entry = toEntry(project);
  return entry === null ? [] : [{
    // The limit may be configured anew, the result stays when it was.
    id: toChangeId(host, { ...event, pipelineId: run.pipelineId, kind: 'stale', at: run.at }),
    kind: 'stale', ...toPlace(entry, event),
    from: run.state, to: 'stale',
    pipelineId: run.pipelineId, jobId: run.jobId, commit: null, before: null,
    at: toUtc(at), seenAt: toUtc(at),
    failure: null,
    jobUrl: toJobUrl(entry.webUrl, run.jobId),
  }];
}

type Place = Pick<ApiChange, 'repository' | 'source' | 'projectId' | keyof CellKey>;

function toPlace({ project }: ProjectEntry, { ref, release, stage, target }: CellKey): Place {
  return { repository: project.path, source: project.source, projectId: project.id, ref, release, stage, target };
}

function compareStale(a: StaleEvent, b: StaleEvent): number {
  return b.at - a.at || a.project.id - b.project.id || compare(toText(a), toText(b));
}

function toText({ project, ref, release, stage, target, run }: StaleEvent): string {
  return JSON.stringify([project.source, ref, release, stage, target, run.jobId]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
