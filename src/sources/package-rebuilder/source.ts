// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import type { TrustedKey } from '../../attest/trusted-key.ts';
import type { KnownVerdict } from '../../model/evidence-reading.ts';
import { CodedError, isCoded } from '../../model/error.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { toLocation } from '../../debian/location.ts';
import { toBaseName } from '../rebuilder/address.ts';
import { fetchJson, NO_VALIDATORS, type Validators } from '../rebuilder/request.ts';
import { createRebuilderSource, type ListOptions, type Listing, type RebuilderDeps, type RebuilderSource } from '../rebuilder/source.ts';
import { toListed, withdraw, type ListedVerdict } from '../rebuilder/verdicts.ts';
import { readResults } from './answer.ts';
import { toFileNameOf, toGroups, toGroupVerdict, toSubject, type Group } from './map.ts';
import { findBinaries } from './products.ts';

export interface PackageRebuilderDeps extends RebuilderDeps {
  /** Results files below `baseUrl`, which is a project's folder; without any it is `results/<last part of baseUrl>.json`. */
  readonly results: readonly string[];
  /** Keys that sign what differs. None of them proves that anything was reproduced, even where it is in `keys` too. */
  readonly unreproducibleKeys: readonly TrustedKey[];
}

/** Validators of every results file. */
const positionSchema = z.object({
  /** The results files that were asked for. */
  results: z.array(z.string().max(1_000)),
  files: z.array(z.object({
    file: z.string().max(1_000), etag: z.string().max(300).nullable(), lastModified: z.string().max(300).nullable(),
  })).max(100),
});
type Position = z.output<typeof positionSchema>;

export function toPackageRebuilderKey(baseUrl: string): string {
  return `package-rebuilder:${baseUrl}`;
}

/** Reads what package-rebuilder publishes: results, and the links beside them. */
export function createPackageRebuilderSource(deps: PackageRebuilderDeps): RebuilderSource {
  const dissenting = new Set(deps.unreproducibleKeys.flatMap(toMaterial));
  const keys = deps.keys.filter((key) => !toMaterial(key).some((material) => dissenting.has(material)));
  return createRebuilderSource<Position>({ ...deps, keys }, {
    key: toPackageRebuilderKey(deps.baseUrl),
    positionSchema,
    list: (options) => {
      if (keys.length < deps.keys.length) options.journal.note(`${deps.baseUrl}: a key that signs what differs proves nothing, though it is pinned`);
      return list(deps, options);
    },
    toSubject,
    toRecency: ({ at }) => at ?? 0,
  });
}

function toMaterial({ fingerprint, signers }: TrustedKey): string[] {
  return [fingerprint, ...signers.map(({ spki }) => spki)];
}

type FileReading =
  | { readonly kind: 'read'; readonly file: string; readonly groups: readonly Group[]; readonly isWhole: boolean; readonly validators: Validators }
  | { readonly kind: 'unchanged'; readonly file: string }
  | { readonly kind: 'failed'; readonly file: string; readonly thrown: CodedError };

async function list(deps: PackageRebuilderDeps, asked: ListOptions<Position>): Promise<Listing<Position>> {
  const { journal, known } = asked;
  const results = [...new Set(toFiles(deps))];
  // Other files than last time: all are read anew, so that the list can be whole again.
  const position = JSON.stringify(asked.position?.results) === JSON.stringify(results) ? asked.position : null;
  const options = { ...asked, position };
  const readings = await Promise.all(results.map((file) => readFile(deps, file, options)));
  const failed = readings.filter((reading) => reading.kind === 'failed');
  const read = readings.filter((reading) => reading.kind === 'read');
  if (failed[0] !== undefined && failed.length === readings.length) throw failed[0].thrown;
  for (const { thrown } of failed) journal.fail(thrown);
  const groups = read.flatMap((reading) => reading.groups);
  const binaries = await findBinaries(groups, {
    fetcher: options.attestations, deferred: options.deferred, known,
  });
  const verdicts = groups.flatMap((group) => (binaries.get(group) ?? []).map((binary) => toGroupVerdict(group, binary, deps)));
  // Files that are as they were, and files that are away, are as they were known.
  const kept = new Set(readings.flatMap(({ kind, file }) => (kind === 'read' ? [] : [file])));
  const complete = read.length > 0 && read.every(({ isWhole }) => isWhole);
  // Out of a list that is not whole nothing is gone by itself.
  const forgotten = complete ? [] : [...known.values()].filter(({ id }) => !results.includes(toFile(id))).map(withdraw);
  return {
    verdicts: read.length === 0 ? forgotten : [...listKept(kept, known), ...forgotten, ...verdicts],
    complete,
    isBehind: failed.length > 0,
    position: {
      results,
      files: [
        ...read.flatMap(({ file, isWhole, validators }) => (isWhole ? [{ file, ...validators }] : [])),
        ...(position?.files ?? []).filter(({ file }) => kept.has(file)),
      ],
    },
  };
}

function toFiles({ results, baseUrl }: PackageRebuilderDeps): readonly string[] {
  if (results.length > 0) return results;
  const project = toBaseName(baseUrl.replace(/\/+$/, ''));
  if (project === '') throw new CodedError<SourceErrorCode>('not-found', `${baseUrl} names no project; say which results files to read`);
  return [`results/${project}.json`];
}

async function readFile(deps: PackageRebuilderDeps, file: string, options: ListOptions<Position>): Promise<FileReading> {
  const { http, baseUrl } = deps;
  const what = `package-rebuilder ${file}`;
  try {
    const url = toLocation(baseUrl, file);
    if (url === null) throw new CodedError<SourceErrorCode>('not-found', `${JSON.stringify(file)} is no path of a results file`);
    const before = isSettled(deps, file, options) ? options.position?.files.find((entry) => entry.file === file) : undefined;
    const { isUnchanged, value, validators } = await fetchJson(http, url, what, before ?? NO_VALIDATORS);
    if (isUnchanged) return { kind: 'unchanged', file };
    const { results, isWhole } = readResults(value, what, options.journal);
    return { kind: 'read', file, groups: results.flatMap((result) => toGroups(result, file, baseUrl)), isWhole, validators };
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    return { kind: 'failed', file, thrown };
  }
}

/** True where "unchanged" would mean that there is nothing to do: what the file led to is known, and every link was read. */
function isSettled({ keys }: PackageRebuilderDeps, file: string, { known }: ListOptions<Position>): boolean {
  const ofFile = [...known.values()].filter(({ id }) => toFile(id) === file);
  const isOpen = ({ claim, links, revision }: KnownVerdict): boolean => links.attestation !== null && toFileNameOf(revision) === null
    && keys.length > 0 && (claim === 'reproduced' || claim === 'differs');
  return ofFile.length > 0 && !ofFile.some(isOpen);
}

/** The results file that a verdict came from. */
function toFile(id: string): string {
  return id.slice(0, id.indexOf('#'));
}

function listKept(files: ReadonlySet<string>, known: ListOptions<Position>['known']): ListedVerdict[] {
  return [...known.values()].filter(({ id }) => files.has(toFile(id))).map(toListed);
}
