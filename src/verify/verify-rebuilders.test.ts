// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { createPlainKey, signMetadata, toBytes, toLink, toRootLayout } from '../testing/supply-chain.ts';
import { decide } from './decide.ts';
import type { Decision, Evidence, RebuilderTrust } from './decision.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const FILE = 'x_1_all.deb';
const SHA256 = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const [ALICE, WORKER, BOB, CAROL] = [createPlainKey('alice'), createPlainKey('worker'), createPlainKey('bob'), createPlainKey('carol')];
const LINK = toLink({ [FILE]: { sha256: SHA256 } });
const found = (...answers: readonly Uint8Array[]): Evidence[] => (
  answers.map((bytes, index) => ({ kind: 'found', rebuilder: `r${index + 1}`, bytes })));

function judge(rebuilders: RebuilderTrust['rebuilders'], evidence: readonly Evidence[], threshold = 2): Decision {
  return decide({ fileName: FILE, sha256: SHA256, packageName: 'x' }, { trust: { kind: 'rebuilders', threshold, rebuilders }, exceptions: [] }, evidence, NOW);
}

const TRUSTED = [{ operator: 'Alice', keys: [ALICE.trusted, WORKER.trusted] }, { operator: 'Bob', keys: [BOB.trusted] }];

describe('createRebuildersVerifier', () => {
  it('counts the keys of one operator once', () => {
    expect(judge(TRUSTED, found(signMetadata(LINK, [ALICE, WORKER])))).toMatchObject({ code: 'below-threshold', by: ['Alice'] });
    expect(judge(TRUSTED, found(signMetadata(LINK, [ALICE]), signMetadata(LINK, [WORKER])))).toMatchObject({ code: 'below-threshold', by: ['Alice'] });
    expect(judge(TRUSTED, found(signMetadata(LINK, [WORKER, BOB])))).toMatchObject({ kind: 'confirmed', by: ['Alice', 'Bob'] });
    const twice = [{ operator: 'Alice', keys: [ALICE.trusted] }, { operator: 'Alice', keys: [WORKER.trusted] }, ...TRUSTED.slice(1)];
    expect(judge(twice, found(signMetadata(LINK, [ALICE, WORKER])))).toMatchObject({ code: 'below-threshold', by: ['Alice'] });
  });
  it('counts a key of two operators for neither', () => {
    const shared = [...TRUSTED, { operator: 'Carol', keys: [CAROL.trusted, { ...ALICE.trusted, fingerprint: 'another name' }] }];
    expect(judge(shared, found(signMetadata(LINK, [ALICE, BOB])))).toMatchObject({ code: 'below-threshold', by: ['Bob'] });
    expect(judge(shared, found(signMetadata(LINK, [ALICE])))).toMatchObject({ code: 'no-valid-signature' });
    expect(judge(shared, found(signMetadata(LINK, [CAROL, BOB])))).toMatchObject({ kind: 'confirmed' });
  });
  it('tells dissent, also of an operator who confirms', () => {
    const differing = signMetadata(toLink({ [FILE]: { sha256: OTHER } }), [BOB]);
    expect(judge(TRUSTED, found(signMetadata(LINK, [ALICE, BOB]), differing))).toMatchObject({ kind: 'confirmed', by: ['Alice', 'Bob'], dissent: ['Bob'] });
    expect(judge(TRUSTED, found(differing))).toMatchObject({ code: 'digest-differs', by: [], dissent: ['Bob'] });
  });
  it('takes the steps "rebuild" and "rebuild <file>", and no other', () => {
    for (const [name, kind] of [['rebuild', 'confirmed'], [`rebuild ${FILE}`, 'confirmed'], ['rebuild y', 'refused'], ['', 'refused'], ['build', 'refused']]) {
      const decision = judge(TRUSTED, found(signMetadata({ ...LINK, name: name ?? '' }, [ALICE, BOB])));
      expect(decision.kind).toBe(kind);
      if (kind === 'refused') expect(decision).toMatchObject({ code: 'not-covered', notes: ['r1: an attestation that is not about this file'] });
    }
  });
  it('does not take a product without SHA-256', () => {
    expect(judge(TRUSTED, found(signMetadata(toLink({ [FILE]: { sha512: 'ab'.repeat(64) } }), [ALICE, BOB])))).toMatchObject({ code: 'not-covered' });
  });
  it('takes no layout in place of an attestation', () => {
    const layout = signMetadata(toRootLayout([CAROL], 1), [ALICE, BOB]);
    expect(judge(TRUSTED, found(layout))).toMatchObject({ code: 'not-covered', notes: [expect.stringContaining('the policy trusts rebuilders')] });
  });
  it('says why a signature does not count', () => {
    const { notes } = judge(TRUSTED, found(signMetadata(LINK, [CAROL]), toBytes({ signatures: [], signed: LINK })));
    expect(notes).toEqual([`r1: the signature of key "${CAROL.keyid}" was made by none of the pinned keys`, 'r2: it has no signature']);
  });
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number])('refuses a policy with the threshold %s', (threshold) => {
    expect(judge(TRUSTED, found(signMetadata(LINK, [ALICE, BOB])), threshold)).toMatchObject({ code: 'no-policy' });
  });
  it('refuses a policy that can never be met', () => {
    expect(judge(TRUSTED, found(signMetadata(LINK, [ALICE, BOB])), 3)).toMatchObject({ code: 'no-policy', sentence: expect.stringContaining('only 2 have a key') as unknown });
    expect(judge([{ operator: 'Alice', keys: [] }], [], 1)).toMatchObject({ code: 'no-policy' });
  });
});
