// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ApiDocument, ApiRepository } from '../../feeds/api-schemas.ts';
import { toUtc } from '../../feeds/utc.ts';
import type { BoardPipeline } from '../../model/board.ts';
import type { Instant } from '../../model/time.ts';
import { toRepositoryAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toPipelineUrl } from './external.ts';
import {
  API_CHANGES, API_DESCRIPTION, API_INDEX, API_REPOSITORIES, ATOM, CCTRAY, METRICS, REPRO_CI, REPRODUCIBLE, STATUS,
  toApiRepositoryAddress, toDocumentLink,
} from './feed-address.ts';
import { toApiCell } from './feed-cells.ts';
import { toCollectedAt, toFeedTotals, type Standings } from './feed-totals.ts';
import { toRefStanding, type Standing } from './standing.ts';

/** The board in numbers, and where everything else is. */
export function toApiIndex(catalogue: Catalogue, standings: Standings): ApiDocument<'index'> {
  const { config, board, packages } = catalogue;
  const to = (address: string): string => toDocumentLink(API_INDEX, address);
  return {
    apiVersion: 1,
    title: config.title,
    site: config.site.url ?? null,
    collectedAt: toUtcOrNull(toCollectedAt(catalogue)),
    totals: toFeedTotals(standings),
    sources: board.sources.map(({ source, readAt, report }) => ({
      name: source, outcome: report.outcome, readAt: toUtcOrNull(readAt), requests: report.requests,
    })),
    documents: {
      repositories: to(API_REPOSITORIES), changes: to(API_CHANGES), openapi: to(API_DESCRIPTION),
      cctray: to(CCTRAY), atom: to(ATOM), metrics: to(METRICS), status: to(STATUS),
      reproducible: packages === null ? null : to(REPRODUCIBLE),
      reproCi: config.reprotest === undefined ? null : to(REPRO_CI),
    },
  };
}

/** All repositories, those without cells too. */
export function toApiRepositories(catalogue: Catalogue, standings: Standings): ApiDocument<'repositories'> {
  return {
    collectedAt: toUtcOrNull(toCollectedAt(catalogue)),
    repositories: catalogue.entries.map((entry) => toHead(entry, standings, API_REPOSITORIES)),
  };
}

/** One repository with its refs and cells. */
export function toApiRepository(catalogue: Catalogue, standings: Standings, entry: ProjectEntry): ApiDocument<'repository'> {
  return {
    collectedAt: toUtcOrNull(toCollectedAt(catalogue)),
    ...toHead(entry, standings, toApiRepositoryAddress(entry.segment)),
    refs: entry.project.refs.map((ref) => ({
      ref: ref.ref,
      state: toRefState(toRefStanding(catalogue, entry, ref)),
      latest: toPipeline(entry, ref.latest),
      finished: toPipeline(entry, ref.finished),
    })),
    cells: entry.project.cells.map((cell) => toApiCell(catalogue, entry, cell)),
  };
}

function toHead(entry: ProjectEntry, standings: Standings, from: string): ApiRepository {
  const { project, unread, webUrl, segment } = entry;
  return {
    id: project.id,
    source: project.source,
    path: project.path,
    webUrl,
    defaultBranch: project.defaultBranch,
    archived: project.archived,
    state: toRepositoryState(standings.get(entry)?.standing ?? 'unknown'),
    readAt: toUtc(project.readAt),
    unreadable: unread === null ? null : project.unreadable?.code ?? 'not-read',
    document: toDocumentLink(from, toApiRepositoryAddress(segment)),
    page: toDocumentLink(from, toRepositoryAddress(segment)),
  };
}

function toRepositoryState(standing: Standing): ApiRepository['state'] {
  switch (standing) {
    case 'passed': case 'warned': return standing;
    case 'failed': case 'differs': return 'failed';
    case 'stale': case 'unknown': return 'unknown';
  }
}

function toRefState(standing: Standing): ApiDocument<'repository'>['refs'][number]['state'] {
  return standing === 'differs' ? 'failed' : standing;
}

function toPipeline({ webUrl }: ProjectEntry, pipeline: BoardPipeline | null): ApiDocument<'repository'>['refs'][number]['latest'] {
  if (pipeline === null) return null;
  const { id, state, status, sha, createdAt, startedAt, finishedAt } = pipeline;
  return {
    id, state, status, commit: sha, createdAt: toUtc(createdAt), startedAt: toUtcOrNull(startedAt), finishedAt: toUtcOrNull(finishedAt),
    url: toPipelineUrl(webUrl, id),
  };
}

export function toUtcOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toUtc(instant);
}
