// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { listProducts, parseAttestation } from '../../attest/attestation.ts';
import { verifySignatures } from '../../attest/signatures.ts';
import type { TrustedKey } from '../../attest/trusted-key.ts';
import type { KnownVerdict } from '../../model/evidence-reading.ts';
import { isCoded } from '../../model/error.ts';
import type { Instant } from '../../model/time.ts';
import { toMark, type Fetched, type Fetcher } from '../rebuilder/fetcher.ts';
import { parseFileName } from '../rebuilder/file-name.ts';
import { toFileNameOf, toLikelyFileName, toStampOf, type Group } from './map.ts';

export interface Binary {
  readonly name: string;
  readonly fileName: string | null;
}

export interface ProductOptions {
  readonly fetcher: Fetcher;
  readonly deferred: ReadonlySet<string>;
  readonly known: ReadonlyMap<string, KnownVerdict>;
  /** The keys that sign links of what differs; such a link tells names only. */
  readonly unreproducibleKeys: readonly TrustedKey[];
  readonly now: Instant;
}

/**
 * The binary packages of every group: those known from an earlier reading of its link, else out of its link (as many as the
 * fetcher allows, the newest first), else by the names that the results give, else the source package in their place.
 */
export async function findBinaries(groups: readonly Group[], options: ProductOptions): Promise<ReadonlyMap<Group, readonly Binary[]>> {
  const { fetcher, deferred, unreproducibleKeys } = options;
  const binaries = toKnownBinaries(groups, options.known);
  const wanted = groups.flatMap((group) => {
    const { link, claim } = group;
    const isWanted = link !== null && !binaries.has(group) && (claim === 'reproduced' || unreproducibleKeys.length > 0);
    return isWanted ? [{ group, link, isDeferred: deferred.has(toMark(link)) }] : [];
  }).sort((a, b) => Number(a.isDeferred) - Number(b.isDeferred) || toRank(a.group) - toRank(b.group) || (b.group.at ?? 0) - (a.group.at ?? 0));
  await Promise.all(wanted.map(async ({ group, link }) => {
    const fetched = await (group.claim === 'reproduced' ? fetcher.preview(link) : fetcher.read(link));
    const found = toBinaries(group, fetched, options);
    if (found !== null) binaries.set(group, found);
  }));
  for (const group of groups) {
    if (!binaries.has(group)) binaries.set(group, toNames(group).map((name) => ({ name, fileName: null })));
  }
  return binaries;
}

/** What can prove something goes first. */
function toRank({ claim }: Group): number {
  return claim === 'reproduced' ? 0 : 1;
}

function toKnownBinaries(groups: readonly Group[], known: ReadonlyMap<string, KnownVerdict>): Map<Group, Binary[]> {
  const byPrefix = new Map<string, KnownVerdict[]>();
  for (const verdict of known.values()) {
    const prefix = verdict.id.slice(0, verdict.id.lastIndexOf('/') + 1);
    const ofPrefix = byPrefix.get(prefix);
    if (ofPrefix === undefined) byPrefix.set(prefix, [verdict]);
    else ofPrefix.push(verdict);
  }
  return new Map(groups.flatMap((group) => {
    const found = (byPrefix.get(group.prefix) ?? []).flatMap(({ id, revision }) => {
      const fileName = toStampOf(revision) === group.stamp ? toFileNameOf(revision) : null;
      return fileName === null ? [] : [{ name: id.slice(group.prefix.length), fileName }];
    });
    return found.length === 0 ? [] : [[group, found] as const];
  }));
}

/** Null where the link was not read. */
function toBinaries(group: Group, fetched: Fetched, { unreproducibleKeys, now }: ProductOptions): Binary[] | null {
  if (fetched.kind !== 'read') return null;
  const { names } = group;
  const listed = readProducts(fetched.bytes, group.claim === 'reproduced' ? null : unreproducibleKeys, now).flatMap((fileName) => {
    const key = parseFileName(fileName);
    return key === null || (names !== null && !names.includes(key.name)) ? [] : [{ name: key.name, fileName }];
  });
  if (listed.length > 0) return listed;
  // A link that says nothing of them is no proof of any: they are judged by it, under their likely names.
  return toNames(group).map((name) => ({ name, fileName: toLikelyFileName(group, name) }));
}

/** File names of a link's products; none of one that cannot be read, or that none of `signers` signed where it must be. */
function readProducts(bytes: Uint8Array, signers: readonly TrustedKey[] | null, now: Instant): string[] {
  try {
    const attestation = parseAttestation(bytes);
    if (signers !== null && verifySignatures(attestation, signers, { now }).keys.length === 0) return [];
    return listProducts(attestation).map(({ fileName }) => fileName);
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    return [];
  }
}

function toNames({ names, result: { record } }: Group): readonly string[] {
  return names ?? [record.name];
}
