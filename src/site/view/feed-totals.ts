// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Totals } from '../../feeds/api-schemas.ts';
import { isActive } from '../../model/job-state.ts';
import type { Instant } from '../../model/time.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { judge, toBarrenRefs, type Standing } from './standing.ts';

/** What a repository counts for in every feed: judged once. */
export interface RepositoryStanding {
  readonly standing: Standing;
  /** A cell of it failed first in the last collection. */
  readonly isNew: boolean;
  /** Something of it is under way; of what could not be read nobody knows. */
  readonly isRunning: boolean;
}

export type Standings = ReadonlyMap<ProjectEntry, RepositoryStanding>;

/** Judges every repository by its worst cell, those without cells too. */
export function toStandings(catalogue: Catalogue): Standings {
  return new Map(catalogue.entries.map((entry) => [entry, toRepositoryStanding(catalogue, entry)]));
}

function toRepositoryStanding(catalogue: Catalogue, entry: ProjectEntry): RepositoryStanding {
  const { project: { cells }, cellContext, unread } = entry;
  const { standing, decision } = judge(cells, cellContext);
  return {
    standing: toBarrenRefs(catalogue, entry).length > 0 ? 'failed' : standing,
    isNew: decision !== null && decision.stages.some(({ kind, cell }) => kind === 'failed' && cellContext.isNew(cell)),
    isRunning: unread === null && cells.some(({ current }) => isActive(current.state)),
  };
}

/** Counts the repositories that have cells: each is in one state. */
export function toFeedTotals(standings: Standings): Totals {
  const counted = [...standings].filter(([{ project }]) => project.cells.length > 0).map(([, standing]) => standing);
  const count = (wanted: Standing): number => counted.filter(({ standing }) => standing === wanted).length;
  return {
    repositories: counted.length,
    passing: count('passed'), warned: count('warned'), failing: count('failed'), differing: count('differs'), stale: count('stale'), unknown: count('unknown'),
    newlyFailing: counted.filter(({ standing, isNew }) => standing === 'failed' && isNew).length,
    running: counted.filter(({ isRunning }) => isRunning).length,
  };
}

/** When the last collection began; null before the first. */
export function toCollectedAt({ board: { collections } }: Catalogue): Instant | null {
  return collections[0]?.startedAt ?? null;
}
