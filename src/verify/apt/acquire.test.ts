// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { parseAcquire } from './acquire.ts';
import type { Acquire, AcquireContext, BadAcquire } from './acquire.ts';

const LISTS = '/var/lib/apt/lists/';
const SHA256 = 'a'.repeat(64);

const PACKAGE = {
  'URI': 'intoto+https://a.example/debian/pool/v/vim_9.0-2%2bb1_amd64.deb',
  'Filename': '/var/cache/apt/archives/partial/vim_2%3a9.0-2+b1_amd64.deb',
  'Expected-SHA256': SHA256,
  'Expected-Checksum-FileSize': '744',
  'Target-Type': 'deb',
  'Target-Repo-URI': 'intoto+https://a.example/debian/',
};
const INDEX = {
  'URI': 'intoto+http://a.example/debian/dists/stable/InRelease', 'Filename': `${LISTS}partial/a.example_InRelease`,
  'Index-File': 'true', 'Maximum-Size': '10000000', 'Last-Modified': 'Sun, 22 Nov 2026 00:00:00 GMT',
};

function parse(fields: Record<string, string>, context: Partial<AcquireContext> = {}): Acquire | BadAcquire {
  const message = { code: 600, text: 'URI Acquire', fields: Object.entries(fields) };
  return parseAcquire(message, { listsFolder: LISTS, isEncoded: true, ...context });
}

describe('parseAcquire', () => {
  it('reads a package: whence, whither, what is promised, and its name without the epoch', () => {
    expect(parse(PACKAGE)).toMatchObject({
      uri: PACKAGE.URI, filename: PACKAGE.Filename, expected: { SHA256 }, size: 744, maxBytes: null, lastModified: null, proxy: null,
      content: {
        kind: 'package', packageName: 'vim', repository: 'intoto+https://a.example/debian/',
        name: { name: 'vim', version: '9.0-2+b1', architecture: 'amd64', fileName: 'vim_9.0-2+b1_amd64.deb' },
      },
    });
  });

  it('reads an index', () => {
    expect(parse(INDEX)).toMatchObject({ content: { kind: 'index' }, size: null, maxBytes: 10_000_000, lastModified: INDEX['Last-Modified'] });
  });

  it.each([
    ['intoto://a.example/x', 'http://a.example/x'],
    ['intoto+http://a.example:81/x', 'http://a.example:81/x'],
    ['intoto+https://me:pw@a.example/x', 'https://me:pw@a.example/x'],
    ['intoto+http://[::1]:80/x?y', 'http://[::1]/x?y'],
    ['intoto+http://a.example', 'http://a.example/'],
    ['intoto+http://a.example/a%2bb~c/./x', 'http://a.example/a%2bb~c/x'],
  ])('asks for %s at %s', (uri, address) => {
    expect(parse({ ...INDEX, URI: uri })).toMatchObject({ uri, address: expect.objectContaining({ href: address }) as unknown });
  });

  it('encodes what apt sends decoded', () => {
    expect(parse({ ...INDEX, URI: 'intoto://a.example/a+b%c d~#?ü' }, { isEncoded: false })).toMatchObject({ address: expect.objectContaining({ href: 'http://a.example/a%2bb%25c%20d%7e%23%3f%c3%bc' }) as unknown });
  });

  it.each(['http://a.example/x', 'https://a.example/x', 'intoto+ftp://a.example/x', 'intoto+file:///x', 'intoto:x', 'intoto:///x', 'intoto+http://a b/x', 'intoto+http://a.example/x#y', 'tor+http://a.example/x'])('asks for no %s', (uri) => {
    expect(parse({ ...INDEX, URI: uri })).toMatchObject({ kind: 'bad', uri });
  });

  it('cannot even answer where there is no URI', () => {
    expect(parse({ Filename: '/x' })).toMatchObject({ kind: 'bad', uri: null });
    expect(parse({ URI: '', Filename: '/x' })).toMatchObject({ kind: 'bad', uri: null });
  });

  it.each([
    ['no file', { Filename: '' }],
    ['a digest of another length', { 'Expected-SHA256': 'ab' }],
    ['a digest that is none', { 'Expected-SHA256': 'x'.repeat(64) }],
    ['a size that is none', { 'Expected-Checksum-FileSize': '-1' }],
    ['a limit that is none', { 'Maximum-Size': '1e9' }],
  ])('is bad with %s', (_, fields) => {
    expect(parse({ ...PACKAGE, ...fields })).toMatchObject({ kind: 'bad', uri: PACKAGE.URI });
  });

  it('reads digests in capitals', () => {
    expect(parse({ ...PACKAGE, 'Expected-SHA256': SHA256.toUpperCase(), 'Expected-MD5Sum': 'B'.repeat(32) })).toMatchObject({ expected: { SHA256, MD5Sum: 'b'.repeat(32) } });
  });

  it('takes Release.gpg, which apt does not mark, for the index it is', () => {
    const { 'Index-File': _, ...fields } = INDEX;
    const uri = 'intoto+http://a.example/debian/dists/stable/Release.gpg';
    expect(parse({ ...fields, URI: uri, Filename: `${LISTS}partial/a.example_Release.gpg` })).toMatchObject({ content: { kind: 'index' } });
    expect(parse({ ...fields, URI: uri, Filename: '/var/cache/apt/archives/partial/x_1_all.gpg' })).toMatchObject({ content: { kind: 'unknown' } });
    expect(parse({ ...fields, URI: uri, Filename: `${LISTS}../archives/x` })).toMatchObject({ content: { kind: 'unknown' } });
    expect(parse({ ...fields, URI: uri }, { listsFolder: '' })).toMatchObject({ content: { kind: 'unknown' } });
  });

  it.each([
    ['marked as an index, in its address', { 'URI': PACKAGE.URI, 'Index-File': 'true' }],
    ['marked as an index, in its file', { 'Filename': '/x/vim_9.0_amd64.deb', 'Index-File': 'true' }],
    ['marked as an index, in capitals', { 'URI': 'intoto+http://a.example/x.DEB', 'Index-File': 'true' }],
    ['marked as an index, encoded', { 'URI': 'intoto+http://a.example/x.%64e%62', 'Index-File': 'true' }],
    ['marked as an index, by its type', { 'Target-Type': 'deb', 'Index-File': 'true' }],
  ])('takes no package for an index: %s', (_, fields) => {
    expect(parse({ ...INDEX, ...fields })).not.toMatchObject({ content: { kind: 'index' } });
  });

  it.each([
    'x.index', 'x', 'Release.gpg', 'x.deb', 'x_1.deb', 'x_1_amd64_y.deb', '..%2fx_1_all.deb', 'x_1_all.deb%00', 'x_1_all.udeb', 'x_1_all.rpm', 'x_1_all.ddeb', '-x_1_all.deb', 'x_%2e%2e_all.deb', 'x_1:2:3_all.deb',
  ])('lets nothing through that is called %s', (name) => {
    const extension = name.split('.').at(-1) ?? '';
    const uri = `intoto+http://a.example/pool/${name}`;
    expect(parse({ ...PACKAGE, 'URI': uri, 'Filename': `/archives/partial/x_1_all.${extension}`, 'Target-Type': extension })).toMatchObject({ content: { kind: 'unknown' } });
    expect(parse({ ...PACKAGE, 'URI': uri, 'Filename': `/archives/partial/x_1_all.${extension}`, 'Target-Type': 'index' })).toMatchObject({ content: { kind: 'unknown' } });
  });

  it.each(['hello_2.10-3.dsc', 'hello_2.10.orig.tar.gz', 'hello_2.10-3.debian.tar.xz', 'hello_2.10-3.diff.gz', 'hello.tar'])('says where sources are to be had: %s', (name) => {
    expect(parse({ URI: `intoto://a.example/${name}`, Filename: `/src/${name}` })).toMatchObject({ content: { kind: 'unknown', sentence: expect.stringContaining('deb-src') as string } });
  });

  it('names no package for an exception where the archive\'s file has another name than apt\'s', () => {
    expect(parse({ ...PACKAGE, Filename: '/archives/partial/other_9.0-2+b1_amd64.deb' })).toMatchObject({ content: { packageName: null } });
    expect(parse({ ...PACKAGE, Filename: '/archives/partial/odd' })).toMatchObject({ content: { packageName: null } });
  });

  it('takes the address for the archive where apt does not say which one it is', () => {
    const { 'Target-Repo-URI': _, ...fields } = PACKAGE;
    expect(parse(fields)).toMatchObject({ content: { repository: PACKAGE.URI } });
  });

  it('hands on the proxy of newer apt', () => {
    expect(parse({ ...INDEX, Proxy: 'http://proxy.example:8080' })).toMatchObject({ proxy: 'http://proxy.example:8080' });
  });
});
