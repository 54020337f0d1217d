// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { byName, toCount, toList, toText } from './text.ts';

describe('toText', () => {
  it('gives words to what has nothing to see in it', () => {
    expect(['', ' ', '\u200b', '\u00a0'].map((text) => toText(text))).toEqual(Array(4).fill('(blank)'));
  });

  it('makes the marks that reorder text visible', () => {
    expect(toText('a\u202egnp.exe\u2066')).toBe('a\ufffdgnp.exe\ufffd');
  });

  it('makes NUL and controls visible and line breaks spaces', () => {
    expect(toText('a\0b\u001bc\nd\r\n\u2028e')).toBe('a\ufffdb\ufffdc d e');
  });

  it('cuts by characters, not through one', () => {
    expect(toText('😀'.repeat(300), 10)).toBe(`${'😀'.repeat(9)}…`);
  });

  it('cuts 10,000 characters to 200', () => {
    expect(toText('x'.repeat(10_000))).toHaveLength(200);
  });

  it('repairs a lone surrogate', () => {
    expect(toText('\ud800')).toBe('\ufffd');
  });

  it('leaves markup alone: it is escaped where it is shown', () => {
    expect(toText('<b>')).toBe('<b>');
  });
});

describe('toCount', () => {
  it.each([[0, '0 things'], [1, '1 thing'], [1_204, '1,204 things'], [1_234_567, '1,234,567 things']])('says %i as %s', (count, text) => {
    expect(toCount(count, 'thing')).toBe(text);
  });
});

describe('toList', () => {
  it('says how many are left out, and never leaves out one alone', () => {
    expect(toList(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
    expect(toList(['a', 'b', 'c'], 2)).toBe('a, b, c');
  });
});

describe('byName', () => {
  it('orders numbers by their value', () => {
    expect(['fc41', 'fc9', 'bookworm'].sort(byName)).toEqual(['bookworm', 'fc9', 'fc41']);
  });

  it('never calls different names equal', () => {
    expect(byName('a\u00ad', 'a')).not.toBe(0);
  });
});
