// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Tree } from '../platform/tree.ts';

/** `<source>`, `<version>`, `../<source>/<version>`: what the links say that lead from binary packages to their builds. */
const ALIAS_TARGET = /^(?:\.\.\/[A-Za-z0-9][A-Za-z0-9+._-]*\/)?[A-Za-z0-9][A-Za-z0-9+.~:_-]*$/;

/**
 * The alias that lies where a folder on the way to `folder` is to be: a source package has got a name, or a version, under which a
 * binary package of another was found so far. Null where the way is free. Throws `tree-unsafe` where anything else is in it.
 */
export function findBlockingLink(tree: Tree, folder: string): string | null {
  const parts = folder.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const path = parts.slice(0, length).join('/');
    const target = tree.readLink(path);
    if (target !== null && length > parts.indexOf('sources') + 1 && ALIAS_TARGET.test(target)) return path;
    // Not through it: a link that is none of ours, or a file, is refused by whatever looks behind it.
    if (tree.kindOf(path) !== 'folder') {
      tree.kindOf(`${path}/x`);
      return null;
    }
  }
  return null;
}
