// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { maskKeyBlocks } from './key-block.ts';
import { findKnownTokens, type Range } from './known-tokens.ts';
import { SECRET_PLACES, TOKEN_KINDS } from './secrets.data.ts';

const MASK = '[masked]';
const SHAPES = TOKEN_KINDS.map(({ shape }) => shape).join('|');
const TOKEN = new RegExp(String.raw`(?:${SHAPES})[\w.-]*`, 'gu');
/** As it may be found across the ends of lines, with no word's end after it. */
const BROKEN_TOKEN = new RegExp(SHAPES, 'gu');
const REST_OF_WORD = /[\w.-]*/uy;

/**
 * Replaces what looks like a secret by `[masked]`: tokens of known kinds, private keys, and what stands where a secret does
 * (`password=`, `Authorization:`, `https://user:…@`). Digests, versions and paths are left. For plain text: escape
 * sequences would hide tokens. A log is anybody's text, so nothing here takes more than linear time.
 */
export function maskSecrets(text: string): string {
  let masked = maskKeyBlocks(text, MASK).replaceAll(TOKEN, MASK);
  masked = maskRanges(masked, findBrokenTokens(masked));
  for (const { pattern } of SECRET_PLACES) masked = masked.replaceAll(pattern, `$<lead>${MASK}`);
  // An address with a masked password passes for one with a password.
  return maskRanges(masked, findKnownTokens(masked).filter(([start, end]) => !masked.slice(start, end).includes(MASK)));
}

/** Finds tokens with line ends, or characters that were taken out, in the middle. */
function findBrokenTokens(text: string): Range[] {
  const places: number[] = [];
  let joined = '';
  let from = 0;
  for (const { index } of text.matchAll(/[\n\uFFFD]/gu)) {
    joined += text.slice(from, index);
    for (let place = from; place < index; place += 1) places.push(place);
    from = index + 1;
  }
  joined += text.slice(from);
  for (let place = from; place < text.length; place += 1) places.push(place);
  return [...joined.matchAll(BROKEN_TOKEN)].flatMap(({ 0: found, index }): Range[] => {
    const start = places[index] ?? 0;
    const end = (places[index + found.length - 1] ?? 0) + 1;
    if (end - start === found.length) return [];
    REST_OF_WORD.lastIndex = end;
    return [[start, end + (REST_OF_WORD.exec(text)?.[0].length ?? 0)]];
  });
}

function maskRanges(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let from = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (start >= from) masked += `${text.slice(from, start)}${MASK}`;
    from = Math.max(from, end);
  }
  return masked + text.slice(from);
}
