// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import type { DebianErrorCode } from './error.ts';
import { createFieldNames } from './field-names.ts';

/**
 * A paragraph's fields by lower-case name. Lines of a value are joined by line breaks; the white space around the first line
 * and at the end of every line is taken off, as is the one character that marks a continuation.
 */
export type Paragraph = ReadonlyMap<string, string>;

export interface ParagraphOptions {
  /** The fields to read, in any case; without it all are. */
  readonly fields?: readonly string[];
  /** Bytes of one field's value, where it is read. */
  readonly maxValueBytes?: number;
}

/** sid has some 70,000 paragraphs in an index; no archive has half a million. */
const MAX_PARAGRAPHS = 500_000;
const MAX_FIELDS = 200;
const MAX_VALUE_BYTES = 1024 * 1024;

const TAB = 0x09;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;

/** Control characters that no value has; a tab may be in one, a line break joins its lines. */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

/**
 * Parses deb822(5) text paragraph by paragraph: Packages, Sources, Release and .buildinfo files, without a signature around
 * them. Stricter than apt where parsers are known to disagree: a field twice in a paragraph, a line of blanks only, carriage
 * returns and other control characters in a value that is read throw `invalid-deb822`; what is larger than any archive
 * throws `too-much`. It works on bytes, so that values do not keep the whole text in memory.
 */
export function* parseParagraphs(bytes: Uint8Array, options: ParagraphOptions = {}): Generator<Paragraph> {
  const { fields, maxValueBytes = MAX_VALUE_BYTES } = options;
  const names = createFieldNames(fields ?? null);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let line = 0;
  let paragraphs = 0;
  let fieldCount = 0;
  let paragraph = new Map<string, string>();
  /** The field being read, where it is wanted. */
  let wanted: string | null = null;
  let lines: string[] = [];
  let valueBytes = 0;

  function fail(what: string, code: DebianErrorCode = 'invalid-deb822'): CodedError<DebianErrorCode> {
    return new CodedError(code, `line ${line}: ${what}`);
  }

  function readText(start: number, end: number): string {
    valueBytes += end - start;
    if (valueBytes > maxValueBytes) throw fail(`the field is longer than ${maxValueBytes} bytes`, 'too-much');
    let text: string;
    try {
      text = decoder.decode(bytes.subarray(start, end));
    } catch (cause) {
      throw new CodedError<DebianErrorCode>('invalid-deb822', `line ${line}: is not UTF-8`, { cause });
    }
    if (CONTROL.test(text)) throw fail('has a control character (a carriage return?)');
    return text;
  }

  function endField(): void {
    if (wanted === null) return;
    paragraph.set(wanted, lines.length === 1 ? lines[0] ?? '' : lines.join('\n'));
    wanted = null;
  }

  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    line += 1;
    end = bytes.indexOf(LINE_FEED, start);
    if (end === -1) end = bytes.length;
    const first = bytes[start];
    if (end === start) {
      endField();
      if (fieldCount === 0) continue;
      yield paragraph;
      paragraph = new Map();
      fieldCount = 0;
    } else if (first === SPACE || first === TAB) {
      const last = trimEnd(bytes, start, end);
      if (last === start) throw fail('is of blanks only');
      if (fieldCount === 0) throw fail('continues a field that there is none of');
      if (wanted !== null) lines.push(readText(start + 1, last));
    } else if (first !== HASH) {
      endField();
      if (fieldCount === 0) paragraphs += 1;
      if (paragraphs > MAX_PARAGRAPHS) throw fail(`more than ${MAX_PARAGRAPHS} paragraphs`, 'too-much');
      fieldCount += 1;
      if (fieldCount > MAX_FIELDS) throw fail(`more than ${MAX_FIELDS} fields in a paragraph`, 'too-much');
      const name = names.read(bytes, start, end);
      if (name === null) throw fail('is neither a field nor a continuation');
      if (name === 'too-many') throw fail('too many different fields', 'too-much');
      if (name.lastSeen === paragraphs) throw fail('gives a field of this paragraph for the second time');
      name.lastSeen = paragraphs;
      if (name.wanted === null) continue;
      wanted = name.wanted;
      valueBytes = 0;
      const from = trimStart(bytes, start + name.length + 1, end);
      lines = [readText(from, trimEnd(bytes, from, end))];
    }
  }
  endField();
  if (fieldCount > 0) yield paragraph;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

function trimStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at += 1;
  return at;
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1])) at -= 1;
  return at;
}

/** Parses what is to be one paragraph and no more: a Release file, a .buildinfo. Throws as `parseParagraphs` does. */
export function parseParagraph(bytes: Uint8Array, options: ParagraphOptions = {}): Paragraph {
  const [paragraph, second] = parseParagraphs(bytes, options);
  if (paragraph === undefined) throw new CodedError<DebianErrorCode>('invalid-deb822', 'there is no paragraph');
  if (second !== undefined) throw new CodedError<DebianErrorCode>('invalid-deb822', 'there is more than one paragraph');
  return paragraph;
}
