// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Tree } from '../platform/tree.ts';
import type { BuildPlace } from './publish-names.ts';
import type { PublishStep } from './publish-plan.ts';

/** `<source>`, `<version>`, `../<source>/<version>`: what the links say that lead from binary packages to their builds. */
const ALIAS_TARGET = /^(?:\.\.\/[A-Za-z0-9][A-Za-z0-9+._~-]*\/)?[A-Za-z0-9][A-Za-z0-9+.~:_-]*$/;
/** No package's name has a `~`, so nobody asks for such a folder by its name. */
const HOME_SUFFIX = '~source';

/** Where a source's builds lie, and what makes its name lead there. */
export interface SourceWay {
  /** The folder's name below `sources`: the source's, or another that a link of the source's name leads to. */
  readonly home: string;
  /** To be done before anything is written in it, and after all is. */
  readonly before: readonly PublishStep[];
  readonly after: readonly PublishStep[];
}

/**
 * The way to a source's folder. Where its name leads, as a binary package's, to another source's folder so far, it cannot become
 * a folder without having been nothing for a moment: its folder then gets another name and, first of all, a link for every
 * version that was found before; the name leads there as soon as all is written. `sources` is their common folder.
 */
export function planWay(tree: Tree, { source, version }: BuildPlace, sources: string): SourceWay {
  const top = `${sources}/${source}`;
  const target = tree.readLink(top);
  const home = `${source}${HOME_SUFFIX}`;
  if (target === home) return { home, before: [], after: [] };
  if (target === null || !ALIAS_TARGET.test(target)) return { home: source, before: [], after: [] };
  // A target in another folder is no place below this one, and refused.
  const before = tree.list(`${sources}/${target}`).filter((name) => name !== version && isBuild(tree, `${sources}/${target}/${name}`))
    .filter((name) => tree.kindOf(`${sources}/${home}/${name}`) === 'nothing')
    .map((name): PublishStep => ({ kind: 'link', path: `${sources}/${home}/${name}`, target: `../${target}/${name}` }));
  return { home, before, after: [{ kind: 'link', path: top, target: home }] };
}

function isBuild(tree: Tree, path: string): boolean {
  return ['folder', 'link'].includes(tree.kindOf(path));
}

/**
 * What the alias says that lies where the folder of a build is to be: a source has got a version under which a binary package of
 * another version was found so far. Null where the way is free. Throws `tree-unsafe` where anything else is in it.
 */
export function readBlockingLink(tree: Tree, folder: string): string | null {
  const target = tree.readLink(folder);
  if (target !== null && ALIAS_TARGET.test(target)) return target;
  // Not through it: a link that is none of ours, or a file, is refused by whatever looks behind it.
  tree.kindOf(`${folder}/x`);
  return null;
}
