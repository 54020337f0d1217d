// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { KnownSource, SourceReading } from '../../model/reading.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Http } from '../../platform/http.ts';
import { createBudget } from './complexity.ts';
import { createDraft, toProjectReading, type Draft } from './draft.ts';
import { readDownstream } from './downstream.ts';
import { createGraphQL } from './graphql.ts';
import { readChangedJobs } from './jobs.ts';
import { listGroup } from './list.ts';
import { readJobPages, type JobPages } from './pages.ts';
import { readOverRest } from './rest-read.ts';
import { createRest, type Rest } from './rest.ts';
import type { Run } from './run.ts';
import { readSingles } from './singles.ts';
import { readMissingStatuses } from './status.ts';
import type { Watch } from './watch.ts';

export interface GitLabDeps {
  readonly http: Http;
  readonly clock: Clock;
  /** `https://gitlab.com`, with a path where GitLab lives under one. */
  readonly baseUrl: string;
  readonly watch: Watch;
  readonly hasToken: boolean;
}

/** Reads everything watched on one GitLab server. What fails is in the reading; it throws for our own faults only. */
export type GitLabSource = (known: KnownSource) => Promise<SourceReading>;

/** GitLab's limits: docs.gitlab.com/api/graphql/#limits. */
const ANONYMOUS_COMPLEXITY = 200;
const TOKEN_COMPLEXITY = 250;

export function toSourceKey(baseUrl: string): string {
  return `gitlab:${baseUrl}`;
}

export function createGitLabSource({ http, clock, baseUrl, watch, hasToken }: GitLabDeps): GitLabSource {
  return async (known) => {
    const startedAt = clock.now();
    const sentBefore = http.count();
    const knownById = new Map(known.projects.map((project) => [project.id, project]));
    const rest = createRest(http, baseUrl);
    const budget = createBudget(hasToken ? TOKEN_COMPLEXITY : ANONYMOUS_COMPLEXITY);
    const run: Run = { graphql: createGraphQL(http, baseUrl, budget), budget, watch, known: knownById, draft: createDraft() };
    let draft = await readOverGraphQL(run, rest);
    if (shouldUseRest(draft)) {
      const refusal = draft.unreadable[0]?.message ?? 'no reason given';
      draft = createDraft();
      draft.notes.add(`read over REST, project by project, because GraphQL was refused: ${refusal}`);
      await readOverRest({ rest, draft, watch, known: knownById });
    }
    return {
      source: toSourceKey(baseUrl),
      outcome: draft.unreadable.length === 0 ? 'complete' : draft.projects.size === 0 ? 'unavailable' : 'partial',
      requests: http.count() - sentBefore,
      durationMs: clock.now() - startedAt,
      projects: [...draft.projects.values()].map(toProjectReading),
      repositories: [],
      unreadable: draft.unreadable,
      notes: [...draft.notes],
    };
  };
}

async function readOverGraphQL(run: Run, rest: Rest): Promise<Draft> {
  const pages: JobPages = [];
  await Promise.all([
    ...run.watch.groups.map((group) => listGroup(run, group).catch((thrown: unknown) => run.draft.fail(thrown, null))),
    readSingles(run, rest),
  ]);
  if (shouldUseRest(run.draft)) return run.draft;
  await readMissingStatuses(run);
  await readChangedJobs(run, pages);
  await readJobPages(run, pages);
  await readDownstream(run, pages);
  await readJobPages(run, pages);
  return run.draft;
}

/** GraphQL answered nothing at all, in a way that REST might not. */
function shouldUseRest({ projects, unreadable }: Draft): boolean {
  const codes = ['refused', 'forbidden', 'not-found', 'invalid-answer', 'complexity'];
  return projects.size === 0 && unreadable.some(({ code }) => codes.includes(code));
}
