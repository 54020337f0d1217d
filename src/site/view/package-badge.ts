// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Badge } from '../../badges/badge.ts';
import type { Instant } from '../../model/time.ts';
import type { Tally } from '../../votes/answer.ts';
import type { PackageEntry } from '../../votes/package-book.ts';
import { toRepositoryAddress } from './address.ts';
import type { PlacedBadge } from './badge-list.ts';
import type { Catalogue, ProjectEntry } from './catalogue.ts';
import { REBUILT_BADGE, PACKAGES, toListAddress, toPackageBadgeAddress, toRepositoryRebuiltAddress, toSuiteBadgeAddress } from './package-address.ts';
import { toRebuilt } from './package-rebuilt.ts';
import { toStateWords } from './package-state.ts';
import type { PackageShelf } from './shelf.ts';

const LABEL = 'rebuilt';

/**
 * The badge of any number of packages. Green only where every one is rebuilt; yellow where some are and none differs; red
 * where one differs or rebuilders disagree; grey for everything else, with the word for it.
 */
export function toTallyBadge(tally: Tally, asOf: Instant): Badge {
  const { state, rebuilt, total, counts } = tally;
  const differing = (counts.differs ?? 0) + (counts.disagree ?? 0);
  const badge = { label: LABEL, asOf };
  if (total === 0) return { ...badge, state: 'unknown', message: null };
  if (differing > 0) {
    const one = counts.differs === undefined ? 'disagree' : 'differs';
    return { ...badge, state: 'failed', message: total === 1 ? one : `${differing} of ${total} ${differing === 1 ? 'differs' : 'differ'}` };
  }
  if (rebuilt === total) return { ...badge, state: 'passed', message: `${total}/${total}` };
  if (rebuilt > 0) return { ...badge, state: 'warned', message: `${rebuilt}/${total}` };
  if (state === 'short') return { ...badge, state: 'warned', message: `0/${total}, too few confirm` };
  return { ...badge, state: state === 'stale' ? 'stale' : 'unknown', message: state === 'unknown' ? null : toStateWords(state).text };
}

/** The badge of one source package, and the page it leads to. */
export function toPackageBadge(shelf: PackageShelf, entry: PackageEntry): PlacedBadge {
  return {
    address: toPackageBadgeAddress(entry.distribution, entry.name), page: shelf.addressOf(entry),
    badge: toTallyBadge(entry.tally, shelf.book.now),
  };
}

/** The badges of everything and of every suite. */
export function toSuiteBadges({ book }: PackageShelf): readonly PlacedBadge[] {
  return [
    { address: REBUILT_BADGE, page: PACKAGES, badge: toTallyBadge(book.tally, book.now) },
    ...book.suites.map(({ distribution, suite, tally }) => ({
      address: toSuiteBadgeAddress(distribution, suite), page: toListAddress({ kind: 'suite', distribution, suite }),
      badge: toTallyBadge(tally, book.now),
    })),
  ];
}

/** The badge of a repository's packages: grey where nothing is proven to be made from it. Null without any evidence. */
export function toRepositoryBadge({ packages }: Catalogue, { project, segment }: ProjectEntry): PlacedBadge | null {
  if (packages === null) return null;
  const tally = toRebuilt(packages, project)?.tally ?? null;
  const asOf = packages.book.now;
  return {
    address: toRepositoryRebuiltAddress(segment), page: toRepositoryAddress(segment),
    badge: tally === null ? { label: LABEL, state: 'unknown', message: null, asOf } : toTallyBadge(tally, asOf),
  };
}
