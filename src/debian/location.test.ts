// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toLocation } from './location.ts';

describe('toLocation', () => {
  it('joins with one slash, and without the ./ of flat repositories', () => {
    expect(toLocation('https://deb.example/debian', 'pool/a_1.deb')).toBe('https://deb.example/debian/pool/a_1.deb');
    expect(toLocation('https://deb.example/debian/', './a_1.deb')).toBe('https://deb.example/debian/a_1.deb');
  });

  it('keeps + : ~ readable and escapes what would mean something else', () => {
    expect(toLocation('https://x.example', 'a/b_1:2+3~4.deb')).toBe('https://x.example/a/b_1:2+3~4.deb');
    expect(toLocation('https://x.example', 'a%3a?b#c d.deb')).toBe('https://x.example/a%253a%3Fb%23c%20d.deb');
    expect(toLocation('https://x.example', '%2e%2e/x')).toBe('https://x.example/%252e%252e/x');
  });

  it.each([
    '', '.', './', '..', '../x', 'a/../../x', 'a/..', './../x', '././x', '/etc/passwd', '//evil.example/x', 'a//b', 'a/', 'a\\..\\b', 'a\nb', 'a\0b',
    `${'a/'.repeat(600)}b`, '\ud800',
  ])('gives no address for %j', (path) => {
    expect(toLocation('https://x.example/debian', path)).toBeNull();
  });

  it('never leaves the archive', () => {
    for (const path of ['https://evil.example/x', 'javascript:alert(1)', '@evil.example/x', '.../x']) {
      const url = toLocation('https://x.example/debian', path);
      if (url !== null) expect(new URL(url).href.startsWith('https://x.example/debian/')).toBe(true);
    }
  });
});
