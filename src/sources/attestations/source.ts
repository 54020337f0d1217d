// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { listProducts, parseAttestation } from '../../attest/attestation.ts';
import { isCoded } from '../../model/error.ts';
import type { KnownVerdict } from '../../model/evidence-reading.ts';
import type { VerdictReading } from '../../model/verdict.ts';
import type { Folder } from '../../platform/folder.ts';
import { toMark } from '../rebuilder/fetcher.ts';
import { parseFileName } from '../rebuilder/file-name.ts';
import type { Journal } from '../rebuilder/journal.ts';
import { NO_VALIDATORS } from '../rebuilder/request.ts';
import {
  createRebuilderSource, type CommonDeps, type ListOptions, type Listing, type RebuilderDeps, type RebuilderSource,
} from '../rebuilder/source.ts';
import { toListed, type ListedVerdict } from '../rebuilder/verdicts.ts';
import { createFolderFeed, createUrlFeed, type Entry, type Feed } from './feed.ts';

export interface AttestationFolderDeps extends Omit<RebuilderDeps, 'http' | 'baseUrl' | 'maxReports' | 'maxReportBytes'> {
  readonly folder: Folder;
  /** The rebuilder's name, in place of an address. */
  readonly label: string;
}

const positionSchema = z.object({
  etag: z.string().max(300).nullable(),
  lastModified: z.string().max(300).nullable(),
  /** True where every listed file was read. */
  isSettled: z.boolean(),
  /** Marks of files that tell of no package. */
  empty: z.array(z.string().max(100)).max(5_000),
});
type Position = z.output<typeof positionSchema>;

/** `placeOrLabel`: the feed's address, or the name of a folder's rebuilder. */
export function toAttestationsKey(placeOrLabel: string): string {
  return `attestations:${placeOrLabel}`;
}

/** Reads the attestations that an `index.json` at `baseUrl` lists: in-toto links and DSSE envelopes. */
export function createAttestationsSource(deps: RebuilderDeps): RebuilderSource {
  return createSource({ ...deps, maxReports: 0 }, createUrlFeed(deps.http, deps.baseUrl));
}

/** Reads the attestations in a folder. */
export function createAttestationFolderSource({ folder, label, ...deps }: AttestationFolderDeps): RebuilderSource {
  return createSource({ ...deps, http: null, baseUrl: label, maxReports: 0, maxReportBytes: 0 }, createFolderFeed(folder));
}

function createSource(deps: CommonDeps, feed: Feed): RebuilderSource {
  return createRebuilderSource<Position>(deps, {
    key: toAttestationsKey(deps.baseUrl),
    positionSchema,
    list: (options) => list(deps, feed, options),
    toSubject: ({ id }) => {
      const fileName = id.slice(id.lastIndexOf('#') + 1);
      return { fileName, names: ['rebuild', `rebuild ${fileName}`] };
    },
    toRecency: ({ at }) => at ?? 0,
    toAddress: toPath,
    fetchAttestation: feed.fetch,
  });
}

function toPath({ id }: Pick<VerdictReading, 'id'>): string {
  return id.slice(0, id.lastIndexOf('#'));
}

async function list(deps: CommonDeps, feed: Feed, options: ListOptions<Position>): Promise<Listing<Position>> {
  const { position, known, journal, attestations, deferred } = options;
  const isSettled = position?.isSettled === true && known.size > 0;
  const listed = await feed.list(isSettled ? position : NO_VALIDATORS, journal);
  if (listed === null) return { verdicts: [], complete: false, position };
  const byPath = Map.groupBy(known.values(), toPath);
  const empty = new Set(position?.empty);
  const verdicts: ListedVerdict[] = [];
  const wanted = listed.entries.filter((entry) => {
    const stored = byPath.get(entry.path) ?? [];
    if (stored[0]?.revision !== entry.stamp) return !empty.has(toEntryMark(entry));
    verdicts.push(...stored.map(toListed));
    return false;
  }).sort((a, b) => Number(deferred.has(toMark(a.path))) - Number(deferred.has(toMark(b.path))) || (b.at ?? 0) - (a.at ?? 0));
  let unlistedCount = 0;
  await Promise.all(wanted.map(async (entry) => {
    const fetched = await attestations.preview(entry.path);
    if (fetched.kind === 'read') {
      const found = toVerdicts(entry, fetched.bytes, deps, feed, journal);
      verdicts.push(...found);
      if (found.length === 0) empty.add(toEntryMark(entry));
      return;
    }
    unlistedCount += 1;
    // Until the new one is read, the old one stands.
    verdicts.push(...(byPath.get(entry.path) ?? []).map((verdict: KnownVerdict) => toListed(verdict)));
  }));
  const { etag, lastModified } = listed.validators;
  return {
    verdicts,
    complete: listed.isWhole,
    position: { etag, lastModified, isSettled: unlistedCount === 0 && listed.isWhole, empty: [...empty].slice(-5_000) },
    unlistedCount,
  };
}

function toEntryMark({ path, stamp }: Entry): string {
  return toMark(`${path} ${stamp}`);
}

/** One verdict for each package among the products. What lies under `unreproducible/` is said to differ. */
function toVerdicts(entry: Entry, bytes: Uint8Array, { distribution }: CommonDeps, feed: Feed, journal: Journal): ListedVerdict[] {
  const { path, stamp, at } = entry;
  const differs = path.split('/').slice(0, -1).includes('unreproducible');
  return readProducts(path, bytes, journal).flatMap((fileName) => {
    const key = parseFileName(fileName);
    return key === null ? [] : [{
      ...key,
      id: `${path}#${fileName}`,
      revision: stamp,
      distribution, suite: null, component: null, sourceName: null,
      claim: differs ? 'differs' as const : 'reproduced' as const,
      at,
      sha256: null,
      // What differs has the digest of what was built, not of what is published: that proves nothing.
      proof: { kind: differs ? 'absent' as const : 'unchecked' as const },
      links: { log: null, diffoscope: null, attestation: feed.toLink(path), buildinfo: null },
    }];
  });
}

function readProducts(path: string, bytes: Uint8Array, journal: Journal): string[] {
  try {
    return listProducts(parseAttestation(bytes)).map(({ fileName }) => fileName);
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    journal.count('invalid-answer', `${path}: ${thrown.message}`, (count, example) => `files that are no attestations: ${count} (the first: ${example})`);
    return [];
  }
}
