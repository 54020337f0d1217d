// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import type { Claim } from '../../model/verdict.ts';
import { packageWord, parseNaiveUtc, suiteWord, toInstant } from '../rebuilder/text.ts';

/**
 * One source package's result, by the format's description (rb.zq1.de/spec/json-format.txt) and as
 * tests.reproducible-builds.org writes it (bin/reproducible_json.py): `suite` there, `release` elsewhere; the date as text
 * there, in seconds elsewhere. Keys beyond these are allowed and mean nothing to us.
 */
export const resultRecord = z.object({
  package: packageWord,
  version: packageWord,
  suite: suiteWord.nullish(),
  release: suiteWord.nullish(),
  architecture: packageWord,
  status: z.string().max(40),
  build_date: z.union([z.number(), z.string().max(40)]).nullish(),
}).transform(({ suite, release, build_date: date, ...rest }) => ({
  ...rest,
  suite: suite ?? release ?? null,
  at: typeof date === 'number' ? toInstant(Math.floor(date)) : parseNaiveUtc(date),
}));
export type ResultRecord = z.output<typeof resultRecord>;

/** Status words, in lower case. */
const CLAIMS: ReadonlyMap<string, Claim> = new Map<string, Claim>([
  ['reproducible', 'reproduced'],
  ['unreproducible', 'differs'],
  ['ftbr', 'differs'],
  ['ftbfs', 'failed'],
  ['depwait', 'waiting'],
  ['waitdep', 'waiting'],
  // Nothing was built: no package of theirs (yet), not of this architecture, not to be built, or cut off.
  ['untested', 'unknown'], ['timeout', 'unknown'], ['e404', 'unknown'], ['404', 'unknown'], ['nfu', 'unknown'],
  ['notforus', 'unknown'], ['not for us', 'unknown'], ['blacklisted', 'unknown'],
]);

/** Null for a word that neither description has. */
export function toClaim(status: string): Claim | null {
  return CLAIMS.get(status.toLowerCase()) ?? null;
}
