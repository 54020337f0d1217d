// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CAUSE_WORDS, type CauseWords } from '../../diffoscope/cause-words.data.ts';
import type { CauseSummary } from '../../votes/causes.ts';
import { href } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { ALL_CAUSES } from './cause-words.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { CAUSES, toListAddress } from './package-address.ts';
import { toCauseView, type DiffLine } from './package-vote.ts';
import type { PackageShelf } from './shelf.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toMark, type Worst } from './worst.ts';

/** Why packages differ, the most frequent cause first. */
export interface CausesView {
  readonly frame: Frame;
  readonly sentence: string;
  readonly causes: readonly CauseSection[];
  /** The causes that nothing suffers from now. */
  readonly others: readonly (CauseWords & { readonly id: string })[];
}

export interface CauseSection extends CauseWords {
  /** Where on the page it is. */
  readonly id: string;
  readonly count: string;
  readonly packages: readonly CausedView[];
  readonly leftOut: string | null;
  readonly listHref: string;
}

export interface CausedView {
  readonly label: string;
  readonly href: string;
  readonly member: string;
  readonly lines: readonly DiffLine[];
}

const MAX_PACKAGES = 10;

/** The page of causes. */
export function toCausesView(catalogue: Catalogue, shelf: PackageShelf, assets: Assets): CausesView {
  const { causes, book: { tally } } = shelf;
  const worst: Worst = causes.length > 0 ? 'failed' : tally.state === 'rebuilt' ? 'passed' : 'unknown';
  const packages = new Set(causes.flatMap((cause) => cause.packages.map(({ entry }) => entry))).size;
  return {
    frame: toFrame(catalogue, assets, {
      address: CAUSES, area: CAUSES, worst, headline: `${toMark(worst)} ${toCount(causes.length, 'cause')}`,
      description: 'Why packages differ when they are built again: every cause with its evidence, and how to mend it.',
    }),
    sentence: causes.length === 0
      ? 'No difference is known whose cause could be read.'
      : `${toCount(packages, 'source package')} ${packages === 1 ? 'differs' : 'differ'} for ${toCount(causes.length, 'cause')}; one may have several.`,
    causes: causes.map((cause) => toSection(shelf, cause)),
    others: ALL_CAUSES.filter((cause) => causes.every((found) => found.cause !== cause)).map((cause) => ({ id: cause, ...CAUSE_WORDS[cause] })),
  };
}

function toSection(shelf: PackageShelf, { cause, packages }: CauseSummary): CauseSection {
  const rest = packages.length - MAX_PACKAGES;
  return {
    ...CAUSE_WORDS[cause],
    id: cause,
    count: toCount(packages.length, 'source package'),
    packages: packages.slice(0, MAX_PACKAGES).map(({ entry, finding }) => {
      const { member, lines } = toCauseView(finding, null);
      return { label: toText(entry.name, 100), href: href(CAUSES, shelf.addressOf(entry)), member, lines };
    }),
    leftOut: rest > 0 ? `and ${toNumber(rest)} more` : null,
    listHref: href(CAUSES, toListAddress({ kind: 'cause', cause })),
  };
}
