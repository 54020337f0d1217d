// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import { STATEMENT_TYPE } from '../attest/statement.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { DAY_MS } from '../model/time.ts';
import { createGpgKey, createPlainKey, signMetadata, signPayload, toLink, toRootLayout, toStep } from '../testing/supply-chain.ts';
import { decide } from './decide.ts';
import type { Artifact, Decision, Evidence, Policy, TrustedRebuilder } from './decision.ts';
import { isTolerated } from './settings.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const FILE = 'vim_9.0.1378-2_amd64.deb';
const SHA256 = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const ARTIFACT: Artifact = { fileName: FILE, sha256: SHA256, packageName: 'vim' };
const LINK = toLink({ [FILE]: { sha256: SHA256 } });
const [OWNER, ALICE, BOB, MALLORY] = [createPlainKey('owner'), createPlainKey('alice'), createPlainKey('bob'), createPlainKey('mallory')];

function found(...answers: readonly Uint8Array[]): Evidence[] {
  return answers.map((bytes, index) => ({ kind: 'found', rebuilder: `r${index + 1}`, bytes }));
}

const toLayoutPolicy = (layout: Uint8Array, owner = OWNER): Policy => ({ trust: { kind: 'layout', layout, keys: [owner.trusted] }, exceptions: [] });
const toListPolicy = (threshold: number, ...rebuilders: readonly TrustedRebuilder[]): Policy => ({ trust: { kind: 'rebuilders', threshold, rebuilders }, exceptions: [] });

describe('decide, under subtler attacks', () => {
  it('takes no layout of who owns the root layout for a rebuild, though that key may rebuild as well', () => {
    // Alice owns the layout, and is one of its rebuilders; her layout of last year still trusted Mallory.
    const old = signMetadata(toRootLayout([ALICE, MALLORY], 1), [ALICE]);
    const byMallory = signMetadata(LINK, [MALLORY]);
    const one = toLayoutPolicy(signMetadata(toRootLayout([ALICE, BOB], 1), [ALICE]), ALICE);
    const decision = decide(ARTIFACT, one, found(byMallory, old), NOW);
    expect(decision).toMatchObject({ kind: 'refused', by: [] });
    expect(decision.notes.join('\n')).toContain('who owns the root layout');
    const two = toLayoutPolicy(signMetadata(toRootLayout([ALICE, BOB], 2), [ALICE]), ALICE);
    expect(decide(ARTIFACT, two, found(signMetadata(LINK, [BOB]), old), NOW)).toMatchObject({ code: 'below-threshold', by: { length: 1 } });
    expect(decide(ARTIFACT, two, found(signMetadata(LINK, [BOB]), signMetadata(LINK, [ALICE])), NOW)).toMatchObject({ kind: 'confirmed' });
  });

  it('takes no provenance for a rebuild: whoever built it first writes one', () => {
    const provenance = signPayload({
      _type: STATEMENT_TYPE, subject: [{ name: FILE, digest: { sha256: SHA256 } }], predicateType: 'https://slsa.dev/provenance/v1', predicate: { buildDefinition: {} },
    }, [ALICE]);
    expect(decide(ARTIFACT, toListPolicy(1, { operator: 'a', keys: [ALICE.trusted] }), found(provenance), NOW)).toMatchObject({ code: 'not-covered' });
    expect(decide(ARTIFACT, toLayoutPolicy(signMetadata(toRootLayout([ALICE], 1), [OWNER])), found(provenance), NOW)).toMatchObject({ code: 'not-covered' });
  });

  it('believes the copy of a key that says it was revoked, or has ended, in whatever order copies are listed', () => {
    const key = createGpgKey('gpg', { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - DAY_MS });
    const evidence = found(signMetadata(LINK, [key]));
    const change = (more: Partial<TrustedKey['signers'][number]>): TrustedKey => ({ ...key.trusted, signers: key.trusted.signers.map((signer) => ({ ...signer, ...more })) });
    const judge = (...rebuilders: readonly TrustedRebuilder[]): string | undefined => {
      const decision = decide(ARTIFACT, toListPolicy(1, ...rebuilders), evidence, NOW);
      return decision.kind === 'refused' ? decision.code : decision.kind;
    };
    expect(judge({ operator: 'a', keys: [key.trusted] })).toBe('confirmed');
    for (const worse of [change({ isRevoked: true }), change({ validUntil: NOW - 2 * DAY_MS })]) {
      expect(judge({ operator: 'a', keys: [key.trusted, worse] })).toBe('no-valid-signature');
      expect(judge({ operator: 'a', keys: [worse, key.trusted] })).toBe('no-valid-signature');
      expect(judge({ operator: 'a', keys: [key.trusted] }, { operator: 'a', keys: [worse] })).toBe('no-valid-signature');
    }
    expect(judge({ operator: 'a', keys: [change({ validUntil: NOW + DAY_MS }), change({ validUntil: NOW + 2 * DAY_MS })] })).toBe('confirmed');
  });

  describe('with the key that a rebuilder signs failures with', () => {
    const policy = toListPolicy(1, { operator: 'a', keys: [ALICE.trusted], dissentKeys: [MALLORY.trusted] });

    it('lets it object', () => {
      expect(decide({ ...ARTIFACT, sha256: OTHER }, policy, found(signMetadata(LINK, [MALLORY])), NOW)).toMatchObject({ code: 'digest-differs', dissent: ['a'] });
    });

    it('confirms nothing by it, whatever it signs', () => {
      const decision = decide(ARTIFACT, policy, found(signMetadata(LINK, [MALLORY])), NOW);
      expect(decision).toMatchObject({ kind: 'refused', by: [] });
      expect(decision.notes.join('\n')).toContain('which confirms nothing');
      expect(decide(ARTIFACT, policy, found(signMetadata(LINK, [ALICE])), NOW)).toMatchObject({ kind: 'confirmed' });
    });

    it('trusts a key in both places to object only', () => {
      const both = toListPolicy(1, { operator: 'a', keys: [ALICE.trusted, BOB.trusted], dissentKeys: [BOB.trusted] });
      expect(decide(ARTIFACT, both, found(signMetadata(LINK, [BOB])), NOW)).toMatchObject({ kind: 'refused' });
      expect(decide(ARTIFACT, toListPolicy(1, { operator: 'a', keys: [BOB.trusted], dissentKeys: [BOB.trusted] }), [], NOW)).toMatchObject({ code: 'no-policy' });
    });
  });

  it.each<[string, Uint8Array, boolean]>([
    ['nothing', signMetadata(LINK, [ALICE]), true],
    ['garbage', new TextEncoder().encode('<html>'), false],
    ['a forged link', new TextEncoder().encode(new TextDecoder().decode(signMetadata(toLink({ [FILE]: { sha256: OTHER } }), [BOB])).replace(OTHER, SHA256)), false],
  ])('has NoFail tolerate no shortfall where beside good votes %s was found', (_, beside, isTolerable) => {
    const policy = toListPolicy(2, { operator: 'a', keys: [ALICE.trusted] }, { operator: 'b', keys: [BOB.trusted] });
    const decision: Decision = decide(ARTIFACT, policy, found(signMetadata(LINK, [ALICE]), beside), NOW);
    expect(decision).toMatchObject({ code: 'below-threshold', by: ['a'] });
    expect(isTolerated({ noFail: true }, decision)).toBe(isTolerable);
    expect(isTolerated({ noFail: false }, decision)).toBe(false);
  });

  it('has NoFail tolerate nothing where a rebuilder could not be asked: whoever cuts the network would decide', () => {
    const policy = toListPolicy(2, { operator: 'a', keys: [ALICE.trusted] }, { operator: 'b', keys: [BOB.trusted] });
    const away: Evidence = { kind: 'unavailable', rebuilder: 'r9', reason: 'no answer' };
    for (const evidence of [[away], [...found(signMetadata(LINK, [ALICE])), away]]) {
      expect(isTolerated({ noFail: true }, decide(ARTIFACT, policy, evidence, NOW))).toBe(false);
    }
    expect(isTolerated({ noFail: true }, decide(ARTIFACT, policy, [{ kind: 'absent', rebuilder: 'r9' }], NOW))).toBe(true);
  });

  it('spends on one rebuilder’s junk signatures no more than its due, and judges the others', () => {
    const keys = Array.from({ length: 20 }, (_, index) => createPlainKey(`key ${index}`));
    const junk = JSON.parse(new TextDecoder().decode(signMetadata({ ...LINK, byproducts: { stdout: 'x'.repeat(1_500_000) } }, [MALLORY]))) as { signatures: unknown[] };
    junk.signatures = Array.from({ length: 50 }, (_, index) => ({ keyid: '', sig: index.toString(16).padStart(128, '0') }));
    const policy = toListPolicy(1, { operator: 'a', keys: [...keys.map((key) => key.trusted), ALICE.trusted] });
    const decision = decide(ARTIFACT, policy, found(new TextEncoder().encode(JSON.stringify(junk)), signMetadata(LINK, [ALICE])), NOW);
    expect(decision).toMatchObject({ kind: 'confirmed' });
    expect(decision.notes).toEqual(['r1: answers with more signatures than are checked of one rebuilder']);
    // Written fifty times, one is checked once.
    junk.signatures = junk.signatures.map(() => junk.signatures[0]);
    expect(decide(ARTIFACT, policy, found(new TextEncoder().encode(JSON.stringify(junk))), NOW)).toMatchObject({ code: 'no-valid-signature' });
  });

  it('compares the names of one rebuilder with no more patterns than its due, and judges the others', () => {
    const steps = [toStep([MALLORY], 1, { expected_products: Array.from({ length: 40 }, () => ['CREATE', `*${'a'.repeat(2_000)}b`]) })];
    const sublayout = signMetadata(toRootLayout([MALLORY], 1, { steps, inspect: [] }), [BOB]);
    const names = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${'a'.repeat(4_000)}${index}`, { sha256: SHA256 }]));
    const policy = toLayoutPolicy(signMetadata(toRootLayout([ALICE, BOB], 1), [OWNER]));
    const answer = new TextEncoder().encode(JSON.stringify({
      sha256: SHA256, attestations: [sublayout, signMetadata(toLink({ ...names, [FILE]: { sha256: SHA256 } }), [MALLORY])].map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown),
    }));
    const decision = decide(ARTIFACT, policy, found(answer, signMetadata(LINK, [ALICE])), NOW);
    expect(decision).toMatchObject({ kind: 'confirmed', by: { length: 1 } });
    expect(decision.notes.join('\n')).toContain('more to compare than is compared for one rebuilder');
  });

  it('reads a few layouts of one answer only', () => {
    const layout = JSON.parse(new TextDecoder().decode(signMetadata(toRootLayout([MALLORY], 1), [BOB]))) as unknown;
    const answer = new TextEncoder().encode(JSON.stringify({ sha256: SHA256, attestations: Array.from({ length: 6 }, () => layout) }));
    const policy = toLayoutPolicy(signMetadata(toRootLayout([ALICE, BOB], 1), [OWNER]));
    expect(decide(ARTIFACT, policy, found(answer), NOW).notes.join('\n')).toContain('more than 4 layouts in one answer');
  });
});
