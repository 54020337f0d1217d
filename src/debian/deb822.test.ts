// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParagraph, parseParagraphs, type ParagraphOptions } from './deb822.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (text: string, options?: ParagraphOptions): Record<string, string>[] => (
  [...parseParagraphs(encode(text), options)].map((paragraph) => Object.fromEntries(paragraph)));
const refuse = (text: string, code = 'invalid-deb822'): void => (
  expect(() => parse(text)).toThrow(expect.objectContaining({ code })));

describe('parseParagraphs', () => {
  it('reads fields by lower-case name, and paragraphs between any number of empty lines', () => {
    expect(parse('\n\nPackage: a\nVERSION:1\n\n\n\nPackage:\t b \n')).toEqual([{ package: 'a', version: '1' }, { package: 'b' }]);
    expect(parse('Package: a')).toEqual([{ package: 'a' }]);
    expect(parse('')).toEqual([]);
    expect(parse('\n\n')).toEqual([]);
  });

  it('joins continuations by line breaks and keeps what indents them beyond one', () => {
    expect(parse('A: first\n second  \n .\n\tthird\n  fourth\nB: \n x\n')).toEqual([{ a: 'first\nsecond\n.\nthird\n fourth', b: '\nx' }]);
  });

  it('skips comment lines, within a value too', () => {
    expect(parse('# one\nA: first\n# two\n second\nB: #3\n')).toEqual([{ a: 'first\nsecond', b: '#3' }]);
  });

  it('reads the wanted fields only', () => {
    expect(parse('A: 1\n a\nB: 2\n b\nC: 3\n\nA: 4\n', { fields: ['b', 'C'] })).toEqual([{ b: '2\nb', c: '3' }, {}]);
  });

  it('refuses a field twice in a paragraph, wanted or not, in any case', () => {
    refuse('A: 1\nB: 2\na: 3\n');
    expect(() => parse('A: 1\nB: 2\na: 3\n', { fields: ['B'] })).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
    expect(parse('A: 1\n\nA: 1\n')).toHaveLength(2);
  });

  it.each([
    ['no colon', 'A: 1\nnothing\n'], ['a continuation of nothing', ' x\nA: 1\n'], ['one behind an empty line', 'A: 1\n\n x\n'],
    ['blanks only', 'A: 1\n \t\nB: 2\n'], ['an empty name', ': 1\n'], ['a name with a blank', 'A b: 1\n'], ['a name beginning with a hyphen', '-A: 1\n'],
    ['a name outside ASCII', 'Ä: 1\n'], ['a name without end', `${'A'.repeat(101)}: 1\n`], ['HTML', '<!DOCTYPE html>\n<html></html>\n'],
  ])('refuses %s', (_, text) => refuse(text));

  it('refuses carriage returns and control characters in what it reads', () => {
    refuse('A: 1\r\nB: 2\r\n');
    refuse('A: 1\n\r\nB: 2\n');
    refuse('A: 1\0\n');
    refuse('A: 1\n \u001b[31m\n');
    expect(parse('A: 1\tx\nB: \u001b\n', { fields: ['a'] })).toEqual([{ a: '1\tx' }]);
  });

  it('refuses what is not UTF-8', () => {
    expect(() => [...parseParagraphs(new Uint8Array([0x41, 0x3a, 0xff, 0x0a]))]).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
  });

  it('takes no name for the prototype', () => {
    const [paragraph] = parseParagraphs(encode('__proto__: x\nconstructor: y\n'));
    expect([...paragraph ?? []]).toEqual([['__proto__', 'x'], ['constructor', 'y']]);
  });

  it('says too-much of fields, values and names without end', () => {
    const fields = (count: number): string => Array.from({ length: count }, (_, index) => `F${index}: x\n`).join('');
    expect(parse(fields(200))).toHaveLength(1);
    refuse(fields(201), 'too-much');
    refuse(Array.from({ length: 1_001 }, (_, index) => `F${index}: x\n\n`).join(''), 'too-much');
    expect(() => parse('A: 12345678\n 12345678\n', { maxValueBytes: 15 })).toThrow(expect.objectContaining({ code: 'too-much' }));
    expect(parse('A: 12345678\n 1234567\nB: 123456789\n', { maxValueBytes: 15 })).toHaveLength(1);
  });

  it('tells fields apart that a hostile index made collide', () => {
    // 31·a + ~ is 31·b + _.
    expect(parse('a~: 1\nb_: 2\n')).toEqual([{ 'a~': '1', 'b_': '2' }]);
  });

  it('gives a line number', () => {
    expect(() => parse('A: 1\n\nB: 2\nC\n')).toThrow('line 4');
  });

  it('reads what it is given to write, whatever the values are', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'ü', '😀', ':', '#', '-', '.'), minLength: 1, maxLength: 8 });
    const paragraph = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/), fc.array(word, { minLength: 1, maxLength: 4 }), { minKeys: 1, maxKeys: 6 });
    fc.assert(fc.property(fc.array(paragraph, { minLength: 1, maxLength: 4 }), (paragraphs) => {
      const text = paragraphs.map((fields) => Object.entries(fields).map(([name, lines]) => `${name}: ${lines.join('\n ')}\n`).join('')).join('\n');
      expect(parse(text)).toEqual(paragraphs.map((fields) => Object.fromEntries(Object.entries(fields).map(([name, lines]) => [name, lines.join('\n')]))));
    }));
  });

  it('reads the entries of a real index', () => {
    const bytes = readFileSync(new URL('fixtures/Packages', import.meta.url));
    const all = [...parseParagraphs(bytes)];
    expect(all.map((paragraph) => paragraph.get('package'))).toEqual(['0ad', '0ad-data-common', 'vim', '2048-qt', 'libstdc++6', 'acme']);
    expect(all[0]?.get('tag')).toMatch(/^game::strategy.*\nuitoolkit::sdl/);
  });
});

describe('parseParagraph', () => {
  it('takes one paragraph, neither none nor two', () => {
    expect(parseParagraph(encode('A: 1\n\n')).get('a')).toBe('1');
    expect(() => parseParagraph(encode('\n'))).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
    expect(() => parseParagraph(encode('A: 1\n\nA: 2\n'))).toThrow(expect.objectContaining({ code: 'invalid-deb822' }));
  });
});
