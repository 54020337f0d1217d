// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toRedirect } from './redirect.ts';

function follow(from: string, location: string | undefined, status = 302): string | null {
  return toRedirect(new URL(from), { status, headers: location === undefined ? {} : { location } })?.href ?? null;
}

describe('toRedirect', () => {
  it.each([301, 302, 303, 307, 308])('follows %i', (status) => {
    expect(follow('http://a.example/x/y', '/z', status)).toBe('http://a.example/z');
  });

  it.each([200, 206, 300, 304, 404])('takes %i for no redirect', (status) => {
    expect(follow('http://a.example/', 'http://b.example/', status)).toBeNull();
  });

  it.each([
    ['http://a.example/x/y', 'z', 'http://a.example/x/z'],
    ['http://a.example/', 'https://b.example/z', 'https://b.example/z'],
    ['http://a.example/', '//b.example/z', 'http://b.example/z'],
    ['https://a.example/', '//b.example/z', 'https://b.example/z'],
    ['http://a.example/', '/z#part', 'http://a.example/z'],
  ])('follows from %s to %s', (from, location, to) => {
    expect(follow(from, location)).toBe(to);
  });

  it.each([
    ['https://a.example/', 'http://a.example/'],
    ['http://a.example/', 'ftp://a.example/'],
    ['http://a.example/', 'file:///etc/passwd'],
    ['http://a.example/', 'intoto+http://a.example/'],
    ['http://a.example/', 'data:,x'],
    ['http://a.example/', 'http://'],
    ['http://a.example/', undefined],
  ])('follows no redirect from %s to %s', (from, location) => {
    expect(() => follow(from, location)).toThrow(expect.objectContaining({ code: 'redirect-refused' }));
  });

  it('keeps our password for our origin, and sends none of the server\'s choosing', () => {
    expect(follow('http://me:secret@a.example/', '/z')).toBe('http://me:secret@a.example/z');
    expect(follow('http://me:secret@a.example/', 'http://you:other@a.example/z')).toBe('http://me:secret@a.example/z');
    expect(follow('http://me:secret@a.example/', 'http://you:other@b.example/z')).toBe('http://b.example/z');
    expect(follow('http://me:secret@a.example/', 'http://b.example/z')).toBe('http://b.example/z');
  });
});
