// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { FlakyCell } from '../../history/past.ts';
import { CHANGES, FLAKY, href, toRepositoryAddress } from './address.ts';
import type { Catalogue } from './catalogue.ts';
import { toWindowLinks, type WindowLink } from './changes-page.ts';
import { toFrame, type Assets, type Frame } from './frame.ts';
import { toPercent } from './sparkline.ts';
import { toCount, toNumber, toText } from './text.ts';
import { toAge } from './time.ts';
import { toMark, type Worst } from './worst.ts';

/** The jobs that pass now and fail then, the least steady first. */
export interface FlakyView {
  readonly frame: Frame;
  readonly window: string;
  readonly rate: string;
  readonly sentence: string;
  readonly windows: readonly WindowLink[];
  readonly rows: readonly FlakyRow[];
}

export interface FlakyRow {
  readonly label: string;
  readonly href: string;
  readonly stage: string;
  readonly target: string;
  readonly release: string;
  readonly rate: string;
  readonly flips: string;
  readonly finished: string;
  readonly retries: string;
}

const MAX_ROWS = 500;

/** The ranking. */
export function toFlakyView(catalogue: Catalogue, assets: Assets, worst: Worst): FlakyView {
  const { config, past } = catalogue;
  const rows = past.flaky.flatMap((cell) => toRow(catalogue, cell));
  return {
    window: toAge(config.flaky.window),
    rate: toPercent(config.flaky.rate),
    sentence: rows.length === 0 ? 'No job is flaky.' : `${toCount(rows.length, 'job is', 'jobs are')} flaky${rows.length > MAX_ROWS ? `; the worst ${MAX_ROWS} are shown` : ''}.`,
    windows: toWindowLinks(FLAKY),
    rows: rows.slice(0, MAX_ROWS),
    frame: toFrame(catalogue, assets, {
      address: FLAKY, area: CHANGES, worst, headline: `${toMark(worst)} Flaky jobs`,
      description: 'Jobs whose results change without a cause that lasts, ranked.',
    }),
  };
}

function toRow({ toEntry }: Catalogue, { project, stage, target, release, flakiness }: FlakyCell): FlakyRow[] {
  const entry = toEntry(project);
  if (entry === null) return [];
  return [{
    label: entry.label,
    href: href(FLAKY, toRepositoryAddress(entry.segment)),
    stage: toText(stage, 60), target: toText(target, 60), release: toText(release, 60),
    rate: toPercent(flakiness.rate), flips: toNumber(flakiness.flips), finished: toNumber(flakiness.finished), retries: toNumber(flakiness.retries),
  }];
}
