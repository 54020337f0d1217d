// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { MAX_DIFF_CHARS } from './tally.ts';
import type { Tally } from './tally.ts';

const TAB_SIZE = 8;
const HUNK_SIDE = /^Offset (\d+), (\d+) lines modified$/u;
const NO_NEWLINE = '\nNo newline at end of file';

interface Cell {
  readonly isRight: boolean;
  readonly isPresent: boolean;
  text: string;
  /** diffoscope counts the letters of a line to draw its tabs. */
  column: number;
}

interface Row {
  readonly kind: string;
  readonly cells: Cell[];
  column: number;
}

/** Turns the rows of a `table.diff`, two sides beside each other, back into a unified diff. */
export interface Table {
  readonly open: (name: string, classes: readonly string[]) => void;
  readonly text: (data: string) => void;
  readonly close: (name: string) => void;
  readonly toDiff: () => string;
}

export function createTable(tally: Tally): Table {
  const lines: string[] = [];
  let added: string[] = [];
  let row: Row | null = null;
  let cell: Cell | null = null;
  let isMark = false;
  /** No-break spaces that draw the rest of a tab. */
  let padding = 0;
  let chars = 0;

  const flush = (): void => {
    for (const line of added) lines.push(line);
    added = [];
  };
  const take = (into: string[], sign: string, text: string): void => {
    chars += text.length;
    // Beyond this the tally would cut it anyway; it is not even collected.
    if (chars > MAX_DIFF_CHARS) {
      tally.noteCut();
      return;
    }
    const isLast = text.endsWith(NO_NEWLINE);
    into.push(`${sign}${isLast ? text.slice(0, -NO_NEWLINE.length) : text}`);
    if (isLast) into.push('\\ No newline at end of file');
  };
  const takeRow = ({ kind, cells }: Row): void => {
    const left = cells.find(({ isRight, isPresent }) => isPresent && !isRight)?.text ?? '';
    const right = cells.find(({ isRight, isPresent }) => isPresent && isRight)?.text ?? '';
    switch (kind) {
      case 'diffhunk': {
        flush();
        const [one, other] = cells.map(({ text }) => HUNK_SIDE.exec(text));
        if (one && other) lines.push(`@@ -${one[1] ?? ''},${one[2] ?? ''} +${other[1] ?? ''},${other[2] ?? ''} @@`);
        break;
      }
      case 'diffunmodified': flush(); take(lines, ' ', left); break;
      case 'diffdeleted': take(lines, '-', left); break;
      case 'diffadded': take(added, '+', right); break;
      case 'diffchanged': take(lines, '-', left); take(added, '+', right); break;
      // Pages of `--html-dir`, and diffoscope's note that it stopped.
      case 'ondemand': case 'error': tally.noteCut(); break;
    }
  };

  return {
    open: (name, classes) => {
      if (name === 'tr') row = { kind: classes[0] ?? '', cells: [], column: 0 };
      else if (name === 'td' && row !== null) {
        const isPresent = classes.includes('diffpresent');
        cell = { isRight: row.column >= 2, isPresent, text: '', column: 0 };
        row.cells.push(cell);
        // Either a line's number and the line, or one cell as wide as both.
        row.column += classes.includes('diffline') || (isPresent && row.column % 2 === 1) ? 1 : 2;
      } else if (name === 'span' && classes.includes('dp')) isMark = true;
    },
    text: (data) => {
      if (cell === null || cell.text.length > MAX_DIFF_CHARS) return;
      if (isMark) {
        padding = data === '»' ? TAB_SIZE - 1 - (cell.column % TAB_SIZE) : 0;
        cell.text += data === '·' ? ' ' : data === '»' ? '\t' : '\n';
        return;
      }
      let text = data;
      for (; padding > 0 && text.startsWith('\u00A0'); padding -= 1) text = text.slice(1);
      if (text !== '') padding = 0;
      cell.text += text;
      cell.column += text.length;
    },
    close: (name) => {
      if (name === 'span') isMark = false;
      else if (name === 'td') cell = null;
      else if (name === 'tr' && row !== null) {
        takeRow(row);
        row = null;
      }
    },
    toDiff: () => {
      flush();
      return lines.length === 0 ? '' : tally.takeDiff(`${lines.join('\n')}\n`);
    },
  };
}
