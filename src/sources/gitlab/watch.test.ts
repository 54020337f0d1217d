// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toLikelyRefs, toWatchedRefs } from './watch.ts';

describe('toWatchedRefs', () => {
  it('takes names as they are and @default from the project', () => {
    expect(toWatchedRefs(['@default', 'release4.2', { name: 'release4.3' }], 'trunk', [])).toEqual(['trunk', 'release4.2', 'release4.3']);
  });

  it('finds by pattern only refs that are there, each once', () => {
    expect(toWatchedRefs([{ pattern: '^release' }, 'main'], null, ['release4.1', 'fix', 'release4.1', 'main'])).toEqual(['release4.1', 'main']);
  });

  it('watches nothing by default where there is no default branch', () => {
    expect(toWatchedRefs(['@default'], null, ['main'])).toEqual([]);
  });

  it('bounds what a pattern can bring in', () => {
    expect(toWatchedRefs([{ pattern: '.' }], null, Array.from({ length: 900 }, (_, index) => `b${index}`))).toHaveLength(50);
  });
});

describe('toLikelyRefs', () => {
  it('asks for the usual default branches where @default is watched', () => {
    expect(toLikelyRefs(['@default', { name: 'next' }, { pattern: '^r' }], ['main', 'master'])).toEqual(['main', 'master', 'next']);
  });
});
