// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { BADGES } from './address.ts';
import { toWholeBadges } from './badge-list.ts';
import type { Catalogue } from './catalogue.ts';
import { ATOM } from './feed-address.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { toInterfaces, type InterfacesView } from './interfaces.ts';
import { SITE_PLACEHOLDER, toSnippet, type Snippet } from './snippets.ts';
import { toMark, type Worst } from './worst.ts';

/** What programs read, and how to embed badges, with those of the targets and of the organisation. */
export interface BadgesView {
  readonly frame: Frame;
  readonly interfaces: InterfacesView;
  readonly root: string;
  readonly isRootKnown: boolean;
  readonly snippets: readonly Snippet[];
  readonly hasPackages: boolean;
  readonly hasReprotests: boolean;
}

/** The page about badges and feeds. */
export function toBadgesView(catalogue: Catalogue, assets: Assets, worst: Worst): BadgesView {
  const siteUrl = catalogue.config.site.url ?? null;
  const root = siteUrl ?? SITE_PLACEHOLDER;
  return {
    root,
    interfaces: toInterfaces(catalogue, root),
    isRootKnown: siteUrl !== null,
    hasPackages: catalogue.packages !== null,
    hasReprotests: catalogue.config.reprotest !== undefined,
    snippets: toWholeBadges(catalogue).map((badge) => toSnippet(siteUrl, BADGES, badge)),
    frame: toFrame(catalogue, assets, {
      address: BADGES, area: BADGES, worst, headline: `${toMark(worst)} Badges and feeds`,
      description: 'Feeds and interfaces for programs, and badges for repositories, stages, targets and the organisation.', feed: ATOM,
    }),
  };
}
