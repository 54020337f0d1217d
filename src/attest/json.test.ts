// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_JSON_VALUES, parseJson } from './json.ts';
import type { JsonOptions, JsonValue } from './json.ts';

const OPTIONS: JsonOptions = { maxBytes: 100_000, allowFloats: false };

function parse(text: string, options: Partial<JsonOptions> = {}): JsonValue {
  return parseJson(new TextEncoder().encode(text), { ...OPTIONS, ...options });
}

const unparsable = expect.objectContaining({ code: 'unparsable' }) as Error;

describe('parseJson', () => {
  it('reads whatever JSON.stringify writes, fractions where they are allowed', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value, null, 1);
      const toPlain = (_: string, part: unknown): unknown => (typeof part === 'bigint' ? Number(part) : part);
      expect(JSON.stringify(parse(text, { allowFloats: true }), toPlain)).toBe(JSON.stringify(JSON.parse(text)));
    }));
  });
  it('refuses whatever JSON.parse refuses', () => {
    const near = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ue0123456789-+.truefalsn \n\t'.split(/(?:)/)) });
    fc.assert(fc.property(near, (text) => {
      let isJson = true;
      try { JSON.parse(text); } catch { isJson = false; }
      if (!isJson) expect(() => parse(text, { allowFloats: true })).toThrow(unparsable);
    }), { numRuns: 5000 });
  });
  it('refuses a key a second time, also when it is spelled differently', () => {
    expect(() => parse('{"a":1,"b":2,"a":1}')).toThrow(unparsable);
    expect(() => parse('{"a":1,"\\u0061":2}')).toThrow(unparsable);
    expect(() => parse('{"__proto__":1,"__proto__":2}')).toThrow(unparsable);
  });
  it('keeps __proto__ and constructor as plain keys', () => {
    const value = parse('{"__proto__":{"sha256":"x"},"constructor":1}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as Record<string, unknown>)['sha256']).toBeUndefined();
  });
  it('keeps integers exact', () => {
    expect(parse('[9007199254740991,9007199254740993,-123456789012345678901234567890,-0]'))
      .toEqual([9007199254740991, 9007199254740993n, -123456789012345678901234567890n, 0]);
    expect(() => parse('9'.repeat(401))).toThrow(unparsable);
  });
  it('refuses fractions and exponents where none are allowed, and infinity always', () => {
    for (const text of ['1.0', '1e3', '-0.5E1']) expect(() => parse(text)).toThrow(unparsable);
    expect(parse('-0.5E1', { allowFloats: true })).toBe(-5);
    expect(() => parse('1e999', { allowFloats: true })).toThrow(unparsable);
  });
  it('refuses half a character, a raw control character, a byte order mark and invalid UTF-8', () => {
    for (const text of ['"\\ud800"', '"\\udc00\\ud800"', '"\u0000"', '"a\nb"', '\ufeff{}']) {
      expect(() => parse(text)).toThrow(unparsable);
    }
    expect(parse('"\\ud83d\\ude00"')).toBe('😀');
    expect(() => parseJson(Uint8Array.of(0x22, 0xc3, 0x28, 0x22), OPTIONS)).toThrow(unparsable);
  });
  it('refuses a text that ends within a string or an escape', () => {
    for (const text of ['"', '"a', '"\\', '"\\"', '"\\u', '"\\u00']) expect(() => parse(text)).toThrow(unparsable);
  });
  it('refuses 65 levels and 10,000, and reads 64', () => {
    expect(parse(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array);
    expect(() => parse(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow(unparsable);
    expect(() => parse('{"a":'.repeat(10_000))).toThrow(unparsable);
  });
  it('refuses more values than anybody needs', () => {
    const toList = (count: number): string => `[${Array.from({ length: count }, () => '{}').join(',')}]`;
    expect(parse(toList(MAX_JSON_VALUES - 1), { maxBytes: 1_000_000 })).toHaveLength(MAX_JSON_VALUES - 1);
    expect(() => parse(toList(MAX_JSON_VALUES), { maxBytes: 1_000_000 })).toThrow(unparsable);
  });
  it('refuses what is too large before it reads any of it', () => {
    expect(() => parse('not JSON at all', { maxBytes: 14 })).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});
