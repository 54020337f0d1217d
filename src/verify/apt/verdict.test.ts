// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Decision } from '../decision.ts';
import { toFault, toVerdict } from './verdict.ts';

const FILE = 'x_1_all.deb';
const CONFIRMED: Decision = { kind: 'confirmed', by: ['Alpha', 'Beta'], threshold: 2, dissent: [], notes: [], sentence: 'x' };
const REFUSED: Decision = { kind: 'refused', code: 'below-threshold', sentence: 'Too few.', by: [], dissent: [], notes: ['Gamma is away'] };

describe('toVerdict', () => {
  it('tells in one line who confirmed it', () => {
    expect(toVerdict({ decision: CONFIRMED, isTolerated: false }, FILE)).toEqual({
      isAllowed: true, warning: null, lines: ['In-toto verification for x_1_all.deb passed: confirmed by 2 of 2: Alpha, Beta'],
      sentence: 'In-toto verification for x_1_all.deb passed: confirmed by 2 of 2: Alpha, Beta',
    });
  });

  it('never hides dissent', () => {
    expect(toVerdict({ decision: { ...CONFIRMED, dissent: ['Gamma', 'Delta'] }, isTolerated: false }, FILE).lines[0]).toBe(
      'In-toto verification for x_1_all.deb passed: confirmed by 2 of 2: Alpha, Beta; Gamma, Delta say otherwise');
  });

  it('refuses with the decision\'s sentence, and tells the reasons', () => {
    expect(toVerdict({ decision: REFUSED, isTolerated: false }, FILE)).toEqual({
      isAllowed: false, warning: null, sentence: 'In-toto verification for x_1_all.deb failed: Too few.', lines: ['x_1_all.deb: Gamma is away'],
    });
  });

  it('lets through with a warning what NoFail tolerates', () => {
    const sentence = 'In-toto verification for x_1_all.deb failed: Too few. It is installed nevertheless, because NoFail is set.';
    expect(toVerdict({ decision: REFUSED, isTolerated: true }, FILE)).toEqual({ isAllowed: true, sentence, lines: [], warning: sentence });
  });

  it('lets through with a warning what an exception names', () => {
    const decision: Decision = { kind: 'excepted', exception: { packageName: 'x', reason: 'r', addedAt: 0, until: null }, notes: [], sentence: 'Excepted.' };
    const sentence = 'In-toto verification for x_1_all.deb not required: Excepted.';
    expect(toVerdict({ decision, isTolerated: false }, FILE)).toEqual({ isAllowed: true, sentence, lines: [], warning: sentence });
  });
});

describe('toFault', () => {
  it('is never a pass', () => {
    expect(toFault(FILE, 'no policy')).toEqual({ isAllowed: false, sentence: 'In-toto verification for x_1_all.deb failed: no policy', lines: [], warning: null });
  });
});
