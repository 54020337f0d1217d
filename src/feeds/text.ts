// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Every foreign text of a feed passes through here: bounded, and of characters that every format can hold. */

const LINE_BREAKS = /[\t\n\r\u0085\u2028\u2029]+/g;

/** What XML cannot hold even escaped, what no reader shows, and the marks that reorder the text after them; not the line feed. */
const UNFIT = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

const PLAIN = /^[\x20-\x7e]*$/;
const MAX_CHARACTERS = 300;

/** A text as one line of at most `max` characters. */
export function toLine(text: string, max = MAX_CHARACTERS): string {
  return text.length <= max && PLAIN.test(text) ? text : bound(text, max).replace(LINE_BREAKS, ' ').replace(UNFIT, '\ufffd');
}

/** A text of at most `max` characters that keeps its lines, each ending in a line feed. */
export function toLines(text: string, max = MAX_CHARACTERS): string {
  if (text.length <= max && PLAIN.test(text)) return text;
  return bound(text, max).replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replaceAll('\t', ' ').replace(UNFIT, '\ufffd');
}

/** Whole characters only, none of them half a pair. */
export function bound(text: string, max: number): string {
  if (text.length <= max) return text.toWellFormed();
  // Cut before it is split: the text may be very long.
  const characters = Array.from(text.slice(0, max * 2 + 2).toWellFormed());
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}

const MAX_ADDRESS_CHARACTERS = 2_000;

/** An address that may be linked, as RFC 3986 writes one: http or https, without credentials, not endless; null for all else. */
export function toWebAddress(text: string | null): string | null {
  const url = text === null || text.length > MAX_ADDRESS_CHARACTERS ? null : URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return null;
  const fragment = url.hash === '' ? '' : `#${toUriCharacters(url.hash.slice(1))}`;
  const address = `${url.origin}${toUriCharacters(url.pathname + url.search)}${fragment}`;
  return address.length <= MAX_ADDRESS_CHARACTERS ? address : null;
}

/** A URL keeps a few characters of ASCII that a URI has not. */
function toUriCharacters(text: string): string {
  return text.replace(/[^\w!$&'()*+,./:;=?@%~-]|%(?![\da-f]{2})/gi, encodeURIComponent);
}
