// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { toColor, toMessage } from '../../badges/badge.ts';
import { configSchema } from '../../config/schema.ts';
import { createBoardFixture, FIXTURE_NOW } from '../../testing/board-fixture.ts';
import { createEvidenceFixture } from '../../testing/evidence-fixture.ts';
import { ANSWERS_WORST_FIRST, toTally, type AnswerState } from '../../votes/answer.ts';
import { createCatalogue } from './catalogue.ts';
import { toPackageBadge, toRepositoryBadge, toSuiteBadges, toTallyBadge } from './package-badge.ts';

function badge(...states: readonly AnswerState[]): readonly [string, string] {
  const made = toTallyBadge(toTally(states), FIXTURE_NOW);
  return [toColor(made.state), toMessage(made)];
}

describe('toTallyBadge', () => {
  it.each([
    [['rebuilt', 'rebuilt', 'rebuilt'], 'brightgreen', '3/3'],
    [['rebuilt', 'reported', 'rebuilt'], 'yellow', '2/3'],
    [['rebuilt', 'failed'], 'yellow', '1/2'],
    [['differs'], 'red', 'differs'],
    [['disagree'], 'red', 'disagree'],
    [['rebuilt', 'rebuilt', 'differs'], 'red', '1 of 3 differs'],
    [['rebuilt', 'disagree', 'differs'], 'red', '2 of 3 differ'],
    [['short', 'reported'], 'yellow', '0/2, too few confirm'],
    [['reported', 'reported'], 'lightgrey', 'reported'],
    [['stale', 'reported'], 'lightgrey', 'stale'],
    [['unverified'], 'lightgrey', 'unverified'],
    [['failed'], 'lightgrey', 'failed to build'],
    [['unknown', 'unknown'], 'lightgrey', 'unknown'],
    [[], 'lightgrey', 'unknown'],
  ] as const)('of %j is as it should be', (states, color, message) => {
    expect(badge(...states)).toEqual([color, message]);
  });

  it('is green for nothing but all of it rebuilt', () => {
    for (const state of ANSWERS_WORST_FIRST) {
      expect(badge(state)[0] === 'brightgreen').toBe(state === 'rebuilt');
      expect(badge('rebuilt', state)[0] === 'brightgreen').toBe(state === 'rebuilt');
    }
  });
});

describe('toRepositoryBadge', () => {
  const fixture = createBoardFixture({ repositories: 10, targets: 1, releases: 1 });
  const config = configSchema.parse({ gitlab: { groups: ['QubesOS'] }, github: { owners: ['QubesOS'] } });
  const evidence = createEvidenceFixture(fixture.board);
  // Without jobs that built them, what is called alike has nothing else to go by.
  const catalogue = createCatalogue({ ...fixture, config, evidence: { ...evidence, board: { ...evidence.board, reprotests: [] } } });
  const badgeOf = (index: number) => {
    const entry = catalogue.entries.find(({ project }) => project.id === 5_000 + index);
    return entry === undefined ? null : toRepositoryBadge(catalogue, entry);
  };

  it('counts the packages that are proven to be made from it', () => {
    expect(badgeOf(0)).toMatchObject({ address: 'badges/QubesOS/qubes-core-component0/-/rebuilt', badge: { label: 'rebuilt', state: 'passed', message: '3/3' } });
    expect(badgeOf(6)?.badge).toMatchObject({ state: 'failed', message: '1 of 3 differs' });
  });

  it('is grey where a package is only called like it, and where there is none', () => {
    expect(badgeOf(4)?.badge).toMatchObject({ state: 'unknown', message: null });
    expect(badgeOf(1)?.badge).toMatchObject({ state: 'unknown', message: null });
  });

  it('is not there without evidence', () => {
    const without = createCatalogue({ ...fixture, config });
    expect(without.entries.map((entry) => toRepositoryBadge(without, entry))).not.toContainEqual(expect.anything());
  });

  it('is one of many: all packages, every suite, every package', () => {
    const { packages } = catalogue;
    if (packages === null) throw new Error('no shelf');
    expect(toSuiteBadges(packages).map(({ address, page }) => [address, page])).toEqual([
      ['badges/-/rebuilt', 'packages/'], ['badges/-/suites/debian/sid', 'packages/-/suite/debian/sid/'], ['badges/-/suites/debian/trixie', 'packages/-/suite/debian/trixie/'],
    ]);
    const acl = packages.book.find('debian', 'acl');
    expect(acl && toPackageBadge(packages, acl)).toMatchObject({ address: 'badges/-/packages/debian/acl', page: 'packages/debian/acl/', badge: { state: 'passed', message: '3/3' } });
  });
});
