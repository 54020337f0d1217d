// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CAUSE_WORDS } from '../../diffoscope/cause-words.data.ts';
import type { Cause } from '../../model/difference.ts';
import { byName } from './text.ts';

/** What a cause is called. */
export function toCauseTitle(cause: Cause): string {
  return CAUSE_WORDS[cause].title;
}

/** All causes in the order of their titles, what no rule knows last. */
export const ALL_CAUSES: readonly Cause[] = (Object.keys(CAUSE_WORDS) as Cause[])
  .sort((a, b) => Number(a === 'other') - Number(b === 'other') || byName(toCauseTitle(a), toCauseTitle(b)));
