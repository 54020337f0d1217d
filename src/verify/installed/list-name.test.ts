// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { findRepository, toListPrefix } from './list-name.ts';

describe('toListPrefix', () => {
  it.each([
    ['https://deb.example.org/debian/', 'deb.example.org_debian_'],
    ['http://127.0.0.1:8080/', '127.0.0.1:8080_'],
    ['https://x.example.org/a_b/~c/', 'x.example.org_a%5fb_%7ec_'],
    ['https://x.example.org/%20b/', 'x.example.org_%20b_'],
    ['https://x.example.org/%7ex/', 'x.example.org_%7ex_'],
    ['https://x.example.org/50%/', 'x.example.org_50%25_'],
    ['https://x.example.org/\u00fc/', 'x.example.org_%c3%bc_'],
  ])('writes %s as apt does', (uri, prefix) => {
    expect(toListPrefix(uri)).toBe(prefix);
  });
});

describe('findRepository', () => {
  const rule = (uri: string): Parameters<typeof findRepository>[0][number] => ({ uri, threshold: null, exceptions: [], exempt: null });
  it('finds the most precise archive that a list is of', () => {
    const rules = [rule('https://a.example.org/'), rule('https://a.example.org/x/')];
    expect(['a.example.org_x_dists_y_Packages', 'a.example.org_xy_Packages', 'b.example.org_Packages'].map((list) => findRepository(rules, list)))
      .toEqual(['https://a.example.org/x/', 'https://a.example.org/', null]);
    expect(findRepository([...rules].reverse(), 'a.example.org_x_Packages')).toBe('https://a.example.org/x/');
  });
});
