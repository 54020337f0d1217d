// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';

export type DiffoscopeErrorCode =
  | 'diffoscope-empty' | 'diffoscope-too-deep' | 'diffoscope-too-large' | 'diffoscope-unparsable';

/** diffoscope's own HTML ends at 40 MB, so whoever sends more than this does not send a report for people. */
export const MAX_REPORT_BYTES = 64 * 1024 * 1024;
/** Nodes within nodes; diffoscope itself goes into 50 archives, each of which takes up to two. */
export const MAX_DEPTH = 110;
export const MAX_NODES = 20_000;
export const MAX_NAME_CHARS = 2_000;
export const MAX_COMMENTS = 50;
export const MAX_COMMENT_CHARS = 4_000;
export const MAX_DIFF_CHARS = 1_000_000;
/** Of all texts of a report together. */
export const MAX_TOTAL_CHARS = 16_000_000;

/** A comparison as read. `truncated`: some of it is missing, by diffoscope's limits or by ours. */
export interface ParsedReport<Report> {
  readonly report: Report;
  readonly truncated: boolean;
}

/** Counts what a report has taken so far, and cuts what goes beyond the limits. */
export interface Tally {
  /** False where one node more would be too many; it and what is below it are left out. */
  readonly takeNode: (depth: number) => boolean;
  readonly takeName: (text: string) => string;
  readonly takeComments: (texts: readonly string[]) => string[];
  readonly takeDiff: (text: string) => string;
  /** Notes that something is missing. */
  readonly noteCut: () => void;
  readonly isCut: () => boolean;
}

/** How diffoscope says that it left lines out, in a line of a diff or in a comment. */
const CUT_LINE = /^[-+ ]?\[ (?:\d+ lines removed \]|truncated after \d+ lines|Too much input for diff )|\[ \.\.\. truncated by diffoscope; len: /mu;
const CUT_COMMENT = /^(?:Timeout exceeded; details may be incomplete|Differences may be incomplete|Max [a-z ]+ reached)/iu;

export function createTally(): Tally {
  let nodes = 0;
  let chars = 0;
  let cut = false;
  const take = (text: string, most: number): string => {
    const room = Math.min(most, MAX_TOTAL_CHARS - chars);
    const taken = text.length <= room ? text : text.slice(0, Math.max(room, 0));
    if (taken.length < text.length) cut = true;
    chars += taken.length;
    return toShowable(taken);
  };
  return {
    takeNode: (depth) => {
      nodes += 1;
      const fits = nodes <= MAX_NODES && depth <= MAX_DEPTH;
      if (!fits) cut = true;
      return fits;
    },
    takeName: (text) => take(text, MAX_NAME_CHARS),
    takeComments: (texts) => {
      if (texts.length > MAX_COMMENTS || texts.some((text) => CUT_COMMENT.test(text))) cut = true;
      return texts.slice(0, MAX_COMMENTS).map((text) => take(text, MAX_COMMENT_CHARS));
    },
    takeDiff: (text) => {
      const taken = take(text, MAX_DIFF_CHARS);
      if (CUT_LINE.test(taken)) cut = true;
      // No half line: it would read as a difference of its own.
      return taken.length < text.length ? taken.slice(0, taken.lastIndexOf('\n') + 1) : taken;
    },
    noteCut: () => {
      cut = true;
    },
    isCut: () => cut,
  };
}

/** What neither HTML nor SQLite can hold is replaced; every other control character is the page's matter. */
function toShowable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** The text of a report; refuses one that is larger than anybody reads. Broken UTF-8 becomes U+FFFD. */
export function toReportText(input: Uint8Array | string): string {
  if (input.length > MAX_REPORT_BYTES) {
    throw new CodedError<DiffoscopeErrorCode>('diffoscope-too-large',
      `The diffoscope report has ${input.length} bytes; at most ${MAX_REPORT_BYTES} are read. Limit it with --max-report-size.`);
  }
  const text = typeof input === 'string' ? input : new TextDecoder().decode(input);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** What an error message may quote of a hostile text. */
export function toQuote(text: string): string {
  return JSON.stringify(text.slice(0, 40).toWellFormed());
}
