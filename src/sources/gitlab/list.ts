// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, toMessage } from '../../model/error.ts';
import { findError, isSplittable, type GraphQLError } from '../outcome.ts';
import { projectAnswer, projectPage, type ProjectAnswer } from './answer.ts';
import { projectsCost } from './complexity.ts';
import { createDraftProject } from './draft.ts';
import type { GraphQLAnswer } from './graphql.ts';
import { LIST_COST, listQuery, PROJECT_COST, RECENT_COST, STATUS_COST, type RefAlias } from './queries.ts';
import type { Run } from './run.ts';
import { readStatuses } from './status.ts';
import { needsRecent, toLikelyRefs, toWatchedRefs } from './watch.ts';

const MAX_PAGES = 200;
const MIN_PAGE = 5;

/**
 * Lists a group with its subgroups, and in the same requests the newest pipeline of the refs that most projects have.
 * Pages shrink when the server refuses or fails at them; what remains unread is reported by the caller.
 */
export async function listGroup(run: Run, group: string): Promise<void> {
  const { refs, recent } = toPlan(run);
  const children = PROJECT_COST + LIST_COST + (recent ? RECENT_COST : 0) + refs.length * STATUS_COST;
  let page = Math.max(1, run.budget.pageFor(children));
  let after: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const answer = await readPage(after);
    const list = toList(answer, group);
    takeProjects(run, list.nodes, refs, answer.errors, ['group', 'projects', 'nodes']);
    if (!list.pageInfo.hasNextPage) return;
    const next: string | null = list.pageInfo.endCursor ?? null;
    if (next === null || next === after) throw new CodedError('invalid-answer', `GitLab: the list of ${group} does not go on`);
    after = next;
  }
  throw new CodedError('too-much', `GitLab: ${group} has more than ${MAX_PAGES} pages of projects; name its subgroups instead`);

  async function readPage(cursor: string | null): Promise<GraphQLAnswer> {
    for (;;) {
      try {
        return await run.graphql(listQuery(group, page, cursor, refs, recent), projectsCost(children, page));
      } catch (thrown) {
        if (!isSplittable(thrown) || page <= MIN_PAGE) throw thrown;
        run.draft.notes.add(`the list of ${group} was read in smaller pages: ${toMessage(thrown)}`);
        page = Math.max(MIN_PAGE, Math.floor(page / 2));
      }
    }
  }
}

/** The refs to ask for while listing: as many of the likely ones as leave room for a full page of projects. */
export function toPlan(run: Run): { refs: RefAlias[]; recent: boolean } {
  const recent = needsRecent(run.watch);
  const counts = new Map<string, number>();
  for (const { defaultBranch } of run.known.values()) {
    if (defaultBranch !== null) counts.set(defaultBranch, (counts.get(defaultBranch) ?? 0) + 1);
  }
  const usual = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 2).map(([branch]) => branch);
  const likely = toLikelyRefs(run.watch.rules, usual.length === 0 ? ['main'] : usual);
  const base = PROJECT_COST + LIST_COST + (recent ? RECENT_COST : 0);
  let width = likely.length;
  while (width > 1 && run.budget.pageFor(base + width * STATUS_COST) < 100) width -= 1;
  return { refs: likely.slice(0, width).map((ref) => ({ ref, finished: false })), recent };
}

function toList(answer: GraphQLAnswer, group: string): { pageInfo: { hasNextPage: boolean; endCursor?: string | null | undefined }; nodes: unknown[] } {
  const found = answer.data['group'];
  if (found === null || found === undefined) {
    throw new CodedError('not-found', `GitLab: no group ${group}; check the name, or give a token that can see it (${answer.errors[0]?.message ?? 'no reason given'})`);
  }
  const parsed = projectPage.safeParse(typeof found === 'object' && 'projects' in found ? found.projects : null);
  if (!parsed.success) throw new CodedError('invalid-answer', `GitLab: the list of ${group} has an unexpected shape`);
  return parsed.data;
}

/** Adds the projects of one page to the draft, with the pipelines that came along. */
export function takeProjects(run: Run, nodes: readonly unknown[], refs: readonly RefAlias[], errors: readonly GraphQLError[], path: readonly string[]): void {
  for (const [index, node] of nodes.entries()) {
    const parsed = projectAnswer.safeParse(node);
    const error = findError(errors, [...path, index]);
    if (parsed.success && error === undefined) {
      takeProject(run, parsed.data, refs);
      continue;
    }
    const place = parsed.success ? { id: parsed.data.id, path: parsed.data.fullPath } : null;
    if (place !== null && run.watch.isExcluded(place.path)) continue;
    run.draft.fail(new CodedError('invalid-answer', `GitLab: a project came back in part (${error?.message ?? 'unexpected shape'})`), place);
  }
}

function takeProject(run: Run, answer: ProjectAnswer, refs: readonly RefAlias[]): void {
  if (run.draft.projects.has(answer.id) || run.watch.isExcluded(answer.fullPath)) return;
  const known = run.known.get(answer.id) ?? null;
  const candidates = (answer.recent?.nodes ?? []).flatMap((node) => (node?.ref === null || node?.ref === undefined ? [] : [node.ref]));
  const defaultBranch = answer.repository?.rootRef ?? known?.defaultBranch ?? null;
  const knownRefs = known?.refs.map(({ ref }) => ref) ?? [];
  const watched = toWatchedRefs(run.watch.refs(answer.fullPath), defaultBranch, [...candidates, ...knownRefs]);
  const project = createDraftProject(answer, watched, known);
  run.draft.projects.set(project.id, project);
  readStatuses(run, project, answer, refs);
}
