// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Everything that comes from outside is shown through here: bounded, one line, and unable to reorder its surroundings. */

const LINE_BREAKS = /[\t\n\r\u2028\u2029]+/g;

/** Controls, and the marks that change the direction of the text after them. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const PLAIN = /^[\x20-\x7e]*$/;
const MAX_CHARACTERS = 200;

/** What is shown for a text with nothing to see in it: a link has to have words. */
const BLANK = '(blank)';
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A foreign text made fit to be shown, at most `max` characters of it. */
export function toText(text: string, max = MAX_CHARACTERS): string {
  if (text.length <= max && PLAIN.test(text)) return VISIBLE.test(text) ? text : BLANK;
  // Bounded before it is split: the text may be very long.
  const characters = Array.from(text.slice(0, max * 2 + 2).toWellFormed());
  const bounded = characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
  const shown = bounded.replace(LINE_BREAKS, ' ').replace(INVISIBLE, '\ufffd');
  return VISIBLE.test(shown) ? shown : BLANK;
}

/**
 * A text for an attribute. Astro escapes what ends one, quotes and ampersands; angle brackets would do no harm there,
 * but whoever takes pages apart with less than a parser should not find tags in them.
 */
export function toAttribute(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}

/** `1 repository`, `1,204 repositories`. */
export function toCount(count: number, one: string, many = `${one}s`): string {
  return `${toNumber(count)} ${count === 1 ? one : many}`;
}

/** `1,204`. */
export function toNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The first characters of a commit. */
export function toShortSha(sha: string): string {
  return toText(sha.slice(0, 8));
}

/** `a, b, c`, and how many more where there are more than `max`. */
export function toList(names: readonly string[], max: number): string {
  const shown = names.length > max + 1 ? names.slice(0, max) : names;
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

const natural = new Intl.Collator('en', { numeric: true });

/** Order for names that people read: `fc9` before `fc41`; different names are never equal. */
export function byName(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
