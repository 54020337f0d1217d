// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../model/difference.ts';
import { CodedError } from '../model/error.ts';
import { createDraft } from './draft.ts';
import type { Draft } from './draft.ts';
import { createTally, toQuote, toReportText } from './tally.ts';
import type { DiffoscopeErrorCode, ParsedReport, Tally } from './tally.ts';

export const MAX_LINES = 3_000_000;
const PREFIX = '│ ';
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@$/u;

/** A node while its lines are read; `left` is what its hunk still wants of either side. */
interface Open {
  readonly draft: Draft;
  readonly diff: string[];
  readonly comments: string[];
  left: { removed: number; added: number };
}

/**
 * Reads the tree that diffoscope prints by default and that rebuilderd stores. A line that fits nowhere (a rebuilder's own
 * note that it cut the output, a name with a line break) is left out and noted in `truncated`.
 */
export function parseText(input: Uint8Array | string): ParsedReport<Difference> {
  const text = toReportText(input);
  refuseTooManyLines(text);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = '', second = ''] = lines;
  if (!first.startsWith('--- ') || !second.startsWith('+++ ')) {
    throw new CodedError<DiffoscopeErrorCode>('diffoscope-unparsable',
      `The diffoscope report cannot be read as text: it begins with ${toQuote(first)} and not with the names of the two files.`);
  }
  return readTree(lines, createTally());
}

function readTree(lines: readonly string[], tally: Tally): ParsedReport<Difference> {
  const toOpen = (source1: string, source2: string): Open => {
    const draft = createDraft();
    draft.source1 = tally.takeName(source1);
    draft.source2 = tally.takeName(source2);
    return { draft, diff: [], comments: [], left: { removed: 0, added: 0 } };
  };
  const root = toOpen((lines[0] ?? '').slice(4), (lines[1] ?? '').slice(4));
  tally.takeNode(1);
  const open: Open[] = [root];
  const close = (node: Open): void => {
    if (node.diff.length > 0) node.draft.unifiedDiff = tally.takeDiff(`${node.diff.join('\n')}\n`);
    node.draft.comments = tally.takeComments(node.comments);
  };
  /** How deep what is left out lies: all below it is left out with it. */
  let skippedDepth = Infinity;

  for (let at = 2; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const bars = countBars(line);
    const header = toHeader(lines, at, bars);
    if (header !== null) {
      const { depth, source1, source2, length } = header;
      at += length - 1;
      if (depth > skippedDepth) continue;
      skippedDepth = Infinity;
      if (depth > open.length || !tally.takeNode(depth + 1)) {
        tally.noteCut();
        skippedDepth = depth;
        continue;
      }
      while (open.length > depth) close(open.pop() ?? root);
      const node = toOpen(source1, source2);
      open.at(-1)?.draft.details.push(node.draft);
      open.push(node);
      continue;
    }
    if (skippedDepth !== Infinity) continue;
    const node = open.at(-1) ?? root;
    const depth = open.length - 1;
    const comment = toComment(line, Math.max(depth - 1, 0));
    if (comment !== null && node.diff.length === 0) {
      node.comments.push(comment);
    } else if (!line.startsWith(PREFIX.repeat(depth)) || !takeDiffLine(node, line.slice(PREFIX.length * depth))) {
      tally.noteCut();
    }
  }
  while (open.length > 0) close(open.pop() ?? root);
  return { report: root.draft, truncated: tally.isCut() };
}

/** Of 64 MB of line breaks, a list would take half a gigabyte. */
function refuseTooManyLines(text: string): void {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  if (count <= MAX_LINES) return;
  throw new CodedError<DiffoscopeErrorCode>('diffoscope-too-large', `The diffoscope report has ${count} lines; at most ${MAX_LINES} are read.`);
}

function countBars(line: string): number {
  let bars = 0;
  while (line.startsWith(PREFIX, bars * PREFIX.length)) bars += 1;
  return bars;
}

interface Header {
  readonly depth: number;
  readonly source1: string;
  readonly source2: string;
  /** Lines it takes. */
  readonly length: number;
}

/**
 * `├── name`, or two lines where the names differ: `│   --- one`, `├── +++ other`. The first of the two looks like a line of
 * the diff above it, so the second decides.
 */
function toHeader(lines: readonly string[], at: number, bars: number): Header | null {
  const rest = (lines[at] ?? '').slice(bars * PREFIX.length);
  if (rest.startsWith('├── ')) return { depth: bars + 1, source1: rest.slice(4), source2: rest.slice(4), length: 1 };
  const opening = `${PREFIX.repeat(bars - 1 < 0 ? 0 : bars - 1)}├── +++ `;
  const next = lines[at + 1] ?? '';
  if (bars === 0 || !rest.startsWith('  --- ') || !next.startsWith(opening)) return null;
  return { depth: bars, source1: rest.slice(6), source2: next.slice(opening.length), length: 2 };
}

function toComment(line: string, bars: number): string | null {
  const opening = `${PREFIX.repeat(bars)}│┄ `;
  return line.startsWith(opening) ? line.slice(opening.length) : null;
}

/** Adds a line to the node's diff; false where it is none. */
function takeDiffLine(node: Open, line: string): boolean {
  const { left } = node;
  const hunk = HUNK.exec(line);
  if (hunk !== null) {
    node.left = { removed: toCount(hunk[1]), added: toCount(hunk[2]) };
  } else if (line.startsWith('\\') && node.diff.length > 0) {
    // "\ No newline at end of file" counts for neither side.
  } else {
    const sign = line.slice(0, 1);
    // Empty: diffoscope takes white space off the end of a diff.
    if (!['-', '+', ' ', ''].includes(sign) || left.removed + left.added <= 0) return false;
    if (sign !== '+') left.removed -= 1;
    if (sign !== '-') left.added -= 1;
  }
  node.diff.push(line);
  return true;
}

function toCount(text: string | undefined): number {
  return text === undefined ? 1 : Number.parseInt(text, 10);
}
