// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toNearest } from './nearest.ts';

describe('toNearest', () => {
  it('finds the candidate with the fewest edits', () => {
    expect(toNearest('nam', ['release', 'name', 'names'])).toBe('name');
    expect(toNearest('Concurency', ['timeout', 'concurrency'])).toBe('concurrency');
  });
  it('finds none where all are too far', () => {
    expect(toNearest('token', ['title', 'groups'])).toBeNull();
    expect(toNearest('x', ['m', 'no'])).toBeNull();
  });
  it('compares nothing with a word nobody typed', () => {
    expect(toNearest('a'.repeat(1_000_000), ['a'.repeat(1_000_000)])).toBeNull();
  });
});
