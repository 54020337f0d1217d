// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { PAIRS } from '../../src/testing/differences/pairs.ts';
import { scorePairs, toPercentage } from '../../src/testing/differences/score.ts';
import { atLeast, type Benchmark, type Figure } from './figure.ts';

/**
 * How many of the labelled pairs get their cause right: those the rules were written on, and those built
 * afterwards. What each of these scored at its first run is in src/testing/differences/README.md.
 */
async function scoreCauses(): Promise<Figure[]> {
  const scored = await scorePairs(PAIRS);
  const ofRules = scored.filter(({ pair }) => pair.set === 'rules');
  const heldOut = scored.filter(({ pair }) => pair.set !== 'rules');
  return [
    atLeast(`cause right, ${ofRules.length} pairs the rules were written on`, toPercentage(ofRules), '%', 95),
    atLeast(`cause right, ${heldOut.length} pairs built while they were frozen, by the rules of today`, toPercentage(heldOut), '%', 95),
  ];
}

export const causeBenchmarks: readonly Benchmark[] = [{ name: 'causes', run: scoreCauses }];
