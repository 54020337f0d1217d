// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Alert } from '../../votes/alerts.ts';
import { href } from './address.ts';
import { toAlertReason } from './alert-text.ts';
import type { Catalogue } from './catalogue.ts';
import { toDigest, type Digest } from './digest.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { ALERTS, CAUSES, toComparisonAddress } from './package-address.ts';
import { toArtifactRow, type ArtifactRow } from './rebuilders.ts';
import type { PackageShelf } from './shelf.ts';
import { toCount, toNumber } from './text.ts';
import { toDay } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** What somebody should look at today, by kind. */
export interface AlertsView {
  readonly frame: Frame;
  readonly sentence: string;
  readonly causesHref: string;
  readonly groups: readonly AlertGroup[];
}

export interface AlertGroup {
  readonly title: string;
  readonly explanation: string;
  readonly rows: readonly AlertRow[];
  readonly leftOut: string | null;
}

export interface AlertRow extends ArtifactRow {
  readonly reason: string;
  /** What differs, where somebody compared it and we have it. */
  readonly comparisonHref: string | null;
  /** What else was published under the name, with the day it was last seen. */
  readonly digests: readonly { readonly label: string; readonly digest: Digest }[];
}

const MAX_ROWS = 200;
const MAX_DIGESTS = 5;

const GROUPS: readonly { readonly kind: Alert['kind']; readonly title: string; readonly explanation: string }[] = [
  {
    kind: 'disagree', title: 'Rebuilders disagree',
    explanation: 'Some proved that they reproduced exactly the published file, others built something else: one of them, or the archive, is wrong.',
  },
  {
    kind: 'digest-changed', title: 'A file changed under its version',
    explanation: 'One name, version and architecture stood for more than one file: nobody who installed it knows which.',
  },
  {
    kind: 'regressed', title: 'Reproduced before, differs now',
    explanation: 'The same rebuilder reproduced it, or a version before it: something changed since.',
  },
];

/** The page of alerts. */
export function toAlertsView(catalogue: Catalogue, shelf: PackageShelf, assets: Assets): AlertsView {
  const { alerts } = shelf;
  const worst: Worst = alerts.length > 0 ? 'failed' : shelf.book.tally.state === 'rebuilt' ? 'passed' : 'unknown';
  return {
    frame: toFrame(catalogue, assets, {
      address: ALERTS, area: ALERTS, worst, headline: `${toMark(worst)} ${toCount(alerts.length, 'alert')}`,
      description: 'Rebuilders that disagree, files that changed under their version, and packages that are reproduced no more.',
    }),
    causesHref: href(ALERTS, CAUSES),
    sentence: alerts.length === 0 ? 'There is nothing that somebody has to look at.' : `${toCount(alerts.length, 'thing')} to look at.`,
    groups: GROUPS.flatMap(({ kind, title, explanation }) => {
      const found = alerts.filter((alert) => alert.kind === kind);
      const rest = found.length - MAX_ROWS;
      return found.length === 0 ? [] : [{
        title: `${title}: ${toNumber(found.length)}`, explanation,
        rows: found.slice(0, MAX_ROWS).map((alert) => toRow(shelf, alert)),
        leftOut: rest > 0 ? `${toNumber(rest)} more are not listed.` : null,
      }];
    }),
  };
}

function toRow(shelf: PackageShelf, alert: Alert): AlertRow {
  return {
    ...toArtifactRow(shelf, alert.artifact, ALERTS),
    reason: toAlertReason(alert),
    comparisonHref: toComparisonHref(shelf, alert),
    digests: toDigests(alert),
  };
}

function toComparisonHref(shelf: PackageShelf, { artifact }: Alert): string | null {
  const entry = shelf.book.find(artifact.distribution, artifact.sourceName);
  const verdict = artifact.answer.votes.find((vote) => vote.verdict.hasReport)?.verdict;
  return entry === null || verdict === undefined ? null : href(ALERTS, toComparisonAddress(shelf.addressOf(entry), verdict.key));
}

function toDigests(alert: Alert): AlertRow['digests'] {
  if (alert.kind !== 'digest-changed') return [];
  const { published } = alert.artifact;
  return [
    ...(published === null ? [] : [{ label: 'now', digest: toDigest(published.sha256) }]),
    ...alert.others.slice(0, MAX_DIGESTS).map(({ sha256, lastSeen }) => ({ label: `until ${toDay(lastSeen)}`, digest: toDigest(sha256) })),
  ];
}
