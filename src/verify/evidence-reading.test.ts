// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../attest/json.ts';
import { createPlainKey, signMetadata, signPayload, toBytes, toLink, toRootLayout } from '../testing/supply-chain.ts';
import { readEvidence } from './evidence-reading.ts';
import type { EvidenceReading } from './evidence-reading.ts';

const KEY = createPlainKey('alice');
const SHA256 = 'ab'.repeat(32);
const LINK = toLink({ 'x_1_all.deb': { sha256: SHA256 } });
const toDocument = (bytes: Uint8Array): JsonValue => JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
const SIGNED = toDocument(signMetadata(LINK, [KEY]));
const read = (...answers: readonly Uint8Array[]): EvidenceReading => (
  readEvidence(answers.map((bytes) => ({ kind: 'found', rebuilder: 'r', bytes }))));

describe('readEvidence', () => {
  it('reads one document, of either form, and an index of several, layouts among them', () => {
    const layout = signMetadata(toRootLayout([KEY], 1), [KEY]);
    const index = toBytes({ sha256: SHA256, attestations: [SIGNED, toDocument(signPayload(LINK, [KEY])), toDocument(layout)] });
    const { attestations, layouts, unreadable, notes } = read(signMetadata(LINK, [KEY]), signPayload(LINK, [KEY]), layout, index);
    expect(attestations.map(({ rebuilder, content }) => [rebuilder, content.name])).toEqual(Array.from({ length: 4 }, () => ['r', 'rebuild']));
    expect(layouts.map(({ content }) => content.steps.length)).toEqual([1, 1]);
    expect({ unreadable, notes }).toEqual({ unreadable: 0, notes: [] });
  });
  it('notes who has nothing and who could not be asked', () => {
    expect(readEvidence([{ kind: 'absent', rebuilder: 'a' }, { kind: 'unavailable', rebuilder: 'b', reason: 'it answered 503' }])).toEqual({
      attestations: [], layouts: [], unreadable: 0, unavailable: 1, notes: ['a: has nothing about it', 'b: could not be asked: it answered 503'],
    });
  });
  it('keeps the others where one entry of an index cannot be read', () => {
    const { attestations, unreadable, notes } = read(toBytes({ sha256: SHA256, attestations: [{}, 7, SIGNED, { signed: { _type: 'layout' }, signatures: [] }] }));
    expect([attestations.length, unreadable, notes.length]).toEqual([1, 3, 3]);
  });
  it.each([
    ['no JSON', new TextEncoder().encode('<html>')],
    ['nothing', new Uint8Array()],
    ['a list', toBytes([SIGNED])],
    ['an index without a digest', toBytes({ attestations: [SIGNED] })],
    ['an index of something else', toBytes({ sha256: SHA256.toUpperCase(), attestations: [SIGNED] })],
    ['an index that is none', toBytes({ sha256: SHA256, attestations: SIGNED })],
    ['an index of too many', toBytes({ sha256: SHA256, attestations: Array.from({ length: 65 }, () => SIGNED) })],
    ['too many bytes', new Uint8Array(8 * 1024 * 1024 + 1)],
  ])('reads nothing out of %s, and says so', (_, bytes) => {
    expect(read(bytes)).toMatchObject({ attestations: [], unreadable: 1, notes: [expect.stringMatching(/^r: an attestation that cannot be read: ./)] });
  });
  it('takes nothing for an index with no entry', () => {
    expect(read(toBytes({ sha256: SHA256, attestations: [] }))).toEqual({ attestations: [], layouts: [], unreadable: 0, unavailable: 0, notes: [] });
  });
  it('reads no more than 200 signatures of one answer', () => {
    const many = toDocument(toBytes({ signed: LINK, signatures: Array.from({ length: 50 }, () => ({ keyid: '', sig: '' })) }));
    const bytes = toBytes({ sha256: SHA256, attestations: Array.from({ length: 6 }, () => many) });
    expect(read(bytes, bytes)).toMatchObject({ attestations: { length: 8 }, unreadable: 4 });
  });
});
