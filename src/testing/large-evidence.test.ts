// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ANSWERS_WORST_FIRST } from '../votes/answer.ts';
import { createPackageBook } from '../votes/package-book.ts';
import { createLargeEvidence } from './large-evidence.ts';
import { createLargeNames } from './large-names.ts';

/** Names of Debian 12's binary packages, sorted, one a line, after `gzip -9`. */
const DEBIAN = { names: 63_682, bytes: 299_651 };

describe('createLargeNames', () => {
  const names = createLargeNames(30_000).flatMap(({ binaries }) => binaries);

  it('has two binary packages for every source package, none twice', () => {
    expect(new Set(names).size).toBe(60_000);
    expect(names).toHaveLength(60_000);
  });

  it('has names that are no easier to compress than those of a real distribution', () => {
    expect(gzipSync(names.toSorted().join('\n'), { level: 9 }).byteLength / names.length).toBeGreaterThanOrEqual(DEBIAN.bytes / DEBIAN.names);
  });
});

describe('createLargeEvidence', () => {
  it('is the same for the same number, with most rebuilt and some of every state that rebuilders alone can make', () => {
    const { board, policy } = createLargeEvidence(500);
    expect(createLargeEvidence(500).board).toEqual(board);
    const { tally, packages } = createPackageBook(board, policy);
    expect(packages).toHaveLength(500);
    expect(tally.total).toBe(1_000);
    expect(tally.rebuilt).toBeGreaterThan(600);
    expect(ANSWERS_WORST_FIRST.filter((state) => tally.counts[state] === undefined)).toEqual(['stale', 'unmatched']);
  });
});
