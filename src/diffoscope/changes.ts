// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** One place of a diff: a removed line and the added one that stands for it; null where there is no other. */
export interface Change {
  readonly removed: string | null;
  readonly added: string | null;
}

/** A hunk of a unified diff, without signs. */
export interface Hunk {
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** With what is the same on both sides: the old and the new text. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly changes: readonly Change[];
}

/** More changed lines of one node say nothing new. */
const MAX_LINES = 4_000;
/** Longer lines are matched by their middle, around the first difference. */
export const MAX_LINE_CHARS = 1_500;

/** The hunks of a unified diff, and what was changed to what within them. */
export function toHunks(unifiedDiff: string): Hunk[] {
  const hunks: Hunk[] = [];
  let open = createOpen();
  let run = { removed: [] as string[], added: [] as string[] };
  const closeRun = (): void => {
    for (const change of toChanges(run.removed, run.added)) open.changes.push(change);
    run = { removed: [], added: [] };
  };
  let taken = 0;
  for (const line of eachLine(unifiedDiff)) {
    if (taken >= MAX_LINES) break;
    const text = line.slice(1);
    if (line.startsWith('@@ ')) {
      closeRun();
      if (open.changes.length > 0) hunks.push(open);
      open = createOpen();
    } else if (line.startsWith('-')) {
      // A removed line after an added one belongs to the next place.
      if (run.added.length > 0) closeRun();
      run.removed.push(text);
      open.removed.push(text);
      open.before.push(text);
      taken += 1;
    } else if (line.startsWith('+')) {
      run.added.push(text);
      open.added.push(text);
      open.after.push(text);
      taken += 1;
    } else if (!line.startsWith('\\')) {
      closeRun();
      open.before.push(text);
      open.after.push(text);
    }
  }
  closeRun();
  if (open.changes.length > 0) hunks.push(open);
  return hunks;
}

function createOpen(): { removed: string[]; added: string[]; before: string[]; after: string[]; changes: Change[] } {
  return { removed: [], added: [], before: [], after: [], changes: [] };
}

/** Line by line without a list of all of them: diffs have a million characters. */
function* eachLine(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    yield text.slice(at, end === -1 ? text.length : end);
    at = end === -1 ? text.length : end + 1;
  }
}

/** Pairs lines that say the same but for numbers and signs, then the rest in their order. */
export function toChanges(removed: readonly string[], added: readonly string[]): Change[] {
  const bySkeleton = new Map<string, number[]>();
  for (const [index, line] of added.entries()) {
    const skeleton = toSkeleton(line);
    const known = bySkeleton.get(skeleton);
    if (known === undefined) bySkeleton.set(skeleton, [index]);
    else known.push(index);
  }
  const used = new Set<number>();
  const partners = removed.map((line) => {
    const index = bySkeleton.get(toSkeleton(line))?.shift();
    if (index !== undefined) used.add(index);
    return index;
  });
  const rest = added.filter((_, index) => !used.has(index));
  let taken = 0;
  const changes = removed.map((line, index): Change => {
    const partner = partners[index];
    if (partner !== undefined) return { removed: line, added: added[partner] ?? null };
    taken += 1;
    return { removed: line, added: rest[taken - 1] ?? null };
  });
  for (const line of rest.slice(taken)) changes.push({ removed: null, added: line });
  return changes;
}

function toSkeleton(line: string): string {
  return line.slice(0, MAX_LINE_CHARS).replaceAll(/[^\p{L}]+/gu, ' ');
}

/** The signed lines of a change, for evidence; long ones from shortly before where they begin to differ. */
export function renderChange({ removed, added }: Change, most: number): string {
  const start = Math.max(0, countSame(removed ?? '', added ?? '') - Math.floor(most / 2));
  const cut = (line: string): string => (line.length <= most ? line : line.slice(Math.min(start, line.length - most), start + most));
  return [removed === null ? null : `-${cut(removed)}`, added === null ? null : `+${cut(added)}`].filter((line) => line !== null).join('\n');
}

/** How many characters two texts have in common at their start. */
export function countSame(one: string, other: string): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same;
}
