// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { BADGES } from './address.ts';
import { toWholeBadges } from './badge-list.ts';
import type { Catalogue } from './catalogue.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { SITE_PLACEHOLDER, toSnippet, type Snippet } from './snippets.ts';
import { toMark, type Worst } from './worst.ts';

/** How to embed badges, with those of the targets and of the organisation. */
export interface BadgesView {
  readonly frame: Frame;
  readonly root: string;
  readonly isRootKnown: boolean;
  readonly snippets: readonly Snippet[];
  readonly hasPackages: boolean;
  readonly hasReprotests: boolean;
}

/** The page about badges. */
export function toBadgesView(catalogue: Catalogue, assets: Assets, worst: Worst): BadgesView {
  const siteUrl = catalogue.config.site.url ?? null;
  return {
    root: siteUrl ?? SITE_PLACEHOLDER,
    isRootKnown: siteUrl !== null,
    hasPackages: catalogue.packages !== null,
    hasReprotests: catalogue.config.reprotest !== undefined,
    snippets: toWholeBadges(catalogue).map((badge) => toSnippet(siteUrl, BADGES, badge)),
    frame: toFrame(catalogue, assets, {
      address: BADGES, area: BADGES, worst, headline: `${toMark(worst)} Badges`,
      description: 'Badges for repositories, stages, targets and the organisation, and how to embed them.',
    }),
  };
}
