// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import { toAge, toDuration, toMoment } from './time.ts';

describe('toAge', () => {
  it.each([
    [-5 * DAY_MS, '0 min'], [59 * MINUTE_MS, '59 min'], [HOUR_MS, '1 h'], [47 * HOUR_MS, '47 h'], [2 * DAY_MS, '2 d'], [40 * DAY_MS + 5, '40 d'],
  ])('says %i ms as %s', (ms, age) => {
    expect(toAge(ms)).toBe(age);
  });
});

describe('toMoment', () => {
  it('is UTC, for people and for machines', () => {
    expect(toMoment(Date.UTC(2026, 10, 2, 6, 4, 59, 999))).toEqual({ iso: '2026-11-02T06:04:59Z', text: '2 Nov 2026, 06:04 UTC' });
  });
});

describe('toDuration', () => {
  it.each([[48_000, '48 s'], [252_000, '4 min 12 s'], [3_780_000, '1 h 3 min']])('says %i ms as %s', (ms, text) => {
    expect(toDuration(1_000, 1_000 + ms)).toBe(text);
  });

  it('says nothing while an end is missing or the clock ran backwards', () => {
    expect(toDuration(1, null)).toBeNull();
    expect(toDuration(null, 1)).toBeNull();
    expect(toDuration(2, 1)).toBeNull();
  });
});
