// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../../model/error.ts';
import { createAptConfiguration } from './apt-configuration.ts';
import type { AptConfiguration, AptConfigurationErrorCode } from './apt-configuration.ts';

const MAX_BYTES = 1_048_576;

/** Words after a hash sign that are directives and no comment. */
const DIRECTIVES = ['clear', 'include', 'x-apt-configure-index'];

/**
 * Reads the text of an apt.conf file as apt itself does (ReadConfigFile of apt 2.6), into a tree that may hold settings
 * already. `#include` names other files and is refused. Throws `configuration-broken` where apt says "Syntax error", with the
 * line, and `configuration-too-large`.
 */
export function parseAptConf(bytes: Uint8Array, configuration: AptConfiguration = createAptConfiguration()): AptConfiguration {
  if (bytes.length > MAX_BYTES) throw new CodedError<AptConfigurationErrorCode>('configuration-too-large', `An apt configuration file is larger than ${MAX_BYTES} bytes.`);
  // One character a byte, as apt sees it: `%c3%bc` is one letter in UTF-8.
  const text = Buffer.from(bytes).toString('latin1');
  const reader = createStatementReader(configuration);
  const stripComments = createCommentStripper();
  text.split('\n').forEach((raw, index) => {
    const line = index + 1;
    if (raw.includes('\0')) throw broken(line, 'it holds a zero byte');
    reader.read(stripComments(strip(raw.replaceAll('\t', '        '))), line);
  });
  reader.end(text.split('\n').length);
  return configuration;
}

/** Takes comments away, line for line: `//` and `#` to the end, and from one slash and star to the other, over lines. */
function createCommentStripper(): (line: string) => string {
  let isInComment = false;
  return (whole) => {
    let line = whole;
    if (isInComment) {
      const end = line.indexOf('*/');
      if (end === -1) return '';
      line = line.slice(end + 2);
      isInComment = false;
    }
    line = cut(line, '//', () => false);
    line = cut(line, '#', (rest) => DIRECTIVES.some((word) => rest.startsWith(word)));
    let fragment = '';
    for (let start = line.indexOf('/*'); start !== -1; start = line.indexOf('/*', start)) {
      if (isQuoted(line, start)) {
        start += 2;
        continue;
      }
      fragment += line.slice(0, start);
      const end = line.indexOf('*/', start + 2);
      isInComment = end === -1;
      line = isInComment ? '' : line.slice(end + 2);
      start = 0;
    }
    return fragment + line;
  };
}

/** Cuts a line at the first mark that is in no quotes and begins no directive. */
function cut(line: string, mark: string, isDirective: (rest: string) => boolean): string {
  for (let at = line.indexOf(mark); at !== -1; at = line.indexOf(mark, at + 1)) {
    if (!isQuoted(line, at) && !isDirective(line.slice(at + 1))) return line.slice(0, at);
  }
  return line;
}

function isQuoted(line: string, at: number): boolean {
  let quotes = 0;
  for (let index = line.indexOf('"'); index !== -1 && index < at; index = line.indexOf('"', index + 1)) quotes += 1;
  return quotes % 2 !== 0;
}

interface StatementReader {
  read(fragment: string, line: number): void;
  end(line: number): void;
}

/** Puts statements together that end in `;`, `{` or `}`, over lines, and carries them out. */
function createStatementReader(configuration: AptConfiguration): StatementReader {
  const scopes: string[] = [];
  let scope = '';
  let buffer = '';

  function finish(end: string, line: number): void {
    if (end === '{' && buffer === '') throw broken(line, 'a block begins with no name');
    if (buffer !== '') carryOut(end, line);
    buffer = '';
    if (end === '}') scope = scopes.pop() ?? '';
  }

  function carryOut(end: string, line: number): void {
    const [first, afterTag] = takeQuotedWord(buffer) ?? [null, ''];
    if (first === null) throw broken(line, 'a name is malformed');
    const [word, rest] = takeStrings(afterTag) ?? takeQuotedWord(afterTag) ?? [null, afterTag];
    if (rest !== '') throw broken(line, 'there is more after the value');
    // A lone word is a member of the list that it stands in; a lone word before a block names the block.
    const isLone = word === null && end !== '{';
    const tag = isLone ? '' : first;
    const value = isLone ? first : word;
    const name = scope === '' ? tag : `${scope}::${tag}`;
    if (end === '{') {
      scopes.push(scope);
      scope = name;
    }
    if (value === null) return;
    if (end !== '{' && tag.startsWith('#')) carryOutDirective(tag.slice(1), value, line);
    else if ((tag === '' || end === '{') && value === '#clear') throw broken(line, '#clear names nothing');
    else configuration.set(toText(name), toText(value));
  }

  function carryOutDirective(directive: string, argument: string, line: number): void {
    if (scope !== '') throw broken(line, 'a directive stands in a block');
    if (directive === 'clear') configuration.clear(toText(argument));
    else if (directive === 'include') throw broken(line, 'it includes other files, and these are not read here');
    // A list of known settings, which only apt's own warnings look at.
    else if (directive !== 'x-apt-configure-index') throw broken(line, 'its directive is not known');
  }

  return {
    read: (fragment, line) => {
      let isQuoted = false;
      let start = 0;
      for (let at = 0; at < fragment.length; at++) {
        const character = fragment.charAt(at);
        if (character === '"') isQuoted = !isQuoted;
        if (isQuoted || !'{;}'.includes(character)) continue;
        append(strip(fragment.slice(start, at)));
        start = at + 1;
        finish(character, line);
      }
      // What goes on in the next line loses fewer kinds of space than what ends in this one.
      append(fragment.slice(start).replace(/^[ \t]+/, '').replace(/[ \t\n\r]+$/, ''));
    },
    end: (line) => {
      if (buffer !== '') throw broken(line, 'there is more at its end');
    },
  };

  function append(text: string): void {
    if (text !== '') buffer += buffer === '' ? text : ` ${text}`;
  }
}

/** A word with quotes, brackets and percent signs (apt's ParseQuoteWord), and what follows it; null where there is none. */
function takeQuotedWord(text: string): [word: string, rest: string] | null {
  let end = text.length - text.replace(/^ +/, '').length;
  if (end === text.length) return null;
  for (; end < text.length && !isSpace(text.charAt(end)); end++) {
    for (const [open, close] of [['"', '"'], ['[', ']']] as const) {
      if (text.charAt(end) !== open) continue;
      end = text.indexOf(close, end + 1);
      if (end === -1) return null;
    }
  }
  const word = text.slice(0, end).replaceAll(/%([0-9A-Fa-f]{2})|"/g, (_, hex: string | undefined) => (hex === undefined ? '' : String.fromCharCode(Number.parseInt(hex, 16))));
  return [word, text.slice(end).replace(/^[ \n\v\f\r]+/, '')];
}

/** Strings in quotes, put together as C does (apt's ParseCWord), up to the end; null where there is anything else. */
function takeStrings(text: string): [word: string, rest: string] | null {
  if (!/^ *(?:"[^"]*"[ \n\v\f\r]*)+$/.test(text)) return null;
  const word = text.replaceAll(/"([^"]*)"|([ \n\v\f\r]+)/g, (_, quoted: string | undefined) => quoted ?? ' ');
  return [word, ''];
}

function isSpace(character: string): boolean {
  return ' \n\v\f\r'.includes(character);
}

function strip(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+/, '').replace(/[ \t\n\v\f\r]+$/, '');
}

function toText(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function broken(line: number, why: string): CodedError<AptConfigurationErrorCode> {
  return new CodedError<AptConfigurationErrorCode>('configuration-broken', `Line ${line} of the apt configuration cannot be read: ${why}.`);
}
