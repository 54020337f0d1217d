// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { compareCodePoints, toCanonicalJson } from './canonical-json.ts';

const toText = (value: unknown): string => new TextDecoder().decode(toCanonicalJson(value));
const refused = expect.objectContaining({ code: 'not-canonical' }) as Error;

describe('toCanonicalJson', () => {
  it('escapes backslash and quote only', () => {
    expect(toText({ b: 'a"\\/\n\u0000\u007f', a: [true, false, null, -1] })).toBe('{"a":[true,false,null,-1],"b":"a\\"\\\\/\n\u0000\u007f"}');
  });
  it('sorts keys by code point, not by UTF-16 unit', () => {
    expect(toText({ '\u{1f600}': 1, '！': 2, 'z': 3, '': 4, 'zz': 5 })).toBe('{"":4,"z":3,"zz":5,"！":2,"\u{1f600}":1}');
    expect(['\u{1f600}', '！'].sort()).toEqual(['\u{1f600}', '！']);
  });
  it('writes large integers exactly', () => {
    expect(toText([2n ** 64n, 9007199254740991, -0])).toBe('[18446744073709551616,9007199254740991,0]');
  });
  it('refuses what has no canonical form', () => {
    for (const value of [1.5, Number.NaN, 2 ** 53, undefined, [undefined], { a: undefined }, new Date(0), new Map(), () => 1, '\ud800', { '\udfff': 1 }]) {
      expect(() => toCanonicalJson(value)).toThrow(refused);
    }
  });
  it('refuses a value that holds itself', () => {
    const value: unknown[] = [];
    value.push(value);
    expect(() => toCanonicalJson(value)).toThrow(refused);
  });
});

describe('compareCodePoints', () => {
  it('is zero for equal texts only', () => {
    expect(compareCodePoints('a', 'a')).toBe(0);
    expect(compareCodePoints('a', 'ab')).toBeLessThan(0);
    expect(compareCodePoints('\u{1f600}', '\uffff')).toBeGreaterThan(0);
    expect(compareCodePoints('\u{1f600}', '\u{1f601}')).toBeLessThan(0);
  });
});
