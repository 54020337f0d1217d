// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { redact } from '../platform/log.ts';
import type { Ask } from './layout-prompts.ts';
import { createProgress, silentProgress, type Progress, type Terminal } from '../platform/progress.ts';

/** What every command gets: the only place that knows the process. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  /** Asks the person at the terminal; left out, or null, where nobody is there. */
  readonly ask?: Ask;
  /** Resolves when the person at the terminal wants to end a server. */
  readonly untilStopped: () => Promise<void>;
}

/** How one command speaks: lines and a bar for people, or one JSON document for machines. */
export interface Voice {
  readonly log: Log;
  readonly progress: Progress;
  /** Prints `lines` for people, or `value` (with the command's name and `schemaVersion`) for machines. */
  answer(value: Readonly<Record<string, unknown>>, lines: readonly string[]): void;
}

export const SCHEMA_VERSION = 1;

/** `secrets` never get out through this voice, whatever a message holds. */
export function createVoice(context: Context, command: string, json: boolean, secrets: readonly string[]): Voice {
  const color = context.stderr.isTTY === true && !context.env['NO_COLOR'] && context.env['TERM'] !== 'dumb';
  const progress = json ? silentProgress : createProgress(context.stderr, color);
  /** Without secrets, and without the control characters with which a server could write to the terminal. */
  const clean = (text: string): string => redact(text, secrets).replace(/(?!\n)\p{Cc}/gu, '\ufffd');
  const say = (line: string): void => {
    progress.end();
    context.stderr.write(`${clean(line)}\n`);
  };
  return {
    progress,
    log: { info: json ? () => undefined : say, warn: (line) => say(`warning: ${line}`) },
    answer: (value, lines) => {
      progress.end();
      const text = json ? JSON.stringify({ schemaVersion: SCHEMA_VERSION, command, ...value }) : lines.join('\n');
      context.stdout.write(`${clean(text)}\n`);
    },
  };
}
