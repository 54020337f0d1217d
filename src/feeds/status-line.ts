// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';
import type { Totals } from './api-schemas.ts';
import { toUtc } from './utc.ts';

/**
 * Renders `status.txt`: one line of ASCII, whose first word is the worst state, `passed`, `warned`, `failed` or `unknown`:
 * `failed: 2 broken (1 new), 1 differs, 148 of 151 pass, collected 2026-11-22T06:04:00Z`. Nothing collected, nothing to
 * build, and anything that is not known are `unknown`, unless something failed.
 */
export function renderStatusLine(totals: Totals, collectedAt: Instant | null): string {
  const { repositories, passing, warned, failing, newlyFailing, differing, stale, unknown, running } = totals;
  const parts = [
    ...(failing > 0 ? [`${failing} broken${newlyFailing > 0 ? ` (${newlyFailing} new)` : ''}`] : []),
    ...(differing > 0 ? [`${differing} ${differing === 1 ? 'differs' : 'differ'}`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(stale > 0 ? [`${stale} stale`] : []),
    ...(warned > 0 ? [`${warned} with warnings`] : []),
    `${passing + warned} of ${repositories} pass`,
    ...(running > 0 ? [`${running} running`] : []),
    collectedAt === null ? 'never collected' : `collected ${toUtc(collectedAt)}`,
  ];
  return `${toWorst(totals, collectedAt)}: ${parts.join(', ')}\n`;
}

function toWorst({ repositories, passing, warned, failing, differing }: Totals, collectedAt: Instant | null): string {
  if (failing > 0 || differing > 0) return 'failed';
  // What is not counted as passing is not known, whatever the other numbers say.
  if (collectedAt === null || repositories === 0 || passing + warned < repositories) return 'unknown';
  return warned > 0 ? 'warned' : 'passed';
}
