// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { PassThrough } from 'node:stream';
import { runMethod } from '../verify/apt/method.ts';
import type { Configured, MethodPorts } from '../verify/apt/method.ts';
import { createMessageParser, findField } from '../verify/apt/message.ts';
import type { Message } from '../verify/apt/message.ts';
import type { Judge, Judgement } from '../verify/apt/verdict.ts';

/** The method in this process, spoken to as apt does. */
export interface MethodSession {
  readonly messages: Message[];
  readonly said: string[];
  send(text: string): void;
  /** Sends a 600; gives the 201 or 400 that answers it. */
  acquire(fields: Readonly<Record<string, string>>): Promise<Message>;
  /** Ends the input; gives the exit status. */
  end(): Promise<number>;
  /** What a signal does. */
  stop(): Promise<number>;
}

export interface MethodSessionOptions {
  readonly judge?: Judge;
  readonly items?: readonly string[];
  readonly configure?: MethodPorts['configure'];
  readonly configured?: Partial<Configured>;
  readonly environment?: MethodPorts['environment'];
}

export const CONFIRMED: Judgement = {
  isTolerated: false, decision: { kind: 'confirmed', by: ['Alpha'], threshold: 1, dissent: [], notes: [], sentence: 'Confirmed.' },
};
export const REFUSED: Judgement = {
  isTolerated: false, decision: { kind: 'refused', code: 'no-evidence', sentence: 'Nobody knows it.', by: [], dissent: [], notes: ['Alpha has nothing'] },
};

/** Starts a method that has its configuration already, unless `items` is empty. */
export function startMethod(options: MethodSessionOptions = {}): MethodSession {
  const { judge = () => Promise.resolve(CONFIRMED), items = ['Dir::State::lists=/lists/', 'Acquire::Send-URI-Encoded=1', 'Acquire::http::Timeout=5'], environment = {} } = options;
  const input = new PassThrough();
  const stopping = new AbortController();
  const parser = createMessageParser();
  const messages: Message[] = [];
  const said: string[] = [];
  const waiting: (() => void)[] = [];
  const ended = runMethod({
    input,
    environment,
    signal: stopping.signal,
    say: (line) => said.push(line),
    write: (text) => {
      for (const parsed of parser.push(Buffer.from(text))) {
        if (parsed.kind === 'broken') throw new Error(`the method wrote what is no message: ${parsed.reason}`);
        messages.push(parsed.message);
      }
      for (const wake of waiting.splice(0)) wake();
    },
    configure: options.configure ?? (() => Promise.resolve({ judge, certificates: null, logins: [], isTalkative: true, ...options.configured })),
  });
  void ended.then(() => waiting.splice(0).forEach((wake) => wake()));
  if (items.length > 0) input.write(`601 Configuration\n${items.map((item) => `Config-Item: ${item}\n`).join('')}\n`);

  return {
    messages,
    said,
    send: (text) => void input.write(text),
    acquire: async (fields) => {
      input.write(`600 URI Acquire\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join('')}\n`);
      for (;;) {
        const answer = messages.find((message) => [201, 400].includes(message.code) && findField(message, 'URI') === fields['URI']);
        if (answer !== undefined) {
          messages.splice(messages.indexOf(answer), 1);
          return answer;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    end: async () => {
      input.end();
      return ended;
    },
    stop: async () => {
      stopping.abort();
      input.destroy();
      return ended;
    },
  };
}
