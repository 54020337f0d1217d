// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Instant } from '../../model/time.ts';
import type { Claim, VerdictReading } from '../../model/verdict.ts';
import { toLocation } from '../../debian/location.ts';
import { toFileName } from '../../debian/version.ts';
import { toBaseName, toLink } from '../rebuilder/address.ts';
import { parseFileName } from '../rebuilder/file-name.ts';
import type { Subject } from '../rebuilder/proofs.ts';
import { toInstant } from '../rebuilder/text.ts';
import type { ListedVerdict } from '../rebuilder/verdicts.ts';
import { toRecordKey, type Result, type ResultRecord, type Status } from './answer.ts';

/** A binary package of a group. */
export interface Binary {
  readonly name: string;
  readonly architecture: string;
  /** Null as long as the link was not read. */
  readonly fileName: string | null;
}

/** What package-rebuilder says alike of several binary packages: one source package's build has one or two of these. */
export interface Group {
  /** Begins the ids of its verdicts. */
  readonly prefix: string;
  /** Changes when it was built again. */
  readonly stamp: string;
  readonly result: Result;
  readonly claim: Claim;
  /** The link file that has its products; null where there is none. */
  readonly link: string | null;
  /** Names of its binary packages; null where it does not say. */
  readonly names: readonly string[] | null;
  readonly at: Instant | null;
}

/**
 * `retry` will be built again, as `pending`. What a `failure` would have been is not known, and of what is pending neither:
 * they are about the source package.
 */
const CLAIMS: Readonly<Record<Status, Claim>> = {
  reproducible: 'reproduced', unreproducible: 'differs', failure: 'failed', retry: 'pending', running: 'pending', pending: 'pending',
};

export function toGroups(result: Result, file: string, baseUrl: string): Group[] {
  const { record, status } = result;
  const at = toTime(record.log);
  const toGroup = (side: Status): Group => {
    const isSided = side === 'reproducible' || side === 'unreproducible';
    const path = isSided ? record.metadata?.[side] ?? null : null;
    const names = isSided ? record.files?.[side] ?? null : null;
    return {
      prefix: `${file}#${toRecordKey(record)}/${side}/`,
      stamp: JSON.stringify([status, record.log, path]),
      result, claim: CLAIMS[side], link: toSiteAddress(path, baseUrl), names: names?.length === 0 ? null : names, at,
    };
  };
  if (status !== 'reproducible' && status !== 'unreproducible') return [toGroup(status)];
  // A build of several packages may have reproduced some of them only: then it has two links, by two keys.
  const sides = (['reproducible', 'unreproducible'] as const)
    .filter((side) => side === status || (record.metadata?.[side] ?? null) !== null || (record.files?.[side]?.length ?? 0) > 0);
  return sides.map(toGroup);
}

/** What a group says of one of its binary packages. */
export function toGroupVerdict(
  group: Group, binary: Binary,
  { baseUrl, distribution }: { readonly baseUrl: string; readonly distribution: string },
): ListedVerdict {
  const { prefix, stamp, result: { record }, claim, link, at } = group;
  const key = (binary.fileName === null ? null : parseFileName(binary.fileName))
    ?? { name: binary.name, version: record.version, architecture: binary.architecture };
  return {
    // One link may have a package for several architectures.
    id: prefix + (binary.fileName ?? toLikelyFileName(group, binary)),
    revision: JSON.stringify([stamp, binary.fileName]),
    name: key.name,
    version: toWholeVersion(record, key.version),
    architecture: key.architecture,
    distribution,
    suite: record.distribution,
    component: null,
    sourceName: record.name,
    claim,
    at,
    sha256: null,
    // A link of what differs has the digests of what was built, not of what is published: it proves nothing about that.
    proof: { kind: claim === 'reproduced' && link !== null ? 'unchecked' : 'absent' },
    links: {
      log: toSiteAddress(record.log, baseUrl),
      diffoscope: claim === 'differs' ? toSiteAddress(record.diffoscope, baseUrl) : null,
      attestation: link,
      buildinfo: toLink(record.buildinfos?.old),
    },
  };
}

/** What a binary package's file is called if it has its source's version, as most have. */
export function toLikelyFileName({ result: { record } }: Group, { name, architecture }: Omit<Binary, 'fileName'>): string {
  return toFileName(name, record.version, architecture);
}

/** Null until the link was read: not every binary package has its source's version, so that its file cannot be guessed. */
export function toSubject({ revision }: VerdictReading): Subject | null {
  const fileName = toFileNameOf(revision);
  return fileName === null ? null : { fileName, names: ['rebuild'] };
}

/** The file of a verdict, and the stamp of its group, out of its revision. */
export function toFileNameOf(revision: string): string | null {
  return parseRevision(revision)[1];
}

export function toStampOf(revision: string): string | null {
  return parseRevision(revision)[0];
}

function parseRevision(revision: string): readonly [string | null, string | null] {
  try {
    const value: unknown = JSON.parse(revision);
    const [stamp, fileName] = Array.isArray(value) ? value as unknown[] : [];
    return [typeof stamp === 'string' ? stamp : null, typeof fileName === 'string' ? fileName : null];
  } catch {
    return [null, null];
  }
}

/**
 * Where a path of the results lies: they are absolute paths of the site (`/debian/sources/…`), and `baseUrl` is the
 * project's folder there (or the site itself).
 */
function toSiteAddress(path: string | null, baseUrl: string): string | null {
  const site = path?.replace(/^(?:\/var\/lib\/rebuilder)?\/rebuild\//, '/') ?? '';
  if (!site.startsWith('/')) return null;
  const folder = toBaseName(baseUrl.replace(/\/+$/, ''));
  const relative = folder !== '' && site.startsWith(`/${folder}/`) ? site.slice(folder.length + 2) : site.slice(1);
  return toLink(toLocation(baseUrl, relative));
}

/** `…/hello-2.10-3.amd64-1611149279.log`: the only date a result has. */
function toTime(log: string | null): Instant | null {
  const seconds = /-(\d{9,11})\.log$/.exec(log ?? '')?.[1];
  return seconds === undefined ? null : toInstant(Number(seconds));
}

/** File names have no epoch; a binary package with its source's version, or a rebuild `+b1` of it, has its source's epoch. */
function toWholeVersion({ epoch, version: sourceVersion }: Pick<ResultRecord, 'epoch' | 'version'>, version: string): string {
  const isOfSource = version.startsWith(sourceVersion) && /^(?:\+b[0-9]+)?$/.test(version.slice(sourceVersion.length));
  return !isOfSource || epoch === null || epoch === undefined || Number(epoch) === 0 ? version : `${epoch}:${version}`;
}
