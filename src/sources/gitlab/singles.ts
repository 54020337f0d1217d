// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, isCoded, toMessage } from '../../model/error.ts';
import { projectIdAnswer } from './answer.ts';
import { batchCost, chunk, runBatches } from './batches.ts';
import { takeProjects, toPlan } from './list.ts';
import { byIdQuery, PROJECT_COST, RECENT_COST, RESOLVE_COST, resolveQuery, STATUS_COST } from './queries.ts';
import type { Rest } from './rest.ts';
import type { Run } from './run.ts';
import { failBatch, toNodes } from './status.ts';

const MAX_PATHS = 60;

/** Reads the projects that the configuration names one by one, many in one request. */
export async function readSingles(run: Run, rest: Rest): Promise<void> {
  if (run.watch.projects.length === 0) return;
  const idOf = new Map([...run.known.values()].map(({ id, path }) => [path, id]));
  const ids = run.watch.projects.flatMap((path) => idOf.get(path) ?? []);
  const unknown = run.watch.projects.filter((path) => !idOf.has(path));
  const resolved = await Promise.all(chunk(unknown, MAX_PATHS).map((paths) => resolve(run, paths, rest)));
  await readByIds(run, [...new Set([...ids, ...resolved.flat()])]);
}

async function readByIds(run: Run, ids: readonly number[]): Promise<void> {
  const { refs, recent } = toPlan(run);
  const base = PROJECT_COST + (recent ? RECENT_COST : 0);
  const page = Math.max(1, run.budget.pageFor(base + refs.length * STATUS_COST));
  await runBatches(
    chunk(ids, page).map((part) => ({ ids: part, refs })),
    async (batch) => {
      const { data, errors } = await run.graphql(byIdQuery(batch.ids, batch.refs, 'status', recent), batchCost(batch, base, STATUS_COST));
      const nodes = toNodes(data);
      takeProjects(run, nodes, batch.refs, errors, ['projects', 'nodes']);
      const found = new Set(nodes.map((node) => projectIdAnswer.safeParse(node).data?.id));
      failBatch(run, batch.ids.filter((id) => !found.has(id)), new CodedError('not-found', 'GitLab: a project that was there is gone, or no longer visible to us'));
    },
    (batch, thrown) => failBatch(run, batch.ids, thrown),
  );
}

/** Ids for paths. GraphQL knows no redirects and says the same of a missing and a private project: REST tells them apart. */
async function resolve(run: Run, paths: readonly string[], rest: Rest): Promise<number[]> {
  try {
    const { data } = await run.graphql(resolveQuery(paths), paths.length * RESOLVE_COST + 4);
    const ids = await Promise.all(paths.map(async (path, index) => {
      const parsed = projectIdAnswer.safeParse(data[`p${index}`]);
      return parsed.success ? parsed.data.id : lookUp(run, path, rest);
    }));
    return ids.filter((id) => id !== null);
  } catch (thrown) {
    for (const path of paths) run.draft.fail(thrown, { id: null, path });
    return [];
  }
}

async function lookUp(run: Run, path: string, rest: Rest): Promise<number | null> {
  try {
    const project = await rest.project(path);
    run.draft.notes.add(`${path} is now ${project.path_with_namespace}; write the new path in the configuration`);
    return project.id;
  } catch (thrown) {
    const error = isCoded(thrown) ? thrown : new CodedError('invalid-answer', toMessage(thrown));
    run.draft.fail(error, { id: null, path });
    return null;
  }
}
