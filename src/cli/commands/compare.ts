// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { compareBoards, type CellChange } from '../../model/compare.ts';
import { openStore } from '../../state/store.ts';
import type { Board } from '../../model/board.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { toCode } from '../markdown.ts';

const MAX_LINES = 200;

/** Which cells differ between two states, as Markdown: for the preview of a merge request. */
export function runCompare(before: string, after: string, voice: Voice): ExitCode {
  const changes = compareBoards(readBoardOf(before), readBoardOf(after));
  voice.answer({ changes }, toMarkdown(changes));
  return 0;
}

function readBoardOf(file: string): Board {
  const store = openStore(file, { readOnly: true });
  try {
    return store.readBoard();
  } finally {
    store.close();
  }
}

function toMarkdown(changes: readonly CellChange[]): string[] {
  if (changes.length === 0) return ['No cell changes.'];
  const more = changes.length - MAX_LINES;
  return [
    `${changes.length} cells change.`,
    '',
    '| repository | ref | release | stage | target | before | after |',
    '|---|---|---|---|---|---|---|',
    ...changes.slice(0, MAX_LINES).map(({ path, ref, release, stage, target, before, after }) =>
      `| ${[path, ref, release, stage, target, before ?? 'not there', after ?? 'gone'].map((name) => toCode(name)).join(' | ')} |`),
    ...(more > 0 ? ['', `And ${more} more.`] : []),
  ];
}
