// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toArtifactRules } from './artifact-rule.ts';
import type { JsonValue } from './json.ts';

const refuse = (rules: JsonValue): string => {
  try {
    toArtifactRules(rules, 'expected_products');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return String(thrown.code);
    throw thrown;
  }
  throw new Error('they were taken');
};

describe('toArtifactRules', () => {
  it('reads rules of one word, keywords in any case', () => {
    const kinds = ['CREATE', 'delete', 'Modify', 'ALLOW', 'DISALLOW', 'REQUIRE'];
    expect(toArtifactRules(kinds.map((kind) => [kind, '*']), '')).toEqual(kinds.map((kind) => ({ kind: kind.toLowerCase(), pattern: '*' })));
  });
  it('reads MATCH with and without prefixes, which end in a slash', () => {
    const match = { kind: 'match', pattern: 'a', sourcePrefix: '', target: 'products', targetPrefix: '', from: 's' };
    expect(toArtifactRules([
      ['MATCH', 'a', 'WITH', 'PRODUCTS', 'FROM', 's'],
      ['MATCH', 'a', 'IN', 'x', 'WITH', 'MATERIALS', 'FROM', 's'],
      ['MATCH', 'a', 'WITH', 'products', 'IN', 'y/', 'FROM', 's'],
      ['match', 'a', 'in', 'x/', 'with', 'products', 'in', 'y', 'from', 's'],
      ['MATCH', 'a', 'IN', '', 'WITH', 'PRODUCTS', 'IN', '', 'FROM', 's'],
      ['MATCH', 'in', 'IN', 'with', 'WITH', 'PRODUCTS', 'IN', 'from', 'FROM', 'in'],
    ], '')).toEqual([
      match, { ...match, sourcePrefix: 'x/', target: 'materials' }, { ...match, targetPrefix: 'y/' },
      { ...match, sourcePrefix: 'x/', targetPrefix: 'y/' }, match,
      { ...match, pattern: 'in', sourcePrefix: 'with/', targetPrefix: 'from/', from: 'in' },
    ]);
  });
  it.each([
    ['no list', {}, 'unparsable'],
    ['a rule that is a text', ['CREATE *'], 'unparsable'],
    ['a word that is a number', [['CREATE', 1]], 'unparsable'],
    ['an empty rule', [[]], 'unparsable'],
    ['a keyword alone', [['CREATE']], 'unparsable'],
    ['an unknown keyword', [['PERMIT', '*']], 'unparsable'],
    ['a word too many', [['CREATE', '*', '*']], 'unparsable'],
    ['a word without end', [['CREATE', '*'.repeat(4097)]], 'unparsable'],
    ['MATCH alone', [['MATCH', '*']], 'unparsable'],
    ['MATCH with what', [['MATCH', '*', 'WITH']], 'unparsable'],
    ['MATCH with byproducts', [['MATCH', '*', 'WITH', 'BYPRODUCTS', 'FROM', 's']], 'unparsable'],
    ['MATCH from nowhere', [['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM']], 'unparsable'],
    ['MATCH without WITH', [['MATCH', '*', 'FROM', 's']], 'unparsable'],
    ['MATCH in nothing', [['MATCH', '*', 'IN']], 'unparsable'],
    ['MATCH with a word too many', [['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM', 's', 't']], 'unparsable'],
    ['a prefix that in-toto changes', [['MATCH', '*', 'IN', 'a\\b', 'WITH', 'PRODUCTS', 'FROM', 's']], 'unsupported'],
    ['too many rules', Array.from({ length: 1001 }, () => ['ALLOW', '*']), 'too-large'],
  ])('refuses %s', (_, rules, code) => {
    expect(refuse(rules as JsonValue)).toBe(code);
  });
});
