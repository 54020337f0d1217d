// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Clock } from '../platform/clock.ts';
import { withLock } from '../platform/lock.ts';
import { createTree } from '../platform/tree.ts';
import type { Tree } from '../platform/tree.ts';
import { planAliases } from './publish-aliases.ts';
import { planPublication } from './publish-plan.ts';
import type { Publication, PublishStep } from './publish-plan.ts';

export interface PublishedPaths {
  /** Files and links that were written, below the root. */
  readonly paths: readonly string[];
  /** What will not be found by some name, and why. */
  readonly notes: readonly string[];
}

export interface PublishOptions {
  /** The published folder, which is there. */
  readonly root: string;
  /** Null where nothing of that kind is to be published. */
  readonly reproduced: Publication | null;
  readonly unreproducible: Publication | null;
  readonly clock: Clock;
}

const LOCK = '.attest.lock';
/** A build of the largest source packages is signed and written in seconds. */
const WAIT_MS = 60_000;

/**
 * Publishes signed statements of one build in package-rebuilder's layout, with an index by digest. One at a time for a folder:
 * others wait, and throw `locked` in the end. Whatever is killed leaves every file whole, and the next run completes it.
 */
export async function publish({ root, reproduced, unreproducible, clock }: PublishOptions): Promise<PublishedPaths> {
  const tree = createTree(root);
  return withLock(`${root}/${LOCK}`, { clock, waitMs: WAIT_MS }, async () => {
    const steps: PublishStep[] = [];
    const notes: string[] = [];
    // All is signed before anything is written: a key that fails leaves the tree as it was.
    for (const [publication, prefix] of [[reproduced, ''], [unreproducible, 'unreproducible/']] as const) {
      if (publication === null) continue;
      const plan = await planPublication(tree, publication, prefix, clock.now());
      const aliases = planAliases(tree, publication.place, plan, publication.files.keys(), prefix);
      steps.push(...plan.steps, ...aliases.steps);
      notes.push(...plan.notes, ...aliases.notes);
    }
    const cleaned = new Set<string>();
    for (const step of steps) await applyStep(tree, step, cleaned);
    return { paths: steps.filter(({ kind }) => kind !== 'clear').map(({ path }) => path), notes };
  });
}

/** `tree.ts` and `files.ts` call so what they have not written to the end. A package may be called `b.part`. */
const REST = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

/** Does one step, in a folder that is made for it and, unless it was `cleaned`, rid of what a killed run left half written. */
export async function applyStep(tree: Tree, step: PublishStep, cleaned: Set<string>): Promise<void> {
  const folder = step.path.slice(0, step.path.lastIndexOf('/'));
  tree.makeFolder(folder);
  if (!cleaned.has(folder)) removeRests(tree, folder);
  cleaned.add(folder);
  switch (step.kind) {
    case 'file':
      await tree.writeText(step.path, step.text);
      break;
    case 'link':
      tree.writeLink(step.path, step.target);
      break;
    case 'clear':
      tree.remove(step.path);
      break;
  }
}

function removeRests(tree: Tree, folder: string): void {
  for (const path of tree.list(folder).filter((name) => REST.test(name)).map((name) => `${folder}/${name}`)) {
    if (tree.kindOf(path) !== 'folder') tree.remove(path);
  }
}
