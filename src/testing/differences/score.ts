// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { parseDiffoscope } from '../../diffoscope/parse.ts';
import { toSummary } from '../../diffoscope/summary.ts';
import type { DifferenceSummary } from '../../model/difference.ts';
import { comparePairs } from './compare.ts';
import type { Compared } from './compare.ts';
import type { Pair } from './pair.ts';

/** A pair with what was found of it. */
export interface Scored extends Compared {
  /** Null where diffoscope saw no difference: the pair is none. */
  readonly summary: DifferenceSummary | null;
  /** The first cause is the label. */
  readonly isRight: boolean;
}

/** Builds, compares and classifies pairs. */
export async function scorePairs(pairs: readonly Pair[]): Promise<Scored[]> {
  const compared = await comparePairs(pairs);
  return compared.map((result) => {
    if (result.json === '') return { ...result, summary: null, isRight: false };
    const { report, truncated } = parseDiffoscope(result.json);
    const summary = toSummary(report, truncated);
    return { ...result, summary, isRight: summary.causes[0]?.cause === result.pair.cause };
  });
}

/** How many of them are right, in per cent. */
export function toPercentage(scored: readonly Scored[]): number {
  return (scored.filter(({ isRight }) => isRight).length / scored.length) * 100;
}
