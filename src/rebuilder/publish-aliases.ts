// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Tree } from '../platform/tree.ts';
import { parseBinaryName } from './publish-names.ts';
import type { BinaryName, BuildPlace } from './publish-names.ts';
import type { PublicationPlan, PublishStep } from './publish-plan.ts';

export interface AliasPlan {
  readonly steps: readonly PublishStep[];
  /** Binary packages that clients will not find by name, and why. */
  readonly notes: readonly string[];
}

/**
 * The links by which clients find a build that know only a binary package and its version: `sources/<binary>` to the source's
 * folder, and where the versions differ, or another source has that name, one for the version. `plan` is what happens before.
 */
export function planAliases(
  tree: Tree, place: BuildPlace, plan: Pick<PublicationPlan, 'home' | 'steps'>, fileNames: Iterable<string>, prefix: string,
): AliasPlan {
  const steps = new Map<string, PublishStep>();
  const notes: string[] = [];
  const target = { ...place, home: plan.home, taken: new Set(plan.steps.map(({ path }) => path)) };
  for (const fileName of fileNames) {
    const binary = parseBinaryName(fileName);
    if (binary === null) continue;
    const planned = planOne(tree, target, binary, `${prefix}sources`);
    if (typeof planned === 'string') notes.push(planned);
    else for (const step of planned) steps.set(step.path, step);
  }
  return { steps: [...steps.values()], notes };
}

interface AliasTarget extends BuildPlace {
  readonly home: string;
  /** Paths at which something will be by then. */
  readonly taken: ReadonlySet<string>;
}

/** The steps, or why there are none. */
function planOne(tree: Tree, { source, version, home, taken }: AliasTarget, binary: BinaryName, sources: string): readonly PublishStep[] | string {
  const steps: PublishStep[] = [];
  const top = `${sources}/${binary.name}`;
  let holder = home;
  if (binary.name !== source) {
    const kind = tree.kindOf(top);
    if (kind === 'nothing') steps.push({ kind: 'link', path: top, target: home });
    else holder = kind === 'folder' ? binary.name : tree.readLink(top) ?? '';
  }
  // Another source's folder: its own, under this name, or that to which the name led so far.
  if (holder !== home && !isFolder(tree, sources, holder)) return `${top} leads elsewhere: ${binary.name} ${binary.version} is found by its source's name only`;
  if (holder === home && binary.version === version) return steps;
  const alias = `${sources}/${holder}/${binary.version}`;
  const target = holder === home ? version : `../${home}/${version}`;
  if (!taken.has(alias) && tree.kindOf(alias) === 'nothing') return [...steps, { kind: 'link', path: alias, target }];
  return tree.readLink(alias) === target ? steps : `${alias} is another build: ${binary.name} ${binary.version} is found by its source's name only`;
}

function isFolder(tree: Tree, sources: string, name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9+._~-]*$/.test(name) && tree.kindOf(`${sources}/${name}`) === 'folder';
}
