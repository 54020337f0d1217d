// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toRebuilderdLink, toRebuildLink } from './write-link.ts';
import { toLinkStatement } from './write-statement.ts';

const DIGESTS = { sha256: 'ab'.repeat(32), sha512: 'cd'.repeat(64) };
const INPUT = { sha256: '12'.repeat(32), sha512: '34'.repeat(64) };

describe('toRebuildLink', () => {
  it('has the SHA-256 of every product and no materials, as package-rebuilder has it', () => {
    expect(toRebuildLink(new Map([['a.deb', DIGESTS]]))).toEqual({
      _type: 'link', name: 'rebuild', command: [], byproducts: {}, environment: {}, materials: {}, products: { 'a.deb': { sha256: DIGESTS.sha256 } },
    });
  });

  it('takes names for names, whatever JavaScript thinks of them', () => {
    const { products } = toRebuildLink(new Map([['__proto__', DIGESTS], ['constructor', DIGESTS]]));
    expect(Object.keys(products as object)).toEqual(['__proto__', 'constructor']);
  });

  it.each(['../x.deb', 'a/b.deb', 'a\\b.deb', '..', '', 'a\nb.deb', 'a\u202eb.deb', 'x'.repeat(256)])('refuses %j, which is no plain name of a file', (name) => {
    expect(() => toRebuildLink(new Map([[name, DIGESTS]]))).toThrow(expect.objectContaining({ code: 'product-invalid' }));
  });

  it.each([{ sha256: '' }, { sha256: 'AB'.repeat(32) }, { sha256: 'ab' }, { sha256: 'ab'.repeat(32), sha512: 'cd' }])('refuses what is no digest: %j', (digests) => {
    expect(() => toRebuildLink(new Map([['a.deb', digests]]))).toThrow(expect.objectContaining({ code: 'product-invalid' }));
  });
});

describe('toRebuilderdLink', () => {
  it('is of one file, with two digests of everything and no environment', () => {
    expect(toRebuilderdLink('a.deb', DIGESTS, new Map([['a.buildinfo', INPUT]]))).toEqual({
      _type: 'link', name: 'rebuild a.deb', command: [], byproducts: {}, environment: null,
      materials: { 'a.buildinfo': INPUT }, products: { 'a.deb': DIGESTS },
    });
  });
});

describe('toLinkStatement', () => {
  it('is a Statement v1 with the predicate link v0.3', () => {
    expect(toLinkStatement(new Map([['a.deb', DIGESTS]]), new Map([['a.buildinfo', INPUT]]))).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'a.deb', digest: DIGESTS }],
      predicateType: 'https://in-toto.io/attestation/link/v0.3',
      predicate: { name: 'rebuild', command: [], materials: [{ name: 'a.buildinfo', digest: INPUT }], byproducts: {}, environment: {} },
    });
    expect(() => toLinkStatement(new Map([['a/b', DIGESTS]]), new Map())).toThrow(expect.objectContaining({ code: 'product-invalid' }));
  });
});
