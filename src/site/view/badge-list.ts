// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Badge, BadgeState } from '../../badges/badge.ts';
import type { StageCell } from '../../model/cell.ts';
import { FRONT, ORGANISATION_BADGE, TARGETS, toBadgeAddress, toRepositoryAddress, toTargetBadgeAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { toSuiteBadges } from './package-badge.ts';
import { judge, toPipelineStanding } from './standing.ts';
import { toText } from './text.ts';

/** A badge and where it lies, without its ending. */
export interface PlacedBadge {
  readonly address: string;
  /** The page that a badge leads to. */
  readonly page: string;
  readonly badge: Badge;
}

/** The badges of one ref. */
export interface RefBadges {
  readonly ref: string;
  readonly badges: readonly PlacedBadge[];
}

const MAX_LABEL_CHARACTERS = 60;

/** A project's badges: for every watched ref the pipeline's, one per stage, and that of its reprotest jobs. */
export function toRefBadges(catalogue: Catalogue, entry: ProjectEntry): readonly RefBadges[] {
  const { project, segment, unread } = entry;
  const { reprotest } = catalogue.config;
  const asOf = unread?.readAt ?? catalogue.board.now;
  const page = toRepositoryAddress(segment);
  const cellsByRef = Map.groupBy(project.cells, ({ ref }) => ref);
  return project.refs.map((ref) => {
    const stages = Map.groupBy(cellsByRef.get(ref.ref) ?? [], ({ stage }) => stage);
    const repro = reprotest === undefined ? null : toReproBadge(entry, stages.get(reprotest.stage) ?? []);
    return {
      ref: ref.ref,
      badges: [
        {
          address: toBadgeAddress(segment, ref.ref, 'pipeline'), page,
          badge: { label: 'pipeline', state: toPipelineStanding(catalogue, entry, ref), message: null, asOf },
        },
        ...[...stages].sort(([a], [b]) => catalogue.compareStages(a, b)).map(([stage, cells]) => ({
          address: toBadgeAddress(segment, ref.ref, { stage }), page,
          badge: { label: toText(stage, MAX_LABEL_CHARACTERS), ...toCellBadge(entry, cells), asOf },
        })),
        ...(repro === null ? [] : [{
          address: toBadgeAddress(segment, ref.ref, 'repro-ci'), page, badge: { label: 'repro-ci', ...repro, asOf },
        }]),
      ],
    };
  });
}

/** The badges of all targets, of everything together, and of all packages by suite. */
export function toWholeBadges(catalogue: Catalogue): readonly PlacedBadge[] {
  const { board, entries, targets, packages } = catalogue;
  const asOf = board.now;
  const states = new Map<string, BadgeState[]>(targets.map(({ name }) => [name, []]));
  for (const entry of entries) {
    for (const [target, cells] of entry.cellsByTarget) {
      states.get(target)?.push(toCellBadge(entry, cells).state);
    }
  }
  const withCells = entries.filter(({ project }) => project.cells.length > 0);
  return [
    {
      address: ORGANISATION_BADGE, page: FRONT,
      badge: toWholeBadge('repositories', withCells.map((entry) => toCellBadge(entry, entry.project.cells).state), asOf),
    },
    ...targets.map(({ name, title, segment }) => ({
      address: toTargetBadgeAddress(segment), page: TARGETS,
      badge: toWholeBadge(title, states.get(name) ?? [], asOf),
    })),
    ...(packages === null ? [] : toSuiteBadges(packages)),
  ];
}

function toWholeBadge(label: string, states: readonly BadgeState[], asOf: number): Badge {
  const has = (state: BadgeState): boolean => states.includes(state);
  const passing = states.filter((state) => state === 'passed' || state === 'warned').length;
  const state = states.length === 0 ? 'unknown'
    : WORST_FIRST.find(has) ?? 'unknown';
  return { label, state, message: states.length === 0 ? null : `${passing} of ${states.length} pass`, asOf };
}

const WORST_FIRST: readonly BadgeState[] = ['failed', 'unknown', 'stale', 'warned', 'passed'];

type CellBadge = Pick<Badge, 'state' | 'message'>;

function toCellBadge({ cellContext }: ProjectEntry, cells: readonly StageCell[]): CellBadge {
  const { standing, decision } = judge(cells, cellContext);
  if (standing === 'differs') return { state: 'failed', message: 'differs' };
  return { state: standing, message: decision?.decider.kind === 'reported' ? 'no results' : null };
}

/** What a ref's reprotest jobs found, counted in packages; each target's build of a package is one. */
function toReproBadge(entry: ProjectEntry, cells: readonly StageCell[]): CellBadge {
  const badge = toCellBadge(entry, cells);
  const { reprotestOf, unread } = entry.cellContext;
  if (unread !== null || reprotestOf === null) return badge;
  const packages = cells.map(reprotestOf).flatMap((reprotest) => (reprotest === null || reprotest.kind === 'none' ? [] : reprotest.packages));
  const differing = packages.filter(({ reproduced }) => !reproduced).length;
  if (badge.message === 'differs') return { ...badge, message: `${differing} of ${packages.length} ${differing === 1 ? 'differs' : 'differ'}` };
  return badge.state === 'passed' ? { ...badge, message: `${packages.length}/${packages.length}` } : badge;
}
