// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { externalUrl, toBaseUrl, toCompareUrl, toJobUrl } from './external.ts';

describe('externalUrl', () => {
  it('takes http and https', () => {
    expect(externalUrl('https://github.com/a/b')).toBe('https://github.com/a/b');
    expect(externalUrl('http://127.0.0.1:8080/a')).toBe('http://127.0.0.1:8080/a');
  });

  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', '//evil', 'evil', '', 'https://github.com@evil.example/'])(
    'refuses %j', (text) => {
      expect(externalUrl(text)).toBeNull();
    },
  );

  it('leaves nothing that ends an attribute', () => {
    expect(externalUrl('https://a.example/"><script>')).toBe('https://a.example/%22%3E%3Cscript%3E');
  });
});

describe('toBaseUrl', () => {
  it('drops query, fragment and closing slashes', () => {
    expect(toBaseUrl('https://gitlab.com/a/?x=1#y')).toBe('https://gitlab.com/a');
  });
});

describe('toJobUrl', () => {
  it('is nothing where the project has no address', () => {
    expect(toJobUrl(null, 1)).toBeNull();
  });
});

describe('toCompareUrl', () => {
  const [good, bad] = ['a'.repeat(40), 'b'.repeat(40)];

  it('compares the last good with the first bad commit on GitHub', () => {
    expect(toCompareUrl({ kind: 'github', url: 'https://github.com/o/r' }, good, bad)).toBe(`https://github.com/o/r/compare/${good}...${bad}`);
  });

  it('compares on GitLab where there is no GitHub', () => {
    expect(toCompareUrl({ kind: 'gitlab', url: 'https://gitlab.com/o/r' }, good, bad)).toBe(`https://gitlab.com/o/r/-/compare/${good}...${bad}`);
  });

  it('shows the commit alone where none is known before it', () => {
    expect(toCompareUrl({ kind: 'github', url: 'https://github.com/o/r' }, null, bad)).toBe(`https://github.com/o/r/commit/${bad}`);
  });

  it('makes no link of what is no commit', () => {
    expect(toCompareUrl({ kind: 'github', url: 'https://github.com/o/r' }, good, '../../evil')).toBeNull();
  });
});
