// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { run } from '../cli/program.ts';
import type { Clock } from '../platform/clock.ts';
import { systemClock } from '../platform/clock.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits of the command under test take no time. */
const hurried: Clock = { now: () => systemClock.now(), sleep: () => systemClock.sleep(0) };

/** Runs a command line in this process, as on a pipe; `untilStopped` says when a server is to end. */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  untilStopped: () => Promise<void> = () => Promise.resolve(),
): Promise<CommandResult> {
  const out = { stdout: '', stderr: '' };
  const collectTo = (name: 'stdout' | 'stderr') => ({
    write: (text: string): boolean => {
      out[name] += text;
      return true;
    },
  });
  const code = await run(args, { env, clock: hurried, stdout: collectTo('stdout'), stderr: collectTo('stderr'), untilStopped });
  return { code, ...out };
}
