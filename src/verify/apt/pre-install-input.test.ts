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
    const { configuration, archives } = parse(`VERSION 3\n${CONFIGURATION}\n${V3}new - - none < 2.0 all none /root/new.deb\n`);
    expect(configuration?.findList('APT::Intoto::Rebuilders')).toEqual(['http://127.0.0.1:1/']);
    expect(configuration?.find('Dir::Odd=Name')).toBe('a b\nc');
    expect(archives).toEqual([
      { file: '/var/cache/apt/archives/x_1%3a1.0-1_amd64.deb', name: { name: 'x', version: '1:1.0-1', architecture: 'amd64', fileName: 'x_1.0-1_amd64.deb' }, stated: { name: 'x', version: '1:1.0-1', architecture: 'amd64' } },
      { file: '/root/new.deb', name: { name: 'new', version: '2.0', architecture: 'all', fileName: 'new_2.0_all.deb' }, stated: { name: 'new', version: '2.0', architecture: 'all' } },
    ]);
  });
  it('reads version 2, which has no architecture', () => {
    expect(parse(`VERSION 2\n${CONFIGURATION}\nx - < 1.0 /a/x_1.0_all.deb\n`).archives).toEqual([{ file: '/a/x_1.0_all.deb', name: null, stated: { name: 'x', version: '1.0', architecture: null } }]);
  });
  it('reads version 1: the names of files', () => {
    expect(parse('/a/x_1_all.deb\n/b/y.deb\n')).toEqual({ configuration: null, archives: [{ file: '/a/x_1_all.deb', name: null, stated: null }, { file: '/b/y.deb', name: null, stated: null }] });
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
    ['relative.deb\n'], ['/a/x.deb\n**REMOVE**\n'], ['/a/x.deb\n\n/b/y.deb\n'],
  ])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'pre-install-unparsable' }));
  });
  it.each([
    ['a line break in a path', 'VERSION 3\n\nx - - none < 1.0 all none /srv/x.deb\n - - none < 1.0 all none /srv/good.deb\n'],
    ['a line break in a path, by version 2', 'VERSION 2\n\nx - < 1.0 /srv/x.deb\n - < 1.0 /srv/good.deb\n'],
    ['fields in a version', 'VERSION 3\n\nx - - none < 3.0-1 all none /srv/u/x amd64 none /var/cache/apt/archives/x_all.deb\n'],
    ['fields in a version, by version 2', 'VERSION 2\n\nx - < 3.0-1 /srv/u/x /var/cache/apt/archives/x_all.deb\n'],
    ['a path by version 1 with a blank', '/srv/with a blank.deb\n'], ['a path with a tab', '/srv/a\tb.deb\n'], ['a path with a control character', '/srv/a\u0001b.deb\n'],
    ['a path with a blank of another script', '/srv/a\u00a0b.deb\n'], ['the path of a folder', '/srv/\n/srv/good.deb\n'], ['the path of a folder, by version 3', 'VERSION 3\n\nx - - none < 1.0 all none /srv/\n'],
    ['no name', 'VERSION 3\n\n - - none < 1.0 all none /x.deb\n'], ['a name that is none', 'VERSION 3\n\n../x - - none < 1.0 all none /x.deb\n'],
    ['a direction that is none', 'VERSION 3\n\nx - - none ! 1.0 all none /x.deb\n'], ['an old version that is none', 'VERSION 3\n\nx y - none < 1.0 all none /x.deb\n'],
    ['an old architecture that is none', 'VERSION 3\n\nx - /y none < 1.0 all none /x.deb\n'], ['a version that is none', 'VERSION 3\n\nx - - none < v all none /x.deb\n'],
    ['no version', 'VERSION 3\n\nx - - none < - all none /x.deb\n'], ['an architecture that is none', 'VERSION 3\n\nx - - none < 1.0 /a none /x.deb\n'],
    ['no architecture', 'VERSION 3\n\nx - - none < 1.0 - none /x.deb\n'], ['a multi-arch that is none', 'VERSION 3\n\nx - - none < 1.0 all maybe /x.deb\n'],
    ['an old multi-arch that is none', 'VERSION 3\n\nx - - maybe < 1.0 all none /x.deb\n'], ['a removal of no package', 'VERSION 3\n\n 1.0 all none > - - none **REMOVE**\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'pre-install-unparsable' }));
  });
  it('refuses bytes that are no text, which would be read as another file\'s name', () => {
    expect(() => parsePreInstallInput(Buffer.concat([Buffer.from('/srv/x'), Buffer.from([0xff]), Buffer.from('.deb\n')]))).toThrow(expect.objectContaining({ code: 'pre-install-unparsable' }));
  });
  it('refuses a configuration that is none', () => {
    expect(() => parse('VERSION 3\nno value\n\n')).toThrow(expect.objectContaining({ code: 'configuration-broken' }));
  });
  it('refuses more than apt ever writes', () => {
    expect(() => parsePreInstallInput(new Uint8Array(MAX_INPUT_BYTES + 1))).toThrow(expect.objectContaining({ code: 'pre-install-too-large' }));
  });
});
