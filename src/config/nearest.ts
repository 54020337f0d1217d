// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** Longer words are nobody's typing error, and comparing them would cost. */
const MAX_LENGTH = 64;

/** `; did you mean \`name\`?`, or nothing where no candidate is near. */
export function toSuggestion(word: string, candidates: readonly string[]): string {
  const nearest = toNearest(word, candidates);
  return nearest === null ? '' : `; did you mean \`${nearest}\`?`;
}

/** The candidate with the fewest edits from the word, letter case aside; `null` where all are too far to be meant. */
export function toNearest(word: string, candidates: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) return null;
  let nearest: string | null = null;
  let fewest = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = countEdits(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest && edits < candidate.length) [nearest, fewest] = [candidate, edits];
  }
  return nearest;
}

/** Levenshtein's distance: single letters inserted, removed or replaced. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
