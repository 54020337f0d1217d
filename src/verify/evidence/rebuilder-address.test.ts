// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseRebuilderUrl } from './rebuilder-address.ts';

describe('parseRebuilderUrl', () => {
  it('takes http and https, and drops slashes at the end', () => {
    expect(parseRebuilderUrl('https://r.example.org/a//')).toEqual({ url: 'https://r.example.org/a' });
    expect(parseRebuilderUrl('http://127.0.0.1:18502')).toEqual({ url: 'http://127.0.0.1:18502' });
  });
  it.each([
    ['rebuilder', /no address/], ['ftp://r.example.org', /over ftp/], ['file:///etc', /over file/], ['https://u:p@r.example.org', /password/],
    ['https://r.example.org/?x', /\?/], ['https://r.example.org/#x', /#/], [`https://r.example.org/${'x'.repeat(2_000)}`, /longer/],
  ])('says what is wrong with %s', (text, problem) => {
    expect(parseRebuilderUrl(text)).toEqual({ problem: expect.stringMatching(problem) as unknown });
  });
});
