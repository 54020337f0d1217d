// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** One place of a pattern: any run of characters, or a test of one. */
type Token = 'star' | ((character: string) => boolean);

/**
 * Matches names as Python's `fnmatch.fnmatchcase` does: `*` is any run of characters, slashes too, `?` any one, `[seq]` and
 * `[!seq]` one of a set or none; nothing escapes anything. Takes time in proportion to pattern times name at worst.
 */
export function createFnmatch(pattern: string): (name: string) => boolean {
  const tokens = toTokens(Array.from(pattern));
  return (name) => isMatch(tokens, Array.from(name));
}

function isMatch(tokens: readonly Token[], name: readonly string[]): boolean {
  let at = 0;
  let from = 0;
  // The last star, and where the name goes on behind what it took so far.
  let star = -1;
  let retry = 0;
  for (let character = name[from]; character !== undefined; character = name[from]) {
    const token = tokens[at];
    if (token === 'star') {
      star = at;
      retry = from;
      at += 1;
    } else if (token !== undefined && token(character)) {
      at += 1;
      from += 1;
    } else if (star !== -1) {
      // An earlier star need not be tried again: the last one can take whatever it would.
      retry += 1;
      from = retry;
      at = star + 1;
    } else {
      return false;
    }
  }
  return tokens.slice(at).every((token) => token === 'star');
}

function toTokens(pattern: readonly string[]): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (let character = pattern[at]; character !== undefined; character = pattern[at]) {
    const literal = character;
    const end = character === '[' ? findSetEnd(pattern, at + 1) : -1;
    if (character === '*') {
      tokens.push('star');
    } else if (character === '?') {
      tokens.push(() => true);
    } else if (end !== -1) {
      tokens.push(toSet(pattern.slice(at + 1, end)));
      at = end;
    } else {
      tokens.push((other) => other === literal);
    }
    at += 1;
  }
  return tokens;
}

/** Where the set ends that begins before `from`; a bracket that is first in it belongs to it. -1 where it never ends. */
function findSetEnd(pattern: readonly string[], from: number): number {
  const first = pattern[from] === '!' ? from + 1 : from;
  return pattern.indexOf(']', pattern[first] === ']' ? first + 1 : first);
}

/** The hyphen of a range. */
const RANGE = Symbol('range');
type Part = string | typeof RANGE;

/** The test of what stands between the brackets. */
function toSet(body: readonly string[]): (character: string) => boolean {
  const parts = toParts(body);
  const isNegated = parts[0] === '!';
  const rest = isNegated ? parts.slice(1) : parts;
  const ranges: (readonly [low: number, high: number])[] = [];
  for (let at = 0; at < rest.length;) {
    const [low, mark, high] = rest.slice(at, at + 3);
    const isRange = low !== RANGE && mark === RANGE && high !== undefined;
    ranges.push([toCodePoint(low), toCodePoint(isRange ? high : low)]);
    at += isRange ? 3 : 1;
  }
  return (character) => ranges.some(([low, high]) => toCodePoint(character) >= low && toCodePoint(character) <= high) !== isNegated;
}

/**
 * As CPython's `fnmatch.translate` cuts a set at its hyphens: one that is first, last, or right behind a range is a hyphen. An
 * empty range (`z-a`) goes with both its ends, before anybody looks whether the set begins with `!`.
 */
function toParts(body: readonly string[]): Part[] {
  const chunks: string[][] = [];
  let from = 0;
  for (let at = body.indexOf('-', body[0] === '!' ? 2 : 1); at !== -1; at = body.indexOf('-', at + 3)) {
    chunks.push(body.slice(from, at));
    from = at + 1;
  }
  const last = chunks[chunks.length - 1];
  if (from === body.length && last !== undefined) last.push('-');
  else chunks.push(body.slice(from));
  return chunks.reduceRight<Part[]>((parts, chunk) => {
    if (parts.length === 0) return chunk;
    const isEmpty = toCodePoint(chunk[chunk.length - 1]) > toCodePoint(parts[0]);
    return isEmpty ? [...chunk.slice(0, -1), ...parts.slice(1)] : [...chunk, RANGE, ...parts];
  }, []);
}

/** A range's hyphen that lost what stood before it is a hyphen. */
function toCodePoint(part: Part | undefined): number {
  return typeof part === 'string' ? Number(part.codePointAt(0)) : HYPHEN;
}

const HYPHEN = 0x2d;
