// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../attest/json.ts';
import { toCanonicalJson } from '../attest/canonical-json.ts';
import { DAY_MS, SECOND_MS } from '../model/time.ts';
import { createGpgKey, createPlainKey, signMetadata, toBytes, toLink, toRootLayout, toStep } from '../testing/supply-chain.ts';
import type { ChainKey } from '../testing/supply-chain.ts';
import { decide } from './decide.ts';
import type { Artifact, Decision, Evidence, Policy } from './decision.ts';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const FILE = 'vim_9.0.1378-2_amd64.deb';
const SHA256 = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const ARTIFACT: Artifact = { fileName: FILE, sha256: SHA256, packageName: 'vim' };
const [OWNER, OWNER2, ALICE, BOB, MALLORY] = [
  createPlainKey('owner'), createPlainKey('owner 2'), createPlainKey('alice'), createPlainKey('bob'), createPlainKey('mallory'),
];

const GOOD_LINK = toLink({ [FILE]: { sha256: SHA256 } });
const PRODUCTS = (products: JsonObject): JsonObject => toLink(products);

function toPolicy(layout: Uint8Array, keys: readonly ChainKey[] = [OWNER]): Policy {
  return { trust: { kind: 'layout', layout, keys: keys.map((key) => key.trusted) }, exceptions: [] };
}

function found(...answers: readonly Uint8Array[]): Evidence[] {
  return answers.map((bytes, index) => ({ kind: 'found', rebuilder: `rebuilder${index + 1}.example`, bytes }));
}

const POLICY = toPolicy(signMetadata(toRootLayout([ALICE, BOB], 2), [OWNER]));
const GOOD = found(signMetadata(GOOD_LINK, [ALICE]), signMetadata(GOOD_LINK, [BOB]));

/** `confirmed`, or the code of the refusal, which says something to a person. */
function judge(policy: Policy, evidence: readonly Evidence[], artifact: Artifact = ARTIFACT, now = NOW): string {
  const decision: Decision = decide(artifact, policy, evidence, now);
  expect(decision.sentence).toMatch(/^.{30,}\.$/);
  return decision.kind === 'refused' ? decision.code : decision.kind;
}

/** The same evidence with Bob's link in place of his good one. */
const withBob = (bytes: Uint8Array): Evidence[] => [...GOOD.slice(0, 1), ...found(bytes)];
const edit = (bytes: Uint8Array, from: string, to: string): Uint8Array => {
  const text = new TextDecoder().decode(bytes);
  expect(text).toContain(from);
  return new TextEncoder().encode(text.replace(from, to));
};

describe('decide, under attack', () => {
  it('confirms what all the attacks start from', () => {
    expect(decide(ARTIFACT, POLICY, GOOD, NOW)).toMatchObject({
      kind: 'confirmed', threshold: 2, dissent: [], notes: [],
      by: [`rebuilder1.example (key ${ALICE.trusted.fingerprint})`, `rebuilder2.example (key ${BOB.trusted.fingerprint})`],
    });
  });
  it('refuses a tampered artifact', () => {
    expect(judge(POLICY, GOOD, { ...ARTIFACT, sha256: OTHER })).toBe('digest-differs');
  });
  it('refuses a tampered link, whose digest was changed to that of a tampered artifact', () => {
    const links = [ALICE, BOB].map((key) => edit(signMetadata(GOOD_LINK, [key]), SHA256, OTHER));
    expect(judge(POLICY, found(...links), { ...ARTIFACT, sha256: OTHER })).toBe('no-valid-signature');
    expect(judge(POLICY, withBob(edit(signMetadata(GOOD_LINK, [BOB]), SHA256, OTHER)), ARTIFACT)).toBe('below-threshold');
  });
  it.each([
    ['another package', 'nano_7.2-1_amd64.deb'],
    ['another version', 'vim_9.0.1378-1_amd64.deb'],
    ['another architecture', 'vim_9.0.1378-2_arm64.deb'],
  ])('refuses a link of %s', (_, fileName) => {
    const links = [ALICE, BOB].map((key) => signMetadata(PRODUCTS({ [fileName]: { sha256: SHA256 } }), [key]));
    expect(judge(POLICY, found(...links))).toBe('not-covered');
    expect(judge(POLICY, found(...links), { ...ARTIFACT, fileName })).toBe('confirmed');
  });
  it('refuses a replayed old version: the file of today under the old links, and the old file under the name of today', () => {
    const old = { ...ARTIFACT, fileName: 'vim_9.0.1378-1_amd64.deb', sha256: OTHER };
    const links = found(...[ALICE, BOB].map((key) => signMetadata(PRODUCTS({ [old.fileName]: { sha256: OTHER } }), [key])));
    expect(judge(POLICY, links, old)).toBe('confirmed');
    expect(judge(POLICY, links, { ...old, fileName: FILE })).toBe('not-covered');
    expect(judge(POLICY, links, { ...old, sha256: SHA256 })).toBe('digest-differs');
    expect(judge(POLICY, [...GOOD, ...links], { ...old, fileName: FILE })).toBe('digest-differs');
  });
  it('refuses rebuilderd\'s link of another file, though this file is among its products', () => {
    const toNamed = (name: string): Evidence[] => found(...[ALICE, BOB].map((key) => signMetadata({ ...GOOD_LINK, name }, [key])));
    expect(judge(POLICY, toNamed(`rebuild ${FILE}`))).toBe('confirmed');
    expect(judge(POLICY, toNamed('rebuild nano_7.2-1_amd64.deb'))).toBe('not-covered');
  });
  it('refuses a link of another step', () => {
    expect(judge(POLICY, found(...[ALICE, BOB].map((key) => signMetadata({ ...GOOD_LINK, name: 'test' }, [key]))))).toBe('not-covered');
  });
  it('refuses a link signed by a wrong key that calls itself by the right key id', () => {
    const forged = { ...BOB, sign: (bytes: Uint8Array) => ({ ...MALLORY.sign(bytes), keyid: BOB.keyid }) };
    expect(judge(POLICY, withBob(signMetadata(GOOD_LINK, [forged])))).toBe('below-threshold');
  });
  it('refuses a link signed by a key that is not in the layout', () => {
    expect(judge(POLICY, withBob(signMetadata(GOOD_LINK, [MALLORY])))).toBe('below-threshold');
    expect(judge(POLICY, found(signMetadata(GOOD_LINK, [MALLORY])))).toBe('no-valid-signature');
  });
  it('refuses a link signed by a key of the layout that the step does not allow', () => {
    const steps = [toStep([ALICE, BOB], 2)];
    const policy = toPolicy(signMetadata(toRootLayout([ALICE, BOB, MALLORY], 2, { steps }), [OWNER]));
    const decision = decide(ARTIFACT, policy, withBob(signMetadata(GOOD_LINK, [MALLORY])), NOW);
    expect(decision).toMatchObject({ code: 'below-threshold', notes: [expect.stringContaining('does not trust this key with the step')] });
  });
  it('counts one signer of many links once', () => {
    const links = [GOOD_LINK, { ...GOOD_LINK, name: `rebuild ${FILE}` }, { ...GOOD_LINK, byproducts: { n: 1 } }];
    expect(judge(POLICY, found(...links.map((link) => signMetadata(link, [ALICE]))))).toBe('below-threshold');
    expect(judge(POLICY, found(signMetadata(GOOD_LINK, [ALICE, ALICE])))).toBe('below-threshold');
  });
  it('refuses a layout with one key under two ids', () => {
    const twin: ChainKey = { ...ALICE, keyid: 'a11ce', json: { ...ALICE.json, keyid: 'a11ce' } };
    const policy = toPolicy(signMetadata(toRootLayout([ALICE, twin], 2), [OWNER]));
    expect(judge(policy, found(signMetadata(GOOD_LINK, [ALICE]), signMetadata(GOOD_LINK, [twin])))).toBe('layout-unsupported');
  });
  it('counts a subkey as its main key', () => {
    const times = { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - DAY_MS };
    const [sub1, sub2] = [createGpgKey('sub 1', times), createGpgKey('sub 2', times)];
    const main = createGpgKey('main', { ...times, subkeys: [sub1, sub2] });
    const policy = toPolicy(signMetadata(toRootLayout([main, BOB], 2), [OWNER]));
    const [first, second] = [signMetadata(GOOD_LINK, [sub1]), signMetadata(GOOD_LINK, [sub2])];
    expect(judge(policy, found(first, second))).toBe('below-threshold');
    expect(judge(policy, found(first, signMetadata(GOOD_LINK, [BOB])))).toBe('confirmed');
  });
  it('lets a subkey that a step names sign alone: neither its main key nor its sisters', () => {
    const times = { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - DAY_MS };
    const [sub1, sub2] = [createGpgKey('sub 1', times), createGpgKey('sub 2', times)];
    const main = createGpgKey('main', { ...times, subkeys: [sub1, sub2] });
    const steps = [toStep([sub1], 1)];
    const policy = toPolicy(signMetadata(toRootLayout([main], 1, { steps }), [OWNER]));
    expect(judge(policy, found(signMetadata(GOOD_LINK, [sub1])))).toBe('confirmed');
    expect(judge(policy, found(signMetadata(GOOD_LINK, [sub2])))).toBe('no-valid-signature');
    expect(judge(policy, found(signMetadata(GOOD_LINK, [createGpgKey('main', times)])))).toBe('no-valid-signature');
  });
  it('refuses what a key signed after it had expired', () => {
    const createdAt = NOW - 100 * DAY_MS;
    const toKey = (signsAt: number): ChainKey => createGpgKey('short', { createdAt, signsAt, validitySeconds: 50 * DAY_MS / SECOND_MS });
    const policy = toPolicy(signMetadata(toRootLayout([toKey(NOW)], 1), [OWNER]));
    expect(judge(policy, found(signMetadata(GOOD_LINK, [toKey(NOW - 60 * DAY_MS)])))).toBe('confirmed');
    expect(judge(policy, found(signMetadata(GOOD_LINK, [toKey(NOW - 40 * DAY_MS)])))).toBe('no-valid-signature');
  });
  it('refuses a layout whose own key has expired since', () => {
    const owner = createGpgKey('owner', { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - 99 * DAY_MS, validitySeconds: 50 * DAY_MS / SECOND_MS });
    const policy = toPolicy(signMetadata(toRootLayout([ALICE], 1), [owner]), [owner]);
    const evidence = found(signMetadata(GOOD_LINK, [ALICE]));
    expect(judge(policy, evidence, ARTIFACT, NOW - 60 * DAY_MS)).toBe('confirmed');
    expect(judge(policy, evidence)).toBe('layout-unsigned');
  });
  it('refuses an expired layout, from its last moment on', () => {
    const expires = Date.parse('2027-01-01T00:00:00Z');
    expect(judge(POLICY, GOOD, ARTIFACT, expires - 1)).toBe('confirmed');
    expect(judge(POLICY, GOOD, ARTIFACT, expires)).toBe('layout-expired');
  });
  it('refuses an unsigned layout, and any layout where no key is configured', () => {
    expect(judge(toPolicy(signMetadata(toRootLayout([ALICE, BOB], 2), [])), GOOD)).toBe('layout-unsigned');
    expect(judge({ ...POLICY, trust: { kind: 'layout', layout: signMetadata(toRootLayout([ALICE, BOB], 2), [OWNER]), keys: [] } }, GOOD)).toBe('layout-unsigned');
  });
  it('refuses a layout signed by one of two required keys, or by the same one twice', () => {
    const layout = toRootLayout([ALICE, BOB], 2);
    expect(judge(toPolicy(signMetadata(layout, [OWNER, OWNER2]), [OWNER, OWNER2]), GOOD)).toBe('confirmed');
    expect(judge(toPolicy(signMetadata(layout, [OWNER]), [OWNER, OWNER2]), GOOD)).toBe('layout-unsigned');
    expect(judge(toPolicy(signMetadata(layout, [OWNER, OWNER]), [OWNER, OWNER2]), GOOD)).toBe('layout-unsigned');
  });
  it('refuses a layout whose threshold was lowered behind its signature', () => {
    const layout = edit(signMetadata(toRootLayout([ALICE, BOB], 2), [OWNER]), '"threshold":2', '"threshold":1');
    expect(judge(toPolicy(layout), GOOD)).toBe('layout-unsigned');
  });
  it('refuses a layout that asks for no signature, or for more than it has keys', () => {
    for (const threshold of [0, -1, 3]) {
      expect(judge(toPolicy(signMetadata(toRootLayout([ALICE, BOB], threshold), [OWNER])), GOOD)).toBe('layout-unsupported');
    }
  });
  it('refuses a threshold one short', () => {
    expect(judge(POLICY, GOOD.slice(1))).toBe('below-threshold');
    expect(judge(POLICY, [...GOOD.slice(1), { kind: 'absent', rebuilder: 'x' }, { kind: 'unavailable', rebuilder: 'y', reason: 'timeout' }])).toBe('below-threshold');
  });
  it('tells dissent even where enough confirm', () => {
    const policy = toPolicy(signMetadata(toRootLayout([ALICE, BOB, MALLORY], 2), [OWNER]));
    const dissenting = signMetadata(PRODUCTS({ [FILE]: { sha256: OTHER } }), [MALLORY]);
    expect(decide(ARTIFACT, policy, [...GOOD, ...found(dissenting)], NOW)).toMatchObject({
      kind: 'confirmed', dissent: [expect.stringContaining(MALLORY.trusted.fingerprint)], sentence: expect.stringContaining('Another result') as unknown,
    });
  });
  it('tells the dissent of a key that may not confirm anything', () => {
    const policy = toPolicy(signMetadata(toRootLayout([ALICE, BOB, MALLORY], 2, { steps: [toStep([ALICE, BOB], 2)] }), [OWNER]));
    const dissenting = signMetadata(PRODUCTS({ [FILE]: { sha256: OTHER } }), [MALLORY]);
    expect(decide(ARTIFACT, policy, [...GOOD, ...found(dissenting)], NOW)).toMatchObject({ kind: 'confirmed', dissent: [expect.stringContaining(MALLORY.trusted.fingerprint)] });
  });
  it.each(['../../etc/passwd', '/etc/passwd', `../${FILE}`, 'rebuild/../../x', 'rebuild\u0000', `rebuild ../${FILE}`])(
    'refuses a path in a link\'s name, %j', (name) => {
      expect(judge(POLICY, found(...[ALICE, BOB].map((key) => signMetadata({ ...GOOD_LINK, name }, [key]))))).toBe('not-covered');
    },
  );
  it.each([`./${FILE}`, `../${FILE}`, `/${FILE}`, `x/${FILE}`, `${FILE}\u0000`, ` ${FILE}`, FILE.toUpperCase()])(
    'does not take the product %j for the file', (path) => {
      const links = [ALICE, BOB].map((key) => signMetadata(PRODUCTS({ [path]: { sha256: SHA256 } }), [key]));
      expect(judge(POLICY, found(...links))).not.toBe('confirmed');
    },
  );
  it.each(['', '.', '..', 'a/b.deb', '../x.deb', 'a\\b.deb', 'x\n.deb', 'x\u0000.deb', '\u202ebed.x', 'x'.repeat(256)])('refuses an odd file name, %j', (fileName) => {
    const links = [ALICE, BOB].map((key) => signMetadata(PRODUCTS({ [fileName]: { sha256: SHA256 } }), [key]));
    expect(judge(POLICY, found(...links), { ...ARTIFACT, fileName })).toBe('input-invalid');
  });
  it.each(['vim_2%3a9.0_amd64.deb', 'é ü.deb', '__proto__.deb', '[x].deb', '*.deb', "a'b$(id).deb"])('takes the odd but plain file name %j as it is', (fileName) => {
    const links = [ALICE, BOB].map((key) => signMetadata(PRODUCTS({ [fileName]: { sha256: SHA256 } }), [key]));
    expect(judge(POLICY, found(...links), { ...ARTIFACT, fileName })).toBe('confirmed');
    expect(judge(POLICY, GOOD, { ...ARTIFACT, fileName })).toBe('not-covered');
  });
  it('refuses with a clock that is wrong: too late, before the layout was signed, or none', () => {
    const owner = createGpgKey('owner', { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - 10 * DAY_MS });
    const policy = toPolicy(signMetadata(toRootLayout([ALICE, BOB], 2), [owner]), [owner]);
    expect(judge(policy, GOOD)).toBe('confirmed');
    expect(judge(policy, GOOD, ARTIFACT, NOW + 1000 * DAY_MS)).toBe('layout-expired');
    expect(judge(policy, GOOD, ARTIFACT, NOW - 12 * DAY_MS)).toBe('layout-unsigned');
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5]) expect(judge(policy, GOOD, ARTIFACT, now)).toBe('input-invalid');
  });
  it('refuses a link from the future', () => {
    const late = createGpgKey('late', { createdAt: NOW - DAY_MS, signsAt: NOW + 2 * DAY_MS });
    const policy = toPolicy(signMetadata(toRootLayout([late], 1), [OWNER]));
    expect(judge(policy, found(signMetadata(GOOD_LINK, [late])))).toBe('no-valid-signature');
    expect(judge(policy, found(signMetadata(GOOD_LINK, [late])), ARTIFACT, NOW + 2 * DAY_MS)).toBe('confirmed');
  });
  it('refuses a layout that wants a command run', () => {
    for (const run of [['sh', '-c', 'true'], ['true', '--help'], [], ['/sbin/true'], ['./true'], ['true;id']]) {
      const [inspection] = toRootLayout([ALICE, BOB], 2)['inspect'] as JsonObject[];
      const policy = toPolicy(signMetadata(toRootLayout([ALICE, BOB], 2, { inspect: [{ ...inspection, run }] }), [OWNER]));
      expect(judge(policy, GOOD)).toBe('layout-unsupported');
    }
  });
  it('does not take a link for a layout, nor a layout for a link', () => {
    expect(judge(toPolicy(signMetadata(GOOD_LINK, [OWNER])), GOOD)).toBe('layout-unsupported');
    expect(judge(POLICY, found(signMetadata(toRootLayout([ALICE, BOB], 2), [OWNER])))).toBe('no-valid-signature');
  });
  it('does not take in a signature over another form of the same words', () => {
    const signature = ALICE.sign(new TextEncoder().encode(JSON.stringify(GOOD_LINK)));
    expect(toCanonicalJson(GOOD_LINK)).not.toEqual(new TextEncoder().encode(JSON.stringify(GOOD_LINK)));
    expect(judge(POLICY, withBob(toBytes({ signatures: [signature], signed: GOOD_LINK })))).toBe('below-threshold');
  });
});
