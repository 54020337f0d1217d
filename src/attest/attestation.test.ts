// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signEnvelope, signLink } from '../testing/keys/sign.ts';
import { isFileName, listProducts, MAX_ATTESTATION_BYTES, MAX_SIGNATURES, parseAttestation } from './attestation.ts';
import { PAYLOAD_TYPE } from './dsse.ts';
import { STATEMENT_TYPE } from './statement.ts';

const SHA256 = 'ab'.repeat(32);
const SHA512 = 'cd'.repeat(64);
const LINK = { _type: 'link', name: 'rebuild', materials: {}, products: { 'x_1_all.deb': { sha256: SHA256 } }, byproducts: {}, command: [], environment: {} };
const SUBJECT = [{ name: 'x_1_all.deb', digest: { sha256: SHA256, sha512: SHA512 } }];

const readFixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const toBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const toStatement = (predicateType: string, predicate: object, subject: readonly object[] = SUBJECT): object => (
  { _type: STATEMENT_TYPE, subject, predicateType, predicate });

function refuse(bytes: Uint8Array): string {
  try {
    parseAttestation(bytes);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return String(thrown.code);
    throw thrown;
  }
  throw new Error('it was taken');
}

describe('parseAttestation', () => {
  it('reads rebuilderd\'s links: no environment, two digests, several signatures', () => {
    const { kind, name, products, materials, signatures } = parseAttestation(readFixture('rebuilderd-0.28-attestation.json'));
    expect({ kind, name }).toEqual({ kind: 'link', name: 'rebuild hello_2.10-5_amd64.deb' });
    expect(products.get('hello_2.10-5_amd64.deb')?.sha256).toBe('4536aabbb75ec21ffe161099ee4b97274945770bdb0682e25ec322421211ca5e');
    expect(products.get('hello_2.10-5_amd64.deb')?.sha512).toHaveLength(128);
    expect([...materials.keys()]).toEqual(['hello_2.10-5_amd64.buildinfo']);
    expect(signatures.map((signature) => signature.kind)).toEqual(['plain', 'plain']);
  });
  it('reads in-toto\'s links with GPG\'s signatures', () => {
    const { name, signatures } = parseAttestation(readFixture('in-toto-1.3.1-rebuilder1.link'));
    expect(name).toBe('rebuild');
    expect(signatures).toMatchObject([{ kind: 'gpg', keyid: 'db7495680bec29e4bfe0213f1d9f21d70c26b86d' }]);
  });
  it('reads the three predicates, and a link within an envelope', () => {
    const named = [{ name: 'a.dsc', digest: { sha256: SHA256 } }, { uri: 'https://mirror.example/b', digest: { sha256: SHA256 } }, { digest: {} }, { name: 'c.dsc' }];
    const read = (payload: object): object => {
      const { kind, name, properties, products, materials } = parseAttestation(signEnvelope(payload, ['ed25519']));
      expect(products.get('x_1_all.deb')?.sha256).toBe(SHA256);
      return { kind, name, properties, materials: [...materials.keys()] };
    };
    expect(read(toStatement('https://in-toto.io/attestation/link/v0.3', { name: 'rebuild', materials: named })))
      .toEqual({ kind: 'link', name: 'rebuild', properties: [], materials: ['a.dsc', 'https://mirror.example/b', 'c.dsc'] });
    expect(read(toStatement('https://slsa.dev/provenance/v1', { buildDefinition: { resolvedDependencies: named, x: 1.5 } })))
      .toEqual({ kind: 'provenance', name: 'https://slsa.dev/provenance/v1', properties: [], materials: ['a.dsc', 'https://mirror.example/b', 'c.dsc'] });
    expect(read(toStatement('https://in-toto.io/attestation/svr/v0.2', { properties: ['rebuild'] })))
      .toEqual({ kind: 'verification', name: 'https://in-toto.io/attestation/svr/v0.2', properties: ['rebuild'], materials: [] });
    expect(read(LINK)).toEqual({ kind: 'link', name: 'rebuild', properties: [], materials: [] });
  });
  it('takes the payload\'s bytes as they came, in either alphabet of base64', () => {
    const payload = Buffer.from(` ${JSON.stringify({ ...LINK, name: '~~~???>>>' })}\n`);
    for (const text of [payload.toString('base64'), payload.toString('base64url')]) {
      const { signedBytes } = parseAttestation(toBytes({ payloadType: PAYLOAD_TYPE, payload: text, signatures: [] }));
      expect(Buffer.from(signedBytes).toString()).toBe(`DSSEv1 28 ${PAYLOAD_TYPE} ${payload.byteLength} ${payload.toString()}`);
    }
    const mixed = `${payload.toString('base64').slice(0, -4)}+_==`;
    expect(refuse(toBytes({ payloadType: PAYLOAD_TYPE, payload: mixed, signatures: [] }))).toBe('unparsable');
  });
  it.each([
    ['HTML', new TextEncoder().encode('<!doctype html>'), 'unparsable'],
    ['nothing', new Uint8Array(), 'unparsable'],
    ['a list', toBytes([LINK]), 'unparsable'],
    ['neither form', toBytes({ signatures: [] }), 'unsupported'],
    ['both forms at once', toBytes({ signed: LINK, payload: '', payloadType: PAYLOAD_TYPE, signatures: [] }), 'unsupported'],
    ['a layout', toBytes({ signed: { ...LINK, _type: 'layout' }, signatures: [] }), 'unsupported'],
    ['no signatures at all', toBytes({ signed: LINK }), 'unparsable'],
    ['a signature that is a number', toBytes({ signed: LINK, signatures: [7] }), 'unparsable'],
    ['products that are a list', toBytes({ signed: { ...LINK, products: [] }, signatures: [] }), 'unparsable'],
    ['a name that is an object', toBytes({ signed: { ...LINK, name: {} }, signatures: [] }), 'unparsable'],
    ['a fraction in a link', toBytes({ signed: { ...LINK, byproducts: { seconds: 1.5 } }, signatures: [] }), 'unparsable'],
    ['a foreign payloadType', toBytes({ payload: '', payloadType: 'application/json', signatures: [] }), 'unsupported'],
    ['a payload that is no JSON', toBytes({ payload: 'AAAA', payloadType: PAYLOAD_TYPE, signatures: [] }), 'unparsable'],
    ['an older statement', signEnvelope({ ...toStatement('https://slsa.dev/provenance/v1', {}), _type: 'https://in-toto.io/Statement/v0.1' }, []), 'unsupported'],
    ['a scan for vulnerabilities', signEnvelope(toStatement('https://in-toto.io/attestation/vulns/v0.1', {}), []), 'unsupported'],
    ['a failed verification', signEnvelope(toStatement('https://slsa.dev/verification_summary/v1', { verificationResult: 'FAILED' }), []), 'unsupported'],
    ['a predicate named constructor', signEnvelope(toStatement('constructor', {}), []), 'unsupported'],
    ['a verification of nothing', signEnvelope(toStatement('https://in-toto.io/attestation/svr/v0.2', { properties: [] }), []), 'unsupported'],
    ['two digests under one name', signEnvelope(toStatement('https://slsa.dev/provenance/v1', { buildDefinition: {} }, [
      ...SUBJECT, { name: 'x_1_all.deb', digest: { sha256: 'cd'.repeat(32) } }]), []), 'ambiguous'],
    ['two digests of which one is the same', signEnvelope(toStatement('https://slsa.dev/provenance/v1', { buildDefinition: {} }, [
      ...SUBJECT, { name: 'x_1_all.deb', digest: { sha256: SHA256, sha512: 'ef'.repeat(64) } }]), []), 'ambiguous'],
    ['too many signatures', toBytes({ signed: LINK, signatures: Array.from({ length: MAX_SIGNATURES + 1 }, () => ({ keyid: '', sig: '' })) }), 'too-many-signatures'],
    ['too many bytes', new Uint8Array(MAX_ATTESTATION_BYTES + 1), 'too-large'],
    ['10,000 levels', new TextEncoder().encode(`{"signed":${'['.repeat(10_000)}`), 'unparsable'],
  ])('refuses %s', (_, bytes, code) => {
    expect(refuse(bytes)).toBe(code);
  });
  it('keeps the others where one signature cannot be read', () => {
    const document = JSON.parse(new TextDecoder().decode(signLink(LINK, ['ed25519']))) as { signatures: object[] };
    const broken = [{}, { sig: 'ABCD' }, { sig: 'abc' }, { sig: 1 }, { keyid: 'x', other_headers: 1, signature: '' }, { other_headers: '00' }];
    const { signatures } = parseAttestation(toBytes({ ...document, signatures: [...broken, ...document.signatures] }));
    expect(signatures.map((signature) => signature.kind)).toEqual([...broken.map(() => 'unreadable'), 'plain']);
  });
});

describe('listProducts', () => {
  it('leaves out paths, and products without a valid SHA-256', () => {
    const products = {
      'x_1_all.deb': { sha256: SHA256.toUpperCase() }, 'a/x_1_all.deb': { sha256: SHA256 }, '..': { sha256: SHA256 },
      'y.deb': { sha512: SHA512 }, 'z.deb': { sha256: 'ab' }, 'w.deb': { sha256: [SHA256] }, '__proto__x': { sha256: SHA256 },
    };
    const attestation = parseAttestation(toBytes({ signed: { ...LINK, products }, signatures: [] }));
    expect(listProducts(attestation)).toEqual([{ fileName: 'x_1_all.deb', sha256: SHA256 }, { fileName: '__proto__x', sha256: SHA256 }]);
  });
});

describe('isFileName', () => {
  it('takes plain names only', () => {
    for (const name of ['x_1_all.deb', 'vim_2%3a9.0_amd64.deb', 'é ü.rpm']) expect(isFileName(name)).toBe(true);
    for (const name of ['', '.', '..', '/x', 'a/x', 'a\\x', 'x\n', 'x\u0000', 'x\u202e', 'x\u2028', 'a'.repeat(256)]) expect(isFileName(name)).toBe(false);
  });
});
