// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { CodedError } from '../../model/error.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { fetchJson, NO_VALIDATORS } from '../rebuilder/request.ts';
import { createRebuilderSource, type ListOptions, type Listing, type RebuilderDeps, type RebuilderSource } from '../rebuilder/source.ts';
import type { ListedVerdict } from '../rebuilder/verdicts.ts';
import { resultRecord, toClaim, type ResultRecord } from './answer.ts';

/** The file is `baseUrl` itself. It has no attestations: nothing in it is ever proved. */
export type ReproducibleJsonDeps = Pick<RebuilderDeps, 'http' | 'clock' | 'baseUrl' | 'distribution'>;

const positionSchema = z.object({ etag: z.string().max(300).nullable(), lastModified: z.string().max(300).nullable() });
type Position = z.output<typeof positionSchema>;

/** tests.reproducible-builds.org has some 300,000. */
const MAX_RECORDS = 1_000_000;
const WHAT = 'reproducible.json';

export function toReproducibleJsonKey(baseUrl: string): string {
  return `reproducible-json:${baseUrl}`;
}

/** Reads a feed of source packages' results in the format of tests.reproducible-builds.org. */
export function createReproducibleJsonSource(deps: ReproducibleJsonDeps): RebuilderSource {
  return createRebuilderSource<Position>({ ...deps, keys: [], maxAttestations: 0, maxReports: 0, maxReportBytes: 0 }, {
    key: toReproducibleJsonKey(deps.baseUrl),
    positionSchema,
    list: (options) => list(deps, options),
    toSubject: () => null,
    toRecency: ({ at }) => at ?? 0,
  });
}

async function list(
  { http, baseUrl, distribution }: ReproducibleJsonDeps, { position, known, journal }: ListOptions<Position>,
): Promise<Listing<Position>> {
  const { isUnchanged, value, validators } = await fetchJson(http, baseUrl, WHAT, known.size === 0 || position === null ? NO_VALIDATORS : position);
  if (isUnchanged) return { verdicts: [], complete: false, position };
  if (!Array.isArray(value)) throw new CodedError<SourceErrorCode>('invalid-answer', `${WHAT}: the answer is no list`);
  if (value.length > MAX_RECORDS) {
    throw new CodedError<SourceErrorCode>('too-much', `${WHAT}: ${value.length} packages; not more than ${MAX_RECORDS} are read`);
  }
  const records = value.flatMap((raw: unknown, index) => {
    const parsed = resultRecord.safeParse(raw);
    if (parsed.success) return [parsed.data];
    journal.count('invalid-answer', `number ${index + 1}, ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
      (count, example) => `${WHAT}: records of an unexpected shape, left out: ${count} (the first: ${example})`);
    return [];
  });
  const unknown = new Set(records.flatMap(({ status }) => (toClaim(status) === null ? [JSON.stringify(status)] : [])));
  if (unknown.size > 0) journal.note(`${WHAT}: status ${[...unknown].slice(0, 5).join(', ')} is not known and claims nothing`);
  const isWhole = records.length === value.length;
  return { verdicts: records.map((record) => toVerdict(record, distribution)), complete: isWhole, position: isWhole ? validators : null };
}

/** The feed knows source packages only: the verdict is said of one, in place of all it builds. */
function toVerdict({ package: name, version, suite, architecture, status, at }: ResultRecord, distribution: string): ListedVerdict {
  return {
    id: JSON.stringify([name, version, suite, architecture]),
    revision: JSON.stringify([status, at]),
    name, version, architecture, distribution, suite, component: null, sourceName: name,
    claim: toClaim(status) ?? 'unknown',
    at,
    sha256: null,
    proof: { kind: 'absent' },
    links: { log: null, diffoscope: null, attestation: null, buildinfo: null },
  };
}
