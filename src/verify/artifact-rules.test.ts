// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toArtifactRules } from '../attest/artifact-rule.ts';
import type { JsonValue } from '../attest/json.ts';
import type { Artifacts } from '../attest/statement.ts';
import { findViolation, toReadyRules } from './artifact-rules.ts';

type Hashes = Readonly<Record<string, string | null>>;
const toArtifacts = (hashes: Hashes): Artifacts => new Map(Object.entries(hashes).map(([path, sha256]) => [path, { sha256, sha512: null }]));

/** What the rules for products say, where `other` is what the step of that name is agreed to have made. */
function judge(rules: JsonValue, products: Hashes, materials: Hashes = {}, other: Hashes = {}): string | null {
  return findViolation(toReadyRules(toArtifactRules(rules, 'rules')), 'products', { materials: toArtifacts(materials), products: toArtifacts(products) },
    ({ from, target }, path, sha256) => from === 'other' && target === 'products' && other[path] === sha256);
}

const END = ['DISALLOW', '*'];
const MATCH = ['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM', 'other'];

describe('findViolation', () => {
  it('lets rules take from the queue in their order', () => {
    expect(judge([['ALLOW', 'a'], END], { a: '1' })).toBeNull();
    expect(judge([END, ['ALLOW', 'a']], { a: '1' })).toBe('DISALLOW "*": "a" is among the products');
    expect(judge([], { a: '1' })).toBeNull();
    expect(judge([['ALLOW', 'a'], ['REQUIRE', 'a']], { a: '1' })).toBe('REQUIRE "a": it is not among the products');
  });
  it('knows what was created, deleted and modified', () => {
    const rules = [['CREATE', '*'], ['MODIFY', '*'], END];
    expect(judge(rules, { new: '1', changed: '2' }, { changed: '1' })).toBeNull();
    expect(judge(rules, { same: '1' }, { same: '1' })).toContain('"same"');
    const deleted = toReadyRules(toArtifactRules([['DELETE', '*'], END], ''));
    const item = { materials: toArtifacts({ gone: '1', kept: '1' }), products: toArtifacts({ kept: '1' }) };
    expect(findViolation(deleted, 'materials', item, () => false)).toBe('DISALLOW "*": "kept" is among the materials');
    expect(findViolation(deleted, 'products', item, () => false)).toBe('DISALLOW "*": "kept" is among the products');
  });
  it('takes what has no hash neither for modified nor for matched', () => {
    expect(judge([['MODIFY', '*'], END], { a: null }, { a: '1' })).toContain('"a"');
    expect(judge([['MODIFY', '*'], END], { a: '1' }, { a: null })).toContain('"a"');
    expect(judge([MATCH, END], { a: null }, {}, { a: null })).toContain('"a"');
  });
  it('matches by equal path and equal hash', () => {
    expect(judge([MATCH, END], { a: '1' }, {}, { a: '1' })).toBeNull();
    expect(judge([MATCH, END], { a: '1' }, {}, { a: '2' })).toContain('"a"');
    expect(judge([MATCH, END], { a: '1' }, {}, { b: '1' })).toContain('"a"');
  });
  it('matches below prefixes, whose pattern does not see them', () => {
    const rule = ['MATCH', 'x*', 'IN', 'in', 'WITH', 'PRODUCTS', 'IN', 'out', 'FROM', 'other'];
    expect(judge([rule, END], { 'in/x1': '1', 'in/x/2': '2' }, {}, { 'out/x1': '1', 'out/x/2': '2' })).toBeNull();
    expect(judge([rule, END], { 'in/y': '1' }, {}, { 'out/y': '1' })).toContain('"in/y"');
    expect(judge([rule, END], { x: '1' }, {}, { 'out/x': '1' })).toContain('"x"');
    expect(judge([rule, END], { inx: '1' }, {}, { 'out/x': '1' })).toContain('"inx"');
    const any = ['MATCH', '*', 'IN', 'in', 'WITH', 'PRODUCTS', 'IN', 'out', 'FROM', 'other'];
    expect(judge([any, END], { 'in//x': '1' }, {}, { 'out//x': '1' })).toContain('"in//x"');
  });
  it('takes REQUIRE by the letter', () => {
    expect(judge([['REQUIRE', 'a']], { a: '1' })).toBeNull();
    expect(judge([['REQUIRE', '*']], { a: '1' })).toContain('REQUIRE');
    expect(judge([['REQUIRE', '*']], { '*': '1' })).toBeNull();
  });
  it('refuses to compare without end', () => {
    const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`${index}`, '1']));
    expect(judge(Array.from({ length: 100 }, () => ['ALLOW', 'x']), many)).toBe('more products than can be compared with the rules');
    expect(judge([['ALLOW', '*']], { ['a'.repeat(4_097)]: '1' })).toBe('products with a name of more than 4096 characters');
  });
});
