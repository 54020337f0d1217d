// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toPreAuthEncoding } from './dsse.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const toText = (type: string, payload: string): string => Buffer.from(toPreAuthEncoding(type, encode(payload))).toString();

describe('toPreAuthEncoding', () => {
  it('is as in DSSE\'s own test vector', () => {
    expect(toText('http://example.com/HelloWorld', 'hello world')).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });
  it('counts bytes, not characters', () => {
    expect(toText('é', '😀')).toBe('DSSEv1 2 é 4 😀');
    expect(toText('', '')).toBe('DSSEv1 0  0 ');
  });
});
