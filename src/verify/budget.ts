// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What one rebuilder's answer may cost to judge. Each has its own: a hostile one takes nothing from the others. */
export interface Budget {
  /** False, for good, once a rebuilder has spent all it has. */
  readonly spend: (rebuilder: string, cost: number) => boolean;
}

/** In bytes that are hashed; about a third of a second. What an honest answer costs is a tenth of it at most. */
const MAX_COST = 100_000_000;
/** One signature tried with one key, beside the bytes it is over. */
const SIGNATURE_COST = 40_000;
/** One character of a pattern compared with one of a name. */
const COMPARISON_COST = 4;

export function createBudget(): Budget {
  const spent = new Map<string, number>();
  return {
    spend: (rebuilder, cost) => {
      const total = (spent.get(rebuilder) ?? 0) + cost;
      spent.set(rebuilder, total);
      return total <= MAX_COST;
    },
  };
}

export function toSignatureCost(bytes: number, signatures: number, keys: number): number {
  return (bytes + SIGNATURE_COST) * signatures * keys;
}

/** Of names and patterns of so many characters in all, each compared with each. */
export function toComparisonCost(names: number, patterns: number): number {
  return names * patterns * COMPARISON_COST;
}
