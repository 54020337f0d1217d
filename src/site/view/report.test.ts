// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { Difference } from '../../model/difference.ts';
import { countCharacters, toReportView } from './report.ts';

function node(name: string, changes: Partial<Difference> = {}): Difference {
  return { source1: name, source2: name, comments: [], unifiedDiff: null, details: [], ...changes };
}

function nest(depth: number): Difference {
  return Array.from({ length: depth }).reduce<Difference>((inner, _, index) => node(`level ${depth - index}`, { details: [inner] }), node('leaf', { unifiedDiff: '-a\n+b\n' }));
}

describe('toReportView', () => {
  it('lists members below what holds them, in their order', () => {
    const { parts } = toReportView(node('a', { details: [node('b', { details: [node('c')] }), node('d')] }));
    expect(parts.map(({ heading, depth, level }) => [heading, depth, level])).toEqual([['a', 0, 'h3'], ['b', 1, 'h4'], ['c', 2, 'h5'], ['d', 1, 'h4']]);
  });

  it('names both sides where they are called differently', () => {
    expect(toReportView(node('a', { source2: 'b' })).parts[0]?.heading).toBe('a ⇄ b');
  });

  it('joins neighbouring lines of a kind, each with its sign', () => {
    const { parts } = toReportView(node('a', { unifiedDiff: '@@ -1 +1 @@\n same\n\n-old 1\n-old 2\n+new\n' }));
    expect(parts[0]?.blocks).toEqual([
      { kind: 'at', text: '@@ -1 +1 @@' }, { kind: 'same', text: ' same\n' }, { kind: 'minus', text: '-old 1\n-old 2' }, { kind: 'plus', text: '+new' },
    ]);
  });

  it('shows what would reorder text, and controls, as what they are', () => {
    expect(toReportView(node('\u202ea', { unifiedDiff: '+\u202eb\u0007' })).parts[0]).toMatchObject({ heading: '\ufffda', blocks: [{ text: '+\ufffdb\ufffd' }] });
  });

  it('cuts a long line and says by how much', () => {
    const { parts } = toReportView(node('a', { unifiedDiff: `+${'x'.repeat(5_000)}` }));
    expect(parts[0]?.blocks[0]?.text).toBe(`+${'x'.repeat(999)}… (4,001 more characters)`);
  });

  it('cuts a long difference and says by how much', () => {
    const { parts, leftOut } = toReportView(node('a', { unifiedDiff: '+x\n'.repeat(2_500) }));
    expect(parts[0]?.cut).toBe('500 further lines left out');
    expect(leftOut).toEqual(['500 lines of the differences shown are left out.']);
  });

  it('shows no more lines and parts than a page can bear, and says so', () => {
    const many = node('a', { details: Array.from({ length: 1_500 }, (_, index) => node(`m${index}`, { unifiedDiff: '+x\n'.repeat(20) })) });
    const { parts, leftOut } = toReportView(many);
    expect(parts).toHaveLength(1_000);
    expect(leftOut).toEqual(['501 further parts of the comparison are left out.', '9,980 lines of the differences shown are left out.']);
  });

  it('goes as deep as anything goes without falling over', () => {
    const { parts } = toReportView(nest(100_000));
    expect(parts).toHaveLength(1_000);
    expect(parts.at(-1)).toMatchObject({ depth: 6, level: 'h6' });
  });

  it('takes a megabyte of many small parts', () => {
    const wide = node('a', { details: Array.from({ length: 200_000 }, () => node('m', { unifiedDiff: '+x' })) });
    expect(toReportView(wide).parts).toHaveLength(1_000);
  });
});

describe('countCharacters', () => {
  it('counts all text, whatever its depth', () => {
    expect(countCharacters(node('ab', { comments: ['c'], unifiedDiff: 'def', details: [node('g')] }))).toBe(10);
    expect(countCharacters(nest(50_000))).toBeGreaterThan(500_000);
  });

  it('stops where it is too much anyhow', () => {
    expect(countCharacters(node('', { details: Array.from({ length: 1_000 }, () => node('x'.repeat(100))) }), 1_000)).toBeLessThan(2_000);
  });
});
