// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { packageWord, parseNaiveUtc, rowId, suiteWord } from '../rebuilder/text.ts';

/** The shapes of rebuilderd's answers that we use, by the daemon's source (its own OpenAPI file is wrong in places). */

const instant = z.string().max(40).nullish().transform((text) => parseNaiveUtc(text));
const id = rowId.nullish().transform((value) => value ?? null);
const word = suiteWord.nullish().transform((value) => value ?? null);
const address = z.string().max(2_000);
/** `GOOD`, `BAD`, `FAIL`, `UNKWN`; a word we do not know is kept and means nothing. */
const status = z.string().max(20).nullish().transform((value) => value ?? null);

/** A page of a v1 list; the records are read one by one, so that a broken one spoils itself only. */
export const pageAnswer = z.object({
  total: z.number().nonnegative().nullish().transform((value) => value ?? null),
  records: z.array(z.unknown()),
});
export type PageAnswer = z.output<typeof pageAnswer>;

export const packageRecord = z.object({
  id: rowId,
  name: packageWord,
  version: packageWord,
  distribution: suiteWord,
  release: word,
  component: word,
  architecture: packageWord,
  url: address,
  status,
  build_id: id,
  artifact_id: id,
  diffoscope_log_id: id,
  attestation_log_id: id,
  // Versions that do not say list what they list.
  seen_in_last_sync: z.boolean().nullish().transform((value) => value ?? true),
});
export type PackageRecord = z.output<typeof packageRecord>;

export const buildRecord = z.object({
  id: rowId,
  name: packageWord,
  built_at: instant,
  status,
});
export type BuildRecord = z.output<typeof buildRecord>;

const count = z.number().nonnegative();
export const dashboardAnswer = z.object({
  rebuilds: z.object({ good: count, bad: count, fail: count, unknown: count }),
  jobs: z.object({ running: count, available: count, pending: count }),
});
export type DashboardAnswer = z.output<typeof dashboardAnswer>;

export const releaseRecord = z.object({
  name: packageWord,
  version: packageWord,
  status,
  distro: suiteWord,
  // Empty where a newer daemon has no component to put here.
  suite: z.union([z.literal(''), suiteWord]),
  architecture: packageWord,
  artifact_url: address,
  build_id: id,
  built_at: instant,
  has_diffoscope: z.boolean(),
  has_attestation: z.boolean(),
});
export type ReleaseRecord = z.output<typeof releaseRecord>;
