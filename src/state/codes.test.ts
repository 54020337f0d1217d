// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { fromShaColumn, fromStateCode, toShaColumn, toStateCode, toStateOfJob, toStateOfPipeline, toStorable } from './codes.ts';

describe('toStateOfJob', () => {
  it('warns of a failure that is allowed, and of nothing else', () => {
    expect(toStateOfJob('failed', true)).toBe('warned');
    expect(toStateOfJob('failed', false)).toBe('failed');
    expect(toStateOfJob('success', true)).toBe('passed');
    expect(toStateOfJob('exploded', true)).toBe('unknown');
  });
});

describe('toStateOfPipeline', () => {
  it('does not soften a failed pipeline because it has warnings too', () => {
    expect(toStateOfPipeline('failed', true)).toBe('failed');
    expect(toStateOfPipeline('success', true)).toBe('warned');
  });
});

describe('toStateCode', () => {
  it('keeps the codes that files in use have', () => {
    expect(toStateCode('unknown')).toBe(0);
    expect(toStateCode('passed')).toBe(1);
    expect(toStateCode('skipped')).toBe(12);
    expect(fromStateCode(3)).toBe('failed');
    expect(fromStateCode(99)).toBe('unknown');
  });
});

describe('toShaColumn', () => {
  it.each(['a'.repeat(40), '0'.repeat(64), 'A'.repeat(40), 'abc', ''])('gives back %j', (sha) => {
    expect(fromShaColumn(toShaColumn(sha))).toBe(sha);
  });
  it('halves a hash', () => {
    expect(toShaColumn('ab'.repeat(20))).toHaveLength(20);
  });
});

describe('toStorable', () => {
  it('replaces what SQLite or UTF-8 cannot carry', () => {
    expect(toStorable('a\0b\uD800c\u{1F600}')).toBe('a\uFFFDb\uFFFDc\u{1F600}');
  });
});
