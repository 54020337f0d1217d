// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Config } from '../../config/schema.ts';
import { toVerdictEvents } from '../../history/verdict-events.ts';
import { toWindowChanges } from '../../history/windows.ts';
import type { Instant } from '../../model/time.ts';
import { readSitePast } from '../../site/past.ts';
import { toCurrentBoard } from '../../site/view/current.ts';
import { toLastSpan } from '../../site/view/changes-page.ts';
import { openStore } from '../../state/store.ts';
import { renderMarkdown, renderText } from '../change-report.ts';
import { toChangeReport, type ReportKind } from '../change-report-items.ts';
import type { Voice } from '../context.ts';
import type { ExitCode } from '../exit.ts';

export type ChangesFormat = 'text' | 'markdown' | 'json';

/** A time, or a length of time before the last collection. */
export type Since = { readonly at: Instant } | { readonly beforeMs: number };

export interface ChangesOptions {
  readonly config: Config;
  readonly stateFile: string;
  /** Null: since the collection before the last. */
  readonly since: Since | null;
  readonly format: ChangesFormat;
  /** What makes the answer no. */
  readonly failOn: readonly ReportKind[];
  readonly voice: Voice;
}

/** What changed since a time, for a mail or a chat: 1 where anything of `failOn` is among it. */
export function runChanges({ config, stateFile, since, format, failOn, voice }: ChangesOptions): ExitCode {
  const store = openStore(stateFile, { readOnly: true });
  try {
    const board = toCurrentBoard(store.readBoard(), config);
    const past = readSitePast(store, board, config);
    const verdicts = config.rebuilders.length === 0 ? [] : toVerdictEvents(store.readEvidence());
    const span = since === null ? toLastSpan(board) : { after: 'at' in since ? since.at : board.now - since.beforeMs, until: board.now };
    // After the first collection there is nothing to compare with, and so nothing new.
    const changes = toWindowChanges(past, verdicts, span ?? { after: board.now, until: board.now });
    const report = toChangeReport(board, past, changes);
    voice.answer(report, format === 'markdown' ? renderMarkdown(report) : renderText(report));
    return report.items.some(({ kind }) => failOn.includes(kind)) ? 1 : 0;
  } finally {
    store.close();
  }
}
