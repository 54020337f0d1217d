// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createAsk } from './ask.ts';

describe('createAsk', () => {
  const toTerminal = (isTTY: boolean): PassThrough & { readonly isTTY: boolean } => Object.assign(new PassThrough(), { isTTY });

  it('asks nobody where there is no terminal at either end', () => {
    expect([createAsk(toTerminal(false), toTerminal(true)), createAsk(toTerminal(true), toTerminal(false))]).toEqual([null, null]);
  });

  it('writes the question and gives the line that was typed', async () => {
    const [input, output] = [toTerminal(true), toTerminal(true)];
    const ask = createAsk(input, output) ?? expect.fail();
    const answer = ask('How many? ');
    input.write('2\n');
    expect(await answer).toBe('2');
    expect(String(output.read())).toContain('How many? ');
  });

  it('takes the end of the input for no answer', async () => {
    const input = toTerminal(true);
    const ask = createAsk(input, toTerminal(true)) ?? expect.fail();
    const answer = ask('How many? ');
    input.end();
    await expect(answer).rejects.toMatchObject({ code: 'usage' });
  });
});
