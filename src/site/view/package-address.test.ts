// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../../testing/hostile-board.ts';
import { toBadgeAddress } from './address.ts';
import {
  toComparisonAddress, toListAddress, toPackageAddress, toPackageBadgeAddress, toRepositoryRebuiltAddress, toReprotestAddress, toSuiteBadgeAddress,
} from './package-address.ts';

describe('toListAddress', () => {
  it('is the folder itself for the first page of all', () => {
    expect(toListAddress({ kind: 'all' })).toBe('packages/');
    expect(toListAddress({ kind: 'all' }, 3)).toBe('packages/-/all/3/');
  });

  it.each([
    [{ kind: 'state', state: 'differs' } as const, 'packages/-/state/differs/'],
    [{ kind: 'suite', distribution: 'debian', suite: 'trixie/updates' } as const, 'packages/-/suite/debian/trixie~2fupdates/'],
    [{ kind: 'cause', cause: 'build-path' } as const, 'packages/-/cause/build-path/'],
  ])('has the first page without a number: %j', (filter, address) => {
    expect(toListAddress(filter)).toBe(address);
    expect(toListAddress(filter, 2)).toBe(`${address}2/`);
  });
});

describe('toPackageAddress', () => {
  it('is below its distribution', () => {
    expect(toPackageAddress('debian', 'libstdc++6')).toBe('packages/debian/libstdc~2b~2b6/');
  });

  it('takes no distribution for a list', () => {
    expect(toPackageAddress('-', 'all')).toBe('packages/~2d/all/');
  });

  it('gives every pair of names its own, which leaves its folder by no name', () => {
    const addresses = HOSTILE_NAMES.flatMap((distribution) => HOSTILE_NAMES.map((source) => toPackageAddress(distribution, source)));
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const address of addresses) expect(address).toMatch(/^packages\/(?:(?!\.\.?\/|-\/)[A-Za-z0-9._~-]{1,140}\/){2}$/);
  });
});

describe('toComparisonAddress', () => {
  it('lies below the package', () => {
    expect(toComparisonAddress(toPackageAddress('debian', 'acl'), 7)).toBe('packages/debian/acl/differences/7/');
  });
});

describe('toReprotestAddress', () => {
  it('lies behind the mark that ends the path of a repository', () => {
    expect(toReprotestAddress('QubesOS/core', 7)).toBe('repositories/QubesOS/core/-/differences/reprotest-7/');
  });
});

describe('toRepositoryRebuiltAddress', () => {
  it('is no folder of a ref, whatever the ref is called', () => {
    expect(toBadgeAddress('a', 'rebuilt.svg', 'pipeline')).not.toContain(`${toRepositoryRebuiltAddress('a')}.svg/`);
    expect(toRepositoryRebuiltAddress('QubesOS/core')).toBe('badges/QubesOS/core/-/rebuilt');
  });
});

describe('toPackageBadgeAddress', () => {
  it('lies behind the mark, apart from suites', () => {
    expect(toPackageBadgeAddress('debian', 'acl')).toBe('badges/-/packages/debian/acl');
    expect(toSuiteBadgeAddress('debian', 'sid')).toBe('badges/-/suites/debian/sid');
  });
});
