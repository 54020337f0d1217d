// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Cause } from '../../model/difference.ts';
import type { AnswerState } from '../../votes/answer.ts';
import { encodeSegment, toRepositoryAddress } from './address.ts';
import type { ReportKind } from './evidence.ts';

/**
 * Addresses of the pages about packages, relative to the site's root as all are. Below `packages/` the segment `-` is no
 * distribution's: it divides the lists from the packages.
 */

export const PACKAGES = 'packages/';
export const REBUILDERS = 'rebuilders/';
export const CAUSES = 'causes/';
export const ALERTS = 'alerts/';

/** Which packages a list has. */
export type PackageFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'state'; readonly state: AnswerState }
  | { readonly kind: 'suite'; readonly distribution: string; readonly suite: string }
  | { readonly kind: 'cause'; readonly cause: Cause };

/** One page of a list, counted from 1: `packages/`, `packages/-/all/2/`, `packages/-/suite/debian/trixie/`. */
export function toListAddress(filter: PackageFilter, page = 1): string {
  const list = toListFolder(filter);
  if (page === 1) return filter.kind === 'all' ? PACKAGES : list;
  return `${list}${page}/`;
}

function toListFolder(filter: PackageFilter): string {
  switch (filter.kind) {
    case 'all': return `${PACKAGES}-/all/`;
    case 'state': return `${PACKAGES}-/state/${filter.state}/`;
    case 'suite': return `${PACKAGES}-/suite/${encodeSegment(filter.distribution)}/${encodeSegment(filter.suite)}/`;
    case 'cause': return `${PACKAGES}-/cause/${filter.cause}/`;
  }
}

/** The page of a source package: `packages/debian/linux/`. */
export function toPackageAddress(distribution: string, source: string): string {
  return `${PACKAGES}${encodeSegment(distribution)}/${encodeSegment(source)}/`;
}

/** The comparison of a rebuilder's verdict, below its package's page. */
export function toComparisonAddress(packageAddress: string, key: number): string {
  return `${packageAddress}differences/${key}/`;
}

/** The comparison a reprotest job left, below its repository's page: its package may be in no archive. */
export function toReprotestAddress(repositorySegment: string, key: number): string {
  return `${toRepositoryAddress(repositorySegment)}differences/${toReportName('reprotest', key)}/`;
}

/** What a comparison is called in addresses. */
export function toReportName(kind: ReportKind, key: number): string {
  return kind === 'verdict' ? String(key) : `reprotest-${key}`;
}

/** The page of a rebuilder. */
export function toRebuilderAddress(segment: string): string {
  return `${REBUILDERS}${segment}/`;
}

/** A package's badge, without its ending. */
export function toPackageBadgeAddress(distribution: string, source: string): string {
  return `badges/-/packages/${encodeSegment(distribution)}/${encodeSegment(source)}`;
}

/** A suite's badge, without its ending. */
export function toSuiteBadgeAddress(distribution: string, suite: string): string {
  return `badges/-/suites/${encodeSegment(distribution)}/${encodeSegment(suite)}`;
}

/** The badge of all packages together, without its ending. */
export const REBUILT_BADGE = 'badges/-/rebuilt';

/** A repository's badge of its packages, without its ending: no ref's folder can be called like its files. */
export function toRepositoryRebuiltAddress(encodedPath: string): string {
  return `badges/${encodedPath}/-/rebuilt`;
}
