// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JsonObject } from '../attest/json.ts';
import { renderJson, signEnvelope, signMetadata } from '../attest/sign.ts';
import type { Signer } from '../attest/signer.ts';
import { toRebuilderdLink, toRebuildLink } from '../attest/write-link.ts';
import type { WrittenDigests, WrittenFiles } from '../attest/write-link.ts';
import { toLinkStatement } from '../attest/write-statement.ts';
import type { Instant } from '../model/time.ts';
import type { Tree } from '../platform/tree.ts';
import { toIndexEntry, toIndexPath } from './publish-index.ts';
import { mergeProducts, toLinkName } from './publish-links.ts';
import { toShortKeyid } from './publish-names.ts';
import type { BuildPlace } from './publish-names.ts';
import { noteOtherKeys } from './publish-rotation.ts';
import { planWay, readBlockingLink } from './publish-way.ts';

/** What one build of one source package is to say, all of it signed by one key. */
export interface Publication {
  readonly place: BuildPlace;
  readonly signer: Signer;
  /** What was rebuilt from: the buildinfo. */
  readonly inputs: WrittenFiles;
  readonly files: ReadonlyMap<string, PublishedFile>;
}

export interface PublishedFile {
  /** Of what was rebuilt. */
  readonly digests: WrittenDigests;
  /** SHA-256 of the original, which clients ask by: the same where it was reproduced. */
  readonly originalSha256: string;
}

/** One change of the tree, which happens as a whole or not at all. */
export type PublishStep =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** Takes one of our links away where a folder is to be. */
  | { readonly kind: 'clear'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

export interface PublicationPlan {
  readonly steps: readonly PublishStep[];
  /** What will not be found as it was, and why. */
  readonly notes: readonly string[];
  /** The folder of the source's builds, by its name below `sources`. */
  readonly home: string;
}

/**
 * Signs everything and says what is to be written, in an order in which every beginning of it is sound: what speaks of single
 * files first, then the links of the whole build, then `metadata`, by which clients find them. Writes nothing. `prefix` is
 * `unreproducible/`, where new digests replace those of before, or empty.
 */
export async function planPublication(
  tree: Tree, { place, signer, inputs, files }: Publication, prefix: string, now: Instant,
): Promise<PublicationPlan> {
  const { home, before, after } = planWay(tree, place, `${prefix}sources`);
  const folder = `${prefix}sources/${home}/${place.version}`;
  const by = { signer, now, replaces: prefix !== '' };
  const blocking = readBlockingLink(tree, folder);
  const { own, merged } = mergeProducts(blocking === null ? { tree, folder } : null, place, toProducts(files), by);
  const steps: PublishStep[] = [...before];
  const notes: string[] = [];
  if (blocking !== null) {
    steps.push({ kind: 'clear', path: folder });
    notes.push(`${folder} led to ${blocking}, and is a build of its own now: binary packages of that version are found by their source's name only`);
  }
  const add = (path: string, value: JsonObject): void => void steps.push({ kind: 'file', path, text: renderJson(value) });
  for (const [fileName, { digests }] of files) {
    const one = new Map([[fileName, digests]]);
    const stem = `${folder}/${fileName}.${toShortKeyid(signer.keyid)}`;
    add(`${stem}.dsse.json`, await signEnvelope(toLinkStatement(one, inputs), signer, now));
    // rebuilderd and those who read its attestations know Ed25519 only.
    if (isEd25519(signer)) add(`${stem}.rebuilderd.json`, await signMetadata(toRebuilderdLink(fileName, digests, inputs), signer, now));
  }
  for (const [originalSha256, group] of groupByOriginal(files)) {
    const index = `${prefix}${toIndexPath(originalSha256)}`;
    const { entry, notes: left } = await toIndexEntry(tree, index, originalSha256, group, by);
    add(index, entry);
    notes.push(...left);
  }
  add(`${folder}/${toLinkName(signer.keyid, place.architecture)}`, await signMetadata(toRebuildLink(own), signer, now));
  const mergedName = toLinkName(signer.keyid, null);
  add(`${folder}/${mergedName}`, await signMetadata(toRebuildLink(merged), signer, now));
  steps.push({ kind: 'link', path: `${folder}/metadata`, target: mergedName }, ...after);
  if (blocking === null) notes.push(...noteOtherKeys(tree, folder, mergedName, merged));
  return { steps, notes, home };
}

/** Two files may be the same to the byte, and the index has one place for both. */
function groupByOriginal(files: ReadonlyMap<string, PublishedFile>): ReadonlyMap<string, WrittenFiles> {
  const groups = new Map<string, Map<string, WrittenDigests>>();
  for (const [name, { digests, originalSha256 }] of files) {
    const group = groups.get(originalSha256) ?? new Map<string, WrittenDigests>();
    groups.set(originalSha256, group.set(name, digests));
  }
  return groups;
}

function toProducts(files: ReadonlyMap<string, PublishedFile>): ReadonlyMap<string, { readonly sha256: string }> {
  return new Map([...files].map(([name, { digests: { sha256 } }]) => [name, { sha256 }]));
}

function isEd25519({ key: { kind, signers } }: Signer): boolean {
  return kind === 'plain' && signers.every(({ algorithm }) => algorithm === 'ed25519');
}
