// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { configSchema } from '../config/schema.ts';
import type { Board, BoardProject } from '../model/board.ts';
import type { StageCell, Transition } from '../model/cell.ts';
import { createCatalogue, type Catalogue, type ProjectEntry, type SiteInput } from '../site/view/catalogue.ts';
import type { SiteEvidence } from '../site/view/evidence.ts';
import { createBoardFixture, FIXTURE_NOW } from './board-fixture.ts';
import { createPastFixture, type PastParts } from './past-fixture.ts';

/** Catalogues for the tests of feeds, written as briefly as they can be. */

const fixture = createBoardFixture({ repositories: 1, targets: 1, releases: 1 });
const [first] = fixture.board.projects;
if (first === undefined) throw new Error('no project');

/** A project that passes, with a pipeline of `main`. */
export const plainProject: BoardProject = { ...first, id: 1, path: 'QubesOS/core', webUrl: 'https://gitlab.com/QubesOS/core' };

export const UNREADABLE = { project: null, code: 'forbidden', message: 'GitLab said 403' };

export interface FeedParts extends Partial<Omit<PastParts, 'now'>> {
  /** Each laid over `plainProject`; their ids count from 1. */
  readonly projects?: readonly Partial<BoardProject>[];
  readonly board?: Partial<Board>;
  readonly evidence?: SiteEvidence | null;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly readNewestJobs?: SiteInput['readNewestJobs'];
}

/** A catalogue of such parts. */
export function createFeedCatalogue({ projects = [{}], board = {}, evidence = null, config = {}, readNewestJobs, ...past }: FeedParts = {}): Catalogue {
  return createCatalogue({
    ...fixture, evidence,
    ...(readNewestJobs === undefined ? {} : { readNewestJobs }),
    board: { ...fixture.board, projects: projects.map((project, index) => ({ ...plainProject, id: index + 1, ...project })), changes: [], ...board },
    past: createPastFixture({ now: FIXTURE_NOW, ...past }),
    config: configSchema.parse({ gitlab: { groups: ['QubesOS'] }, ...config }),
  });
}

/** The entry of the project with an id, or of the only one. */
export function entryOf({ entries }: Catalogue, id = 1): ProjectEntry {
  const entry = entries.find(({ project }) => project.id === id);
  if (entry === undefined) throw new Error(`no project ${id}`);
  return entry;
}

/** The transition that gave a cell the result it has. */
export function toTransition(cell: StageCell, changes: Partial<Transition> = {}): Transition {
  const { result, ref, release, stage, target } = cell;
  if (result === null) throw new Error('the cell has no result');
  return {
    ref, release, stage, target, project: { source: plainProject.source, id: 1 }, from: 'passed', to: result.state, jobId: result.jobId, at: result.since, before: result.before,
    seenAt: FIXTURE_NOW, failureMessage: null, ...changes,
  };
}
