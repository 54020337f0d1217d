// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { listProducts, parseAttestation } from '../../attest/attestation.ts';
import type { KnownVerdict } from '../../model/evidence-reading.ts';
import { isCoded } from '../../model/error.ts';
import { toMark, type Fetched, type Fetcher } from '../rebuilder/fetcher.ts';
import { parseFileName } from '../rebuilder/file-name.ts';
import { toFileNameOf, toLikelyFileName, toStampOf, type Binary, type Group } from './map.ts';

export interface ProductOptions {
  readonly fetcher: Fetcher;
  readonly deferred: ReadonlySet<string>;
  readonly known: ReadonlyMap<string, KnownVerdict>;
}

/**
 * The binary packages of every group: those known from an earlier reading of its link, else out of its link (as many as the
 * fetcher allows, the newest first), else by the names that the results give, else the source package in their place. A link of
 * what differs tells names only, and nobody has to have signed it: dissent is believed without proof.
 */
export async function findBinaries(groups: readonly Group[], options: ProductOptions): Promise<ReadonlyMap<Group, readonly Binary[]>> {
  const { fetcher, deferred } = options;
  const binaries = toKnownBinaries(groups, options.known);
  const wanted = groups.flatMap((group) => {
    const { link } = group;
    return link !== null && !binaries.has(group) ? [{ group, link, isDeferred: deferred.has(toMark(link)) }] : [];
  }).sort((a, b) => Number(a.isDeferred) - Number(b.isDeferred) || toRank(a.group) - toRank(b.group) || (b.group.at ?? 0) - (a.group.at ?? 0));
  await Promise.all(wanted.map(async ({ group, link }) => {
    const fetched = await (group.claim === 'reproduced' ? fetcher.preview(link) : fetcher.read(link));
    const found = toBinaries(group, fetched);
    if (found !== null) binaries.set(group, found);
  }));
  for (const group of groups) {
    if (!binaries.has(group)) binaries.set(group, toStandIns(group).map((binary) => ({ ...binary, fileName: null })));
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
    const found = (byPrefix.get(group.prefix) ?? []).flatMap(({ name, architecture, revision }) => {
      const fileName = toStampOf(revision) === group.stamp ? toFileNameOf(revision) : null;
      return fileName === null ? [] : [{ name, architecture, fileName }];
    });
    return found.length === 0 ? [] : [[group, found] as const];
  }));
}

/** Null where the link was not read. */
function toBinaries(group: Group, fetched: Fetched): Binary[] | null {
  if (fetched.kind !== 'read') return null;
  const wanted = group.names === null ? null : new Set(group.names);
  const listed = readProducts(fetched.bytes).flatMap((fileName) => {
    const key = parseFileName(fileName);
    return key === null || wanted?.has(key.name) === false ? [] : [{ name: key.name, architecture: key.architecture, fileName }];
  });
  const told = new Set(listed.map(({ name }) => name));
  // A link that says nothing of them is no proof of any: they are judged by it, under their likely names. What differs by
  // the results differs, whether the link has it or not.
  const isTold = ({ name }: { readonly name: string }): boolean => told.size > 0 && (wanted === null || group.claim === 'reproduced' || told.has(name));
  const silent = toStandIns(group).filter((binary) => !isTold(binary));
  return [...listed, ...silent.map((binary) => ({ ...binary, fileName: toLikelyFileName(group, binary) }))];
}

/** File names of a link's products; none of one that cannot be read. */
function readProducts(bytes: Uint8Array): string[] {
  try {
    return listProducts(parseAttestation(bytes)).map(({ fileName }) => fileName);
  } catch (thrown) {
    if (!isCoded(thrown)) throw thrown;
    return [];
  }
}

/**
 * In place of products that no link tells. What differs must not be missed: a package other than the source's namesake may
 * be for all architectures, and the source package stands for the binaries of both kinds.
 */
function toStandIns({ claim, names, result: { record: { name: source, arch } } }: Group): Omit<Binary, 'fileName'>[] {
  if (claim !== 'differs') return (names ?? [source]).map((name) => ({ name, architecture: arch }));
  if (names === null) return [{ name: source, architecture: arch.split('+').includes('all') ? arch : `${arch}+all` }];
  return names.flatMap((name) => (name === source || arch === 'all' ? [arch] : [arch, 'all']).map((architecture) => ({ name, architecture })));
}
