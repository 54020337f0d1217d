// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';

/** What more than one part of the configuration is made of. Messages complete the sentence "expected …". */

const UNITS_MS = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS } as const;

const DURATION_WORDS = 'a duration such as "36h", "30d" or "90m"';

/** A duration as text; milliseconds once read. */
export const duration = z
  .string(DURATION_WORDS)
  .regex(/^[1-9]\d{0,3}[mhd]$/, DURATION_WORDS)
  .transform((text) => Number(text.slice(0, -1)) * UNITS_MS[text.slice(-1) as keyof typeof UNITS_MS])
  .meta({ description: 'A duration: a whole number and m (minutes), h (hours) or d (days).' });

/** An address without anything secret in it, without a slash at its end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'an http or https address' })
  .refine(isBareAddress, 'an address without user name, password, query or fragment')
  .transform((url) => url.replace(/\/+$/, ''));

/** A project's or group's full path. */
export const gitlabPath = z.string().min(1).max(500).regex(/^[^/\s].*[^/\s]$|^[^/\s]$/, 'a path without slashes at its ends');

/** A regular expression as text, read with the flag `u`. */
export const regex = z.string().min(1).refine((text) => toRegex(text) !== null, 'a JavaScript regular expression');

/** Refuses entries that share what `toKey` takes from them; `field` is where the problem is shown, `wanted` what is expected. */
export function refuseRepeated<Entry>(
  toKey: (entry: Entry) => string, field: string, wanted: string,
): (entries: readonly Entry[], context: z.RefinementCtx) => void {
  return (entries, context) => {
    const keys = entries.map(toKey);
    for (const [index, key] of keys.entries()) {
      if (keys.indexOf(key) === index) continue;
      context.addIssue({ code: 'custom', path: [index, field], message: `${wanted}: entry ${keys.indexOf(key)} has it too` });
    }
  };
}

/** The regular expression that a text is; null where it is none. */
export function toRegex(text: string): RegExp | null {
  try {
    return new RegExp(text, 'u');
  } catch {
    return null;
  }
}

function isBareAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
}
