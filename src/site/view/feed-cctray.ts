// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CctrayProject, CctrayState } from '../../feeds/cctray.ts';
import type { BoardRef } from '../../model/board.ts';
import type { StageCell } from '../../model/cell.ts';
import { isActive } from '../../model/job-state.ts';
import { toRepositoryAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { isOfInfrastructure } from './cell.ts';
import { toPipelineUrl } from './external.ts';
import { toAbsolute } from './feed-address.ts';
import { toStage } from './stage.ts';
import { judge, toRefStanding, type Standing } from './standing.ts';

/**
 * Creates what says how cctray calls a repository: `QubesOS/qubes-core-admin main` is a ref with its last finished
 * pipeline, and `QubesOS/qubes-core-admin main :: build` each of its stages with the last results of its cells.
 */
export function createCctrayProjects(catalogue: Catalogue): (entry: ProjectEntry) => CctrayProject[] {
  // Readers tell projects apart by their names: the last read has the plain one, as in addresses.
  const plain = new Map(catalogue.entries.toReversed().map((entry) => [entry.project.path, entry]));
  return (entry) => {
    const { path, id, refs } = entry.project;
    const name = plain.get(path) === entry ? path : `${path} (${id})`;
    const cells = Map.groupBy(entry.project.cells, ({ ref }) => ref);
    return refs.flatMap((ref) => toRefProjects(catalogue, entry, ref, `${name} ${ref.ref}`, cells.get(ref.ref) ?? []));
  };
}

function toRefProjects(catalogue: Catalogue, entry: ProjectEntry, ref: BoardRef, name: string, cells: readonly StageCell[]): CctrayProject[] {
  const { latest, finished } = ref;
  const shown = finished ?? latest;
  const page = toAbsolute(catalogue.config.site.url, toRepositoryAddress(entry.segment));
  const webUrl = (shown === null ? null : toPipelineUrl(entry.webUrl, shown.id)) ?? page;
  const stages = [...Map.groupBy(cells, ({ stage }) => stage)].sort(([a], [b]) => catalogue.compareStages(a, b));
  return [
    {
      name, webUrl,
      state: toState(entry, toRefStanding(catalogue, entry, ref), cells),
      // What ran when it was last read may have ended since.
      isBuilding: entry.unread === null && latest !== null && isActive(latest.state),
      finishedAt: finished === null ? null : finished.finishedAt ?? finished.createdAt,
      label: finished === null ? null : String(finished.iid),
    },
    ...stages.map(([stage, own]) => ({ name: `${name} :: ${stage}`, webUrl, ...toStageBuild(entry, ref, own) })),
  ];
}

function toStageBuild(entry: ProjectEntry, { latest, finished }: BoardRef, cells: readonly StageCell[]): Omit<CctrayProject, 'name' | 'webUrl'> {
  const newest = cells.reduce<StageCell['result']>((last, { result }) => (last === null || (result !== null && result.at > last.at) ? result : last), null);
  const pipeline = [latest, finished].find((one) => one !== null && one.id === newest?.pipelineId) ?? null;
  return {
    state: toState(entry, judge(cells, entry.cellContext).standing, cells),
    isBuilding: entry.unread === null && cells.some(({ current }) => isActive(current.state)),
    finishedAt: newest?.at ?? null,
    label: pipeline === null ? null : String(pipeline.iid),
  };
}

function toState({ cellContext }: ProjectEntry, standing: Standing, cells: readonly StageCell[]): CctrayState {
  if (standing !== 'failed') return standing;
  return isOfInfrastructure(cells.map((cell) => toStage(cell, cellContext)), cellContext) ? 'infrastructure' : standing;
}
