// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../../model/difference.ts';
import { toCount, toNumber, toText } from './text.ts';

/**
 * A comparison laid out flat: every member after the one that holds it. Everything in it comes from the compared files,
 * so all of it is bounded here, whatever the parser let through: a page has to stay one that a browser can show.
 */
export interface ReportView {
  readonly parts: readonly ReportPart[];
  /** What was left out, in sentences; empty where all is shown. */
  readonly leftOut: readonly string[];
}

/** One member, or the output of one command. */
export interface ReportPart {
  /** How deep it lies, from 0. What lies deeper than the style sheet indents stays at the last step. */
  readonly depth: number;
  readonly level: 'h3' | 'h4' | 'h5' | 'h6';
  readonly heading: string;
  readonly comments: readonly string[];
  readonly blocks: readonly DiffBlock[];
  /** Lines of this part that are not shown; null where all are. */
  readonly cut: string | null;
}

/** Consecutive lines of one kind; `at` is the line that says where in the file. */
export interface DiffBlock {
  readonly kind: 'plus' | 'minus' | 'same' | 'at';
  readonly text: string;
}

/** Text of a comparison, in characters, up to which it is shown here: larger ones are only linked. */
export const MAX_REPORT_CHARACTERS = 512 * 1024;

const MAX_DEPTH = 6;
const MAX_PARTS = 1_000;
const MAX_LINES = 10_000;
const MAX_PART_LINES = 2_000;
const MAX_LINE_CHARACTERS = 1_000;
const MAX_COMMENTS = 20;

/** How much text a comparison has, without walking on once it is more than `enough`. */
export function countCharacters(report: Difference, enough = Infinity): number {
  let count = 0;
  const left: Difference[] = [report];
  for (let node = left.pop(); node !== undefined && count <= enough; node = left.pop()) {
    count += node.source1.length + node.source2.length + (node.unifiedDiff?.length ?? 0);
    for (const comment of node.comments) count += comment.length;
    // Not spread into `push`: a node may have more children than a call has arguments.
    for (let index = node.details.length - 1; index >= 0; index -= 1) {
      const child = node.details[index];
      if (child !== undefined) left.push(child);
    }
  }
  return count;
}

/** Lays a comparison out. Walks without recursion: its depth is whatever somebody's file had. */
export function toReportView(report: Difference): ReportView {
  const parts: ReportPart[] = [];
  const left: { readonly node: Difference; readonly depth: number }[] = [{ node: report, depth: 0 }];
  let lines = 0;
  let unseenParts = 0;
  let unseenLines = 0;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, depth } = next;
    for (let index = node.details.length - 1; index >= 0; index -= 1) {
      const child = node.details[index];
      if (child !== undefined) left.push({ node: child, depth: depth + 1 });
    }
    if (parts.length >= MAX_PARTS) {
      unseenParts += 1;
      continue;
    }
    const diff = toLines(node.unifiedDiff);
    const room = Math.min(MAX_PART_LINES, MAX_LINES - lines);
    const shown = diff.slice(0, room);
    lines += shown.length;
    unseenLines += diff.length - shown.length;
    parts.push(toPart(node, depth, shown, diff.length - shown.length));
  }
  return {
    parts,
    leftOut: [
      ...(unseenParts === 0 ? [] : [`${toCount(unseenParts, 'further part')} of the comparison ${unseenParts === 1 ? 'is' : 'are'} left out.`]),
      ...(unseenLines === 0 ? [] : [`${toCount(unseenLines, 'line')} of the differences shown ${unseenLines === 1 ? 'is' : 'are'} left out.`]),
    ],
  };
}

function toLines(unifiedDiff: string | null): readonly string[] {
  if (unifiedDiff === null || unifiedDiff === '') return [];
  const lines = unifiedDiff.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const LEVELS = ['h3', 'h4', 'h5', 'h6'] as const;

function toPart(node: Difference, depth: number, lines: readonly string[], cut: number): ReportPart {
  return {
    depth: Math.min(depth, MAX_DEPTH),
    level: LEVELS[depth] ?? 'h6',
    heading: node.source1 === node.source2 ? toText(node.source1) : `${toText(node.source1)} ⇄ ${toText(node.source2)}`,
    comments: node.comments.slice(0, MAX_COMMENTS).map((comment) => toText(comment, 400)),
    blocks: toBlocks(lines),
    cut: cut === 0 ? null : `${toCount(cut, 'further line')} left out`,
  };
}

/** Neighbours of one kind become one element: a page of ten thousand lines is not one of ten thousand elements. */
function toBlocks(lines: readonly string[]): readonly DiffBlock[] {
  const blocks: { kind: DiffBlock['kind']; lines: string[] }[] = [];
  for (const line of lines) {
    const kind = toKind(line);
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(toLine(line));
    else blocks.push({ kind, lines: [toLine(line)] });
  }
  return blocks.map((block) => ({ kind: block.kind, text: block.lines.join('\n') }));
}

function toKind(line: string): DiffBlock['kind'] {
  if (line.startsWith('@@')) return 'at';
  return line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : 'same';
}

/** An empty line of context is one, not a text with nothing to see. */
function toLine(line: string): string {
  if (line.trim() === '' || /^[+-]\s*$/.test(line)) return line.slice(0, 1);
  const rest = line.length - MAX_LINE_CHARACTERS;
  const shown = toText(line.slice(0, MAX_LINE_CHARACTERS), MAX_LINE_CHARACTERS);
  return rest <= 0 ? shown : `${shown}… (${toNumber(rest)} more characters)`;
}
