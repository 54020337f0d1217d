// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createInterface } from 'node:readline';
import { CodedError } from '../model/error.ts';
import type { Ask } from './layout-prompts.ts';

/** A stream of the process, and whether somebody sits at it. */
type Ended<Stream> = Stream & { readonly isTTY?: boolean };

/** Asks at a terminal; null where `input` or `output` is none, and so nobody would answer. What is asked and left unanswered is `usage`. */
export function createAsk(input: Ended<NodeJS.ReadableStream>, output: Ended<NodeJS.WritableStream>): Ask {
  if (input.isTTY !== true || output.isTTY !== true) return null;
  return (question) => new Promise((resolve, reject) => {
    const lines = createInterface({ input, output });
    lines.once('close', () => reject(new CodedError('usage', 'no answer was given')));
    lines.question(question, (text) => {
      resolve(text);
      lines.close();
    });
  });
}
