// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { PackageEntry } from '../votes/package-book.ts';
import { toAboutView, type AboutView } from './view/about.ts';
import { FRONT, REPOSITORIES, toReleaseAddress, toTrendsAddress, TRENDS } from './view/address.ts';
import { toAlertsView, type AlertsView } from './view/alerts.ts';
import { toBadgesView, type BadgesView } from './view/badges.ts';
import { toChangesView, toChangeWindows, type ChangesView, type ChangeWindow } from './view/changes-page.ts';
import { toFlakyView, type FlakyView } from './view/flaky.ts';
import { toTrendsPages, toTrendsView, type TrendsPage, type TrendsView } from './view/trends.ts';
import { createCatalogue, type Catalogue, type NamedEntry, type ProjectEntry, type SiteInput } from './view/catalogue.ts';
import { toCausesView, type CausesView } from './view/causes.ts';
import { hasArea, type Assets } from './view/frame.ts';
import {
  toRepositoriesView, toTargetsView, toTargetView, type RepositoriesView, type TargetsView, type TargetView,
} from './view/indexes.ts';
import { toMatrix, toReleaseColumnsPlan } from './view/matrix.ts';
import { createPackageListSite, type PackageListSite } from './view/package-list.ts';
import { toPackageView, type PackageView } from './view/package-page.ts';
import { toPullRequestsView, type PullRequestsView } from './view/pull-requests.ts';
import { toRebuildersView, toRebuilderView, type RebuildersView, type RebuilderView } from './view/rebuilders.ts';
import {
  toReprotestComparisons, toReprotestComparisonView, toVerdictComparisons, toVerdictComparisonView,
  type ComparisonView, type ReprotestComparison, type VerdictComparison,
} from './view/report-page.ts';
import { toRepositoryView, type RepositoryView } from './view/repository.ts';
import type { PackageShelf, ShelvedRebuilder } from './view/shelf.ts';
import { toSummaryView, type SummaryView } from './view/summary.ts';
import { toTotals, toWorst, type Worst } from './view/worst.ts';

/** All that pages ask: which pages there are, and what each of them shows. Every answer is plain text and links. */
export interface Site {
  readonly catalogue: Catalogue;
  readonly releases: readonly NamedEntry[];
  readonly repositories: readonly ProjectEntry[];
  readonly targets: readonly NamedEntry[];
  /** Null without evidence. */
  readonly packageLists: PackageListSite | null;
  front(): SummaryView;
  release(release: NamedEntry): SummaryView;
  repository(entry: ProjectEntry): RepositoryView;
  repositoryIndex(): RepositoriesView;
  target(target: NamedEntry): TargetView;
  targetIndex(): TargetsView;
  pullRequests(): PullRequestsView;
  badges(): BadgesView;
  about(): AboutView;
  readonly changeWindows: readonly ChangeWindow[];
  changes(window: ChangeWindow): ChangesView;
  flaky(): FlakyView;
  /** Pages of trends by their place below `trends/`; undefined for that itself, null for nothing to show. */
  readonly trendsAddresses: readonly { readonly segment: string | undefined; readonly page: TrendsPage | null }[];
  trends(page: TrendsPage | null, segment: string | undefined): TrendsView;
  /** Whether there are pages of an area at all. */
  has(area: string): boolean;
  readonly reprotestComparisons: readonly ReprotestComparison[];
  reprotestComparison(comparison: ReprotestComparison): ComparisonView;
  /** Null without evidence of packages. */
  readonly packages: PackageSite | null;
}

/** The pages about packages. */
export interface PackageSite {
  readonly shelf: PackageShelf;
  readonly comparisons: readonly VerdictComparison[];
  package(entry: PackageEntry): PackageView;
  comparison(comparison: VerdictComparison): ComparisonView;
  rebuilders(): RebuildersView;
  rebuilder(rebuilder: ShelvedRebuilder): RebuilderView;
  causes(): CausesView;
  alerts(): AlertsView;
}

/** The addresses of scripts that only some pages load: of the search, and what draws charts, in order. */
export interface PageScripts {
  readonly search: string;
  readonly charts: readonly string[];
}

/** Makes the pages' view of a board. */
export function createSite(input: SiteInput, assets: Assets, scripts: PageScripts): Site {
  const catalogue = createCatalogue(input);
  const { packages } = catalogue;
  const worst = toWorst(toTotals(toMatrix(catalogue, toReleaseColumnsPlan(catalogue, null, REPOSITORIES), REPOSITORIES)));
  const windows = toChangeWindows(catalogue);
  const trends = toTrendsPages(catalogue);
  return {
    catalogue,
    changeWindows: windows,
    changes: (window) => toChangesView(catalogue, assets, worst, windows, window),
    flaky: () => toFlakyView(catalogue, assets, worst),
    trendsAddresses: [
      { segment: undefined, page: trends.find(({ release, target }) => release === catalogue.front && target === null) ?? trends[0] ?? null },
      ...trends.map((page) => ({ segment: toTrendsAddress(page.release.segment, page.target?.segment ?? null).slice(TRENDS.length, -1), page })),
    ],
    trends: (page, segment) => toTrendsView(catalogue, assets, worst, trends, scripts.charts, page, segment === undefined ? TRENDS : `${TRENDS}${segment}/`),
    releases: catalogue.releases,
    repositories: catalogue.entries,
    targets: catalogue.targets,
    packageLists: packages === null ? null : createPackageListSite(catalogue, packages, assets, scripts.search),
    front: () => toSummaryView(catalogue, assets, catalogue.front, FRONT),
    release: (release) => toSummaryView(catalogue, assets, release, toReleaseAddress(release.segment)),
    repository: (entry) => toRepositoryView(catalogue, assets, entry),
    repositoryIndex: () => toRepositoriesView(catalogue, assets),
    target: (target) => toTargetView(catalogue, assets, target),
    targetIndex: () => toTargetsView(catalogue, assets, worst),
    pullRequests: () => toPullRequestsView(catalogue, assets, worst),
    badges: () => toBadgesView(catalogue, assets, worst),
    about: () => toAboutView(catalogue, assets, worst),
    has: (area) => hasArea(catalogue, area),
    reprotestComparisons: toReprotestComparisons(catalogue),
    reprotestComparison: (comparison) => toReprotestComparisonView(catalogue, assets, comparison),
    packages: catalogue.packages === null ? null : createPackageSite(catalogue, catalogue.packages, assets, worst),
  };
}

function createPackageSite(catalogue: Catalogue, shelf: PackageShelf, assets: Assets, worst: Worst): PackageSite {
  return {
    shelf,
    comparisons: toVerdictComparisons(shelf),
    package: (entry) => toPackageView(catalogue, shelf, assets, entry),
    comparison: (comparison) => toVerdictComparisonView(catalogue, shelf, assets, comparison),
    rebuilders: () => toRebuildersView(catalogue, shelf, assets, worst),
    rebuilder: (rebuilder) => toRebuilderView(catalogue, shelf, assets, worst, rebuilder),
    causes: () => toCausesView(catalogue, shelf, assets),
    alerts: () => toAlertsView(catalogue, shelf, assets),
  };
}
