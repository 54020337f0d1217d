// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/**
 * A node of diffoscope's comparison, in one shape whatever it was read from. Every text comes from the compared files.
 * Member names and diffs are bounded by the parser; `details` go at most as deep as the parser allows.
 */
export interface Difference {
  /** What was compared on either side: a member's path, or a command's words. */
  readonly source1: string;
  readonly source2: string;
  readonly comments: readonly string[];
  /** A unified diff without its file header; null where only the details differ. */
  readonly unifiedDiff: string | null;
  readonly details: readonly Difference[];
}

/** Why two builds differ. `other` only where no rule found a better one. */
export type Cause =
  | 'timestamp' | 'build-path' | 'file-order' | 'locale' | 'permissions' | 'randomness' | 'build-id'
  | 'tool-version' | 'host-or-user' | 'compression' | 'other';

/** A cause with its evidence: never one without the other. */
export interface CauseFinding {
  readonly cause: Cause;
  /** Path of the node within the comparison, its parts joined by ` → `. */
  readonly member: string;
  /** The line (or pair of lines, joined by a line break) of the difference that shows it, with its `-` or `+`. */
  readonly evidence: string;
  /** The rule's name, for whoever doubts it. */
  readonly rule: string;
}

/** One file that differs, and by how many lines of its diffs. */
export interface DifferingMember {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
}

/** What is kept of a comparison when the comparison itself is not. */
export interface DifferenceSummary {
  /** The members that differ most, at most 50. */
  readonly members: readonly DifferingMember[];
  readonly memberCount: number;
  /** The best evidence first, one finding per cause and never empty: `other` has evidence too. */
  readonly causes: readonly CauseFinding[];
  /** True where the comparison itself was cut, by diffoscope or by our limits. */
  readonly truncated: boolean;
}
