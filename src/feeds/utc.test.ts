// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toUtc } from './utc.ts';

describe('toUtc', () => {
  it('is in whole seconds of UTC', () => {
    expect(toUtc(Date.UTC(2026, 10, 22, 6, 4, 5, 999))).toBe('2026-11-22T06:04:05Z');
  });

  it('never leaves the years of four digits', () => {
    expect([8_640_000_000_000_000, -8_640_000_000_000_000, Infinity].map(toUtc)).toEqual(['9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']);
  });
});
