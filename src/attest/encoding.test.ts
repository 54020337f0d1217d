// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeHex } from './encoding.ts';

describe('decodeBase64', () => {
  it('reads both alphabets, padded or not', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      for (const spelling of [text, text.replaceAll('=', ''), Buffer.from(bytes).toString('base64url')]) {
        expect(decodeBase64(spelling)).toEqual(Buffer.from(bytes));
      }
    }));
  });
  it('refuses a mixture of both', () => {
    expect(decodeBase64('+/AA')).toEqual(decodeBase64('-_AA'));
    expect(decodeBase64('+_AA')).toBeNull();
  });
  it('refuses a second spelling of the same bytes', () => {
    for (const text of ['AB==', 'AAB=', 'AA=', 'AA===', 'A', 'AA AA', 'AAAA\n', 'AA==AA==', 'AAé=']) expect(decodeBase64(text)).toBeNull();
  });
});

describe('decodeHex', () => {
  it('takes lower-case digits in pairs', () => {
    expect(decodeHex('00ff')).toEqual(Buffer.of(0, 255));
    for (const text of ['0', 'FF', '0x', ' 00', '00\n']) expect(decodeHex(text)).toBeNull();
  });
});
