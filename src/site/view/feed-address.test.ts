// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../../testing/hostile-board.ts';
import { encodePath } from './address.ts';
import { API_INDEX, CCTRAY, toAbsolute, toApiRepositoryAddress, toDocumentLink, toGroupCctrayAddress } from './feed-address.ts';

describe('toApiRepositoryAddress', () => {
  it('lets no project\'s document lie where another has a folder', () => {
    const paths = ['a', 'a/b', 'a.json', 'a.json/b', 'a.json/b.json', 'a.json/b.json/c', 'a.json.json/b', 'a~2ejson/b', ...HOSTILE_NAMES];
    const files = paths.map((path) => toApiRepositoryAddress(encodePath(path)));
    const folders = new Set(files.flatMap((file) => file.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))));
    expect(new Set(files).size).toBe(paths.length);
    expect(files.filter((file) => folders.has(file))).toEqual([]);
  });

  it('keeps the path of a project as it is', () => {
    expect(toApiRepositoryAddress('QubesOS/qubes-core-admin')).toBe('api/v1/repositories/QubesOS/qubes-core-admin.json');
  });
});

describe('toGroupCctrayAddress', () => {
  it('gives every group a file below one folder', () => {
    const files = [...HOSTILE_NAMES, 'Core', 'Core.xml'].map(toGroupCctrayAddress);
    expect(new Set(files).size).toBe(files.length);
    for (const file of files) expect(file).toMatch(/^cctray\/[A-Za-z0-9._~-]{1,140}\.xml$/);
  });
});

describe('toDocumentLink', () => {
  it.each([
    [API_INDEX, 'api/v1/repositories.json', 'repositories.json'],
    [API_INDEX, CCTRAY, '../../cctray.xml'],
    ['api/v1/repositories/a/b.json', 'api/v1/repositories/a/b.json', 'b.json'],
    ['api/v1/repositories/a/b.json', 'api/v1/repositories/a/c/d.json', 'c/d.json'],
    ['api/v1/repositories/a/b.json', 'repositories/a/b/-/', '../../../../repositories/a/b/-/'],
    ['api/v1/repositories.json', 'api/v1/repositories/a.json', 'repositories/a.json'],
  ])('leads from %s to %s by %s', (from, to, link) => {
    expect(toDocumentLink(from, to)).toBe(link);
    expect(new URL(link, `https://site.example/${from}`).pathname).toBe(`/${to}`);
  });
});

describe('toAbsolute', () => {
  it('knows no address of a site that does not know its own', () => {
    expect(toAbsolute(undefined, CCTRAY)).toBeNull();
    expect(toAbsolute('https://ci.example.org/p', CCTRAY)).toBe('https://ci.example.org/p/cctray.xml');
  });
});
