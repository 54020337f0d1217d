// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { ENGLISH_CALENDAR, FOREIGN_CALENDAR, toLanguage } from './calendar-words.ts';
import { listChanged, mask, toNumbers } from './lines.ts';
import type { LinePair, Strength } from './lines.ts';
import { CHARSET, CHARSET_WORDS, LOCALE_NAME, LOCALE_WORDS, PAPER, TIMESTAMP } from './patterns.ts';

const WORDS = /\p{L}+/gu;
const toWords = (text: string): string[] => text.match(WORDS)?.map((word) => word.toLowerCase()) ?? [];

export function judgeCalendarWords(pair: LinePair): Strength {
  const [one, other] = [toWords(pair.removed), toWords(pair.added)];
  const onlyOne = one.filter((word) => !other.includes(word));
  const onlyOther = other.filter((word) => !one.includes(word));
  const areForeign = [[onlyOne, onlyOther], [onlyOther, onlyOne]].some(([english = [], foreign = []]) => (
    english.some((word) => ENGLISH_CALENDAR.has(word))
    && foreign.some((word) => FOREIGN_CALENDAR.has(word)) && !foreign.some((word) => word.length > 2 && ENGLISH_CALENDAR.has(word))));
  return areForeign && toNumbers(pair.removed) === toNumbers(pair.added) ? 3 : 0;
}

/** `1,234.5`, `1.234,5` and `1 234,5` are one number, `£5` and `5 €` one amount. */
const SEPARATORS = /(?<=\d)[.,'’ \u00A0\u202F](?=\d)|\s?\p{Sc}\s?/gu;

export function judgeSeparators({ removed, added }: LinePair): Strength {
  const [one, other] = [removed, added].map((line) => line.replaceAll(SEPARATORS, '').replaceAll(/\s/gu, ''));
  return one === other && /\d/u.test(removed) && removed.replaceAll(' ', '') !== added.replaceAll(' ', '') ? 3 : 0;
}

export function judgeDateOrder(pair: LinePair): Strength {
  const masked = mask(pair, TIMESTAMP);
  const changed = listChanged(masked);
  if (changed.length === 0 || !masked.explainsAll) return 0;
  const isOneDate = toMoment(masked.removed) === toMoment(masked.added) && changed.some(({ removed, added }) => /\d/u.test(removed + added));
  return isOneDate ? 3 : 0;
}

/** The numbers of dates as they are however they are written: years of two digits, hours of twenty-four. */
function toMoment(found: readonly string[]): string {
  const text = found.join(' ').replaceAll(/(\d{1,2})(?=:\d{2}(?::\d{2})?\s?[Pp]\.?[Mm])/gu, (hour) => String((Number(hour) % 12) + 12));
  return toNumbers(text.replaceAll(/(?<!\d)(?:19|20)(?=\d{2}(?!\d))/gu, ''));
}

export function judgeLocaleName(pair: LinePair): Strength {
  const charset = mask(pair, CHARSET);
  if (listChanged(charset).length > 0 && charset.explainsAll && CHARSET_WORDS.test(pair.removed)) return 3;
  if (!LOCALE_WORDS.test(pair.removed) && !LOCALE_WORDS.test(pair.added)) return 0;
  const masked = mask(pair, LOCALE_NAME);
  return listChanged(masked).length > 0 && masked.explainsAll ? 3 : 0;
}

/** A character that one locale has, and another writes as a question mark or as up to three letters. */
export function judgeReplaced({ removed, added }: LinePair): Strength {
  const toAscii = (text: string): string => text.replaceAll(/[‘’“”«»'"`]+/gu, "'").replaceAll('…', '...').replaceAll(/[–—]/gu, '-')
    .replaceAll(/[^\0-\x7F]|\?/gu, '?').replaceAll(/\?+/gu, '?');
  // Where both are ASCII, somebody changed a quote.
  if (!/[^\0-\x7F]|\?/u.test(removed + added)) return 0;
  return toAscii(removed) === toAscii(added) || isTransliterated(removed, added) || isTransliterated(added, removed) ? 3 : 0;
}

const LETTERS = /^\p{L}{1,3}$/u;

function isTransliterated(marked: string, spelled: string): boolean {
  // A mark within a word: one at its end ends a question.
  if (!/\?\p{L}/u.test(marked) && !/[^\0-\x7F]/u.test(marked)) return false;
  const pieces = marked.split(/[^\0-\x7F]|\?/u);
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (spelled.startsWith(piece) ? 0 : -1) : spelled.indexOf(piece, at + 1);
    if (found === -1 || (index > 0 && !LETTERS.test(spelled.slice(at, found)))) return false;
    at = found + piece.length;
  }
  const rest = spelled.slice(at);
  return rest === '' || (pieces.at(-1) === '' && LETTERS.test(rest));
}

const SCRIPTS = [/\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u, /\p{Script=Arabic}/u];

/** A script that belongs to few languages; Latin belongs to many. */
function toScript(words: readonly string[]): string | null {
  const at = SCRIPTS.findIndex((script) => words.some((word) => script.test(word)));
  return at === -1 ? null : `script ${at}`;
}

export function judgeLanguage(pair: LinePair): Strength {
  const [one, other] = [toWords(pair.removed), toWords(pair.added)];
  const [onlyOne, onlyOther] = [one.filter((word) => !other.includes(word)), other.filter((word) => !one.includes(word))];
  const areScripts = onlyOne.length > 0 && onlyOther.length > 0 && toScript(onlyOne) !== toScript(onlyOther);
  const [first, second] = [toLanguage(onlyOne), toLanguage(onlyOther)];
  const areTwo = areScripts || (first !== null && second !== null && first !== second);
  return areTwo && toNumbers(pair.removed) === toNumbers(pair.added) ? 2 : 0;
}

export function judgePaper(pair: LinePair): Strength {
  const masked = mask(pair, PAPER);
  return listChanged(masked).length > 0 && masked.explainsAll ? 2 : 0;
}
