// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { JsonObject, JsonValue } from '../attest/json.ts';
import { DAY_MS, SECOND_MS } from '../model/time.ts';
import { createGpgKey, createPlainKey, toLink, toRootLayout, toStep } from './supply-chain.ts';
import type { ChainKey } from './supply-chain.ts';

/** One question that in-toto 1.3.1 and this verifier are both asked. */
export interface ReferenceCase {
  readonly name: string;
  readonly layout: JsonObject;
  /** Who signed the layout, and whose signatures are required. */
  readonly owners?: readonly ChainKey[];
  readonly required?: readonly ChainKey[];
  readonly files: readonly MetadataFile[];
  readonly artifact?: string;
  /** `ok`, or the exception. */
  readonly theirs: string;
  /** `confirmed`, or the refusal's code. */
  readonly ours: string;
  /** Why one takes what the other does not. */
  readonly why?: string;
}

/** Where in-toto looks for it: in a folder of its links, by step and key. */
export interface MetadataFile {
  readonly path: string;
  readonly signed: JsonObject;
  readonly signers: readonly ChainKey[];
  /** Changes the file behind its signature. */
  readonly tamper?: (text: string) => string;
}

export const NOW = Date.parse('2026-06-01T00:00:00Z');
export const FILE = 'x_1_all.deb';
export const CONTENT = 'the artifact\n';
/** Of `CONTENT`. */
const SHA256 = 'bc7d9595113fde1cc84e2489f523da6184c8f1417a62ee5d8f2f2f98f6dd3854';
const OTHER = 'cd'.repeat(32);
const GOOD = { sha256: SHA256 };

export const OWNER = createPlainKey('owner');
const [OWNER2, ALICE, BOB, CAROL, MALLORY] = [
  createPlainKey('owner 2'), createPlainKey('alice'), createPlainKey('bob'), createPlainKey('carol'), createPlainKey('mallory'),
];
const TIMES = { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - 60 * DAY_MS };
const [SUB1, SUB2, GPG] = [createGpgKey('sub 1', TIMES), createGpgKey('sub 2', TIMES), createGpgKey('gpg', TIMES)];
const MAIN = createGpgKey('main', { ...TIMES, subkeys: [SUB1, SUB2] });
const SHORT = createGpgKey('short', { ...TIMES, validitySeconds: 50 * DAY_MS / SECOND_MS });
const LATE = createGpgKey('short', { createdAt: TIMES.createdAt, signsAt: NOW - 40 * DAY_MS, validitySeconds: 50 * DAY_MS / SECOND_MS });
const TWIN: ChainKey = { ...ALICE, keyid: 'a11ce000', json: { ...ALICE.json, keyid: 'a11ce000' }, sign: (bytes) => ({ ...ALICE.sign(bytes), keyid: 'a11ce000' }) };

const toForged = (key: ChainKey): ChainKey => ({ ...key, sign: (bytes) => ({ ...MALLORY.sign(bytes), keyid: key.keyid }) });
const toPath = (step: string, { keyid }: ChainKey): string => `${step}.${keyid.slice(0, 8)}.link`;
const toFile = (signed: JsonObject, key: ChainKey, signers: readonly ChainKey[] = [key], step = 'rebuild'): MetadataFile => (
  { path: toPath(step, key), signed, signers });
const toFiles = (...keys: readonly ChainKey[]): MetadataFile[] => keys.map((key) => toFile(toLink({ [FILE]: GOOD }), key));
const toSigned = (products: JsonObject, changes: JsonObject = {}): MetadataFile[] => [toFile(toLink(products, changes), ALICE)];

const TWO = toRootLayout([ALICE, BOB], 2);
const ONE = toRootLayout([ALICE], 1);
const [INSPECTION = {}] = ONE['inspect'] as JsonObject[];
const toInspected = (rules: JsonValue, changes: JsonObject = {}): JsonObject => (
  toRootLayout([ALICE], 1, { inspect: [{ ...INSPECTION, expected_materials: rules, ...changes }] }));
const toRuled = (expected_materials: JsonValue, expected_products: JsonValue): JsonObject => (
  toRootLayout([ALICE], 1, { steps: [toStep([ALICE], 1, { expected_materials, expected_products })] }));
const MATCH = ['MATCH', '*.deb', 'WITH', 'PRODUCTS', 'FROM', 'rebuild'];

/** Two steps: what `fetch` gave is what `rebuild` took. */
const TWO_STEPS = toRootLayout([ALICE, BOB], 1, { steps: [
  toStep([BOB], 1, { name: 'fetch', expected_products: [['CREATE', 'src/*'], ['DISALLOW', '*']] }),
  toStep([ALICE], 1, { expected_materials: [['MATCH', '*', 'IN', 'in', 'WITH', 'PRODUCTS', 'IN', 'src', 'FROM', 'fetch'], ['DISALLOW', '*']] }),
] });
const toFetched = (sha256: string): MetadataFile[] => [
  toFile(toLink({ 'src/x.dsc': { sha256: OTHER } }, { name: 'fetch' }), BOB, [BOB], 'fetch'),
  toFile(toLink({ [FILE]: GOOD }, { materials: { 'in/x.dsc': { sha256 } } }), ALICE),
];

const SUBLAYOUT = toRootLayout([CAROL], 1, { inspect: [], steps: [toStep([CAROL], 1, { name: 'build' })] });
const toDelegated = (layout: JsonObject, signers: readonly ChainKey[] = [ALICE], products: JsonObject = { [FILE]: GOOD }): MetadataFile[] => [
  { path: toPath('rebuild', ALICE), signed: layout, signers },
  { path: `rebuild.${ALICE.keyid.slice(0, 8)}/${toPath('build', CAROL)}`, signed: toLink(products, { name: 'build' }), signers: [CAROL] },
];

const PER_DIGEST = 'votes are counted for each digest; in-toto wants all links of a step to be identical';

export const REFERENCE_CASES: readonly ReferenceCase[] = [
  { name: 'two of two', layout: TWO, files: toFiles(ALICE, BOB), theirs: 'ok', ours: 'confirmed' },
  { name: 'one of two', layout: TWO, files: toFiles(ALICE), theirs: 'LinkNotFoundError', ours: 'below-threshold' },
  { name: 'no link', layout: TWO, files: [], theirs: 'LinkNotFoundError', ours: 'no-evidence' },
  { name: 'one of one', layout: ONE, files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'GPG keys', layout: toRootLayout([GPG, ALICE], 2), owners: [SUB1], required: [SUB1], files: toFiles(GPG, ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a tampered artifact', layout: ONE, files: toSigned({ [FILE]: { sha256: OTHER } }), theirs: 'RuleVerificationError', ours: 'digest-differs' },
  { name: 'a tampered link', layout: ONE, files: [{ path: toPath('rebuild', ALICE), signed: toLink({ [FILE]: { sha256: OTHER } }), signers: [ALICE], tamper: (text) => text.replace(OTHER, SHA256) }], theirs: 'ThresholdVerificationError', ours: 'no-valid-signature' },
  { name: 'a link of another package', layout: ONE, files: toSigned({ 'y_1_all.deb': GOOD }), theirs: 'RuleVerificationError', ours: 'not-covered' },
  { name: 'a wrong key under the right id', layout: ONE, files: [toFile(toLink({ [FILE]: GOOD }), ALICE, [toForged(ALICE)])], theirs: 'ThresholdVerificationError', ours: 'no-valid-signature' },
  { name: 'a key that is not in the layout', layout: ONE, files: [toFile(toLink({ [FILE]: GOOD }), ALICE, [MALLORY])], theirs: 'ThresholdVerificationError', ours: 'no-valid-signature' },
  { name: 'a key that the step does not allow', layout: toRootLayout([ALICE, BOB], 1, { steps: [toStep([BOB], 1)] }), files: toFiles(ALICE), theirs: 'LinkNotFoundError', ours: 'no-valid-signature' },
  { name: 'an unsigned layout', layout: ONE, owners: [], files: toFiles(ALICE), theirs: 'SignatureVerificationError', ours: 'layout-unsigned' },
  { name: 'a layout of no required key', layout: ONE, required: [], files: toFiles(ALICE), theirs: 'SignatureVerificationError', ours: 'layout-unsigned' },
  { name: 'one of two required signatures', layout: ONE, required: [OWNER, OWNER2], files: toFiles(ALICE), theirs: 'SignatureVerificationError', ours: 'layout-unsigned' },
  { name: 'both required signatures', layout: ONE, owners: [OWNER2, OWNER], required: [OWNER, OWNER2], files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a wrong signature before the right one', layout: ONE, owners: [toForged(OWNER), OWNER], files: toFiles(ALICE), theirs: 'SignatureVerificationError', ours: 'confirmed', why: 'key ids are hints: any valid signature of the key will do; in-toto looks at the first of that id' },
  { name: 'an expired layout', layout: { ...ONE, expires: '2026-05-31T23:59:59Z' }, files: toFiles(ALICE), theirs: 'LayoutExpiredError', ours: 'layout-expired' },
  { name: 'a layout in its last second', layout: { ...ONE, expires: '2026-06-01T00:00:01Z' }, files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a layout at the moment it expires', layout: { ...ONE, expires: '2026-06-01T00:00:00Z' }, files: toFiles(ALICE), theirs: 'ok', ours: 'layout-expired', why: 'the expiry is the first moment that a layout no longer holds' },
  { name: 'a layout that expires on no day', layout: { ...ONE, expires: '2026-06-31T00:00:00Z' }, files: toFiles(ALICE), theirs: 'FormatError', ours: 'layout-unreadable' },
  { name: 'a layout whose own key has expired', layout: ONE, owners: [SHORT], required: [SHORT], files: toFiles(ALICE), theirs: 'KeyExpirationError', ours: 'layout-unsigned' },
  { name: 'a layout with an unknown field', layout: { ...ONE, environment: {} }, files: toFiles(ALICE), theirs: 'SignatureVerificationError', ours: 'layout-unsupported' },
  { name: 'a layout without readme', layout: Object.fromEntries(Object.entries(ONE).filter(([field]) => field !== 'readme')), files: toFiles(ALICE), theirs: 'SignatureVerificationError', ours: 'layout-unreadable' },
  { name: 'two steps of one name', layout: { ...ONE, steps: [toStep([ALICE], 1), toStep([ALICE], 1)] }, files: toFiles(ALICE), theirs: 'FormatError', ours: 'layout-unreadable' },
  { name: 'a rule that is none', layout: toInspected([['MATCH', '*.deb', 'FROM', 'rebuild']]), files: toFiles(ALICE), theirs: 'FormatError', ours: 'layout-unreadable' },
  { name: 'keywords in lower case', layout: toInspected([MATCH.map((word) => (word === 'rebuild' ? word : word.toLowerCase())), ['disallow', '*']]), files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a threshold of 0', layout: toRootLayout([ALICE], 0), files: toFiles(ALICE), theirs: 'ok', ours: 'layout-unsupported', why: 'a layout that asks for nobody confirms nothing' },
  { name: 'one key under two ids', layout: toRootLayout([ALICE, TWIN], 2), files: [...toFiles(ALICE), toFile(toLink({ [FILE]: GOOD }), TWIN)], theirs: 'ok', ours: 'layout-unsupported', why: 'one signer would be counted twice; in-toto compares key ids' },
  { name: 'two subkeys of one main key', layout: toRootLayout([MAIN, ALICE], 2), files: toFiles(SUB1, SUB2), theirs: 'ThresholdVerificationError', ours: 'below-threshold' },
  { name: 'a subkey and another key', layout: toRootLayout([MAIN, ALICE], 2), files: toFiles(SUB1, ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a step that names a subkey', layout: toRootLayout([MAIN], 1, { steps: [toStep([SUB1], 1)] }), files: toFiles(SUB1), theirs: 'ok', ours: 'confirmed' },
  { name: 'a sister of the subkey that the step names', layout: toRootLayout([MAIN], 1, { steps: [toStep([SUB1], 1)] }), files: [toFile(toLink({ [FILE]: GOOD }), SUB1, [SUB2])], theirs: 'ok', ours: 'no-valid-signature', why: 'trust in a subkey is trust in that subkey; in-toto checks with the whole main key then' },
  { name: 'a key that expired after it signed', layout: toRootLayout([SHORT], 1), files: toFiles(SHORT), theirs: 'ThresholdVerificationError', ours: 'confirmed', why: 'what was rebuilt stays rebuilt: a key must have been valid when it signed, by the time within the signature' },
  { name: 'a key that signed after it had expired', layout: toRootLayout([LATE], 1), files: toFiles(LATE), theirs: 'ThresholdVerificationError', ours: 'no-valid-signature' },
  { name: 'a link of another step under the name of this', layout: ONE, files: [{ path: toPath('rebuild', ALICE), signed: toLink({ [FILE]: GOOD }, { name: 'test' }), signers: [ALICE] }], theirs: 'ok', ours: 'not-covered', why: 'a link counts for the step that it names; in-toto goes by the name of its file' },
  { name: 'rebuilderd\'s link', layout: ONE, files: [{ path: toPath('rebuild', ALICE), signed: toLink({ [FILE]: { sha256: SHA256, sha512: 'ef'.repeat(64) } }, { name: `rebuild ${FILE}`, environment: null }), signers: [ALICE] }], theirs: 'FormatError', ours: 'confirmed', why: 'rebuilderd\'s form of a link is read like any other' },
  { name: 'a link with a second hash', layout: ONE, files: toSigned({ [FILE]: { sha256: SHA256, sha512: 'ef'.repeat(64) } }), theirs: 'RuleVerificationError', ours: 'confirmed', why: 'the SHA-256 is compared; in-toto compares whole lists of hashes, which fails whenever one has more' },
  { name: 'a digest in upper case', layout: ONE, files: toSigned({ [FILE]: { sha256: SHA256.toUpperCase() } }), theirs: 'RuleVerificationError', ours: 'confirmed', why: 'hex is hex' },
  { name: 'one of three dissents', layout: toRootLayout([ALICE, BOB, CAROL], 2), files: [...toFiles(ALICE, BOB), toFile(toLink({ [FILE]: { sha256: OTHER } }), CAROL)], theirs: 'ThresholdVerificationError', ours: 'confirmed', why: PER_DIGEST },
  { name: 'one of two reproduced another file as well', layout: TWO, files: [...toFiles(ALICE), toFile(toLink({ [FILE]: GOOD, 'y_1_all.deb': GOOD }), BOB)], theirs: 'ThresholdVerificationError', ours: 'confirmed', why: PER_DIGEST },
  { name: 'the first of two dissents, and one is enough', layout: toRootLayout([ALICE, BOB], 1), files: [...toSigned({ [FILE]: { sha256: OTHER } }), ...toFiles(BOB)], theirs: 'RuleVerificationError', ours: 'confirmed', why: PER_DIGEST },
  { name: 'a command that was not expected', layout: toRootLayout([ALICE], 1, { steps: [toStep([ALICE], 1, { expected_command: ['make'] })] }), files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a product that was there before', layout: ONE, files: toSigned({ [FILE]: GOOD }, { materials: { [FILE]: GOOD } }), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'REQUIRE of the file', layout: toInspected([['REQUIRE', FILE], MATCH, ['DISALLOW', '*']]), files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'REQUIRE of a pattern', layout: toInspected([['REQUIRE', '*.deb'], MATCH, ['DISALLOW', '*']]), files: toFiles(ALICE), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'REQUIRE of what was taken already', layout: toInspected([MATCH, ['REQUIRE', FILE]]), files: toFiles(ALICE), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'MATCH with a prefix', layout: toInspected([['MATCH', '*', 'WITH', 'PRODUCTS', 'IN', 'out/', 'FROM', 'rebuild'], ['DISALLOW', '*']]), files: toSigned({ [`out/${FILE}`]: GOOD }), theirs: 'ok', ours: 'confirmed' },
  { name: 'MATCH with a prefix that is not there', layout: toInspected([['MATCH', '*', 'WITH', 'PRODUCTS', 'IN', 'out', 'FROM', 'rebuild'], ['DISALLOW', '*']]), files: toFiles(ALICE), theirs: 'RuleVerificationError', ours: 'not-covered' },
  { name: 'MATCH with materials', layout: toInspected([['MATCH', '*', 'WITH', 'MATERIALS', 'FROM', 'rebuild'], ['DISALLOW', '*']]), files: toFiles(ALICE), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'MATCH with a step that is not there', layout: toInspected([['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM', 'build'], ['DISALLOW', '*']]), files: toFiles(ALICE), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'MATCH with another hash is no match, and ALLOW takes it', layout: toInspected([MATCH, ['ALLOW', '*']]), files: toSigned({ [FILE]: { sha256: OTHER } }), theirs: 'ok', ours: 'digest-differs', why: 'a layout may allow anything, but what is installed has to have been rebuilt' },
  { name: 'MATCH from an inspection', layout: toInspected([['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM', 'verify-reprobuilds'], ['DISALLOW', '*']]), files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'DELETE, MODIFY and ALLOW', layout: toRuled([['DELETE', 'b'], ['MODIFY', 'a'], ['ALLOW', 'c/*'], ['DISALLOW', '*']], [['CREATE', '*.deb'], ['ALLOW', '*']]), files: toSigned({ [FILE]: GOOD, a: GOOD, 'c/d/e': GOOD }, { materials: { a: { sha256: OTHER }, b: GOOD, 'c/d/e': GOOD } }), theirs: 'ok', ours: 'confirmed' },
  { name: 'MODIFY of what stayed the same', layout: toRuled([['MODIFY', 'a'], ['DISALLOW', '*']], [['ALLOW', '*']]), files: toSigned({ [FILE]: GOOD, a: GOOD }, { materials: { a: GOOD } }), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'DELETE of what stayed', layout: toRuled([['DELETE', 'a'], ['DISALLOW', '*']], [['ALLOW', '*']]), files: toSigned({ [FILE]: GOOD, a: GOOD }, { materials: { a: GOOD } }), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'a star across a slash', layout: toRuled([], [['DISALLOW', 'a*z'], ['ALLOW', '*']]), files: toSigned({ [FILE]: GOOD, 'a/b/z': GOOD }), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'two steps', layout: TWO_STEPS, files: toFetched(OTHER), theirs: 'ok', ours: 'confirmed' },
  { name: 'two steps that do not fit', layout: TWO_STEPS, files: toFetched(SHA256), theirs: 'RuleVerificationError', ours: 'rule-violated' },
  { name: 'two steps of which one is missing', layout: TWO_STEPS, files: toFetched(OTHER).slice(1), theirs: 'LinkNotFoundError', ours: 'rule-violated' },
  { name: 'two steps, the other one\'s link of a wrong key', layout: TWO_STEPS, files: toFetched(OTHER).map((file) => ({ ...file, signers: [ALICE] })), theirs: 'ThresholdVerificationError', ours: 'rule-violated' },
  { name: 'an inspection that fails', layout: toInspected([MATCH], { run: ['false'] }), files: toFiles(ALICE), theirs: 'BadReturnValueError', ours: 'layout-unsupported' },
  { name: 'an inspection that runs something', layout: toInspected([MATCH], { run: ['sh', '-c', 'exit 0'] }), files: toFiles(ALICE), theirs: 'ok', ours: 'layout-unsupported', why: 'nothing is run here' },
  { name: 'no inspection, and a tampered artifact', layout: { ...ONE, inspect: [] }, files: toSigned({ [FILE]: { sha256: OTHER } }), theirs: 'ok', ours: 'digest-differs', why: 'in-toto says nothing of a file that no inspection looks at' },
  { name: 'no inspection', layout: { ...ONE, inspect: [] }, files: toFiles(ALICE), theirs: 'ok', ours: 'confirmed' },
  { name: 'a file that no rule is about', layout: ONE, artifact: 'x.rpm', files: toSigned({ 'x.rpm': { sha256: OTHER } }), theirs: 'ok', ours: 'digest-differs', why: 'in-toto says nothing of a file that no rule is about' },
  { name: 'a file whose name in-toto leaves out', layout: toInspected([['MATCH', '*', 'WITH', 'PRODUCTS', 'FROM', 'rebuild'], ['DISALLOW', '*']]), artifact: 'x.deb~', files: toSigned({ 'x.deb~': { sha256: OTHER } }), theirs: 'ok', ours: 'digest-differs', why: 'in-toto does not record files such as *~ and *.link' },
  { name: 'a layout within the layout', layout: ONE, files: toDelegated(SUBLAYOUT), theirs: 'ok', ours: 'confirmed' },
  { name: 'a layout within the layout, and another digest', layout: ONE, files: toDelegated(SUBLAYOUT, [ALICE], { [FILE]: { sha256: OTHER } }), theirs: 'RuleVerificationError', ours: 'digest-differs' },
  { name: 'an expired layout within the layout', layout: ONE, files: toDelegated({ ...SUBLAYOUT, expires: '2026-01-01T00:00:00Z' }), theirs: 'LayoutExpiredError', ours: 'rule-violated' },
  { name: 'a layout within the layout, of somebody else', layout: ONE, files: toDelegated(SUBLAYOUT, [MALLORY]), theirs: 'ThresholdVerificationError', ours: 'no-valid-signature' },
  { name: 'a layout within the layout without its link', layout: ONE, files: toDelegated(SUBLAYOUT).slice(0, 1), theirs: 'LinkNotFoundError', ours: 'rule-violated' },
  { name: 'a layout within the layout, whose product is disallowed', layout: ONE, files: toDelegated(SUBLAYOUT, [ALICE], { [FILE]: GOOD, 'y.deb': GOOD }), theirs: 'ok', ours: 'confirmed' },
];
