// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { StoredVerdict } from '../model/evidence.ts';
import { evidence, NOW, policy, published, rebuilder, reproduced, stored, trusting } from '../testing/evidence-board.ts';
import { digest, verified } from '../testing/evidence-readings.ts';
import { toAnswer, toTally, toWorstAnswer, type Answer } from './answer.ts';
import { createPackageBook, type VotePolicy } from './package-book.ts';

const one = rebuilder('one');
const two = rebuilder('two');
const three = rebuilder('three');
const all = [one, two, three];

function answer(verdicts: readonly StoredVerdict[], more: Partial<VotePolicy> = {}): Answer {
  const book = createPackageBook(evidence([published('hello')], verdicts), policy(all, more));
  const [artifact] = book.find('debian', 'hello')?.artifacts ?? [];
  if (artifact === undefined) throw new Error('no artifact');
  return artifact.answer;
}

describe('toAnswer', () => {
  it('says rebuilt only when the threshold of operators proved the published digest', () => {
    expect(answer([reproduced(one, 'hello')])).toMatchObject({ state: 'rebuilt', confirming: ['one'], dissenting: [] });
    expect(answer([reproduced(one, 'hello')], { threshold: 2 }).state).toBe('short');
    expect(answer([reproduced(one, 'hello'), reproduced(two, 'hello')], { threshold: 2 }).state).toBe('rebuilt');
  });

  it('gives rebuilders of one operator one vote', () => {
    const other = rebuilder('other', { operator: 'one' });
    const votes = [reproduced(one, 'hello'), reproduced(other, 'hello')];
    expect(answer(votes, { threshold: 2, rebuilders: [one, other] })).toMatchObject({ state: 'short', confirming: ['one'] });
  });

  it.each([
    ['no attestation', { proof: { kind: 'absent' } }, 'reported'],
    ['an attestation nobody checked', { proof: { kind: 'unchecked' } }, 'reported'],
    ['an attestation that does not verify', { proof: { kind: 'refused', code: 'wrong-key', reason: 'r', checkedAt: 0 } }, 'unverified'],
    ['a proof by a key that is pinned no more', { proof: verified(digest(1), ['c'.repeat(64)]) }, 'reported'],
    ['a proof for another digest', { proof: verified(digest(2)) }, 'differs'],
    ['a claim about another digest', { proof: { kind: 'unchecked' }, sha256: digest(2) }, 'differs'],
    ['a build that failed', { claim: 'failed', proof: { kind: 'absent' } }, 'failed'],
    ['a missing dependency', { claim: 'waiting', proof: { kind: 'absent' } }, 'waiting'],
    ['a build in the queue', { claim: 'pending', proof: { kind: 'absent' } }, 'pending'],
    ['nothing known', { claim: 'unknown', proof: { kind: 'absent' } }, 'unknown'],
    ['a differing build, whatever proof it brings', { claim: 'differs', proof: verified(digest(1)) }, 'differs'],
  ] as const)('is never rebuilt by %s', (_what, more, state) => {
    expect(answer([stored(one, 'hello', more)])).toMatchObject({ state, confirming: [] });
  });

  it('is unknown without any verdict, of another version, architecture or distribution alike', () => {
    expect(answer([]).state).toBe('unknown');
    expect(answer([reproduced(one, 'hello', 1, { version: '1.0-2' })]).state).toBe('unknown');
    expect(answer([reproduced(one, 'hello', 1, { architecture: 'arm64' })]).state).toBe('unknown');
    expect(answer([reproduced(one, 'hello', 1, { distribution: 'qubes' })]).state).toBe('unknown');
  });

  it('meets a verdict that knows no epoch', () => {
    const book = createPackageBook(
      evidence([published('vim', 1, { version: '2:9.0-1' })], [reproduced(one, 'vim', 1, { version: '9.0-1' })]), policy(all));
    expect(book.tally).toMatchObject({ rebuilt: 1, total: 1 });
  });

  it('keeps dissent and shows it, even when enough confirm', () => {
    const votes = [reproduced(one, 'hello'), reproduced(two, 'hello'), stored(three, 'hello', { claim: 'differs' })];
    expect(answer(votes, { threshold: 2 })).toMatchObject({
      state: 'disagree', confirming: ['one', 'two'], dissenting: ['three'], operators: ['one', 'two', 'three'],
    });
  });

  it('lets a rebuilder that could not be read for long confirm nothing, and forgets none of its dissent', () => {
    const away = rebuilder('away', { readAt: NOW - 2 * 86_400_000 });
    const rebuilders = [one, away];
    expect(answer([reproduced(away, 'hello')], { rebuilders }).state).toBe('stale');
    expect(answer([reproduced(rebuilder('away', { readAt: null }), 'hello')], { rebuilders: [rebuilder('away', { readAt: null })] }).state).toBe('stale');
    const dissent = stored(away, 'hello', { claim: 'differs' });
    expect(answer([dissent], { rebuilders }).state).toBe('stale');
    expect(answer([dissent, reproduced(one, 'hello')], { rebuilders }).state).toBe('disagree');
  });

  it('keeps dissent that its rebuilder lists no more, until it says something else', () => {
    const gone = stored(two, 'hello', { claim: 'differs', isCurrent: false });
    expect(answer([reproduced(one, 'hello'), gone]).state).toBe('disagree');
    expect(answer([gone]).state).toBe('stale');
    expect(answer([reproduced(one, 'hello'), gone, reproduced(two, 'hello')]).state).toBe('rebuilt');
    expect(answer([reproduced(one, 'hello', 1, { isCurrent: false })]).state).toBe('unknown');
  });

  it('is stale when its suite could not be read for long', () => {
    const board = evidence([published('hello')], [reproduced(one, 'hello')]);
    const suites = board.suites.map((suite) => ({ ...suite, readAt: NOW - 2 * 86_400_000 }));
    expect(createPackageBook({ ...board, suites }, policy(all)).tally.state).toBe('stale');
  });

  it('is stale when its suite was signed by a key that is configured no more', () => {
    const board = evidence([published('hello')], [reproduced(one, 'hello')]);
    const archives = new Map([['archive:https://archive.example/debian', { suites: new Set(['trixie']), signers: new Set(['c'.repeat(40)]) }]]);
    expect(createPackageBook(board, policy(all, { archives })).tally.state).toBe('stale');
  });

  it('lets dissent about a source package, whose rebuilder names no binary, meet every binary of that version', () => {
    const artifacts = [published('libfoo1', 1, { sourceName: 'foo', architecture: 'amd64' }), published('foo-doc', 2, { sourceName: 'foo' })];
    const proofs = [reproduced(one, 'libfoo1', 1, { architecture: 'amd64' }), reproduced(one, 'foo-doc', 2)];
    const dissent = (more: Partial<StoredVerdict>): Answer['state'] => createPackageBook(
      evidence(artifacts, [...proofs, stored(two, 'foo', { claim: 'differs', sourceName: 'foo', architecture: 'amd64+all', ...more })]), policy(all)).tally.state;
    expect(dissent({})).toBe('disagree');
    expect(dissent({ version: '2.0-1' })).toBe('rebuilt');
    expect(dissent({ claim: 'reproduced' })).toBe('rebuilt');
  });

  it('confirms nothing where no archive says what is published', () => {
    const board = evidence([], [reproduced(one, 'hello'), reproduced(two, 'hello')], { suites: [] });
    expect(createPackageBook(board, policy(all, { archives: new Map() })).tally).toMatchObject({ state: 'unmatched', rebuilt: 0, total: 1 });
  });

  it('takes verdicts about source packages as information: they confirm nothing and outvote nobody', () => {
    const feed = rebuilder('feed', { isAboutSources: true });
    const board = (verdicts: readonly StoredVerdict[]): Answer['state'] | undefined => createPackageBook(
      evidence([published('hello-doc', 1, { sourceName: 'hello' })], verdicts), policy([one, feed])).find('debian', 'hello')?.tally.state;
    expect(board([reproduced(feed, 'hello')])).toBe('reported');
    expect(board([stored(feed, 'hello', { claim: 'differs' })])).toBe('differs');
    expect(board([stored(feed, 'hello', { claim: 'differs' }), reproduced(one, 'hello-doc')])).toBe('rebuilt');
    expect(board([stored(feed, 'hello', { claim: 'differs', architecture: 'amd64' })])).toBe('differs');
    expect(board([stored(feed, 'hello', { claim: 'differs', version: '2.0-1' })])).toBe('unknown');
    const amd64 = evidence([published('hello', 1, { architecture: 'amd64' })], [stored(feed, 'hello', { claim: 'differs', architecture: 'arm64' })]);
    expect(createPackageBook(amd64, policy([feed])).tally.state).toBe('unknown');
  });

  it('refuses a threshold that nothing would meet by itself', () => {
    for (const threshold of [0, -1, 0.5, NaN]) expect(() => toAnswer([], threshold, true)).toThrow(RangeError);
  });
});

describe('createPackageBook', () => {
  it('ignores rebuilders, archives and suites that are configured no more', () => {
    const board = evidence([published('hello'), published('old', 2, { suites: ['bookworm'] })], [reproduced(one, 'hello')]);
    expect(createPackageBook(board, policy([two])).tally).toMatchObject({ state: 'unknown', rebuilt: 0, total: 1 });
    expect(createPackageBook(board, policy(all, { archives: new Map() })).find('debian', 'hello')?.artifacts)
      .toMatchObject([{ published: null, answer: { state: 'unmatched' } }]);
  });

  it('judges two digests of one name each by its own', () => {
    const board = evidence([published('hello', 1, { suites: [] }), published('hello', 2)], [reproduced(one, 'hello', 1)]);
    expect(createPackageBook(board, policy(all)).find('debian', 'hello')?.artifacts).toMatchObject([
      { isCurrent: true, answer: { state: 'differs' } }, { isCurrent: false, answer: { state: 'rebuilt' } },
    ]);
  });

  it('keeps verdicts of what the archive does not have apart from what is current', () => {
    const board = evidence([published('hello')], [reproduced(one, 'hello'), stored(one, 'gone', { sourceName: 'hello', claim: 'differs' })]);
    const book = createPackageBook(board, policy(all));
    expect(book.tally).toMatchObject({ state: 'rebuilt', total: 1 });
    expect(book.find('debian', 'hello')?.artifacts).toMatchObject([{ name: 'hello' }, { name: 'gone', isCurrent: false, published: null }]);
  });

  it('counts each suite by what is in it', () => {
    const artifacts = [published('a', 1, { suites: ['sid', 'trixie'] }), published('b', 2, { suites: ['sid'] })];
    const archives = new Map([['archive:https://archive.example/debian', trusting('sid', 'trixie')]]);
    const suites = ['sid', 'trixie'].map((suite) => ({ ...evidence([], []).suites[0], suite }) as never);
    const book = createPackageBook(evidence(artifacts, [reproduced(one, 'a')], { suites }), policy(all, { archives }));
    expect(book.suites).toMatchObject([
      { suite: 'sid', tally: { state: 'unknown', rebuilt: 1, total: 2 } }, { suite: 'trixie', tally: { state: 'rebuilt', rebuilt: 1, total: 1 } },
    ]);
  });
});

describe('toTally', () => {
  it('is the worst of what it counts, and unknown of nothing', () => {
    expect(toTally(['rebuilt', 'differs', 'rebuilt'])).toEqual({ state: 'differs', rebuilt: 2, total: 3, counts: { rebuilt: 2, differs: 1 } });
    expect(toTally([])).toMatchObject({ state: 'unknown', total: 0 });
    expect(toWorstAnswer(['rebuilt', 'unknown'])).toBe('unknown');
  });
});
