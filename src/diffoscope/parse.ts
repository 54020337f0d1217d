// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../model/difference.ts';
import { CodedError } from '../model/error.ts';
import { parseHtml } from './parse-html.ts';
import { parseJson } from './parse-json.ts';
import { parseText } from './parse-text.ts';
import { toQuote, toReportText } from './tally.ts';
import type { DiffoscopeErrorCode, ParsedReport } from './tally.ts';

/**
 * Reads a diffoscope report in whichever of its formats it comes: JSON, text or the single HTML page. Throws a
 * `CodedError<DiffoscopeErrorCode>` where it is none of them.
 */
export function parseDiffoscope(input: Uint8Array | string): ParsedReport<Difference> {
  const text = toReportText(input);
  const start = /\S/u.exec(text)?.index;
  if (start === undefined) throw new CodedError<DiffoscopeErrorCode>('diffoscope-empty', 'The diffoscope report is empty.');
  if (text[start] === '{') return parseJson(text);
  if (text[start] === '<') return parseHtml(text);
  if (text.startsWith('--- ', start)) return parseText(text.slice(start));
  throw new CodedError<DiffoscopeErrorCode>('diffoscope-unparsable',
    `This is not a diffoscope report in JSON, HTML or text: it begins with ${toQuote(text.slice(start))}.`);
}
