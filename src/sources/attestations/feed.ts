// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isSafePath, toLocation } from '../../debian/location.ts';
import { CodedError } from '../../model/error.ts';
import { parseInstant, type Instant } from '../../model/time.ts';
import type { Folder } from '../../platform/folder.ts';
import type { Http } from '../../platform/http.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { fetchFile, toMark } from '../rebuilder/fetcher.ts';
import type { Journal } from '../rebuilder/journal.ts';
import { fetchJson, NO_VALIDATORS, type Validators } from '../rebuilder/request.ts';
import { MAX_ATTESTATION_BYTES } from '../rebuilder/source.ts';

/** A file that should be an attestation. */
export interface Entry {
  readonly path: string;
  /** Changes with the file. */
  readonly stamp: string;
  /** The digest it must have; null where none is given. */
  readonly sha256: string | null;
  /** When it was made; null where nobody says. */
  readonly at: Instant | null;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** False where an entry could not be read. */
  readonly isWhole: boolean;
  readonly validators: Validators;
}

/** Where attestations come from. */
export interface Feed {
  /** Null where it is as it was when it gave the validators. */
  readonly list: (validators: Validators, journal: Journal) => Promise<Entries | null>;
  readonly fetch: (path: string) => Promise<Uint8Array>;
  /** An address for people; null where there is none. */
  readonly toLink: (path: string) => string | null;
}

const INDEX = 'index.json';
const MAX_ENTRIES = 200_000;

/**
 * The index of a feed: `{"version": 1, "attestations": [{"path", "sha256"?, "builtAt"?}]}`. Paths are relative to the index,
 * `sha256` is the file's, `builtAt` an ISO 8601 date-time.
 */
const indexSchema = z.object({ version: z.literal(1), attestations: z.array(z.unknown()).max(MAX_ENTRIES) });
const entrySchema = z.object({
  path: z.string().refine(isSafePath),
  sha256: z.string().regex(/^[0-9a-f]{64}$/).nullish(),
  builtAt: z.string().max(40).nullish(),
});

/** A feed over HTTP: the index and the files it lists, all below `baseUrl`. */
export function createUrlFeed(http: Http, baseUrl: string): Feed {
  const digests = new Map<string, string | null>();

  async function list(validators: Validators, journal: Journal): Promise<Entries | null> {
    const answer = await fetchJson(http, toAddress(INDEX), INDEX, validators);
    if (answer.isUnchanged) return null;
    const parsedIndex = indexSchema.safeParse(answer.value);
    if (!parsedIndex.success) {
      throw new CodedError<SourceErrorCode>('invalid-answer', `${INDEX}: no index of version 1 with at most ${MAX_ENTRIES} attestations`);
    }
    const { attestations } = parsedIndex.data;
    // Files without a digest count as changed whenever the index is.
    const indexMark = toMark(answer.body);
    const entries = new Map<string, Entry>();
    let dropped = 0;
    for (const [index, raw] of attestations.entries()) {
      const parsed = entrySchema.safeParse(raw);
      if (parsed.success) {
        const { path, sha256 = null, builtAt } = parsed.data;
        entries.set(path, { path, sha256, stamp: sha256 ?? `index ${indexMark}`, at: parseInstant(builtAt) });
        digests.set(path, sha256);
      } else {
        dropped += 1;
        // By its number: an entry may be nested too deeply to be written out again.
        journal.count('invalid-answer', `number ${index + 1}, ${parsed.error.issues[0]?.path.join('.') ?? ''}`, (count, example) =>
          `${INDEX}: entries of an unexpected shape, or that lead out of the feed, left out: ${count} (the first: ${example})`);
      }
    }
    return { entries: [...entries.values()], isWhole: dropped === 0, validators: answer.validators };
  }

  async function fetch(path: string): Promise<Uint8Array> {
    const bytes = await fetchFile(http, toAddress(path), path, MAX_ATTESTATION_BYTES);
    const sha256 = digests.get(path) ?? null;
    if (sha256 !== null && createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new CodedError<SourceErrorCode>('invalid-answer', `${path} is not the file that the index lists: it has another digest`);
    }
    return bytes;
  }

  function toAddress(path: string): string {
    const address = toLocation(baseUrl, path);
    if (address === null) throw new CodedError<SourceErrorCode>('not-found', `${JSON.stringify(path)} is no path of an attestation`);
    return address;
  }

  return { list, fetch, toLink: toAddress };
}

/** What a folder's attestations are called: in-toto's links, package-rebuilder's `metadata`, envelopes. */
const ATTESTATION = /(?:^|\/)metadata$|\.(?:link|json|dsse|intoto)$/;

/** A feed out of a folder. Its index, logs and packages are passed over. */
export function createFolderFeed(folder: Folder): Feed {
  return {
    list: async () => {
      const files = await folder.list();
      const entries = files
        .filter(({ path }) => isSafePath(path) && ATTESTATION.test(path) && path !== INDEX)
        .map(({ path, bytes, modifiedAt }) => ({ path, stamp: `${bytes} ${modifiedAt}`, sha256: null, at: null }));
      return { entries, isWhole: true, validators: NO_VALIDATORS };
    },
    fetch: (path) => folder.read(path, MAX_ATTESTATION_BYTES),
    toLink: () => null,
  };
}
