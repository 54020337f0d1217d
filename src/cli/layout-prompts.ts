// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError } from '../model/error.ts';
import { DAY_MS, parseInstant, type Instant } from '../model/time.ts';

/** Asks the person at the terminal; null where nobody is there. */
export type Ask = ((question: string) => Promise<string>) | null;

export interface NewLayoutWords {
  readonly rebuilders: readonly string[];
  readonly threshold: number | null;
  readonly expiresAt: Instant | null;
}

export interface NewLayoutAnswers {
  readonly rebuilders: readonly string[];
  readonly threshold: number;
  readonly expiresAt: Instant;
}

/** Takes what options say, and asks for the rest. Throws `usage`, which names the option, where nobody can be asked or no answer will do. */
export async function completeNewLayout({ rebuilders, threshold, expiresAt }: NewLayoutWords, ask: Ask, now: Instant): Promise<NewLayoutAnswers> {
  const files = rebuilders.length > 0 ? rebuilders : await askFor(ask, '--rebuilder <file>',
    'Files with the public keys of the rebuilders you trust, one key each, with blanks between: ', (text) => {
      const names = text.split(/\s+/).filter((name) => name !== '');
      return names.length === 0 ? null : names;
    });
  const wanted = threshold ?? await askFor(ask, '--threshold <number>',
    `How many of these ${files.length} have to have rebuilt a package (more than 1 means no single one can lie to you): `, toThreshold);
  const end = expiresAt ?? await askFor(ask, '--expires <date> or --days <number>',
    'When does it expire? A date (2027-06-30), or a number of days; afterwards everything is refused until you renew it: ', (text) => toExpiry(text, now));
  return { rebuilders: files, threshold: wanted, expiresAt: end };
}

async function askFor<Value>(ask: Ask, option: string, question: string, read: (text: string) => Value | null): Promise<Value> {
  if (ask === null) throw new CodedError('usage', `say ${option}: there is no terminal to ask at`);
  const value = read((await ask(question)).trim());
  if (value === null) throw new CodedError('usage', `that is no answer that can be used; try again, or say ${option}`);
  return value;
}

/** A whole number from 1 on; null for anything else. */
function toThreshold(text: string): number | null {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

/** A date, a time, or a number of days from now; null for anything else. */
export function toExpiry(text: string, now: Instant): Instant | null {
  if (/^[1-9]\d{0,3}$/.test(text)) return now + Number(text) * DAY_MS;
  return /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/.test(text) ? parseInstant(text) : null;
}
