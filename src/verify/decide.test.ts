// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../attest/keys.ts';
import { STATEMENT_TYPE } from '../attest/statement.ts';
import { DAY_MS } from '../model/time.ts';
import { createPlainKey, signMetadata, signPayload, toBytes, toLink, toRootLayout } from '../testing/supply-chain.ts';
import { createVerifier, decide } from './decide.ts';
import { isAllowed } from './decision.ts';
import type { Artifact, Evidence, Exception, Policy, RefusalCode, Refusal } from './decision.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const SHA256 = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const ARTIFACT: Artifact = { fileName: 'x_1_all.deb', sha256: SHA256, packageName: 'x' };
const [OWNER, ALICE, BOB, MALLORY] = [createPlainKey('owner'), createPlainKey('alice'), createPlainKey('bob'), createPlainKey('mallory')];
const LINK = toLink({ 'x_1_all.deb': { sha256: SHA256 } });

const readFixture = (name: string): Buffer => readFileSync(new URL(`../attest/fixtures/${name}`, import.meta.url));
const found = (...answers: readonly Uint8Array[]): Evidence[] => (
  answers.map((bytes, index) => ({ kind: 'found', rebuilder: `r${index + 1}`, bytes })));
const toLayoutPolicy = (layout: Uint8Array, exceptions: readonly Exception[] = []): Policy => (
  { trust: { kind: 'layout', layout, keys: [OWNER.trusted] }, exceptions });
const LAYOUT = signMetadata(toRootLayout([ALICE, BOB], 2), [OWNER]);
const POLICY = toLayoutPolicy(LAYOUT);
const GOOD = found(signMetadata(LINK, [ALICE]), signMetadata(LINK, [BOB]));
const REBUILDERS: Policy = {
  trust: { kind: 'rebuilders', threshold: 2, rebuilders: [
    { operator: 'Alice', keys: [ALICE.trusted] }, { operator: 'Bob', keys: [BOB.trusted] },
  ] },
  exceptions: [],
};

describe('decide', () => {
  const absent: Evidence = { kind: 'absent', rebuilder: 'r8' };
  const away: Evidence = { kind: 'unavailable', rebuilder: 'r9', reason: 'it did not answer within 5 s' };
  const differing = signMetadata(toLink({ 'x_1_all.deb': { sha256: OTHER } }), [ALICE]);
  const foreign = signMetadata(toLink({ 'y_1_all.deb': { sha256: SHA256 } }), [ALICE]);
  const unlawful = signMetadata({ ...LINK, materials: { 'x_1_all.deb': { sha256: SHA256 } } }, [ALICE]);
  const CASES: readonly (readonly [RefusalCode, string, Policy, readonly Evidence[], string])[] = [
    ['no-policy', 'a policy that trusts nobody', { trust: { kind: 'rebuilders', threshold: 1, rebuilders: [] }, exceptions: [] }, GOOD, 'The policy trusts no rebuilder'],
    ['layout-unreadable', 'a layout that is no JSON', toLayoutPolicy(new TextEncoder().encode('{')), GOOD, 'the layout cannot be read'],
    ['layout-unsigned', 'a layout that nobody signed', toLayoutPolicy(signMetadata(toRootLayout([ALICE], 1), [])), GOOD, 'is not signed by key'],
    ['layout-expired', 'a layout of the past', toLayoutPolicy(signMetadata(toRootLayout([ALICE], 1, { expires: '2026-11-30T00:00:00Z' }), [OWNER])), GOOD, 'expired on 2026-11-30T00:00:00Z'],
    ['layout-unsupported', 'a layout with a field of the future', toLayoutPolicy(signMetadata(toRootLayout([ALICE], 1, { x: 1 }), [OWNER])), GOOD, 'the field "x"'],
    ['no-evidence', 'nothing at all', POLICY, [], 'no rebuilder has anything'],
    ['no-evidence', 'rebuilders that have nothing', POLICY, [absent], 'no rebuilder has anything'],
    ['rebuilders-unavailable', 'rebuilders that do not answer', POLICY, [absent, away], 'Check the network'],
    ['evidence-unreadable', 'an answer that is no attestation', POLICY, [...found(toBytes({})), away], 'cannot be read, and 1 could not be asked'],
    ['not-covered', 'an attestation of another file', POLICY, found(foreign), 'other files or other steps'],
    ['no-valid-signature', 'a signature of nobody', POLICY, found(signMetadata(LINK, [MALLORY])), 'no trusted key validly signed'],
    ['digest-differs', 'another digest', POLICY, [...found(differing), away], 'another SHA-256'],
    ['below-threshold', 'one of two', POLICY, [...GOOD.slice(1), away], 'only 1 of 2 required rebuilders confirmed it, and 1 could not be asked'],
    ['rule-violated', 'a link that breaks a rule', POLICY, found(unlawful), 'breaks the rules of the layout'],
    ['input-invalid', 'an artifact without a digest', POLICY, GOOD, 'has no SHA-256'],
    ['verifier-failed', 'a fault within', POLICY, [{ kind: 'found', rebuilder: 'x' } as unknown as Evidence, null as unknown as Evidence], 'the verifier itself failed'],
  ];
  it.each(CASES)('refuses with %s: %s', (code, _, policy, evidence, words) => {
    const artifact = code === 'input-invalid' ? { ...ARTIFACT, sha256: SHA256.toUpperCase() } : ARTIFACT;
    const decision = decide(artifact, policy, evidence, NOW);
    expect(decision).toMatchObject({ kind: 'refused', code });
    expect(decision.sentence).toContain(words);
    // What happened, then what to do.
    expect(decision.sentence).toMatch(/\.( Another result .*\.)? [A-Z].*\.$/);
    expect(isAllowed(decision)).toBe(false);
  });
  it('does not throw whatever it is given', () => {
    for (const policy of [null, {}, { trust: null }, { trust: { kind: 'layout' } }, { trust: { kind: 'rebuilders' } }]) {
      const decision = decide(ARTIFACT, policy as unknown as Policy, GOOD, NOW);
      expect(['layout-unreadable', 'verifier-failed']).toContain(decision.kind === 'refused' ? decision.code : decision.kind);
    }
    expect(decide(null as unknown as Artifact, POLICY, GOOD, NOW)).toMatchObject({ code: 'verifier-failed' });
    expect(decide(ARTIFACT, POLICY, GOOD, 'x' as unknown as number)).toMatchObject({ code: 'input-invalid' });
  });
  it('confirms with a sentence that names who, and how many are required', () => {
    const decision = decide(ARTIFACT, REBUILDERS, GOOD, NOW);
    expect(decision).toMatchObject({ kind: 'confirmed', by: ['Alice', 'Bob'], threshold: 2, dissent: [], notes: [] });
    expect(decision.sentence).toBe('"x_1_all.deb" was rebuilt bit for bit by 2 of those trusted (2 required): Alice, Bob.');
    expect(isAllowed(decision)).toBe(true);
  });
  it('takes what in-toto 1.3.1 wrote with GPG, layout and links', async () => {
    const keys = (await parsePublicKeys(readFixture('in-toto-1.3.1-public-keys.asc').toString())).filter(({ fingerprint }) => fingerprint.startsWith('b4d75efd'));
    const evidence = found(readFixture('in-toto-1.3.1-rebuilder1.link'), readFixture('in-toto-1.3.1-rebuilder2.link'));
    const artifact = { fileName: 'itt-good_1.0-1_all.deb', sha256: 'e9598c3ed535c88a20ba6f68edee623e89a11fa7480290377949c43cc792c430', packageName: null };
    const policy: Policy = { trust: { kind: 'layout', layout: readFixture('in-toto-1.3.1.layout'), keys }, exceptions: [] };
    expect(decide(artifact, policy, evidence, NOW)).toMatchObject({ kind: 'confirmed', threshold: 2 });
    expect(decide(artifact, policy, evidence.slice(1), NOW)).toMatchObject({ kind: 'refused', code: 'below-threshold' });
  });
  it('counts a link, rebuilderd\'s link, an envelope, and a verification result together', () => {
    const keys = ['link', 'rebuilderd', 'link v0.3', 'envelope', 'svr'].map(createPlainKey);
    const [first, second, ...others] = keys.map((key) => [key] as const);
    const subject = [{ name: 'x_1_all.deb', digest: { sha256: SHA256 } }];
    const toPayload = (predicateType: string, predicate: object): Parameters<typeof signPayload>[0] => (
      { _type: STATEMENT_TYPE, subject, predicateType, predicate } as unknown as Parameters<typeof signPayload>[0]);
    const evidence = found(
      signMetadata(LINK, first ?? []),
      signMetadata({ ...LINK, name: 'rebuild x_1_all.deb', environment: null, products: { 'x_1_all.deb': { sha512: 'ef'.repeat(64), sha256: SHA256 } } }, second ?? []),
      ...[
        toPayload('https://in-toto.io/attestation/link/v0.3', { name: 'rebuild', command: [] }),
        LINK,
        toPayload('https://in-toto.io/attestation/svr/v0.2', { properties: ['rebuild x_1_all.deb'] }),
      ].map((payload, index) => signPayload(payload, others[index] ?? [])),
    );
    const layout = toLayoutPolicy(signMetadata(toRootLayout(keys, 5), [OWNER]));
    expect(decide(ARTIFACT, layout, evidence, NOW)).toMatchObject({ kind: 'confirmed', threshold: 5, notes: [] });
    const rebuilders = keys.map((key, index) => ({ operator: `operator ${index}`, keys: [key.trusted] }));
    expect(decide(ARTIFACT, { trust: { kind: 'rebuilders', threshold: 5, rebuilders }, exceptions: [] }, evidence, NOW)).toMatchObject({ kind: 'confirmed', threshold: 5 });
    expect(decide(ARTIFACT, layout, evidence.slice(1), NOW)).toMatchObject({ code: 'below-threshold', by: { length: 4 } });
  });
  it('tells of a long list of what does not count its beginning only', () => {
    const evidence = Array.from({ length: 50 }, (_, index): Evidence => ({ kind: 'absent', rebuilder: `r${index}` }));
    const { notes } = decide(ARTIFACT, POLICY, evidence, NOW);
    expect(notes).toHaveLength(41);
    expect(notes.slice(-2)).toEqual(['r39: has nothing about it', 'and 10 more of such lines']);
  });
});

describe('decide, with exceptions', () => {
  const EXCEPTION: Exception = { packageName: 'x', reason: 'build path in the binary', addedAt: NOW - DAY_MS, until: NOW + DAY_MS };
  const judge = (exceptions: readonly Exception[], artifact = ARTIFACT, evidence: readonly Evidence[] = [], now = NOW): ReturnType<typeof decide> => (
    decide(artifact, { ...POLICY, exceptions }, evidence, now));

  it('lets a package through that has one, and says so', () => {
    const decision = judge([EXCEPTION]);
    expect(decision).toMatchObject({ kind: 'excepted', exception: EXCEPTION, notes: [expect.stringContaining('no rebuilder has anything')] });
    expect(decision.sentence).toBe('x is let through unconfirmed by an exception ("build path in the binary").');
    expect(isAllowed(decision)).toBe(true);
    expect(judge([{ ...EXCEPTION, until: null }]).kind).toBe('excepted');
  });
  it('needs none for what is confirmed', () => {
    expect(judge([EXCEPTION], ARTIFACT, GOOD).kind).toBe('confirmed');
  });
  it('never hides dissent', () => {
    const differing = found(signMetadata(toLink({ 'x_1_all.deb': { sha256: OTHER } }), [ALICE]));
    expect(judge([EXCEPTION], ARTIFACT, differing).notes.join()).toContain(`Another result has been signed by: r1 (key ${ALICE.trusted.fingerprint})`);
  });
  it.each([
    ['of another package', { packageName: 'y' }, ''],
    ['of a name that only begins so', { packageName: 'x-dev' }, ''],
    ['that has ended', { until: NOW }, 'ended on 2026-12-01T00:00:00Z'],
    ['that ends on no date', { until: Number.NaN }, 'ended on no date at all'],
    ['that begins in two days', { addedAt: NOW + 2 * DAY_MS }, 'begins in the future'],
    ['that began on no date', { addedAt: Number.NaN }, 'begins in the future'],
  ])('does not take one %s', (_, changes, note) => {
    const decision = judge([{ ...EXCEPTION, ...changes }]);
    expect(decision).toMatchObject({ kind: 'refused', code: 'no-evidence' });
    expect(decision.notes.join()).toContain(note);
    expect(judge([{ ...EXCEPTION, ...changes }, EXCEPTION]).kind).toBe('excepted');
  });
  it('does not take one for a file whose package is not known', () => {
    expect(judge([EXCEPTION], { ...ARTIFACT, packageName: null }).kind).toBe('refused');
  });
  it('does not lift a refusal of the policy, nor one of a file without a plain name', () => {
    expect(decide(ARTIFACT, toLayoutPolicy(LAYOUT.slice(1), [EXCEPTION]), GOOD, NOW)).toMatchObject({ code: 'layout-unreadable' });
    expect(judge([{ ...EXCEPTION, until: null }], ARTIFACT, GOOD, NOW + 100 * DAY_MS)).toMatchObject({ code: 'layout-expired' });
    expect(judge([EXCEPTION], { ...ARTIFACT, fileName: '../x.deb' })).toMatchObject({ code: 'input-invalid' });
  });
});

describe('createVerifier, of the policy itself', () => {
  const checkPolicy = (policy: Policy, now: number): Refusal | null => createVerifier(policy).check(now);

  it('tells what a policy itself causes, and nothing of one that holds', () => {
    expect(checkPolicy(POLICY, NOW)).toBeNull();
    expect(checkPolicy(REBUILDERS, NOW)).toBeNull();
    expect(checkPolicy(POLICY, NOW + 100 * DAY_MS)).toMatchObject({ code: 'layout-expired' });
    expect(checkPolicy(POLICY, Number.NaN)).toMatchObject({ code: 'input-invalid' });
    expect(checkPolicy({} as Policy, NOW)).toMatchObject({ code: 'verifier-failed' });
    const broken = { trust: { kind: 'layout', layout: LAYOUT, keys: null }, exceptions: [] } as unknown as Policy;
    expect(checkPolicy(broken, NOW)).toMatchObject({ code: 'verifier-failed' });
  });
});

describe('createVerifier', () => {
  it('gives the same answers for many artifacts, at any order of times', () => {
    const { check, decide: judge } = createVerifier(POLICY);
    for (const [now, kind] of [[NOW, 'confirmed'], [NOW, 'confirmed'], [NOW + 100 * DAY_MS, 'refused'], [NOW, 'confirmed']] as const) {
      expect(judge(ARTIFACT, GOOD, now).kind).toBe(kind);
      expect(check(now) === null).toBe(kind === 'confirmed');
      expect(judge({ ...ARTIFACT, sha256: OTHER }, GOOD, now).kind).toBe('refused');
    }
  });
});
