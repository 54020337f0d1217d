// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proof } from '../model/verdict.ts';
import { DAY_MS } from '../model/time.ts';
import { readPublicKey, signEnvelope, signLink, signLinkWithGpg } from '../testing/keys/sign.ts';
import type { GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { MAX_ATTESTATION_BYTES, MAX_SIGNATURES } from './attestation.ts';
import { parsePublicKeys } from './keys.ts';
import { parseKeyText } from './plain-keys.ts';
import { toProof } from './proof.ts';
import type { Wanted } from './proof.ts';
import { STATEMENT_TYPE } from './statement.ts';
import { toPin, type TrustedKey } from './trusted-key.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const FILE = 'hello_2.10-5_amd64.deb';
const SHA256 = '4536aabbb75ec21ffe161099ee4b97274945770bdb0682e25ec322421211ca5e';
const OTHER = 'ab'.repeat(32);

const readFixture = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
const REBUILDERD = readFixture('rebuilderd-0.28-attestation.json');
const REBUILDERD_KEYS = parseKeyText(readFixture('rebuilderd-0.28-public-keys.json').toString()).keys;
const KEYS = parseKeyText(readPublicKey('ed25519')).keys;
const WANTED: Wanted = { fileName: FILE, names: ['rebuild', `rebuild ${FILE}`], keys: KEYS, now: NOW };

function toLink(change: object = {}): object {
  return {
    _type: 'link', name: `rebuild ${FILE}`, materials: {}, products: { [FILE]: { sha256: SHA256 } },
    environment: null, byproducts: {}, command: [], ...change,
  };
}

const toBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const readKeys = (...names: readonly (PlainTestKey | GpgTestKey)[]): Promise<readonly TrustedKey[]> => (
  parsePublicKeys(names.map(readPublicKey).join('\n')));
const parse = (bytes: Uint8Array): { signatures: { keyid: string; sig: string }[]; signed: object } => (
  JSON.parse(new TextDecoder().decode(bytes)) as ReturnType<typeof parse>);

/** `verified`, or the code of the refusal. */
function judge(bytes: Uint8Array, change: Partial<Wanted> = {}): string {
  const proof = toProof(bytes, { ...WANTED, ...change });
  return proof.kind === 'refused' ? proof.code : proof.kind;
}

describe('toProof', () => {
  it('verifies what rebuilderd 0.28 wrote, by the daemon\'s key of two', () => {
    expect(toProof(REBUILDERD, { ...WANTED, keys: REBUILDERD_KEYS })).toEqual({
      kind: 'verified', sha256: SHA256, keys: [REBUILDERD_KEYS[0]?.fingerprint ?? ''], checkedAt: NOW,
    } satisfies Proof);
  });
  it('does not verify what rebuilderd 0.24 wrote by the key of another', () => {
    const wanted = { fileName: 'netbase_6.5_all.deb', names: null, keys: REBUILDERD_KEYS };
    expect(judge(readFixture('rebuilderd-0.24-attestation.json'), wanted)).toBe('wrong-key');
  });
  it('verifies what in-toto 1.3.1 wrote with GPG, each link by its own key', async () => {
    const keys = await parsePublicKeys(readFixture('in-toto-1.3.1-public-keys.asc').toString());
    const prove = (rebuilder: number, trusted: readonly TrustedKey[]): Proof => (
      toProof(readFixture(`in-toto-1.3.1-rebuilder${rebuilder}.link`), { fileName: 'itt-good_1.0-1_all.deb', names: ['rebuild'], keys: trusted, now: NOW }));
    const sha256 = 'e9598c3ed535c88a20ba6f68edee623e89a11fa7480290377949c43cc792c430';
    const pinOf = (fingerprint: string): string[] => keys.filter((key) => key.fingerprint === fingerprint).map(toPin);
    expect(pinOf('db7495680bec29e4bfe0213f1d9f21d70c26b86d')).toHaveLength(1);
    expect(prove(1, keys)).toEqual({ kind: 'verified', sha256, keys: pinOf('db7495680bec29e4bfe0213f1d9f21d70c26b86d'), checkedAt: NOW });
    expect(prove(2, keys)).toEqual({ kind: 'verified', sha256, keys: pinOf('4f48b25267db2cdf025ad9bd40c894521da340d4'), checkedAt: NOW });
    expect(prove(1, keys.slice(2))).toMatchObject({ kind: 'refused', code: 'wrong-key' });
  });
  it('names every pinned key that signed', async () => {
    const keys = await readKeys('ed25519', 'ecdsa-p384', 'rsa');
    const proof = toProof(signLink(toLink(), ['ed25519', 'rsa', 'ed25519-other']), { ...WANTED, keys });
    expect(proof).toMatchObject({ kind: 'verified', keys: [keys[0]?.fingerprint, keys[2]?.fingerprint] });
  });

  it('refuses a link without a signature', () => {
    expect(judge(signLink(toLink(), []))).toBe('no-signature');
  });
  it('refuses a signature over something else', () => {
    const { signed } = parse(signLink(toLink(), ['ed25519']));
    const { signatures } = parse(signLink(toLink({ name: 'rebuild' }), ['ed25519']));
    expect(judge(toBytes({ signatures, signed }))).toBe('bad-signature');
  });
  it('refuses the key of another rebuilder, also under a pinned key\'s id', () => {
    const foreign = parse(signLink(toLink(), ['ed25519-other']));
    expect(judge(toBytes(foreign))).toBe('wrong-key');
    const keyid = KEYS[0]?.keyids[0] ?? '';
    expect(judge(toBytes({ ...foreign, signatures: foreign.signatures.map((signature) => ({ ...signature, keyid })) }))).toBe('bad-signature');
    expect(judge(signLink(toLink(), ['ed25519']), { keys: [] })).toBe('wrong-key');
  });
  it('counts a doubled signature once', () => {
    const link = parse(signLink(toLink(), ['ed25519']));
    const [signature] = link.signatures;
    const doubled = toBytes({ ...link, signatures: [signature, signature, { ...signature, keyid: 'another' }] });
    expect(toProof(doubled, WANTED)).toMatchObject({ kind: 'verified', keys: [KEYS[0]?.fingerprint] });
    expect(judge(toBytes({ ...link, signatures: Array.from({ length: MAX_SIGNATURES + 1 }, () => signature) }))).toBe('too-many-signatures');
  });
  it('refuses a GPG key that had expired when it signed, and a signature from the future', async () => {
    const at = NOW - 5 * DAY_MS;
    const link = await signLinkWithGpg(toLink(), 'gpg-ed25519', at);
    const keys = await readKeys('gpg-ed25519');
    const expired = keys.map((key) => ({ ...key, signers: key.signers.map((signer) => ({ ...signer, validUntil: at - DAY_MS })) }));
    expect(judge(link, { keys })).toBe('verified');
    expect(judge(link, { keys: expired })).toBe('key-expired');
    expect(judge(link, { keys, now: at - 2 * DAY_MS })).toBe('signature-future');
  });
  it('tells what is wrong with the pinned key rather than what is wrong with a foreign one', async () => {
    const link = parse(signLink(toLink(), ['ed25519', 'ed25519-other']));
    const spoilt = link.signatures.map(({ keyid, sig }) => ({ keyid, sig: `00${sig.slice(2)}` })).toReversed();
    expect(judge(toBytes({ ...link, signatures: spoilt }))).toBe('bad-signature');
  });

  it('refuses another step', () => {
    const link = signLink(toLink({ name: 'build' }), ['ed25519']);
    expect(judge(link)).toBe('wrong-step');
    expect(judge(link, { names: [] })).toBe('wrong-step');
    expect(judge(link, { names: null })).toBe('verified');
    expect(judge(signLink(toLink({ name: 'rebuild other_1_all.deb' }), ['ed25519']))).toBe('wrong-step');
  });
  it('refuses a link about another file', () => {
    for (const fileName of ['hello_2.10-6_amd64.deb', '', 'HELLO_2.10-5_amd64.deb', '__proto__', 'constructor']) {
      expect(judge(signLink(toLink(), ['ed25519']), { fileName })).toBe('no-such-product');
    }
  });
  it('never takes a path for a file', () => {
    for (const name of [`/${FILE}`, `./${FILE}`, `../${FILE}`, `pool/${FILE}`, `..\\${FILE}`, `${FILE}/`, `${FILE}\u0000`]) {
      const link = signLink(toLink({ products: { [name]: { sha256: SHA256 } } }), ['ed25519']);
      expect(judge(link)).toBe('no-such-product');
      expect(judge(link, { fileName: name })).toBe('no-such-product');
    }
  });
  it('refuses a product without a SHA-256', () => {
    for (const digest of [{}, { sha512: 'ab'.repeat(64) }, { sha256: '' }, { sha256: SHA256.slice(1) }, { sha256: `${SHA256}\n` }, { sha256: [SHA256] }, { sha256: null }]) {
      expect(judge(signLink(toLink({ products: { [FILE]: digest } }), ['ed25519']))).toBe('no-digest');
    }
  });
  it('refuses a product of two digests, however it is written', () => {
    const link = new TextDecoder().decode(signLink(toLink(), ['ed25519']));
    const twice = link.replace(`{"${FILE}":`, `{"${FILE}":{"sha256":"${OTHER}"},"${FILE}":`);
    expect(judge(new TextEncoder().encode(twice))).toBe('unparsable');
    const digestTwice = link.replace('{"sha256":', `{"sha256":"${OTHER}","sha256":`);
    expect(judge(new TextEncoder().encode(digestTwice))).toBe('unparsable');
  });
  it('refuses what is too large, too deep, or HTML', () => {
    expect(judge(new Uint8Array(MAX_ATTESTATION_BYTES + 1))).toBe('too-large');
    expect(judge(new TextEncoder().encode('{"signed":'.repeat(10_000)))).toBe('unparsable');
    expect(judge(new TextEncoder().encode('<html>404</html>'))).toBe('unparsable');
  });
  it('says why in one line that holds nothing to move a cursor with', () => {
    const proof = toProof(signLink(toLink({ name: '\u001b[2J\u202eevil\n'.repeat(50) }), ['ed25519']), WANTED);
    if (proof.kind !== 'refused') throw new Error('it was taken');
    expect(proof.reason).toMatch(/^[^\p{C}]{1,300}$/u);
  });

  it('judges envelopes: a link by its step, a verification by its properties, a provenance by its digest', () => {
    const toStatement = (predicateType: string, predicate: object): object => (
      { _type: STATEMENT_TYPE, subject: [{ name: FILE, digest: { sha256: SHA256 } }], predicateType, predicate });
    const link = (name: string): Uint8Array => signEnvelope(toStatement('https://in-toto.io/attestation/link/v0.3', { name }), ['ed25519']);
    expect([judge(link('rebuild')), judge(link('build'))]).toEqual(['verified', 'wrong-step']);
    const result = (...properties: string[]): Uint8Array => signEnvelope(toStatement('https://in-toto.io/attestation/svr/v0.2', { properties }), ['ed25519']);
    expect([judge(result('x', 'rebuild')), judge(result('NOT_REPRODUCED'))]).toEqual(['verified', 'wrong-step']);
    const provenance = signEnvelope(toStatement('https://slsa.dev/provenance/v1', { buildDefinition: {} }), ['ed25519']);
    expect(judge(provenance)).toBe('verified');
    expect(judge(provenance, { keys: REBUILDERD_KEYS })).toBe('wrong-key');
  });
  it('does not verify an envelope whose payload was written anew', () => {
    const envelope = JSON.parse(new TextDecoder().decode(signEnvelope(toLink(), ['ed25519']))) as { payload: string };
    const payload = Buffer.from(`${Buffer.from(envelope.payload, 'base64').toString()} `).toString('base64');
    expect(judge(toBytes(envelope))).toBe('verified');
    expect(judge(toBytes({ ...envelope, payload }))).toBe('bad-signature');
  });

  it('proves nothing by a pinned key that is broken itself', () => {
    const keys = KEYS.map((key) => ({ ...key, signers: key.signers.map((signer) => ({ ...signer, spki: '00' })) }));
    expect(toProof(signLink(toLink(), ['ed25519']), { ...WANTED, keys })).toEqual({
      kind: 'refused', code: 'unparsable', reason: 'The attestation could not be judged', checkedAt: NOW,
    } satisfies Proof);
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => { expect(judge(bytes)).toBe('unparsable'); }));
    const text = new TextDecoder().decode(REBUILDERD);
    fc.assert(fc.property(fc.nat(text.length), fc.nat(40), fc.jsonValue(), (at, length, value) => {
      const bytes = new TextEncoder().encode(text.slice(0, at) + JSON.stringify(value) + text.slice(at + length));
      expect(typeof judge(bytes, { keys: REBUILDERD_KEYS })).toBe('string');
    }), { numRuns: 500 });
  });
});

describe('toProof, of a document with one byte changed', () => {
  /** Where a change cannot matter: ids are hints, and other signatures than the pinned key's are nothing to us. */
  function listFree(text: string, parts: readonly string[]): Set<number> {
    return new Set(parts.flatMap((part) => Array.from({ length: part.length }, (_, index) => text.indexOf(part) + index)));
  }

  function listAccepted(bytes: Uint8Array, wanted: Wanted): number[] {
    expect(toProof(bytes, wanted).kind).toBe('verified');
    const accepted: number[] = [];
    for (let at = 0; at < bytes.byteLength; at += 1) {
      for (const bits of [0x01, 0x02, 0x10, 0x20, 0x80]) {
        const changed = Uint8Array.from(bytes);
        changed[at] = (bytes[at] ?? 0) ^ bits;
        if (toProof(changed, wanted).kind === 'verified') accepted.push(at);
      }
    }
    return [...new Set(accepted)];
  }

  it('refuses every change to a plain link but to the id of its key', () => {
    const bytes = signLink(toLink(), ['ed25519']);
    const [signature] = parse(bytes).signatures;
    const free = listFree(new TextDecoder().decode(bytes), [`"keyid":"${signature?.keyid ?? ''}"`]);
    const accepted = listAccepted(bytes, WANTED);
    expect(accepted.filter((at) => !free.has(at))).toEqual([]);
    expect(accepted.length).toBeGreaterThan(0);
  }, 60_000);
  it('refuses every change to a GPG link but to the id of its key', async () => {
    const bytes = await signLinkWithGpg(toLink(), 'gpg-ed25519', NOW - DAY_MS);
    const [signature] = parse(bytes).signatures;
    const free = listFree(new TextDecoder().decode(bytes), [`"keyid":"${signature?.keyid ?? ''}"`]);
    const accepted = listAccepted(bytes, { ...WANTED, keys: await readKeys('gpg-ed25519') });
    expect(accepted.filter((at) => !free.has(at))).toEqual([]);
  }, 60_000);
  it('refuses every change to an envelope but to the id of its key', () => {
    const bytes = signEnvelope(toLink(), ['ed25519']);
    const [signature] = parse(bytes).signatures;
    const free = listFree(new TextDecoder().decode(bytes), [`"keyid":"${signature?.keyid ?? ''}"`]);
    const accepted = listAccepted(bytes, WANTED);
    expect(accepted.filter((at) => !free.has(at))).toEqual([]);
  }, 60_000);
});

describe('the import graph', () => {
  /** Everything that a file of this folder imports, at any distance. */
  function listImports(file: string, seen = new Set<string>()): Set<string> {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    for (const [, name = ''] of source.matchAll(/(?:from|import) '([^']+)'/g)) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (name.startsWith('./')) listImports(name, seen);
    }
    return seen;
  }

  it('keeps OpenPGP\'s library away from what runs as root under apt', () => {
    for (const file of ['./proof.ts', './plain-keys.ts']) {
      expect([...listImports(file)].filter((name) => !name.startsWith('.'))).toEqual(['node:crypto']);
    }
    expect(listImports('./keys.ts')).toContain('openpgp');
  });
});
