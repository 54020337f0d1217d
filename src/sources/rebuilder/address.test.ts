// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { joinUrl, toBaseName, toLink } from './address.ts';

describe('toLink', () => {
  it.each(['https://example.org/a', 'http://127.0.0.1:8080/x?y#z'])('keeps %s', (address) => {
    expect(toLink(address)).toBe(address);
  });

  it.each([
    'javascript:alert(1)', 'data:text/html,x', 'ftp://example.org/', '//example.org/a', '/a', 'https://user:secret@example.org/',
    'https://token@example.org/', `https://example.org/${'a'.repeat(2_000)}`, 'https://', '', null, undefined,
  ])('refuses %s', (address) => {
    expect(toLink(address)).toBeNull();
  });
});

describe('joinUrl', () => {
  it('keeps the base\'s path', () => {
    expect(joinUrl('https://example.org/base/', 'api/v1')).toBe('https://example.org/base/api/v1');
  });
});

describe('toBaseName', () => {
  it('is the last part of the path as written, without query or fragment', () => {
    expect(toBaseName('http://mirror.example/pool/g++_1%3a2_all.deb?x=/y#/z')).toBe('g++_1%3a2_all.deb');
    expect(toBaseName('http://mirror.example/pool/')).toBe('');
    expect(toBaseName('no address')).toBe('');
  });
});
