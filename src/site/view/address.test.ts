// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../../testing/hostile-board.ts';
import { encodePath, encodeSegment, href, toBadgeAddress, toRepositoryAddress } from './address.ts';

describe('encodeSegment', () => {
  it('keeps letters, digits, dot, underscore and hyphen', () => {
    expect(encodeSegment('qubes-core_admin.2')).toBe('qubes-core_admin.2');
  });

  it('writes every other byte in hexadecimal, its own escape too', () => {
    expect(encodeSegment('a b/ü~')).toBe('a~20b~2f~c3~bc~7e');
  });

  it.each(['.', '..', '-', 'index.html'])('leaves nothing of the meaning of %s', (name) => {
    expect(encodeSegment(name)).toMatch(/^(?:~[0-9a-f]{2})+$/);
  });

  it('gives the empty name an address', () => {
    expect(encodeSegment('')).toBe('~');
  });

  it('cuts long names and tells them apart by a digest', () => {
    const one = encodeSegment(`${'a'.repeat(10_000)}1`);
    const other = encodeSegment(`${'a'.repeat(10_000)}2`);
    expect(one).toMatch(/^a{120}~[0-9a-f]{12}$/);
    expect(one).not.toBe(other);
  });

  it('gives different names different segments', () => {
    expect(new Set(HOSTILE_NAMES.map((name) => encodeSegment(name))).size).toBe(HOSTILE_NAMES.length);
  });
});

describe('encodePath', () => {
  it('keeps the slashes of a path', () => {
    expect(encodePath('QubesOS/sub/core')).toBe('QubesOS/sub/core');
  });

  it.each(HOSTILE_NAMES)('stays below its folder and within the length of a path: %j', (name) => {
    const segments = encodePath(name).split('/');
    for (const segment of segments) {
      expect(segment).toMatch(/^[A-Za-z0-9._~-]{1,140}$/);
      expect(['.', '..', '-']).not.toContain(segment);
    }
    expect(segments.join('/').length).toBeLessThanOrEqual(1_000);
  });
});

describe('href', () => {
  it.each([
    ['', '', './'],
    ['', 'about/', 'about/'],
    ['about/', '', '../'],
    ['repositories/a/b/-/', 'targets/vm/', '../../../../targets/vm/'],
  ])('leads from %j to %j by %j', (from, to, link) => {
    expect(href(from, to)).toBe(link);
  });
});

describe('toBadgeAddress', () => {
  it('keeps slashed paths and slashed refs apart', () => {
    expect(toBadgeAddress('a/b', 'feature/x', { stage: 'build' })).toBe('badges/a/b/-/feature/x/build');
  });

  it('does not confuse a stage called pipeline with the pipeline', () => {
    expect(toBadgeAddress('a', 'main', { stage: 'pipeline' })).not.toBe(toBadgeAddress('a', 'main', 'pipeline'));
    expect(toBadgeAddress('a', 'main', { stage: 'repro-ci' })).not.toBe(toBadgeAddress('a', 'main', 'repro-ci'));
  });

  it('lets no ref have the name of a badge of another ref', () => {
    expect(toBadgeAddress('a', 'main/build.svg', 'pipeline')).toBe('badges/a/-/main/build~2esvg/pipeline');
  });
});

describe('toRepositoryAddress', () => {
  it('ends the path before what follows it', () => {
    expect(toRepositoryAddress(encodePath('a/-/b'))).toBe('repositories/a/~2d/b/-/');
  });
});
