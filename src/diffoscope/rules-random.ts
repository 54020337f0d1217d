// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { countSame } from './changes.ts';
import { listChanged, mask, toMiddle, toStrength, withoutTimesAndPaths } from './lines.ts';
import type { LinePair, Strength } from './lines.ts';
import { DIGEST_WORDS, HEX, HEX_PAIRS, PATH, RANDOM_WORDS, TOKEN, UUID } from './patterns.ts';

const MIN_DRAWN_NAME = 6;
const MAX_DRAWN_NAME = 16;
const TEMPORARY_PLACE = /^\/(?:tmp|var\/tmp|dev\/shm|run)\//u;
const TEMPORARY_PART = /^(?:\.?te?mp|cc|scoped|pip|npm)|[._-]te?mp/iu;

/** Two paths that differ in one drawn part: `/tmp/tmp.Xy12Ab`, `/tmp/ccQ3rT8a.o`. */
export function areTemporary(pair: LinePair): boolean {
  const one = pair.removed.split('/');
  const other = pair.added.split('/');
  const at = one.findIndex((part, index) => part !== other[index]);
  if (one.length !== other.length || one.some((part, index) => index !== at && part !== other[index])) return false;
  const [removed = '', added = ''] = [one[at], other[at]];
  if (removed.length !== added.length || !(TEMPORARY_PLACE.test(pair.removed) || TEMPORARY_PART.test(removed))) return false;
  const drawn = [removed, added].map((part) => part.replace(/^(?:te?mp|cc|scoped|[\w-]+\.|[A-Za-z]+[._-])[._-]?/iu, '').replace(/\.\w{1,4}$/u, ''));
  return drawn.every((part) => /^\w+$/u.test(part) && part.length >= MIN_DRAWN_NAME && part.length <= MAX_DRAWN_NAME) && drawn.some(isDrawn);
}

/** Small and capital letters and digits that change places often: no word of any language. */
function isDrawn(text: string): boolean {
  const letters = text.replaceAll(/[^A-Za-z\d]/gu, '');
  if (/^[A-Za-z]?[a-z]*(?:[A-Z][a-z]+)*\d{0,3}$/u.test(letters)) return false;
  const turns = letters.match(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/gu)?.length ?? 0;
  return turns >= Math.max(2, letters.length / 5);
}

const isExcused = ({ removed }: LinePair): boolean => /build[-_ ]?id|debuglink/iu.test(removed) || DIGEST_WORDS.test(removed)
  || /\b(?:commit|revision|vcs|git)\b/iu.test(removed);

export function judgeUuid(pair: LinePair): Strength {
  const masked = mask(pair, UUID);
  return listChanged(masked).length > 0 && masked.removed.length === masked.added.length ? toStrength(masked.explainsAll) : 0;
}

export function judgeHex(pair: LinePair): Strength {
  if (isExcused(pair)) return 0;
  const masked = mask(withoutTimesAndPaths(pair), HEX, (text) => (/\d/u.test(text) && /[a-f]/iu.test(text)) || text.length >= 16);
  const changed = listChanged(masked);
  const areDrawn = changed.length > 0 && changed.every(({ removed, added }) => removed.length === added.length);
  return areDrawn && masked.explainsAll ? 3 : 0;
}

export function judgeHexPairs(pair: LinePair): Strength {
  const masked = mask(pair, HEX_PAIRS);
  const changed = listChanged(masked);
  return changed.length > 0 && !isExcused(pair) && masked.explainsAll && changed.every(({ removed, added }) => removed.length === added.length) ? 3 : 0;
}

export function judgeTemporaryName(pair: LinePair): Strength {
  const masked = mask(pair, PATH);
  const changed = listChanged(masked);
  return changed.length > 0 && changed.every(areTemporary) ? toStrength(masked.explainsAll) : 0;
}

const MIN_DRAWN = 6;

export function judgeToken(pair: LinePair): Strength {
  if (isExcused(pair)) return 0;
  const masked = mask(withoutTimesAndPaths(pair), TOKEN);
  const changed = listChanged(masked);
  const areDrawn = changed.length > 0 && changed.every(({ removed, added }) => removed.length === added.length && areUnlike(removed, added));
  return areDrawn && masked.explainsAll ? 3 : 0;
}

/** Both are drawn beyond what they begin with, and agree in no more places than chance would have it. */
function areUnlike(one: string, other: string): boolean {
  const start = countSame(one, other);
  const [rest, otherRest] = [one.slice(start), other.slice(start)];
  const same = Array.from(rest).filter((char, index) => char === otherRest[index]).length;
  return rest.length >= MIN_DRAWN && same <= rest.length / 3 && isDrawn(rest) && isDrawn(otherRest);
}

/** `idm45892`, as tools that make HTML number their anchors from memory addresses or random numbers. */
const DRAWN_ID = /(?<![A-Za-z\d])(?:id|idm|idp|ref|anchor|node|uid|cell|n)[-_]?\d{4,20}(?![A-Za-z\d])/gu;

export function judgeDrawnId(pair: LinePair): Strength {
  const masked = mask(pair, DRAWN_ID);
  return listChanged(masked).length > 0 && masked.explainsAll ? 3 : 0;
}

export function judgeSeed(pair: LinePair): Strength {
  const { before, removed, added } = toMiddle(pair);
  if (!/^\d{4,}$/u.test(removed) || !/^\d{4,}$/u.test(added)) return 0;
  if (RANDOM_WORDS.test(before.slice(-40))) return 3;
  const rest = withoutTimesAndPaths(pair);
  return removed.length >= LONG_NUMBER && added.length >= LONG_NUMBER && rest.removed !== rest.added ? 1 : 0;
}

const LONG_NUMBER = 9;
const LONG_FRACTION = /(?<![\w.])-?\d{1,6}\.\d{10,20}(?:e[-+]?\d{1,3})?(?![\w.])/gu;

export function judgeFraction(pair: LinePair): Strength {
  const masked = mask(pair, LONG_FRACTION);
  const changed = listChanged(masked);
  // The last digits of a calculation differ between machines; drawn numbers differ from the first.
  return changed.length > 0 && masked.explainsAll && changed.every(({ removed, added }) => countSame(removed, added) < 6) ? 3 : 0;
}
