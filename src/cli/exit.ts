// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { isCoded } from '../model/error.ts';

/** 0 done · 1 the answer is no · 2 usage or configuration · 3 an upstream was unavailable. */
export type ExitCode = 0 | 1 | 2 | 3;

export const EXIT_HELP = `
Exit codes: 0 done, 1 the answer is no, 2 usage, configuration or state, 3 an upstream could not be read (in part).`;

const UPSTREAM = new Set(['timeout', 'unreachable', 'rate-limited', 'server-error', 'too-much', 'foreign-origin', 'unauthorized', 'forbidden', 'not-found', 'refused', 'invalid-answer', 'complexity']);

/** Every coded error is the user's to mend except those of upstreams; anything else is our fault, and 2 as well. */
export function toExitCode(thrown: unknown): ExitCode {
  return isCoded(thrown) && UPSTREAM.has(thrown.code) ? 3 : 2;
}
