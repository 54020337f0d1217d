// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { Change } from './changes.ts';
import { listChanged, mask } from './lines.ts';
import type { Strength } from './lines.ts';
import { toListing } from './listing.ts';
import type { Listing } from './listing.ts';
import { VERSION } from './patterns.ts';
import type { NodeView } from './view.ts';

/** What a rule found in a node: the place that shows it, or a comment of diffoscope that says it. */
export interface Found {
  readonly evidence: Change | string;
  readonly strength: Strength;
}

/** Two lines of a table of contents about one member. */
export interface ListingPair {
  readonly one: Listing;
  readonly other: Listing;
  readonly change: Change;
}

/** Members listed on both sides, by name; a name listed twice meets its like in order. */
export function toListingPairs(view: NodeView): ListingPair[] {
  const added = new Map<string, { listing: Listing; line: string }[]>();
  for (const { added: line } of view.changes) {
    const listing = line === null ? null : toListing(line);
    if (listing === null || line === null) continue;
    const known = added.get(listing.name);
    if (known === undefined) added.set(listing.name, [{ listing, line }]);
    else known.push({ listing, line });
  }
  return view.changes.flatMap(({ removed }) => {
    const one = removed === null ? null : toListing(removed);
    const partner = one === null ? undefined : added.get(one.name)?.shift();
    return one === null || partner === undefined ? [] : [{ one, other: partner.listing, change: { removed, added: partner.line } }];
  });
}

function findListing(view: NodeView, differs: (one: Listing, other: Listing) => boolean): Found | null {
  if (view.kind !== 'listing') return null;
  const pair = toListingPairs(view).find(({ one, other }) => differs(one, other));
  return pair === undefined ? null : { evidence: pair.change, strength: 3 };
}

export const findListedTime = (view: NodeView): Found | null => findListing(view, (one, other) => one.time !== other.time);
export const findListedMode = (view: NodeView): Found | null => findListing(view, (one, other) => one.mode !== other.mode);
export const findListedOwner = (view: NodeView): Found | null => findListing(view, (one, other) => one.owner !== other.owner);
export const findListedMethod = (view: NodeView): Found | null => findListing(view, (one, other) => one.method !== other.method);

const ACCESS = /^Access: \(\d{4}\//u;

export function findAccess(view: NodeView): Found | null {
  const change = /^(?:getfacl|lsattr)/u.test(view.name) ? view.changes[0] : view.changes.find(({ removed, added }) => removed !== null && added !== null && ACCESS.test(removed) && ACCESS.test(added));
  return change === undefined ? null : { evidence: change, strength: 3 };
}

/** What a line is in a list: a comma at its end says where in the list it is. */
const toItem = (line: string): string => line.trim().replace(/[,;]?\s*\\?$/u, '');

/** The lines that moved; null where something else changed as well. */
function toMoved(view: NodeView): Change | null {
  const toLines = (side: 'removed' | 'added'): string[] => view.hunks.flatMap((hunk) => hunk[side]);
  const toItems = (lines: readonly string[]): string[] => lines.map((line) => (
    (view.kind === 'listing' ? toListing(line)?.name : undefined) ?? toItem(line))).filter((item) => item !== '');
  const [lines, otherLines] = [toLines('removed'), toLines('added')];
  const [removed, added] = [toItems(lines), toItems(otherLines)];
  if (removed.length === 0 || removed.toSorted().join('\n') !== added.toSorted().join('\n')) return null;
  // In one order on both sides: they moved past what did not change, unless it is their times or commas that differ.
  if (removed.join('\n') === added.join('\n') && lines.join('\n') !== otherLines.join('\n')) return null;
  const [hunk] = view.hunks;
  return { removed: hunk?.removed[0] ?? lines[0] ?? null, added: hunk?.added[0] ?? otherLines[0] ?? null };
}

const COLLATIONS = ['en', 'de', 'fr', 'sv', 'et', 'cs', 'es', 'da', 'pl', 'hu', 'lt', 'tr'].flatMap((language) => (
  [true, false].map((ignorePunctuation) => new Intl.Collator(language, { ignorePunctuation }))));
const MAX_SORTED = 3_000;

function isByCode(lines: readonly string[]): boolean {
  return lines.every((line, index) => index === 0 || (lines[index - 1] ?? '') <= line);
}

function isByLanguage(lines: readonly string[]): boolean {
  return COLLATIONS.some((collation) => lines.every((line, index) => index === 0 || collation.compare(lines[index - 1] ?? '', line) <= 0));
}

/** One side is sorted by code, the other as a language sorts. */
export function findCollation(view: NodeView): Found | null {
  const moved = view.kind === 'text' || view.kind === 'listing' ? toMoved(view) : null;
  if (moved === null) return null;
  const isCollated = view.hunks.every(({ before, after }) => {
    const [one, other] = [before, after].map((lines) => lines.slice(0, MAX_SORTED).map((line) => (
      toListing(line)?.name ?? toItem(line))).filter((item) => item !== ''));
    return one !== undefined && other !== undefined
      && ((isByCode(one) && isByLanguage(other)) || (isByCode(other) && isByLanguage(one)));
  });
  return isCollated ? { evidence: moved, strength: 3 } : null;
}

export function findMovedLines(view: NodeView): Found | null {
  if (view.kind !== 'text' && view.kind !== 'listing') return null;
  const moved = toMoved(view);
  return moved === null || findCollation(view) !== null ? null : { evidence: moved, strength: 3 };
}

const GENERATED = /\b(?:generated|created|produced|built|compiled) (?:automatically )?(?:by|with|using)\b/iu;
const LINES_AFTER = 2;

/** A version on a line of its own, just below the line that says which tool made the file. */
export function findVersionBelowTool(view: NodeView): Found | null {
  if (view.kind !== 'text') return null;
  for (const { before, changes } of view.hunks) {
    const change = changes.find(({ removed, added }) => {
      if (removed === null || added === null) return false;
      const masked = mask({ removed, added }, VERSION);
      const at = before.indexOf(removed);
      return masked.explainsAll && listChanged(masked).length > 0 && /version|release/iu.test(removed)
        && before.slice(Math.max(0, at - LINES_AFTER), at).some((line) => GENERATED.test(line));
    });
    if (change !== undefined) return { evidence: change, strength: 2 };
  }
  return null;
}

const MIN_MOVED = 4;

/** Most of the lines are the same in another order; a sum or a date of theirs differs with them. */
export function findMostlyMovedLines(view: NodeView): Found | null {
  if (view.kind !== 'text') return null;
  const [removed, added] = (['removed', 'added'] as const).map((side) => view.hunks.flatMap((hunk) => hunk[side]).map(toItem).filter((item) => /\p{L}{2}/u.test(item)));
  if (removed === undefined || added === undefined) return null;
  const [inRemoved, inAdded] = [new Set(removed), new Set(added)];
  const [one, other] = [removed.filter((item) => inAdded.has(item)), added.filter((item) => inRemoved.has(item))];
  if (one.length < MIN_MOVED || one.length < removed.length * 0.7 || other.length < added.length * 0.7 || one.join('\n') === other.join('\n')) return null;
  const [hunk] = view.hunks;
  return toMoved(view) !== null ? null : { evidence: { removed: hunk?.removed[0] ?? null, added: hunk?.added[0] ?? null }, strength: 2 };
}

/** The same lines in another order, numbered as they come. */
export function findRenumberedLines(view: NodeView): Found | null {
  if (view.kind !== 'text' || view.changes.length < 2) return null;
  const toPlain = (side: 'removed' | 'added'): string[] => view.hunks.flatMap((hunk) => hunk[side]).map((line) => toItem(line).replaceAll(/\d+/gu, ''));
  const [removed, added] = [toPlain('removed'), toPlain('added')];
  const isMoved = removed.join('\n') !== added.join('\n') && removed.toSorted().join('\n') === added.toSorted().join('\n');
  const [hunk] = view.hunks;
  return isMoved && toMoved(view) === null && removed.some((line) => /\p{L}{2}/u.test(line))
    ? { evidence: { removed: hunk?.removed[0] ?? null, added: hunk?.added[0] ?? null }, strength: 2 } : null;
}

const LABEL = /^(?:[\da-f]{8,16} <([^>]+)>|(\S.*)\(\)):$/u;

/** How much of the code has to be on both sides for its functions to have moved. */
const MOVED_SHARE = 0.9;

/** The same functions in another order: objects were linked in another. */
export function findMovedFunctions(view: NodeView): Found | null {
  if (!view.name.startsWith('objdump')) return null;
  const toLabels = (side: 'before' | 'after'): string[] => view.hunks.flatMap((hunk) => hunk[side]).flatMap((line) => {
    const match = LABEL.exec(line);
    return match?.[1] === undefined ? [] : [match[1]];
  });
  const [one, other] = [toLabels('before'), toLabels('after')];
  if (one.join('\n') === other.join('\n') || one.toSorted().join('\n') !== other.toSorted().join('\n')) return null;
  const toCode = (side: 'removed' | 'added'): string[] => view.hunks.flatMap((hunk) => hunk[side]).map((line) => line.replaceAll(/\b(?:0x)?[\da-f]+\b/gu, ''));
  const [removed, added] = [toCode('removed'), new Set(toCode('added'))];
  const change = view.changes.find((candidate) => LABEL.test(candidate.removed ?? '') || LABEL.test(candidate.added ?? ''));
  const areMoved = removed.filter((line) => added.has(line)).length >= removed.length * MOVED_SHARE;
  return areMoved && change !== undefined ? { evidence: change, strength: 2 } : null;
}

const COMPRESSED = /\b(?:gzip|XZ|bzip2|Zstandard|LZMA|lzip|LZ4|7-zip|Zip|zlib|compress'd|PNG image|Squashfs|Java archive)\b/u;
const FALLBACK = /(?:no file-specific differences were detected; falling back to a binary diff|Archive contents identical but files differ|Files identical despite different names)/u;

/** diffoscope unpacked both and found the same within. */
export function findSameWithin(view: NodeView): Found | null {
  const comment = view.node.comments.find((text) => FALLBACK.test(text));
  if (comment === undefined) return null;
  const areNamed = /\.(?:gz|xz|bz2|zst|lzma|lz4|lz|Z)$/u;
  const isPacked = comment.startsWith('Archive contents identical') || COMPRESSED.test(comment.split('file(1) reports:')[1] ?? '')
    || (areNamed.test(view.node.source1) && areNamed.test(view.node.source2));
  return isPacked ? { evidence: comment, strength: 3 } : null;
}

const PACKER = /^(?:XZ|gzip|bzip2|Zstandard|LZMA|lzip|LZ4|7-zip|Zip archive|Java archive|Debian binary package|Squashfs)/u;
/** What `file` says of the content or the time, not of how it is packed. */
const NOT_PACKING = /, (?:was "[^"]{0,300}"|last modified: [^,]{1,60}|original size modulo 2\^32 \d+|\d+ bytes|created: [^,]{1,60}|has (?:comment|CRC))/gu;

export function findPacking(view: NodeView): Found | null {
  if (view.name !== 'filetype from file(1)') return null;
  const toPacking = (line: string): string => line.slice(0, 1_000).replaceAll(NOT_PACKING, '');
  const change = view.changes.find(({ removed, added }) => (
    removed !== null && added !== null && PACKER.test(removed) && PACKER.test(added) && toPacking(removed) !== toPacking(added)));
  return change === undefined ? null : { evidence: change, strength: 3 };
}
