// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { FRONT, REPOSITORIES, toReleaseAddress } from './view/address.ts';
import { toAboutView, type AboutView } from './view/about.ts';
import { toBadgesView, type BadgesView } from './view/badges.ts';
import { createCatalogue, type Catalogue, type NamedEntry, type ProjectEntry, type SiteInput } from './view/catalogue.ts';
import type { Assets } from './view/frame.ts';
import {
  toRepositoriesView, toTargetsView, toTargetView, type RepositoriesView, type TargetsView, type TargetView,
} from './view/indexes.ts';
import { toMatrix, toReleaseColumnsPlan } from './view/matrix.ts';
import { toPullRequestsView, type PullRequestsView } from './view/pull-requests.ts';
import { toRepositoryView, type RepositoryView } from './view/repository.ts';
import { toSummaryView, type SummaryView } from './view/summary.ts';
import { toTotals, toWorst } from './view/worst.ts';

/** All that pages ask: which pages there are, and what each of them shows. Every answer is plain text and links. */
export interface Site {
  readonly catalogue: Catalogue;
  readonly releases: readonly NamedEntry[];
  readonly repositories: readonly ProjectEntry[];
  readonly targets: readonly NamedEntry[];
  front(): SummaryView;
  release(release: NamedEntry): SummaryView;
  repository(entry: ProjectEntry): RepositoryView;
  repositoryIndex(): RepositoriesView;
  target(target: NamedEntry): TargetView;
  targetIndex(): TargetsView;
  pullRequests(): PullRequestsView;
  badges(): BadgesView;
  about(): AboutView;
}

/** Makes the pages' view of a board. */
export function createSite(input: SiteInput, assets: Assets): Site {
  const catalogue = createCatalogue(input);
  const worst = toWorst(toTotals(toMatrix(catalogue, toReleaseColumnsPlan(catalogue, null, REPOSITORIES), REPOSITORIES)));
  return {
    catalogue,
    releases: catalogue.releases,
    repositories: catalogue.entries,
    targets: catalogue.targets,
    front: () => toSummaryView(catalogue, assets, catalogue.front, FRONT),
    release: (release) => toSummaryView(catalogue, assets, release, toReleaseAddress(release.segment)),
    repository: (entry) => toRepositoryView(catalogue, assets, entry),
    repositoryIndex: () => toRepositoriesView(catalogue, assets),
    target: (target) => toTargetView(catalogue, assets, target),
    targetIndex: () => toTargetsView(catalogue, assets, worst),
    pullRequests: () => toPullRequestsView(catalogue, assets, worst),
    badges: () => toBadgesView(catalogue, assets, worst),
    about: () => toAboutView(catalogue, assets, worst),
  };
}
