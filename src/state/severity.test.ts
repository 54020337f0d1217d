// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { isWorse } from './severity.ts';

describe('isWorse', () => {
  it('puts nothing behind passed and nothing before failed', () => {
    expect(isWorse('skipped', 'passed')).toBe(true);
    expect(isWorse('unknown', 'failed')).toBe(false);
  });
  it('takes what still runs over a warning, and an unknown word over both', () => {
    expect(isWorse('running', 'warned')).toBe(true);
    expect(isWorse('unknown', 'running')).toBe(true);
  });
  it('is false between equals', () => {
    expect(isWorse('failed', 'failed')).toBe(false);
  });
});
