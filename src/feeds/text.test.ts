// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../testing/hostile-text.ts';
import { bound, toLine, toLines, toWebAddress } from './text.ts';

describe('toLine', () => {
  it('leaves what every format can hold', () => {
    expect(toLine('r4.2:build:vm-bookworm <é> 😀')).toBe('r4.2:build:vm-bookworm <é> 😀');
  });

  it('is one line, without controls, half pairs, or marks that turn the text around', () => {
    expect(toLine('a\r\nb\u2028c\u0000\u001b\ud800\u202e\uffff')).toBe('a b c\ufffd\ufffd\ufffd\ufffd\ufffd');
  });

  it('is bounded in whole characters', () => {
    expect(toLine('😀'.repeat(10_000), 3)).toBe('😀😀…');
    expect(toLine('😀'.repeat(3), 3)).toBe('😀😀😀');
  });

  it('makes one line of XML\'s characters of anything', () => {
    fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 400 }), (text, max) => {
      const line = toLine(text, max);
      expect(Array.from(line).length).toBeLessThanOrEqual(max);
      expect(line).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    }));
  });
});

describe('toLines', () => {
  it('keeps lines, however they end', () => {
    expect(toLines('a\r\nb\rc\n\u2029d\te\u0000')).toBe('a\nb\nc\n\nd e\ufffd');
  });
});

describe('bound', () => {
  it('keeps controls: JSON can say them', () => {
    expect(bound('a\u0000\n', 10)).toBe('a\u0000\n');
    expect(bound('a\ud800', 10)).toBe('a\ufffd');
  });
});

describe('toWebAddress', () => {
  it.each([
    ['https://gitlab.com/a/b', 'https://gitlab.com/a/b'],
    ['HTTP://GITLAB.com:80/a/../b?c=d#e', 'http://gitlab.com/b?c=d#e'],
    ['https://[::1]:8443/a b|^`{}[]?"<>#a#b%', 'https://[::1]:8443/a%20b%7C%5E%60%7B%7D%5B%5D?%22%3C%3E#a%23b%25'],
    ['https://bücher.example/é?é', 'https://xn--bcher-kva.example/%C3%A9?%C3%A9'],
  ])('links %s', (text, address) => {
    expect(toWebAddress(text)).toBe(address);
  });

  it.each([
    'javascript:alert(1)', 'data:text/html,x', 'ftp://x.example/', '//x.example/', 'page/', '', 'https://', 'http://[',
    'https://user:secret@x.example/', `https://x.example/${'a'.repeat(10_000)}`, `https://x.example/${'é'.repeat(1_000)}`,
  ])('does not link %s', (text) => {
    expect(toWebAddress(text)).toBeNull();
  });

  it('writes nothing but characters of a URI', () => {
    fc.assert(fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), anyText.map((text) => `https://x.example/${text}`)), (text) => {
      expect(toWebAddress(text) ?? 'https://none').toMatch(/^https?:\/\/[\w.:-]+(?:[\w!$&'()*+,./:;=?@~-]|%[\dA-F]{2})*(?:#(?:[\w!$&'()*+,./:;=?@~-]|%[\dA-F]{2})*)?$/i);
    }));
  });
});
