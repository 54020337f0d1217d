// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../model/time.ts';

/** What a badge may say; `stale` and `unknown` are grey. */
export type BadgeState = 'passed' | 'warned' | 'failed' | 'stale' | 'unknown';

/** A badge: what it is about, what it says, and the day that is true of. */
export interface Badge {
  readonly label: string;
  readonly state: BadgeState;
  /** Instead of the state's own word: `36/40 pass`. */
  readonly message: string | null;
  readonly asOf: Instant;
}

/** The words of a badge. */
export function toMessage({ message, state }: Badge): string {
  if (message !== null) return message;
  switch (state) {
    case 'passed': return 'passed';
    case 'warned': return 'passed with warnings';
    case 'failed': return 'failed';
    case 'stale': return 'stale';
    case 'unknown': return 'unknown';
  }
}

/** The colour, by the names that badge-maker and Shields share. Only evidence is green. */
export function toColor(state: BadgeState): string {
  switch (state) {
    case 'passed': return 'brightgreen';
    case 'warned': return 'yellow';
    case 'failed': return 'red';
    case 'stale': case 'unknown': return 'lightgrey';
  }
}
