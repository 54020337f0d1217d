// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Difference } from '../model/difference.ts';
import { toHunks } from './changes.ts';
import type { Change, Hunk } from './changes.ts';
import { toMemberPath, toNodeName } from './member-path.ts';

/**
 * How a node's lines are to be read. `text`: as they are, from a file or a tool that prints what is in it. `listing`: an
 * archive's table of contents. `bytes`: a dump in hexadecimal. `machine`: addresses, sizes and instructions, which
 * change with everything else. `ids`: an ELF file's notes. `ignored`: says nothing of the build.
 */
export type NodeKind = 'text' | 'listing' | 'bytes' | 'machine' | 'ids' | 'ignored';

/** A node of the comparison as rules look at it. */
export interface NodeView {
  readonly node: Difference;
  readonly kind: NodeKind;
  readonly name: string;
  /** The path of the node, for a finding. */
  readonly member: string;
  /** The file the node belongs to; commands of one file share it. */
  readonly file: string;
  readonly hunks: readonly Hunk[];
  readonly changes: readonly Change[];
}

/** More nodes say nothing new. */
const MAX_VIEWS = 3_000;
const HEX_DUMP = /^(?:[\da-f]{8}:(?: [\da-f]{4}){1,8}|\s+0x[\da-f]{8} )/u;
/** Sections of addresses, ids and names, which follow from the rest. */
export const DERIVED_SECTION = /--hex-dump=\.(?:eh_frame|note|gnu|got|plt|rel|dyn|symtab|strtab|shstrtab|init_array|fini_array|data\.rel)/u;
const MODE = /^[-dlbcpsh?]?[-r][-w][-xsS][-r][-w][-xsS][-r][-w][-xtT]\s/u;

/** Every node that has something to say, in the order of the comparison. */
export function toViews(report: Difference): NodeView[] {
  const views: NodeView[] = [];
  const pending: { node: Difference; ancestors: readonly Difference[] }[] = [{ node: report, ancestors: [] }];
  for (let next = pending.pop(); next !== undefined && views.length < MAX_VIEWS; next = pending.pop()) {
    const { node, ancestors } = next;
    const name = toNodeName(node);
    const hunks = node.unifiedDiff === null ? [] : toHunks(node.unifiedDiff);
    if (hunks.length > 0 || node.comments.length > 0 || node.source1 !== node.source2) {
      const path = toMemberPath(ancestors, node);
      views.push({ node, name, kind: toKind(name, hunks), ...path, hunks, changes: hunks.flatMap(({ changes }) => changes) });
    }
    const below = [...ancestors, node];
    for (const detail of node.details.toReversed()) pending.push({ node: detail, ancestors: below });
  }
  return views;
}

function toKind(name: string, hunks: readonly Hunk[]): NodeKind {
  if (/^(?:stat|lsattr|getfacl) ?\{?\}?/u.test(name) && name.length < 12) return 'ignored';
  if (name === 'encoding' || name === 'filetype from diffoscope') return 'ignored';
  if (name.startsWith('readelf ') || name.startsWith('eu-readelf ')) return toReadelfKind(name);
  if (/^(?:objdump|llvm-\w+|otool|nm|lipo|gdb|pedump|wasm-objdump|radare2) /u.test(name)) return 'machine';
  const lines = hunks.flatMap(({ changes }) => changes).slice(0, 40).map(({ removed, added }) => removed ?? added ?? '');
  if (lines.length > 0 && lines.every((line) => HEX_DUMP.test(line))) return 'bytes';
  if (name === 'file list' || name.startsWith('zipinfo') || lines.some((line) => MODE.test(line))) return 'listing';
  return 'text';
}

function toReadelfKind(name: string): NodeKind {
  if (name.includes('--notes')) return 'ids';
  if (name.includes('--string-dump')) return 'text';
  if (name.includes('--hex-dump')) return DERIVED_SECTION.test(name) ? 'machine' : 'bytes';
  return 'machine';
}
