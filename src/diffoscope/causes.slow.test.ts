// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { beforeAll, describe, expect, it } from 'vitest';
import type { Difference } from '../model/difference.ts';
import { canBuildPairs } from '../testing/differences/needs.ts';
import { PAIRS } from '../testing/differences/pairs.ts';
import { scorePairs, toPercentage } from '../testing/differences/score.ts';
import type { Scored } from '../testing/differences/score.ts';
import { CAUSE_WORDS } from './cause-words.data.ts';
import { parseDiffoscope } from './parse.ts';

const MIN_PERCENTAGE = 95;
const MIN_PAIRS_PER_CAUSE = 3;
/** A minute and a half on two idle cores; machines are not always idle. */
const TIMEOUT_MS = 900_000;

/** Every text of a comparison: what evidence may quote. */
function listTexts(node: Difference): string[] {
  return [node.source1, node.source2, ...node.comments, ...(node.unifiedDiff ?? '').split('\n'), ...node.details.flatMap(listTexts)];
}

describe('the labelled set', () => {
  it('has three pairs and more of every cause, each under its own name', () => {
    const counts = Object.keys(CAUSE_WORDS).map((cause) => PAIRS.filter((pair) => pair.cause === cause).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(MIN_PAIRS_PER_CAUSE);
    expect(PAIRS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(PAIRS.map(({ cause, name }) => `${cause}: ${name}`)).size).toBe(PAIRS.length);
  });
});

describe.skipIf(!canBuildPairs())('classify, on pairs that real tools built and diffoscope compared', () => {
  let scored: readonly Scored[] = [];
  beforeAll(async () => {
    scored = await scorePairs(PAIRS);
  }, TIMEOUT_MS);

  it('has a difference in every pair', () => {
    expect(scored.filter(({ json }) => json === '').map(({ pair }) => pair.name)).toEqual([]);
  });

  it(`names the label first for ${MIN_PERCENTAGE} % of all and of either half`, () => {
    const wrong = scored.filter(({ isRight }) => !isRight).map(({ pair, summary }) => (
      `${pair.cause}: ${pair.name} → ${summary?.causes.map(({ cause, rule }) => `${cause} (${rule})`).join(', ') ?? ''}`));
    const message = wrong.join('\n');
    expect(toPercentage(scored), message).toBeGreaterThanOrEqual(MIN_PERCENTAGE);
    expect(toPercentage(scored.filter(({ pair }) => pair.set === 'rules')), message).toBeGreaterThanOrEqual(MIN_PERCENTAGE);
    expect(toPercentage(scored.filter(({ pair }) => pair.set !== 'rules')), message).toBeGreaterThanOrEqual(MIN_PERCENTAGE);
  });

  it('has evidence for every finding, word for word as diffoscope wrote it, and one finding per cause', () => {
    for (const { pair, json, summary } of scored) {
      const texts = listTexts(parseDiffoscope(json).report);
      const causes = summary?.causes ?? [];
      expect(causes.length, pair.name).toBeGreaterThan(0);
      expect(new Set(causes.map(({ cause }) => cause)).size, pair.name).toBe(causes.length);
      for (const { evidence, rule } of causes) {
        expect(evidence, `${pair.name}: ${rule}`).not.toBe('');
        for (const line of evidence.split('\n')) {
          const isQuoted = texts.some((text) => text.includes(line) || (/^[-+]/u.test(line) && text.includes(line.slice(1))));
          expect(isQuoted, `${pair.name}: ${rule}: ${line}`).toBe(true);
        }
      }
    }
  });

  it('says other where the content was changed, and nowhere else first', () => {
    const others = scored.filter(({ summary }) => summary?.causes[0]?.cause === 'other');
    expect(others.filter(({ pair }) => pair.cause !== 'other').length).toBeLessThanOrEqual(scored.length * 0.05);
  });
});
