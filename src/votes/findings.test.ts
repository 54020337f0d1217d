// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { evidence, NOW, policy, published, rebuilder, reproduced, stored } from '../testing/evidence-board.ts';
import { TIMESTAMP_DIFFERENCES } from '../testing/evidence-readings.ts';
import { toAlerts } from './alerts.ts';
import { toCauses } from './causes.ts';
import { createPackageBook } from './package-book.ts';
import { toRebuilders } from './rebuilders.ts';

const one = rebuilder('one');
const two = rebuilder('two');
const differs = { claim: 'differs', differences: TIMESTAMP_DIFFERENCES } as const;

describe('toAlerts', () => {
  function alerts(board: ReturnType<typeof evidence>): unknown[] {
    return toAlerts(createPackageBook(board, policy([one, two])), board).map(({ kind, artifact, ...rest }) => ({ kind, name: artifact.name, ...rest }));
  }

  it('says nothing of what is as it was', () => {
    expect(alerts(evidence([published('hello'), published('sl', 2)], [reproduced(one, 'hello'), stored(one, 'sl', differs)]))).toEqual([]);
  });

  it('names rebuilders that disagree', () => {
    expect(alerts(evidence([published('hello')], [reproduced(one, 'hello'), stored(two, 'hello', differs)]))).toEqual([{ kind: 'disagree', name: 'hello' }]);
  });

  it('names a digest that changed under the same version', () => {
    const old = published('hello', 1, { suites: [] });
    expect(alerts(evidence([old, published('hello', 2)], []))).toMatchObject([{ kind: 'digest-changed', name: 'hello', others: [{ sha256: old.sha256 }] }]);
    expect(alerts(evidence([{ ...old, version: '0.9-1' }, published('hello', 2)], []))).toEqual([]);
    expect(alerts(evidence([{ ...old, architecture: 'arm64' }, published('hello', 2)], []))).toEqual([]);
  });

  it('names what was reproduced before and differs now, in this version or an earlier one', () => {
    const turned = stored(one, 'hello', { ...differs, previous: { claim: 'reproduced', wasVerified: true, until: 5 } });
    expect(alerts(evidence([published('hello')], [turned]))).toMatchObject([{ kind: 'regressed', rebuilder: 'one', goodVersion: '1.0-1', goodAt: 5 }]);
    const earlier = reproduced(one, 'hello', 1, { version: '0.9-1', isCurrent: false, at: 7 });
    expect(alerts(evidence([published('hello')], [earlier, stored(one, 'hello', { ...differs, firstSeen: 9 })])))
      .toMatchObject([{ kind: 'regressed', goodVersion: '0.9-1', goodAt: 7 }]);
    const others = reproduced(two, 'hello', 1, { version: '0.9-1', isCurrent: false });
    expect(alerts(evidence([published('hello')], [others, stored(one, 'hello', differs)]))).toEqual([]);
  });
});

describe('toCauses', () => {
  it('counts source packages, not artifacts, with the evidence of one', () => {
    const artifacts = [published('a'), published('a-dev', 2, { sourceName: 'a' }), published('b', 3)];
    const board = evidence(artifacts, ['a', 'a-dev', 'b'].map((name) => stored(one, name, differs)));
    expect(toCauses(createPackageBook(board, policy([one])))).toMatchObject([{
      cause: 'timestamp',
      packages: [{ entry: { name: 'a' }, finding: { evidence: TIMESTAMP_DIFFERENCES.causes[0]?.evidence } }, { entry: { name: 'b' } }],
    }]);
  });

  it('leaves out comparisons of what is reproduced by now', () => {
    const board = evidence([published('a')], [reproduced(one, 'a', 1, { differences: TIMESTAMP_DIFFERENCES })]);
    expect(toCauses(createPackageBook(board, policy([one])))).toEqual([]);
  });
});

describe('toRebuilders', () => {
  it('counts coverage over the architectures a rebuilder has anything of', () => {
    const artifacts = [published('a'), published('b', 2), published('c', 3, { architecture: 'arm64' })];
    const board = evidence(artifacts, [reproduced(one, 'a')]);
    expect(toRebuilders(createPackageBook(board, policy([one, two])))).toMatchObject([
      { decided: 1, total: 2, counts: { reproduced: 1 }, missing: [{ name: 'b' }] }, { decided: 0, total: 0, missing: [] },
    ]);
  });

  it('compares decisions with other operators only', () => {
    const artifacts = [published('a'), published('b', 2), published('c', 3)];
    const verdicts = [
      reproduced(one, 'a'), reproduced(two, 'a'), reproduced(one, 'b', 2), stored(two, 'b', differs), reproduced(one, 'c', 3),
      stored(two, 'c', { claim: 'failed' }),
    ];
    expect(toRebuilders(createPackageBook(evidence(artifacts, verdicts), policy([one, two])))).toMatchObject([
      { agreed: 1, compared: 2 }, { agreed: 1, compared: 2 },
    ]);
    const same = rebuilder('two', { operator: 'one' });
    expect(toRebuilders(createPackageBook(evidence(artifacts, verdicts), policy([one, same])))).toMatchObject([{ compared: 0 }, { compared: 0 }]);
  });

  it('measures lag only of what was published while we watched', () => {
    const artifacts = [published('a', 1, { firstSeen: NOW - 10_000 }), published('b', 2, { firstSeen: NOW - 5_000 })];
    const verdicts = [reproduced(one, 'a', 1, { at: NOW }), reproduced(one, 'b', 2, { at: NOW - 2_000 })];
    expect(toRebuilders(createPackageBook(evidence(artifacts, verdicts), policy([one])))).toMatchObject([{ lagMs: 3_000, lastBuiltAt: NOW }]);
    expect(toRebuilders(createPackageBook(evidence(artifacts.slice(0, 1), verdicts), policy([one])))).toMatchObject([{ lagMs: null }]);
  });
});
