// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createFnmatch } from './fnmatch.ts';

describe('createFnmatch', () => {
  // Every line was put to Python's fnmatch.fnmatchcase; a slow test asks it 100,000 more.
  it.each([
    ['*', ['', 'a', 'a/b', '.a', 'a\nb'], []],
    ['*.deb', ['x.deb', 'a/x.deb', '.deb'], ['x.deb ', 'x.DEB', 'x.debs']],
    ['a*b*c', ['abc', 'aXbYc', 'abbcc'], ['ab', 'acb', 'abcX']],
    ['?', ['a', '/', '😀', '\n'], ['', 'ab']],
    ['', [''], ['a']],
    ['[ab]', ['a', 'b'], ['c', '', 'ab']],
    ['[!ab]', ['c', '!'], ['a', 'b', '']],
    ['[^a]', ['^', 'a'], ['b']],
    ['[a-c]', ['a', 'b', 'c'], ['d', '-']],
    ['[a-]', ['a', '-'], ['b']],
    ['[-a]', ['a', '-'], ['b']],
    ['[!-a]', ['b'], ['a', '-']],
    ['[a-c-e]', ['b', '-', 'e'], ['d']],
    ['[]]', [']'], ['[', '']],
    ['[!]]', ['a'], [']']],
    ['[]-a]', [']', '^', 'a'], ['b']],
    ['[c-a]', [], ['a', 'b', 'c', '-', '']],
    ['[!c-a]', ['a', 'x'], ['']],
    ['[c-ab]', ['b'], ['a', 'c']],
    ['[b-a!-x]', ['a', 'b', '!'], ['-', 'x']],
    ['[c-a!b]', ['a', '!'], ['b']],
    ['[a', ['[a'], ['a']],
    ['[', ['['], []],
    ['[]', ['[]'], [']']],
    ['[!', ['[!'], []],
    ['\\*', ['\\', '\\a'], ['*']],
    ['[\\]]', ['\\]'], [']']],
    ['[é-😀]', ['é', '😀', '\uffff'], ['a']],
    ['a.c', ['a.c'], ['abc']],
    ['(a|b)+$', ['(a|b)+$'], ['a']],
  ])('reads %j as Python does', (pattern, yes, no) => {
    const matches = createFnmatch(pattern);
    expect(yes.filter((name) => !matches(name))).toEqual([]);
    expect(no.filter(matches)).toEqual([]);
  });
  it('takes no longer than pattern times name', () => {
    const matches = createFnmatch(`${'*a'.repeat(500)}b`);
    expect(matches('a'.repeat(4_000))).toBe(false);
  });
});
