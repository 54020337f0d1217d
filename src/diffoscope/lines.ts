// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Change } from './changes.ts';
import { countSame, MAX_LINE_CHARS } from './changes.ts';
import { PATH, TIMESTAMP } from './patterns.ts';

/**
 * How much a rule is worth where it holds. 3: nothing else in the line or the node differs. 2: something else differs
 * too. 1: it often follows from another difference. 0: it does not hold.
 */
export type Strength = 0 | 1 | 2 | 3;

export const toStrength = (explainsAll: boolean): Strength => (explainsAll ? 3 : 2);

/** Two lines that stand for each other. */
export interface LinePair {
  readonly removed: string;
  readonly added: string;
}

/** Both lines of a change, cut around where they begin to differ; null where one side has no line. */
export function toLinePair({ removed, added }: Change): LinePair | null {
  if (removed === null || added === null) return null;
  if (removed.length <= MAX_LINE_CHARS && added.length <= MAX_LINE_CHARS) return { removed, added };
  const start = Math.max(0, countSame(removed, added) - MAX_LINE_CHARS / 3);
  return { removed: removed.slice(start, start + MAX_LINE_CHARS), added: added.slice(start, start + MAX_LINE_CHARS) };
}

/** What a pattern finds in either line, and what is left of them without it. */
export interface Masked {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** The rest of the two lines is the same. */
  readonly explainsAll: boolean;
  readonly rest: LinePair;
}

export function mask({ removed, added }: LinePair, pattern: RegExp, isMatch: (text: string) => boolean = () => true): Masked {
  const one = maskLine(removed, pattern, isMatch);
  const other = maskLine(added, pattern, isMatch);
  return {
    removed: one.found, added: other.found, rest: { removed: one.rest, added: other.rest },
    explainsAll: toSpaced(one.rest) === toSpaced(other.rest),
  };
}

function maskLine(line: string, pattern: RegExp, isMatch: (text: string) => boolean): { found: string[]; rest: string } {
  const found: string[] = [];
  const rest = line.replaceAll(pattern, (text) => {
    if (!isMatch(text)) return text;
    found.push(text);
    return '\u0001';
  });
  return { found, rest };
}

/** Padding follows the width of what it pads. */
function toSpaced(line: string): string {
  return line.replaceAll(/\s+/gu, ' ').trim().replaceAll(/\u0001(?: ?\u0001)+/gu, '\u0001');
}

/** The pairs of found texts that differ. */
export function listChanged({ removed, added }: Masked): LinePair[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => (
    { removed: removed[index] ?? '', added: added[index] ?? '' })).filter((pair) => pair.removed !== pair.added);
}

/** The digits of a text, sorted: two ways to write one date have the same. */
export function toNumbers(text: string): string {
  return (text.match(/\d+/gu) ?? []).map((digits) => digits.replace(/^0+(?=\d)/u, '')).toSorted().join(' ');
}

/** The same lines without what else explains itself: times and absolute paths. */
export function withoutTimesAndPaths(pair: LinePair): LinePair {
  return mask(mask(pair, TIMESTAMP).rest, PATH).rest;
}

/** Where two lines differ: what is before, the middles, what is after, at the borders of words. */
export interface Middle {
  readonly before: string;
  readonly removed: string;
  readonly added: string;
  readonly after: string;
}

const WORD = /[\p{L}\p{N}_.$-]/u;

export function toMiddle({ removed, added }: LinePair): Middle {
  let start = countSame(removed, added);
  while (start > 0 && WORD.test(removed[start - 1] ?? '')) start -= 1;
  let end = 0;
  const most = Math.min(removed.length, added.length) - start;
  while (end < most && removed[removed.length - 1 - end] === added[added.length - 1 - end]) end += 1;
  while (end > 0 && WORD.test(removed[removed.length - end] ?? '')) end -= 1;
  return {
    before: removed.slice(0, start), after: removed.slice(removed.length - end),
    removed: removed.slice(start, removed.length - end), added: added.slice(start, added.length - end),
  };
}
