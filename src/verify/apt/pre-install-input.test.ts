// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { MAX_INPUT_BYTES, parsePreInstallInput } from './pre-install-input.ts';
import type { PreInstallInput } from './pre-install-input.ts';

const parse = (text: string): PreInstallInput => parsePreInstallInput(Buffer.from(text));
const CONFIGURATION = 'APT::Intoto::Rebuilders::=http://127.0.0.1:1/\nDir::Odd%3dName=a%20b%0ac\nAPT::NoValue%20=\n';
const V3 = 'x 1:0.9-1 amd64 foreign < 1:1.0-1 amd64 same /var/cache/apt/archives/x_1%3a1.0-1_amd64.deb\n';

describe('parsePreInstallInput', () => {
  it('reads version 3: configuration, names, versions, architectures', () => {
    const { configuration, archives } = parse(`VERSION 3\n${CONFIGURATION}\n${V3}new - - none < 2.0 all none /tmp/with a blank.deb\n`);
    expect(configuration?.findList('APT::Intoto::Rebuilders')).toEqual(['http://127.0.0.1:1/']);
    expect(configuration?.find('Dir::Odd=Name')).toBe('a b\nc');
    expect(archives).toEqual([
      { file: '/var/cache/apt/archives/x_1%3a1.0-1_amd64.deb', name: { name: 'x', version: '1:1.0-1', architecture: 'amd64', fileName: 'x_1.0-1_amd64.deb' } },
      { file: '/tmp/with a blank.deb', name: { name: 'new', version: '2.0', architecture: 'all', fileName: 'new_2.0_all.deb' } },
    ]);
  });
  it('reads version 2, which has no architecture', () => {
    expect(parse(`VERSION 2\n${CONFIGURATION}\nx - < 1.0 /a/x_1.0_all.deb\n`).archives).toEqual([{ file: '/a/x_1.0_all.deb', name: null }]);
  });
  it('reads version 1: the names of files', () => {
    expect(parse('/a/x_1_all.deb\n/b/with a blank.deb\n')).toEqual({ configuration: null, archives: [{ file: '/a/x_1_all.deb', name: null }, { file: '/b/with a blank.deb', name: null }] });
    expect(parse('/a/x_1_all.deb').archives).toHaveLength(1);
    expect(parse('')).toEqual({ configuration: null, archives: [] });
  });
  it('leaves out what is only configured or removed', () => {
    expect(parse(`VERSION 3\n\nx 1.0 all none > - - none **REMOVE**\ny 1.0 all none = 1.0 all none **CONFIGURE**\n`).archives).toEqual([]);
    expect(parse('VERSION 2\n\nx 1.0 > - **REMOVE**\ny 1.0 = 1.0 **CONFIGURE**\n').archives).toEqual([]);
  });
  it.each([
    ['VERSION 4\n\n'], ['VERSION 3 \n\n'], ['VERSION \n\n'], ['VERSION 3\nA=b\n'], ['VERSION 3\n\nx 1.0 all\n'], ['VERSION 3\n\nx - - none < 1.0 all none **ERROR**\n'],
    ['VERSION 3\n\nx - - none < 1.0 all none relative.deb\n'], ['VERSION 3\n\nx - < 1.0 /a/x_1.0_all.deb\n'], [`VERSION 3\n\n${V3}\n`], ['VERSION 2\n\nx - < 1.0 **UNPACK**\n'],
    ['relative.deb\n'], ['/a/x.deb\n**REMOVE**\n'],
  ])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'pre-install-unparsable' }));
  });
  it('refuses a configuration that is none', () => {
    expect(() => parse('VERSION 3\nno value\n\n')).toThrow(expect.objectContaining({ code: 'configuration-broken' }));
  });
  it('refuses more than apt ever writes', () => {
    expect(() => parsePreInstallInput(new Uint8Array(MAX_INPUT_BYTES + 1))).toThrow(expect.objectContaining({ code: 'pre-install-too-large' }));
  });
});
