// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../attest/json.ts';
import { STATEMENT_TYPE } from '../attest/statement.ts';
import { createPlainKey, signMetadata, signPayload, toLink, toRootLayout, toStep } from '../testing/supply-chain.ts';
import { decide } from './decide.ts';
import type { Decision, Evidence } from './decision.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const FILE = 'x_1_all.deb';
const SHA256 = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const GOOD = { sha256: SHA256 };
const [OWNER, ALICE, BOB, CAROL] = [createPlainKey('owner'), createPlainKey('alice'), createPlainKey('bob'), createPlainKey('carol')];
const LINK = toLink({ [FILE]: GOOD });

function judge(layout: JsonObject, ...answers: readonly Uint8Array[]): Decision {
  const evidence = answers.map((bytes, index): Evidence => ({ kind: 'found', rebuilder: `r${index + 1}`, bytes }));
  const trust = { kind: 'layout', layout: signMetadata(layout, [OWNER]), keys: [OWNER.trusted] } as const;
  return decide({ fileName: FILE, sha256: SHA256, packageName: 'x' }, { trust, exceptions: [] }, evidence, NOW);
}

/** What is made of `src` has to be what `fetch` made. */
const toTwoSteps = (threshold: number): JsonObject => toRootLayout([ALICE, BOB, CAROL], 1, { steps: [
  toStep([ALICE, BOB, CAROL], threshold, { name: 'fetch', expected_products: [['CREATE', 'src'], ['DISALLOW', '*']] }),
  toStep([CAROL], 1, { expected_materials: [['MATCH', 'src', 'WITH', 'PRODUCTS', 'FROM', 'fetch'], ['DISALLOW', '*']] }),
] });
const toFetch = (sha256: string, more: JsonObject = {}): JsonObject => toLink({ src: { sha256 }, ...more }, { name: 'fetch' });
const BUILD = signMetadata(toLink({ [FILE]: GOOD }, { materials: { src: GOOD } }), [CAROL]);

describe('followLayout, with several steps', () => {
  it('wants of the other step what as many keys agree upon as it asks for', () => {
    expect(judge(toTwoSteps(2), BUILD, signMetadata(toFetch(SHA256), [ALICE, BOB]))).toMatchObject({ kind: 'confirmed', threshold: 1, notes: [] });
    expect(judge(toTwoSteps(2), BUILD, signMetadata(toFetch(SHA256), [ALICE]), signMetadata(toFetch(OTHER), [BOB]))).toMatchObject({ code: 'rule-violated' });
    expect(judge(toTwoSteps(2), BUILD, signMetadata(toFetch(SHA256), [ALICE, BOB]), signMetadata(toFetch(OTHER), [CAROL]))).toMatchObject({ kind: 'confirmed' });
  });
  it('takes nothing from a link that breaks a rule itself, nor from what rests on it', () => {
    const unlawful = signMetadata(toFetch(SHA256, { evil: GOOD }), [ALICE, BOB]);
    const decision = judge(toTwoSteps(2), BUILD, unlawful);
    expect(decision).toMatchObject({ code: 'rule-violated', by: [] });
    expect(decision.notes.filter((line) => line.includes('breaks a rule of the step "fetch"'))).toHaveLength(2);
    expect(decision.notes.filter((line) => line.includes('breaks a rule of the step "rebuild"'))).toHaveLength(1);
  });
  it('refuses where a step that nothing rests on is short', () => {
    const steps = [toStep([ALICE, BOB], 2, { name: 'test', expected_products: [['DISALLOW', '*']] }), toStep([CAROL], 1)];
    const layout = toRootLayout([ALICE, BOB, CAROL], 1, { steps });
    const toTest = (products: JsonObject): JsonObject => toLink(products, { name: 'test' });
    const build = signMetadata(LINK, [CAROL]);
    expect(judge(layout, build, signMetadata(toTest({}), [ALICE, BOB]))).toMatchObject({ kind: 'confirmed' });
    expect(judge(layout, build, signMetadata(toTest({}), [ALICE]))).toMatchObject({ code: 'below-threshold', by: { length: 1 }, sentence: expect.stringContaining('the step "test" has 1 of 2') as unknown });
    expect(judge(layout, build, signMetadata(toTest({}), [ALICE]), signMetadata(toTest({ a: GOOD }), [BOB]))).toMatchObject({
      code: 'rule-violated', sentence: expect.stringContaining('only 1 of 2 attestations for the step "test"') as unknown,
    });
  });
  it('looks for the file in the step that an inspection names, not in the last', () => {
    const steps = [toStep([ALICE], 1), toStep([BOB], 1, { name: 'after', expected_products: [] })];
    const layout = toRootLayout([ALICE, BOB], 1, { steps });
    const after = signMetadata(toLink({ [FILE]: { sha256: OTHER } }, { name: 'after' }), [BOB]);
    expect(judge(layout, signMetadata(LINK, [ALICE]), after)).toMatchObject({ kind: 'confirmed', dissent: [], by: [expect.stringContaining(ALICE.trusted.fingerprint)] });
    expect(judge({ ...layout, inspect: [] }, signMetadata(LINK, [ALICE]), after)).toMatchObject({ code: 'digest-differs' });
  });
  it('looks for the file in the last step where the inspection names another for other files', () => {
    const steps = [toStep([ALICE], 1), toStep([BOB], 1, { name: 'after', expected_products: [] })];
    const [inspection] = toRootLayout([ALICE], 1)['inspect'] as JsonObject[];
    const expected_materials = [['MATCH', 'y_*', 'WITH', 'PRODUCTS', 'FROM', 'rebuild'], ['ALLOW', '*']];
    const layout = toRootLayout([ALICE, BOB], 1, { steps, inspect: [{ ...inspection, expected_materials }] });
    const [first, after] = [signMetadata(toLink({ [FILE]: { sha256: OTHER } }), [ALICE]), signMetadata(toLink({ [FILE]: GOOD }, { name: 'after' }), [BOB])];
    expect(judge(layout, first, after)).toMatchObject({ kind: 'confirmed', by: [expect.stringContaining(BOB.trusted.fingerprint)] });
  });
  it('looks for the file among products only', () => {
    const steps = [toStep([ALICE], 1), toStep([BOB], 1, { name: 'after' })];
    const [inspection] = toRootLayout([ALICE], 1)['inspect'] as JsonObject[];
    const expected_materials = [['MATCH', '*', 'WITH', 'MATERIALS', 'FROM', 'after'], ['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM', 'rebuild'], ['DISALLOW', '*']];
    const layout = toRootLayout([ALICE, BOB], 1, { steps, inspect: [{ ...inspection, expected_materials }] });
    const after = signMetadata(toLink({}, { name: 'after' }), [BOB]);
    expect(judge(layout, signMetadata(LINK, [ALICE]), after)).toMatchObject({ kind: 'confirmed', by: [expect.stringContaining(ALICE.trusted.fingerprint)] });
  });
  it('does not take a provenance, which knows no steps', () => {
    const payload = { _type: STATEMENT_TYPE, subject: [{ name: FILE, digest: GOOD }], predicateType: 'https://slsa.dev/provenance/v1', predicate: { buildDefinition: {} } };
    const provenance = signPayload(payload, [CAROL]);
    expect(judge(toTwoSteps(1), provenance)).toMatchObject({
      code: 'not-covered', notes: ['r1: an attestation of "https://slsa.dev/provenance/v1", which is no step of the layout or not about this file'],
    });
  });
  it('notes a command that was not expected, and takes the link all the same', () => {
    const layout = toRootLayout([ALICE], 1, { steps: [toStep([ALICE], 1, { expected_command: ['make', 'x'] })] });
    expect(judge(layout, signMetadata({ ...LINK, command: ['make', 'y'] }, [ALICE]))).toMatchObject({ kind: 'confirmed', notes: [expect.stringContaining('ran "make y"')] });
    expect(judge(layout, signMetadata({ ...LINK, command: ['make', 'x'] }, [ALICE]))).toMatchObject({ kind: 'confirmed', notes: [] });
    expect(judge(layout, signMetadata({ ...LINK, command: ['make x'] }, [ALICE]))).toMatchObject({ kind: 'confirmed', notes: { length: 1 } });
  });
  it('refuses what an inspection does not allow, though enough confirm it', () => {
    const [inspection] = toRootLayout([ALICE], 1)['inspect'] as JsonObject[];
    const layout = toRootLayout([ALICE], 1, { inspect: [{ ...inspection, expected_materials: [['DISALLOW', 'x_*']] }] });
    expect(judge(layout, signMetadata(LINK, [ALICE]))).toMatchObject({ code: 'rule-violated', by: { length: 1 }, sentence: expect.stringContaining('DISALLOW') as unknown });
    const products = toRootLayout([ALICE], 1, { inspect: [{ ...inspection, expected_products: [['DISALLOW', 'x_*']] }] });
    expect(judge(products, signMetadata(LINK, [ALICE]))).toMatchObject({ code: 'rule-violated' });
  });
  it('lets an inspection match what another found, which is the file itself', () => {
    const [inspection] = toRootLayout([ALICE], 1)['inspect'] as JsonObject[];
    const toMatch = (from: string, target: readonly string[] = []): JsonObject => ({
      ...inspection, expected_materials: [['MATCH', '*', 'WITH', 'MATERIALS', ...target, 'FROM', from], ['DISALLOW', '*']],
    });
    const toInspected = (second: JsonObject): JsonObject => toRootLayout([ALICE], 1, { inspect: [inspection ?? {}, { ...second, name: 'again' }] });
    expect(judge(toInspected(toMatch('verify-reprobuilds')), signMetadata(LINK, [ALICE]))).toMatchObject({ kind: 'confirmed' });
    expect(judge(toInspected(toMatch('verify-reprobuilds', ['IN', 'out'])), signMetadata(LINK, [ALICE]))).toMatchObject({ code: 'rule-violated' });
    expect(judge(toInspected(toMatch('nowhere')), signMetadata(LINK, [ALICE]))).toMatchObject({ code: 'rule-violated' });
  });
  it('notes a link that says nothing of the file', () => {
    expect(judge(toRootLayout([ALICE], 1), signMetadata(toLink({ y: GOOD }), [ALICE])).notes).toEqual([`r1 (key ${ALICE.trusted.fingerprint}): says nothing of "${FILE}"`]);
  });
});

describe('followLayout, with layouts within the layout', () => {
  const ROOT = toRootLayout([ALICE], 1);
  const toSub = (changes: JsonObject = {}): JsonObject => toRootLayout([CAROL], 1, { inspect: [], steps: [toStep([CAROL], 1, { name: 'build' })], ...changes });
  const BUILT = signMetadata(toLink({ [FILE]: GOOD }, { name: 'build' }), [CAROL]);

  it('takes what the delegated layout comes to as the word of the key that signed it', () => {
    expect(judge(ROOT, signMetadata(toSub(), [ALICE]), BUILT)).toMatchObject({ kind: 'confirmed', by: [`r1 (key ${ALICE.trusted.fingerprint})`] });
  });
  it('refuses one that is signed by another key, or by none', () => {
    for (const signers of [[BOB], [CAROL], [OWNER], []]) expect(judge(ROOT, signMetadata(toSub(), signers), BUILT)).toMatchObject({ code: 'no-valid-signature' });
  });
  it.each([
    ['expired', toSub({ expires: '2026-01-01T00:00:00Z' }), 'expired on'],
    ['unsupported', toSub({ steps: [] }), 'has no step'],
    ['short', toSub({ steps: [toStep([CAROL], 1, { name: 'elsewhere' })] }), 'the step "elsewhere" has 0 of 1'],
  ])('refuses one that is %s', (_, sub, words) => {
    const decision = judge(ROOT, signMetadata(sub, [ALICE]), BUILT);
    expect(decision).toMatchObject({ code: 'rule-violated' });
    expect(decision.notes.join()).toContain(words);
  });
  it('applies the rules of the step to what it comes to', () => {
    const before = toLink({ [FILE]: GOOD }, { name: 'build', materials: { [FILE]: GOOD } });
    const sub = toSub({ steps: [toStep([CAROL], 1, { name: 'build', expected_products: [] })] });
    expect(judge(ROOT, signMetadata(sub, [ALICE]), signMetadata(before, [CAROL]))).toMatchObject({ code: 'rule-violated' });
  });
  it('takes the materials of the first step and the products of the last', () => {
    const sub = toRootLayout([BOB, CAROL], 1, { inspect: [], steps: [
      toStep([BOB], 1, { name: 'fetch', expected_products: [] }), toStep([CAROL], 1, { name: 'build' }),
    ] });
    const fetched = signMetadata(toLink({}, { name: 'fetch', materials: { [FILE]: GOOD } }), [BOB]);
    // The file is a material of the whole, so the whole did not create it.
    expect(judge(ROOT, signMetadata(sub, [ALICE]), BUILT, fetched)).toMatchObject({ code: 'rule-violated' });
    expect(judge(ROOT, signMetadata(sub, [ALICE]), BUILT, signMetadata(toLink({}, { name: 'fetch' }), [BOB]))).toMatchObject({ kind: 'confirmed' });
  });
  it('leaves out what stands in it with two digests, or with none', () => {
    const sub = toRootLayout([BOB, CAROL], 1, { inspect: [], steps: [toStep([BOB, CAROL], 1, { name: 'build' })] });
    const other = signMetadata(toLink({ [FILE]: { sha256: OTHER }, y: {} }, { name: 'build' }), [BOB]);
    expect(judge(ROOT, signMetadata(sub, [ALICE]), BUILT)).toMatchObject({ kind: 'confirmed' });
    expect(judge(ROOT, signMetadata(sub, [ALICE]), BUILT, other)).toMatchObject({ code: 'not-covered' });
  });
  it('follows three within each other and no more', () => {
    const keys = Array.from({ length: 6 }, (_, index) => createPlainKey(`depth ${index}`));
    /** The layout by which each key hands on to the next, and the link of the last. */
    const toChain = (depth: number): Uint8Array[] => keys.slice(0, depth).map((key, index) => {
      const next = keys[index + 1] ?? key;
      return signMetadata(toRootLayout([next], 1, { inspect: [], steps: [toStep([next], 1)] }), [key]);
    }).concat(signMetadata(LINK, keys.slice(depth, depth + 1)));
    const root = toRootLayout(keys.slice(0, 1), 1);
    for (const depth of [0, 1, 2, 3]) expect(judge(root, ...toChain(depth))).toMatchObject({ kind: 'confirmed' });
    const deep = judge(root, ...toChain(4));
    expect(deep).toMatchObject({ code: 'rule-violated' });
    expect(deep.notes.join()).toContain('too many layouts within layouts');
  });
  it('comes to an end where layouts hand on to themselves and each other', () => {
    const toLoop = (readme: string): JsonObject => toRootLayout([ALICE], 1, { readme });
    const loops = Array.from({ length: 30 }, (_, index) => signMetadata(toLoop(`${index}`), [ALICE]));
    expect(judge(ROOT, ...loops)).toMatchObject({ code: 'rule-violated' });
    expect(judge(ROOT, signMetadata(toLoop(''), [ALICE]))).toMatchObject({ code: 'rule-violated' });
  });
});
