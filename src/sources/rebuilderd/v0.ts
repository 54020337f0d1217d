// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import { DAY_MS } from '../../model/time.ts';
import type { Http } from '../../platform/http.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { joinUrl } from '../rebuilder/address.ts';
import { fetchJson, NO_VALIDATORS } from '../rebuilder/request.ts';
import type { ListOptions, Listing } from '../rebuilder/source.ts';
import { withdraw } from '../rebuilder/verdicts.ts';
import { releaseRecord } from './answer.ts';
import { toLabel, toVerdictV0, type MapOptions } from './map.ts';
import { MAX_RECORDS } from './pages.ts';

export const v0Position = z.object({
  api: z.literal('v0'),
  listedAt: z.number(),
  /** When this API was found to be the one to ask; a daemon that was upgraded goes on answering it. */
  detectedAt: z.number(),
  lastModified: z.string().max(300).nullable(),
});
export type V0Position = z.output<typeof v0Position>;

/** `Last-Modified` is the date of the newest build: a sync without a build after it does not show. */
const LIST_AGAIN_MS = DAY_MS;
const WHAT = 'rebuilderd pkgs/list';

/** Reads the one list that API v0 has, unless nothing was built since. */
export async function listV0(
  http: Http, map: MapOptions, { journal, known }: Pick<ListOptions<unknown>, 'journal' | 'known'>, position: V0Position | null,
): Promise<Listing<V0Position>> {
  const isRecent = position !== null && map.now >= position.listedAt && map.now - position.listedAt < LIST_AGAIN_MS;
  const answer = await fetchJson(http, joinUrl(map.baseUrl, 'api/v0/pkgs/list'), WHAT, {
    ...NO_VALIDATORS, lastModified: isRecent ? position.lastModified : null,
  });
  if (answer.isUnchanged && position !== null) return { verdicts: [], complete: false, position };
  if (!Array.isArray(answer.value)) throw new CodedError<SourceErrorCode>('invalid-answer', `${WHAT}: the answer is no list`);
  const list: unknown[] = answer.value;
  if (list.length > MAX_RECORDS) {
    throw new CodedError<SourceErrorCode>('too-much', `${WHAT}: ${list.length} packages; not more than ${MAX_RECORDS} are read`);
  }
  const records = list.flatMap((raw, index) => {
    const parsed = releaseRecord.safeParse(raw);
    if (parsed.success) return [parsed.data];
    journal.count('invalid-answer', `number ${index + 1}, ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
      (count, example) => `rebuilderd packages of an unexpected shape, left out: ${count} (the first: ${example})`);
    return [];
  });
  const label = toLabel(new Set(records.map(({ distro }) => distro)), map, journal);
  const verdicts = records.filter(({ distro }) => distro === label).map((record) => toVerdictV0(record, map));
  const isWhole = records.length === list.length;
  // A record that cannot be read has no identity: any verdict that is missing may be it.
  const listed = new Set(verdicts.map(({ id }) => id));
  const missing = isWhole ? [] : [...known.values()].filter(({ id }) => !listed.has(id));
  return {
    verdicts: [...verdicts, ...missing.map(withdraw)],
    complete: isWhole,
    position: !isWhole ? null : {
      api: 'v0', listedAt: map.now, detectedAt: position?.detectedAt ?? map.now, lastModified: answer.validators.lastModified,
    },
  };
}
