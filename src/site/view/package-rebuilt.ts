// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ProjectKey } from '../../model/cell.ts';
import { toTally, type AnswerState, type Tally } from '../../votes/answer.ts';
import { isProven, type PackageLink } from '../../votes/links.ts';
import type { PackageEntry } from '../../votes/package-book.ts';
import { toStateWords, toTallyText, type PackageLook } from './package-state.ts';
import type { PackageShelf } from './shelf.ts';
import { toAttribute, toNumber } from './text.ts';

/** The claim rebuilt, of one repository: what the packages made from it amount to. */
export interface Rebuilt {
  /** Over the packages that are proven to be made from it; null where none is. */
  readonly tally: Tally | null;
  readonly proven: readonly PackageLink[];
  /** Called alike and no more: they suggest something and colour nothing. */
  readonly suggested: readonly PackageLink[];
}

/** The cell of a repository in the column of its own. `suggested` is the look of what only a name links. */
export interface RebuiltCell {
  readonly look: PackageLook | 'suggested';
  readonly text: string;
  readonly note: string | null;
  /** Null where the text says everything. */
  readonly label: string | null;
}

/** Gathers what is linked to a repository; null where nothing is. */
export function toRebuilt(shelf: PackageShelf, project: ProjectKey): Rebuilt | null {
  const links = shelf.linksOf(project);
  if (links.length === 0) return null;
  const proven = links.filter(isProven);
  return {
    proven,
    suggested: links.filter((link) => !isProven(link)),
    tally: proven.length === 0 ? null : toTogether(proven.map(({ entry }) => entry)),
  };
}

/** The tally of several packages. */
export function toTogether(entries: readonly PackageEntry[]): Tally {
  return toTally(entries.flatMap(({ artifacts }) => artifacts.filter(({ isCurrent }) => isCurrent).map(({ answer }) => answer.state)));
}

/** Draws the cell: `✓ 12/12`, `differs 2/12`, `reported 3/3`. */
export function toRebuiltCell({ tally, suggested }: Rebuilt): RebuiltCell {
  if (tally === null) {
    return { look: 'suggested', text: 'called alike', note: null, label: `called alike packages: ${suggested.length === 1 ? 'one has' : `${toNumber(suggested.length)} have`} this name, nothing proves more` };
  }
  if (tally.state === 'rebuilt') return { look: 'ok', text: `✓ ${toShare(tally.rebuilt, tally.total)}`, note: null, label: null };
  const { look, text } = toStateWords(tally.state);
  const note = tally.total === 0 ? null : toShare(toCountOf(tally, tally.state), tally.total);
  const words = note === null ? text : `${text} ${note}`;
  return { look, text, note, label: toAttribute(`${words} packages: ${tally.total === 0 ? 'nothing is published now' : toTallyText(tally)}`) };
}

function toCountOf({ counts }: Tally, state: AnswerState): number {
  return counts[state] ?? 0;
}

function toShare(count: number, total: number): string {
  return `${toNumber(count)}/${toNumber(total)}`;
}
