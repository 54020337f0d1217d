// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_ATTESTATION_BYTES, parseAttestation } from '../attest/attestation.ts';
import { toCanonicalJson } from '../attest/canonical-json.ts';
import { parseJson } from '../attest/json.ts';
import type { JsonObject } from '../attest/json.ts';
import { parseKeyText } from '../attest/plain-keys.ts';
import { parseLayout } from '../attest/layout.ts';
import { STATEMENT_TYPE } from '../attest/statement.ts';
import type { TrustedKey } from '../attest/trusted-key.ts';
import { isCoded } from '../model/error.ts';
import { DAY_MS } from '../model/time.ts';
import { readPublicKey, signLink } from '../testing/keys/sign.ts';
import type { PlainTestKey } from '../testing/keys/sign.ts';
import { isSameMeaning, mutate, mutation } from '../testing/mutations.ts';
import { createGpgKey, createPlainKey, signMetadata, signPayload, toBytes, toLink, toRootLayout } from '../testing/supply-chain.ts';
import { createVerifier } from './decide.ts';
import type { Artifact, Decision, Policy } from './decision.ts';
import { readEvidence } from './evidence-reading.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const FILE = 'x_1_all.deb';
const SHA256 = '0123456789abcdef'.repeat(4);
const ARTIFACT: Artifact = { fileName: FILE, sha256: SHA256, packageName: 'x' };
const [OWNER, ALICE, BOB] = [createPlainKey('owner'), createPlainKey('alice'), createPlainKey('bob')];
const GPG = createGpgKey('gpg', { createdAt: NOW - 100 * DAY_MS, signsAt: NOW - 10 * DAY_MS });
const LINK = toLink({ [FILE]: { sha256: SHA256 } }, { materials: { 'x_1.dsc': { sha256: 'ab'.repeat(32) } }, byproducts: { 'return-value': 0 }, command: ['make', 'é "x"\\'] });
const STATEMENT = { _type: STATEMENT_TYPE, subject: [{ name: FILE, digest: { sha256: SHA256 } }] };
const toDocument = (bytes: Uint8Array): JsonObject => JSON.parse(new TextDecoder().decode(bytes)) as JsonObject;
const readTestKey = (name: PlainTestKey): readonly TrustedKey[] => parseKeyText(readPublicKey(name)).keys;
const readFixture = (name: string): Buffer => readFileSync(new URL(`../attest/fixtures/${name}`, import.meta.url));

/** Something that is accepted as it is, and what decides about a changed form of it. */
interface Accepted {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly decide: (bytes: Uint8Array) => Decision;
}

function toEvidence(name: string, bytes: Uint8Array, keys: readonly TrustedKey[], artifact = ARTIFACT): Accepted {
  const rebuilders = keys.map((key, index) => ({ operator: `${index}`, keys: [key] }));
  const verifier = createVerifier({ trust: { kind: 'rebuilders', threshold: keys.length, rebuilders }, exceptions: [] });
  return { name, bytes, decide: (changed) => verifier.decide(artifact, [{ kind: 'found', rebuilder: 'r', bytes: changed }], NOW) };
}

const LAYOUT = toRootLayout([ALICE, GPG], 1, { expires: '2027-11-22T16:32:11Z', readme: 'é' });
const toLayout = (name: string, bytes: Uint8Array, keys: readonly TrustedKey[]): Accepted => ({ name, bytes, decide: (layout) => {
  const policy: Policy = { trust: { kind: 'layout', layout, keys }, exceptions: [] };
  return createVerifier(policy).decide(ARTIFACT, [{ kind: 'found', rebuilder: 'r', bytes: GOOD }], NOW);
} });
const GOOD = signMetadata(LINK, [ALICE]);
const UNDER_LAYOUT = createVerifier({ trust: { kind: 'layout', layout: signMetadata(LAYOUT, [OWNER]), keys: [OWNER.trusted] }, exceptions: [] });
const GOOD_FILE = { fileName: 'itt-good_1.0-1_all.deb', sha256: 'e9598c3ed535c88a20ba6f68edee623e89a11fa7480290377949c43cc792c430', packageName: null };
const REBUILDER1 = ((): TrustedKey => {
  const key = parseLayout(readFixture('in-toto-1.3.1.layout')).keys.get('db7495680bec29e4bfe0213f1d9f21d70c26b86d');
  if (key === undefined) throw new Error('the fixture lacks its key');
  return key;
})();

const EVIDENCE: readonly Accepted[] = [
  toEvidence('a link', GOOD, [ALICE.trusted]),
  toEvidence('a link by ECDSA', signLink(LINK, ['ecdsa-p256']), readTestKey('ecdsa-p256')),
  toEvidence('a link by RSA-PSS', signLink(LINK, ['rsa']), readTestKey('rsa')),
  toEvidence('a link by GPG, Ed25519', signMetadata(LINK, [GPG]), [GPG.trusted]),
  toEvidence('a link by GPG, RSA, of in-toto itself', readFixture('in-toto-1.3.1-rebuilder1.link'), [REBUILDER1], GOOD_FILE),
  toEvidence('rebuilderd\'s link', signMetadata({ ...LINK, name: `rebuild ${FILE}`, environment: null }, [ALICE]), [ALICE.trusted]),
  toEvidence('a link in an envelope', signPayload(LINK, [ALICE]), [ALICE.trusted]),
  toEvidence('a statement', signPayload({ ...STATEMENT, predicateType: 'https://in-toto.io/attestation/link/v0.3', predicate: { name: 'rebuild' } }, [ALICE]), [ALICE.trusted]),
  toEvidence('a verification result', signPayload({ ...STATEMENT, predicateType: 'https://in-toto.io/attestation/svr/v0.2', predicate: { properties: ['rebuild'] } }, [ALICE]), [ALICE.trusted]),
  toEvidence('an index', toBytes({ sha256: SHA256, attestations: [toDocument(GOOD), toDocument(signPayload(LINK, [BOB]))] }), [ALICE.trusted, BOB.trusted]),
  { name: 'a link under a layout', bytes: GOOD, decide: (bytes) => UNDER_LAYOUT.decide(ARTIFACT, [{ kind: 'found', rebuilder: 'r', bytes }], NOW) },
];
const LAYOUTS: readonly Accepted[] = [
  toLayout('a layout', signMetadata(LAYOUT, [OWNER]), [OWNER.trusted]),
  toLayout('a layout by GPG', signMetadata(LAYOUT, [GPG]), [GPG.trusted]),
  toLayout('a layout in an envelope', signPayload(LAYOUT, [OWNER]), [OWNER.trusted]),
];

/** Changes accepted documents: the original is accepted each time, and the mutant only where it means the same. */
function attack(accepted: readonly Accepted[], numRuns: number): { readonly refused: number; readonly accepted: number } {
  const counts = { refused: 0, accepted: 0 };
  fc.assert(fc.property(fc.constantFrom(...accepted), mutation, ({ name, bytes, decide }, change) => {
    expect(decide(bytes).kind, name).toBe('confirmed');
    const mutant = mutate(bytes, change);
    const isSame = isSameMeaning(bytes, mutant);
    const { kind } = decide(mutant);
    if (kind === 'confirmed') expect(isSame, `${name}: ${Buffer.from(mutant).toString('latin1')}`).toBe(true);
    // A change of the signature itself is never without meaning.
    if (change.kind === 'signature') expect(kind).toBe('refused');
    counts[kind === 'confirmed' ? 'accepted' : 'refused'] += 1;
  }), { numRuns });
  return counts;
}

describe('decide, of single mutations of what is accepted', () => {
  it('takes none of 24,000 changed attestations that says something else', () => {
    const { refused, accepted } = attack(EVIDENCE, 24_000);
    expect(refused).toBeGreaterThan(15_000);
    // Key ids and white space may change: an oracle that refused all of it would say nothing.
    expect(accepted).toBeGreaterThan(100);
  });
  it('takes none of 8,000 changed layouts that says something else', () => {
    const { refused, accepted } = attack(LAYOUTS, 8_000);
    expect(refused).toBeGreaterThan(6_000);
    expect(accepted).toBeGreaterThan(20);
  });
});

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('rebuild', FILE, SHA256, '*.deb', '__proto__', 'constructor', ''));
const anyValue = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, anyText, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(anyText, fc.constantFrom('signed', 'signatures', 'products', '_type', 'name', 'sig', 'keyid')), tie('any'), { maxKeys: 5 })),
})).any;

/** Documents of the right shape that nobody signed, with anything in any place. */
const orAny = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: anyValue });
const record = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> => {
  const parts = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, orAny(value)]));
  return orAny(fc.oneof({ weight: 9, arbitrary: fc.record(parts) }, { weight: 1, arbitrary: fc.record(parts, { requiredKeys: [] }) }));
};
const products = orAny(fc.dictionary(anyText, record({ sha256: fc.constant(SHA256), sha512: fc.constant('ab'.repeat(64)) }), { maxKeys: 3 }));
const link = record({ _type: fc.constant('link'), name: fc.constantFrom('rebuild', `rebuild ${FILE}`), products, materials: products, command: fc.array(anyText), byproducts: anyValue, environment: anyValue });
const signatures = orAny(fc.array(record({ keyid: fc.constantFrom(ALICE.keyid, GPG.keyid), sig: fc.constantFrom('', '00', 'ab'.repeat(64)), other_headers: fc.constantFrom('', '0400', `04001608001d162104${GPG.keyid}05026b000000`), signature: fc.constant('ab'.repeat(64)) }), { maxLength: 3 }));
const rules = orAny(fc.array(orAny(fc.oneof(
  fc.tuple(fc.constantFrom('CREATE', 'DELETE', 'MODIFY', 'ALLOW', 'DISALLOW', 'REQUIRE'), anyText),
  fc.tuple(fc.constant('MATCH'), anyText, fc.constant('WITH'), fc.constantFrom('PRODUCTS', 'MATERIALS'), fc.constant('FROM'), anyText),
  fc.array(fc.constantFrom('MATCH', 'IN', 'WITH', 'PRODUCTS', 'FROM', '*'), { maxLength: 8 }),
)), { maxLength: 2 }));
const step = record({ _type: fc.constant('step'), name: anyText, threshold: fc.integer({ min: 0, max: 2 }), pubkeys: fc.subarray([ALICE.keyid, GPG.keyid]), expected_command: fc.array(anyText, { maxLength: 2 }), expected_materials: rules, expected_products: rules });
const inspection = record({ _type: fc.constant('inspection'), name: anyText, run: fc.constantFrom(['true'], ['id'], []), expected_materials: rules, expected_products: rules });
const keys = fc.subarray([ALICE, GPG]).map((some) => Object.fromEntries(some.map((key) => [key.keyid, key.json])));
const layout = record({ _type: fc.constant('layout'), expires: fc.constantFrom('2027-01-01T00:00:00Z', '2026-01-01T00:00:00Z'), readme: anyText, keys, steps: fc.array(step, { maxLength: 2 }), inspect: fc.array(inspection, { maxLength: 1 }) });
const signed = fc.oneof(link, layout, record({ _type: fc.constant(STATEMENT_TYPE), predicateType: fc.constantFrom('https://in-toto.io/attestation/link/v0.3', 'https://slsa.dev/provenance/v1'), predicate: link, subject: fc.array(record({ name: anyText, digest: record({ sha256: fc.constant(SHA256) }) })) }));
const envelope = record({ payloadType: fc.constant('application/vnd.in-toto+json'), payload: signed.map((value) => Buffer.from(toBytes(value)).toString('base64')), signatures });
const document = fc.oneof(record({ signed, signatures }), envelope, record({ sha256: fc.constant(SHA256), attestations: fc.array(record({ signed, signatures })) }));
const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.json().map((text) => new TextEncoder().encode(text)), fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)));

describe('decide, parseAttestation and parseLayout, of what nobody signed', () => {
  const check = (bytes: Uint8Array): void => {
    for (const { decide } of [...EVIDENCE.slice(0, 1), ...EVIDENCE.slice(-1), ...LAYOUTS.slice(0, 1)]) {
      const decision = decide(bytes);
      expect(decision.kind).toBe('refused');
      // A code of its own for each: the verifier itself never fails.
      expect(decision.kind === 'refused' && decision.code).not.toBe('verifier-failed');
    }
    for (const parse of [parseAttestation, parseLayout]) {
      try {
        parse(bytes);
      } catch (thrown) {
        if (!isCoded(thrown)) throw thrown;
      }
    }
  };
  it('refuse 12,000 documents of about the right shape, and throw nothing unforeseen', () => {
    let read = 0;
    fc.assert(fc.property(document, (value) => {
      const bytes = toBytes(value);
      check(bytes);
      read += readEvidence([{ kind: 'found', rebuilder: 'r', bytes }]).unreadable === 0 ? 1 : 0;
    }), { numRuns: 12_000 });
    // Enough of them get past the reading.
    expect(read).toBeGreaterThan(1_500);
  });
  it('refuse 6,000 texts and bytes of no shape, and throw nothing unforeseen', () => {
    fc.assert(fc.property(anyBytes, check), { numRuns: 6_000 });
  });
});

describe('toCanonicalJson', () => {
  const parse = (bytes: Uint8Array): unknown => parseJson(bytes, { maxBytes: MAX_ATTESTATION_BYTES, allowFloats: false });
  const canonise = (value: unknown): string => Buffer.from(toCanonicalJson(value)).toString('latin1');

  it('writes 12,000 values the same whatever the order of keys and the white space, and different values differently', () => {
    fc.assert(fc.property(anyValue, anyValue, (one, other) => {
      const plain = parse(toBytes(one));
      expect(canonise(plain)).toBe(canonise(parse(new TextEncoder().encode(JSON.stringify(toReversed(one), null, 2)))));
      expect(canonise(plain) === canonise(parse(toBytes(other)))).toBe(isDeepStrictEqual(plain, parse(toBytes(other))));
    }), { numRuns: 12_000 });
  });
});

function toReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toReversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, toReversed(inner)]));
}
