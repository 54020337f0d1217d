// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../model/difference.ts';

const JOINT = ' → ';
const MAX_PATH_CHARS = 1_000;
/** What diffoscope calls nodes that are no files but views of one. */
const VIEWS: ReadonlySet<string> = new Set([
  'encoding', 'filetype from file(1)', 'filetype from diffoscope', 'line order', 'metadata', 'header', 'md5sums', 'Pretty-printed',
  'Python bytecode', 'Files', 'Checksums-Sha256', 'GPG signature', 'GPG header', 'filesystem', 'stat', 'lsattr', 'getfacl',
  'extended file attributes', 'pgpdump', 'sng', 'Image metadata', 'Image content', 'objdump', 'openssl smime', 'APK Signing Block',
]);

/**
 * A node's name. The two sides differ where a file was renamed, or only in the folders that hold the two builds; those
 * are left out.
 */
export function toNodeName({ source1, source2 }: Pick<Difference, 'source1' | 'source2'>): string {
  if (source1 === source2) return source1;
  const one = source1.split('/');
  const other = source2.split('/');
  if (one.at(-1) !== other.at(-1)) return `${source1} / ${source2}`;
  let same = 0;
  while (same < one.length && same < other.length && one.at(-1 - same) === other.at(-1 - same)) same += 1;
  return one.slice(-same).join('/');
}

/** What a command, not a file, is called: `readelf --wide --notes {}`. */
export function isCommand(name: string): boolean {
  return VIEWS.has(name) || name.endsWith(' {}') || name.includes(' {} ');
}

/**
 * Where a node is in the comparison, without the outermost file's name: `data.tar.xz → data.tar → ./usr/bin/x`. `member` is
 * the node itself, `file` the innermost file or list it belongs to. `ancestors` begin with the outermost node.
 */
export function toMemberPath(ancestors: readonly Difference[], node: Difference): { readonly member: string; readonly file: string } {
  const [root, ...between] = ancestors;
  const rootName = toNodeName(root ?? node).split('/').at(-1) ?? '';
  if (root === undefined) return { member: rootName, file: rootName };
  const names = [...between, node].map(toNodeName);
  const parts = isCommand(names[0] ?? '') ? [rootName, ...names] : names;
  const end = parts.findLastIndex((name) => !isCommand(name)) + 1;
  return { member: toJoined(parts), file: toJoined(parts.slice(0, Math.max(end, 1))) };
}

function toJoined(parts: readonly string[]): string {
  const path = parts.join(JOINT);
  return path.length <= MAX_PATH_CHARS ? path : `…${path.slice(1 - MAX_PATH_CHARS)}`;
}
