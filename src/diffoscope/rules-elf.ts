// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Change } from './changes.ts';
import type { Found } from './rules-node.ts';
import { DERIVED_SECTION } from './view.ts';
import type { NodeView } from './view.ts';

/** The hexadecimal digits of a dump's line, without the address before and the letters after them. */
const DUMP_LINE = /^(?:\s+0x[\da-f]{8} ((?:[\da-f]{2,8} ){1,4})|[\da-f]{8}: ((?:[\da-f]{4} ?){1,8}))/u;
const toBytes = (lines: readonly string[]): string => lines.map((line) => {
  const match = DUMP_LINE.exec(line);
  return (match?.[1] ?? match?.[2] ?? '').replaceAll(' ', '');
}).join('');

const MIN_STRING = 6;

/** The texts within dumped bytes, as `strings` finds them, but of UTF-8. */
export function toStrings(lines: readonly string[]): string[] {
  const bytes = Uint8Array.from(toBytes(lines).match(/[\da-f]{2}/gu) ?? [], (digits) => Number.parseInt(digits, 16));
  return new TextDecoder().decode(bytes).split(/[\p{Cc}\uFFFD]+/u).filter((part) => part.length >= MIN_STRING);
}

/** Whether an ELF file differs in code or data, so that another build id is only right. */
function isSubstantive(view: NodeView): boolean {
  if (view.name.startsWith('strings ') || view.name.includes('--string-dump')) return true;
  if (view.name.startsWith('objdump ')) {
    const toCode = (line: string | null): string => (line ?? '').replaceAll(/\b(?:0x)?[\da-f]+\b/gu, '');
    return view.changes.some(({ removed, added }) => toCode(removed) !== toCode(added));
  }
  if (!view.name.includes('--hex-dump') || DERIVED_SECTION.test(view.name)) return false;
  return view.hunks.some(({ before, after }) => toBytes(before) !== toBytes(after));
}

const BUILD_ID = /\bBuild ID: [\da-f]{8,}/u;

/** A build id of its own: nothing else in the file explains it. */
export function findBuildId(view: NodeView, siblings: readonly NodeView[]): Found | null {
  const change = view.kind === 'ids' ? view.changes.find(({ removed, added }) => BUILD_ID.test(removed ?? '') || BUILD_ID.test(added ?? '')) : undefined;
  if (change === undefined || siblings.some((sibling) => sibling.file === view.file && isSubstantive(sibling))) return null;
  return { evidence: change, strength: 2 };
}

const MAX_ID_LINES = 4;
/** `GNU` and its end: whose note it is. */
const GNU_NAME = '474e5500';

/** The same, where diffoscope saw no more than bytes: a few of them, after the note's name. */
export function findBuildIdBytes(view: NodeView): Found | null {
  if (view.kind !== 'bytes' || !view.node.comments.some((text) => text.includes('BuildID['))) return null;
  const [hunk] = view.hunks;
  const first = hunk?.changes[0];
  if (first === undefined || view.hunks.length !== 1 || view.changes.length > MAX_ID_LINES) return null;
  const at = hunk?.before.indexOf(first.removed ?? '') ?? 0;
  const bytes = toBytes(hunk?.before.slice(Math.max(0, at - 1), at + 1) ?? []);
  return bytes.includes(GNU_NAME) ? { evidence: first, strength: 2 } : null;
}

const ID_PATH = /\.build-id\/[\da-f]{2}\/[\da-f]{6,}|\bbuild[-_ ]?ids?(?:\[\w{1,20}\])?["'\s:=]{1,5}[\da-f]{8,}/iu;

/** Paths and fields that are made of a build id. */
export function findBuildIdName(view: NodeView): Found | null {
  const isNamed = ({ removed, added }: Change): boolean => ID_PATH.test(removed ?? '') && ID_PATH.test(added ?? '');
  const change = view.kind === 'ids' ? undefined : view.changes.find(isNamed);
  if (change !== undefined) return { evidence: change, strength: 1 };
  const { source1, source2 } = view.node;
  return source1 !== source2 && ID_PATH.test(source1) && ID_PATH.test(source2)
    ? { evidence: { removed: source1, added: source2 }, strength: 1 } : null;
}

/** The chunk of a picture's points, and the head of the zlib stream within: its second byte says the effort. */
const PNG_DATA = /4944415478(01|5e|9c|da)/u;

/** A picture packed with another effort, where diffoscope saw no more than bytes. */
export function findZlibEffort(view: NodeView): Found | null {
  if (view.kind !== 'bytes') return null;
  for (const { before, after, changes } of view.hunks) {
    const [one, other] = [PNG_DATA.exec(toBytes(before))?.[1], PNG_DATA.exec(toBytes(after))?.[1]];
    if (one !== undefined && other !== undefined && one !== other && changes[0] !== undefined) return { evidence: changes[0], strength: 2 };
  }
  return null;
}

/** The same texts in another order, within bytes. */
export function findMovedStrings(view: NodeView): Found | null {
  if (view.kind !== 'bytes') return null;
  const [one, other] = (['before', 'after'] as const).map((side) => view.hunks.flatMap((hunk) => toStrings(hunk[side])));
  const [change] = view.changes;
  if (one === undefined || other === undefined || change === undefined || one.length < 2 || one.join('\n') === other.join('\n')) return null;
  return one.toSorted().join('\n') === other.toSorted().join('\n') ? { evidence: change, strength: 2 } : null;
}

const MIN_DRAWN_BYTES = 16;
const MAX_DRAWN_BYTES = 4_096;

/** As many bytes as before, all others: a key or a salt. Packed data looks the same, but says so in its name or type. */
export function findDrawnBytes(view: NodeView): Found | null {
  const says = [view.name, ...view.node.comments].join(' ');
  if (view.kind !== 'bytes' || /compress|archive|image|ELF|\.(?:gz|xz|bz2|zst|zip|jar|png|jpe?g|gif|webp|woff2?|pdf|o|so|a)\b/iu.test(says)) return null;
  const [hunk] = view.hunks;
  if (hunk === undefined || view.hunks.length !== 1 || view.name.startsWith('readelf ')) return null;
  const [one, other] = [toBytes(hunk.removed), toBytes(hunk.added)].map((digits) => digits.match(/[\da-f]{2}/gu) ?? []);
  const [change] = hunk.changes;
  if (one === undefined || other === undefined || change === undefined || one.length !== other.length) return null;
  const first = one.findIndex((byte, index) => byte !== other[index]);
  const last = one.findLastIndex((byte, index) => byte !== other[index]);
  const [drawn, otherDrawn] = [one.slice(first, last + 1), other.slice(first, last + 1)];
  if (drawn.length < MIN_DRAWN_BYTES || drawn.length > MAX_DRAWN_BYTES) return null;
  const same = drawn.filter((byte, index) => byte === otherDrawn[index]).length;
  const areSpread = [drawn, otherDrawn].every((bytes) => new Set(bytes).size >= Math.min(bytes.length, 256) * 0.55);
  return same <= drawn.length / 10 && areSpread ? { evidence: change, strength: 1 } : null;
}

const LIBRARY = /\(NEEDED\)\s+[^[]{1,40}\[([^\]]{1,200})\]/u;

/** The same libraries of an ELF file in another order. */
export function findMovedLibraries(view: NodeView): Found | null {
  if (!view.name.includes('--dynamic')) return null;
  const toLibraries = (side: 'before' | 'after'): string[] => view.hunks.flatMap((hunk) => hunk[side]).flatMap((line) => LIBRARY.exec(line)?.[1] ?? []);
  const [one, other] = [toLibraries('before'), toLibraries('after')];
  const change = view.changes.find(({ removed, added }) => LIBRARY.test(removed ?? '') || LIBRARY.test(added ?? ''));
  if (change === undefined || one.join(' ') === other.join(' ') || one.toSorted().join(' ') !== other.toSorted().join(' ')) return null;
  return { evidence: change, strength: 2 };
}

/** The same letters, but for those beyond ASCII: one side is UTF-8, the other an older encoding. */
export function findEncoding(view: NodeView): Found | null {
  if (view.kind !== 'bytes' || view.name.startsWith('readelf ')) return null;
  const [hunk] = view.hunks;
  const [change] = view.changes;
  if (hunk === undefined || change === undefined) return null;
  const [one, other] = [toBytes(hunk.before), toBytes(hunk.after)].map((digits) => digits.match(/[\da-f]{2}/gu) ?? []);
  const toAscii = (bytes: readonly string[] | undefined): string => bytes?.filter((byte) => byte < '80').join('') ?? '';
  const [short, long] = [toAscii(one), toAscii(other)].toSorted((a, b) => a.length - b.length);
  const isBeyond = [one, other].every((bytes) => bytes?.some((byte) => byte >= '80'));
  return isBeyond && short !== undefined && short.length > 0 && long?.startsWith(short) === true ? { evidence: change, strength: 2 } : null;
}
