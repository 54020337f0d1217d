// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** A stream of pseudo-random choices; the same seed gives the same stream on every machine. */
export interface Random {
  /** In [0, 1). */
  fraction(): number;
  /** A whole number, both ends included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  /** Throws for an empty list. */
  pick<T>(items: readonly T[]): T;
  hex(length: number): string;
}

/** A stream of its own for each thing that is seeded, so that adding one thing does not change the others. */
export function createRandom(...seed: readonly (string | number)[]): Random {
  let state = toSeed(seed.join('/'));
  const fraction = (): number => {
    // Marsaglia's xorshift on 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (items) => {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    hex: (length) => {
      let text = '';
      while (text.length < length) text += integer(0, 0xffff).toString(16).padStart(4, '0');
      return text.slice(0, length);
    },
  };
}

/** FNV-1a, then mixed so that neighbouring texts give distant seeds; xorshift must not start at 0. */
function toSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return (hash ^ (hash >>> 16)) || 1;
}
