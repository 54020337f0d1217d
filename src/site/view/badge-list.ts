// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Badge, BadgeState } from '../../badges/badge.ts';
import type { BoardRef } from '../../model/board.ts';
import type { StageCell } from '../../model/cell.ts';
import { ORGANISATION_BADGE, toBadgeAddress, toTargetBadgeAddress } from './address.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { decide } from './cell.ts';
import { toText } from './text.ts';

/** A badge and where it lies, without its ending. */
export interface PlacedBadge {
  readonly address: string;
  readonly badge: Badge;
}

/** The badges of one ref. */
export interface RefBadges {
  readonly ref: string;
  readonly badges: readonly PlacedBadge[];
}

const MAX_LABEL_CHARACTERS = 60;

/** A project's badges: for every watched ref the pipeline's and one per stage. */
export function toRefBadges(catalogue: Catalogue, entry: ProjectEntry): readonly RefBadges[] {
  const { project, segment, unread } = entry;
  const asOf = unread?.readAt ?? catalogue.board.now;
  const cellsByRef = Map.groupBy(project.cells, ({ ref }) => ref);
  return project.refs.map((ref) => {
    const stages = Map.groupBy(cellsByRef.get(ref.ref) ?? [], ({ stage }) => stage);
    return {
      ref: ref.ref,
      badges: [
        {
          address: toBadgeAddress(segment, ref.ref, 'pipeline'),
          badge: { label: 'pipeline', state: toPipelineState(catalogue, entry, ref), message: null, asOf },
        },
        ...[...stages].sort(([a], [b]) => catalogue.compareStages(a, b)).map(([stage, cells]) => ({
          address: toBadgeAddress(segment, ref.ref, { stage }),
          badge: { label: toText(stage, MAX_LABEL_CHARACTERS), state: toCellState(entry, cells), message: null, asOf },
        })),
      ],
    };
  });
}

/** The badges of all targets and of everything together. */
export function toWholeBadges(catalogue: Catalogue): readonly PlacedBadge[] {
  const { board, entries, targets } = catalogue;
  const asOf = board.now;
  const states = new Map<string, BadgeState[]>(targets.map(({ name }) => [name, []]));
  for (const entry of entries) {
    for (const [target, cells] of entry.cellsByTarget) {
      states.get(target)?.push(toCellState(entry, cells));
    }
  }
  const withCells = entries.filter(({ project }) => project.cells.length > 0);
  return [
    { address: ORGANISATION_BADGE, badge: toWholeBadge('repositories', withCells.map((entry) => toCellState(entry, entry.project.cells)), asOf) },
    ...targets.map(({ name, title, segment }) => ({
      address: toTargetBadgeAddress(segment),
      badge: toWholeBadge(title, states.get(name) ?? [], asOf),
    })),
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

/** The last finished pipeline's state, while it is young enough, and no newer one is in a state unknown here. */
function toPipelineState({ board, config }: Catalogue, { unread }: ProjectEntry, { latest, finished }: BoardRef): BadgeState {
  if (unread !== null) return unread.isOld ? 'stale' : 'unknown';
  if (finished === null) return 'unknown';
  if (board.now - (finished.finishedAt ?? finished.createdAt) > config.stale.result) return 'stale';
  if (latest?.state === 'unknown' && finished.state !== 'failed') return 'unknown';
  switch (finished.state) {
    case 'passed': case 'warned': case 'failed': return finished.state;
    default: return 'unknown';
  }
}

function toCellState({ cellContext }: ProjectEntry, cells: readonly StageCell[]): BadgeState {
  if (cellContext.unread !== null) return cellContext.unread.isOld ? 'stale' : 'unknown';
  const kind = decide(cells, cellContext)?.decider.kind;
  switch (kind) {
    case 'passed': case 'warned': case 'failed': case 'stale': return kind;
    case 'unknown': case 'active': case 'idle': case undefined: return 'unknown';
  }
}
