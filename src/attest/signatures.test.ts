// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants, createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import * as openpgp from 'openpgp';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import { readPrivateKey, readPublicKey, signBytes, signEnvelope, signLink, signWithGpg } from '../testing/keys/sign.ts';
import type { GpgSignature, GpgTestKey, PlainTestKey } from '../testing/keys/sign.ts';
import { parseAttestation } from './attestation.ts';
import type { AttestationSignature } from './attestation.ts';
import { parsePublicKeys } from './keys.ts';
import { parseKeyText } from './plain-keys.ts';
import { verifySignatures } from './signatures.ts';
import type { SignatureCheck } from './signatures.ts';
import type { TrustedKey } from './trusted-key.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const PLAIN: readonly PlainTestKey[] = ['ed25519', 'ecdsa-p256', 'ecdsa-p384', 'rsa'];
const LINK = { _type: 'link', name: 'rebuild', materials: {}, products: {}, byproducts: {}, command: [], environment: {} };
const BYTES = new TextEncoder().encode('signed bytes');

/** Signing `BYTES` with `gpg-rsa` so many seconds before `NOW` gives a number of 255 bytes. */
const SHORT_SECOND = 34;

const readKeys = (...names: readonly (PlainTestKey | GpgTestKey)[]): Promise<readonly TrustedKey[]> => (
  parsePublicKeys(names.map(readPublicKey).join('\n')));
const toPrints = (check: SignatureCheck): string[] => check.keys.map((key) => key.fingerprint);
const toCodes = (check: SignatureCheck): string[] => check.problems.map((problem) => problem.code);
const toGpg = ({ keyid, other_headers: headers, signature }: GpgSignature): AttestationSignature => (
  { kind: 'gpg', keyid, headers: Buffer.from(headers, 'hex'), signature: Buffer.from(signature, 'hex') });

describe('verifySignatures', () => {
  it.each(PLAIN)('verifies %s over a link and over an envelope, whatever other keys are pinned', async (name) => {
    const keys = await readKeys('ed25519-other', ...PLAIN);
    const [key] = await readKeys(name);
    for (const bytes of [signLink(LINK, [name]), signEnvelope(LINK, [name])]) {
      const check = verifySignatures(parseAttestation(bytes), keys, { now: NOW });
      expect(toPrints(check)).toEqual([key?.fingerprint]);
      expect(check.problems).toEqual([]);
    }
  });
  it('does not verify a signature over other bytes, an envelope\'s over the bare payload among them', async () => {
    const keys = await readKeys(...PLAIN);
    for (const name of PLAIN) {
      const signatures = [{ kind: 'plain', keyid: '', signature: signBytes(Buffer.concat([BYTES, Buffer.of(0)]), name) }] as const;
      expect(toCodes(verifySignatures({ signedBytes: BYTES, signatures }, keys, { now: NOW }))).toEqual(['wrong-key']);
    }
    const envelope = parseAttestation(signEnvelope(LINK, ['ed25519']));
    const payload = new TextEncoder().encode(JSON.stringify(LINK));
    const check = verifySignatures({ ...envelope, signatures: [{ kind: 'plain', keyid: '', signature: signBytes(payload, 'ed25519') }] }, keys, { now: NOW });
    expect(check.keys).toEqual([]);
  });
  it('verifies RSA in the scheme of the key only', async () => {
    const key = createPrivateKey(readPrivateKey('rsa'));
    const toSignature = (signature: Buffer): readonly AttestationSignature[] => [{ kind: 'plain', keyid: '', signature }];
    const pss = toSignature(sign('sha256', BYTES, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN }));
    const pkcs1 = toSignature(sign('sha256', BYTES, { key, padding: constants.RSA_PKCS1_PADDING }));
    const sha1 = toSignature(sign('sha1', BYTES, { key, padding: constants.RSA_PKCS1_PADDING }));
    const count = async (signatures: readonly AttestationSignature[], scheme: string | null): Promise<number> => {
      const keys = await parsePublicKeys(JSON.stringify({ keytype: 'rsa', scheme, keyval: { public: readPublicKey('rsa') } }));
      return verifySignatures({ signedBytes: BYTES, signatures }, keys, { now: NOW }).keys.length;
    };
    expect([await count(pss, 'rsassa-pss-sha256'), await count(pkcs1, 'rsassa-pss-sha256')]).toEqual([1, 0]);
    expect([await count(pss, 'rsa-pkcs1v15-sha256'), await count(pkcs1, 'rsa-pkcs1v15-sha256')]).toEqual([0, 1]);
    expect([await count(pss, null), await count(pkcs1, null), await count(sha1, null)]).toEqual([1, 1, 0]);
  });
  it('counts a key once: signed twice, signed under two ids, pinned twice', async () => {
    const { signatures: [signature], ...attestation } = parseAttestation(signLink(LINK, ['ecdsa-p256']));
    if (signature === undefined) throw new Error('no signature');
    const again: AttestationSignature = { kind: 'plain', keyid: 'another', signature: signBytes(attestation.signedBytes, 'ecdsa-p256') };
    const keys = [...await readKeys('ecdsa-p256'), ...await readKeys('ecdsa-p256', 'ed25519')];
    const check = verifySignatures({ ...attestation, signatures: [signature, signature, again, { ...signature, keyid: '' }] }, keys, { now: NOW });
    expect(check.keys).toHaveLength(1);
    expect(check.problems).toEqual([]);
  });
  it('counts one key once that is pinned as two, one of them a GPG key', async () => {
    const [gpg] = await readKeys('gpg-rsa');
    const signer = gpg?.signers[0];
    if (gpg === undefined || signer === undefined) throw new Error('no key');
    const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(signer.spki, 'hex').toString('base64')}\n-----END PUBLIC KEY-----`;
    const secret = await openpgp.readPrivateKey({ armoredKey: readPrivateKey('gpg-rsa') });
    const { n, e } = secret.keyPacket.publicParams as Record<string, Uint8Array>;
    const { d, p, q, u } = (secret.keyPacket as openpgp.SecretKeyPacket).privateParams as Record<string, Uint8Array>;
    const jwk = toRsaJwk({ n, e, d, p, q, u });
    const plain = sign('sha256', BYTES, createPrivateKey({ key: jwk, format: 'jwk' }));
    const signatures = [toGpg(await signWithGpg(BYTES, 'gpg-rsa', NOW)), { kind: 'plain', keyid: '', signature: plain }] as const;
    const keys = [gpg, ...await parsePublicKeys(pem)];
    expect(toPrints(verifySignatures({ signedBytes: BYTES, signatures }, keys, { now: NOW }))).toEqual([gpg.fingerprint]);
    expect(toPrints(verifySignatures({ signedBytes: BYTES, signatures: [signatures[1]] }, keys, { now: NOW }))).toEqual([keys[1]?.fingerprint]);
  });
  it('takes ids for hints: an unknown one may be any key, a known one must be that key', async () => {
    const keys = await readKeys('ed25519', 'ed25519-other');
    const signature = signBytes(BYTES, 'ed25519');
    const check = (keyid: string): SignatureCheck => (
      verifySignatures({ signedBytes: BYTES, signatures: [{ kind: 'plain', keyid, signature }] }, keys, { now: NOW }));
    const [ours, other] = keys.map((key) => key.keyids[0] ?? '');
    expect(['', 'unknown', '../../x', ours ?? '', (ours ?? '').toUpperCase()].map((keyid) => check(keyid).keys.length)).toEqual([1, 1, 1, 1, 1]);
    expect(toCodes(check(other ?? ''))).toEqual(['bad-signature']);
    expect(toCodes(verifySignatures({ signedBytes: BYTES, signatures: [{ kind: 'plain', keyid: '', signature }] }, keys.slice(1), { now: NOW }))).toEqual(['wrong-key']);
  });
  it('survives signatures of any length', async () => {
    const keys = await readKeys(...PLAIN, 'gpg-rsa', 'gpg-ed25519');
    const headers = Buffer.from((await signWithGpg(BYTES, 'gpg-ed25519', NOW)).other_headers, 'hex');
    for (const length of [0, 1, 63, 64, 65, 72, 256, 257, 10_000]) {
      const signature = Buffer.alloc(length, 0xff);
      const signatures = [{ kind: 'plain', keyid: '', signature }, { kind: 'gpg', keyid: '', signature, headers }] as const;
      expect(verifySignatures({ signedBytes: BYTES, signatures }, keys, { now: NOW }).keys).toEqual([]);
    }
  });
});

function toRsaJwk(numbers: Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'u', Uint8Array | undefined>>): { readonly kty: 'RSA' } & Readonly<Record<string, string>> {
  const toText = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('base64url');
  const toBig = (bytes: Uint8Array | undefined): bigint => BigInt(`0x${Buffer.from(bytes ?? []).toString('hex')}`);
  const toBytes = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(256, '0'), 'hex');
  const { n, e, d, p, q, u } = numbers;
  // OpenPGP's u is p⁻¹ mod q, a JSON web key wants q⁻¹ mod p: the primes change places.
  return {
    kty: 'RSA', n: toText(n), e: toText(e), d: toText(d), p: toText(q), q: toText(p), qi: toText(u),
    dp: toText(toBytes(toBig(d) % (toBig(q) - 1n))), dq: toText(toBytes(toBig(d) % (toBig(p) - 1n))),
  };
}

/** The hashed subpacket that says when: 2026-06-01T11:59:44Z. */
const TIME = '05026a1d7430';

interface Forge {
  readonly plainKey: TrustedKey;
  readonly key: TrustedKey;
  signPlainly(): AttestationSignature;
  /** Signs whatever headers in GPG's way; `length` is what they claim the subpackets to have. */
  signHeaders(subpackets: string, length?: number): AttestationSignature;
}

/** A fresh key that is pinned as GPG's, with a name of its length. */
function forge(): Forge {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const [plainKey] = parseKeyText(publicKey.export({ type: 'spki', format: 'pem' }).toString()).keys;
  if (plainKey === undefined) throw new Error('no key');
  const fingerprint = plainKey.fingerprint.slice(0, 40);
  const key: TrustedKey = { ...plainKey, fingerprint, kind: 'gpg', keyids: [], signers: plainKey.signers.map((signer) => ({ ...signer, fingerprint })) };
  return {
    plainKey,
    key,
    signPlainly: () => ({ kind: 'plain', keyid: '', signature: sign(null, BYTES, privateKey) }),
    signHeaders: (subpackets, length = subpackets.length / 2) => {
      const headers = Buffer.from(`04001608${length.toString(16).padStart(4, '0')}${subpackets}`, 'hex');
      const trailer = Buffer.from(`04ff${headers.byteLength.toString(16).padStart(8, '0')}`, 'hex');
      const digest = createHash('sha256').update(BYTES).update(headers).update(trailer).digest();
      return { kind: 'gpg', keyid: '', headers, signature: sign(null, digest, privateKey) };
    },
  };
}

describe('verifySignatures, of GPG\'s', () => {
  it.each(['gpg-rsa', 'gpg-ed25519'] as const)('verifies %s and answers with the main key', async (name) => {
    const keys = await readKeys('gpg-rsa', 'gpg-ed25519', 'ed25519');
    const signatures = [toGpg(await signWithGpg(BYTES, name, NOW))];
    const check = verifySignatures({ signedBytes: BYTES, signatures }, keys, { now: NOW });
    expect(toPrints(check)).toEqual([(await readKeys(name))[0]?.fingerprint]);
    const changed = verifySignatures({ signedBytes: Buffer.concat([BYTES, BYTES]), signatures }, keys, { now: NOW });
    expect(toCodes(changed)).toEqual(['bad-signature']);
  });
  it('fills up an RSA signature whose leading zeros were left out', async () => {
    const keys = await readKeys('gpg-rsa');
    // One in 256 begins with a zero byte; this second's does.
    const signature = await signWithGpg(BYTES, 'gpg-rsa', NOW - SHORT_SECOND * 1000);
    expect(signature.signature).toHaveLength(510);
    expect(verifySignatures({ signedBytes: BYTES, signatures: [toGpg(signature)] }, keys, { now: NOW }).keys).toHaveLength(1);
  });
  it('refuses an RSA signature that is longer than its key', async () => {
    const keys = await readKeys('gpg-rsa');
    const signature = await signWithGpg(BYTES, 'gpg-rsa', NOW);
    const longer = { ...signature, signature: `00${signature.signature}` };
    expect(toCodes(verifySignatures({ signedBytes: BYTES, signatures: [toGpg(longer)] }, keys, { now: NOW }))).toEqual(['bad-signature']);
  });
  it('refuses a signature of another key under the name of a pinned one', async () => {
    const keys = await readKeys('gpg-ed25519');
    const foreign = { ...await signWithGpg(BYTES, 'gpg-archive', NOW), keyid: keys[0]?.fingerprint ?? '' };
    expect(toCodes(verifySignatures({ signedBytes: BYTES, signatures: [toGpg(foreign)] }, keys, { now: NOW }))).toEqual(['wrong-key']);
  });
  it('goes by the issuer that is signed, not by the keyid that anybody can write', async () => {
    const keys = await readKeys('gpg-ed25519', 'gpg-rsa');
    const renamed = { ...await signWithGpg(BYTES, 'gpg-ed25519', NOW), keyid: 'anything' };
    expect(verifySignatures({ signedBytes: BYTES, signatures: [toGpg(renamed)] }, keys, { now: NOW }).keys).toHaveLength(1);
  });
  it('keeps GPG\'s way and the plain way apart', () => {
    const { key, plainKey, signPlainly, signHeaders } = forge();
    const check = (signature: AttestationSignature, trusted: TrustedKey): string => (
      toCodes(verifySignatures({ signedBytes: BYTES, signatures: [signature] }, [trusted], { now: NOW })).join());
    expect([check(signPlainly(), plainKey), check(signHeaders(TIME), key)]).toEqual(['', '']);
    expect([check(signPlainly(), key), check(signHeaders(TIME), plainKey)]).toEqual(['wrong-key', 'wrong-key']);
  });
  it('counts a main key and its subkeys as one', () => {
    const [main, sub] = [forge(), forge()];
    const key = { ...main.key, signers: [...main.key.signers, ...sub.key.signers] };
    const signatures = [main.signHeaders(TIME), sub.signHeaders(TIME)];
    expect(toPrints(verifySignatures({ signedBytes: BYTES, signatures }, [key], { now: NOW }))).toEqual([key.fingerprint]);
  });
  it('refuses headers that cannot be right, though the key did sign them', () => {
    const { key, signHeaders } = forge();
    const check = (subpackets: string, length?: number): string => (
      toCodes(verifySignatures({ signedBytes: BYTES, signatures: [signHeaders(subpackets, length)] }, [key], { now: NOW })).join());
    expect(check(TIME)).toBe('');
    expect(check(`${TIME}162104${key.fingerprint.slice(0, 40)}`)).toBe('');
    expect(check(`${TIME}162104${'ab'.repeat(20)}`)).toBe('wrong-key');
    expect(check(`${TIME}0910${'ab'.repeat(8)}`)).toBe('wrong-key');
    expect(check(TIME, 5)).toBe('bad-signature');
    expect(check(TIME, 7)).toBe('bad-signature');
    expect(check(TIME + TIME)).toBe('bad-signature');
    expect(check('')).toBe('bad-signature');
    expect(check(`${TIME}050300000001`)).toBe('signature-expired');
    expect(check(`${TIME}050300000000`)).toBe('');
    expect(check('04026a1d74')).toBe('bad-signature');
    expect(check(`${TIME}0603000000ffff`)).toBe('bad-signature');
    expect(check(`${TIME}029400`)).toBe('unsupported');
    expect(check(`${TIME}021400`)).toBe('');
  });
  it('judges a key by when it signed, and revoked ones never', async () => {
    const [key] = await readKeys('gpg-ed25519');
    if (key === undefined) throw new Error('no key');
    const signedAt = NOW - 10 * DAY_MS;
    const signatures = [toGpg(await signWithGpg(BYTES, 'gpg-ed25519', signedAt))];
    const check = (change: Partial<TrustedKey['signers'][number]>, now = NOW): string[] => {
      const keys = [{ ...key, signers: key.signers.map((signer) => ({ ...signer, ...change })) }];
      const { problems, keys: valid } = verifySignatures({ signedBytes: BYTES, signatures }, keys, { now });
      return valid.length > 0 ? ['valid'] : problems.map((problem) => problem.code);
    };
    expect(check({ validUntil: signedAt + 1000 })).toEqual(['valid']);
    expect(check({ validUntil: signedAt })).toEqual(['key-expired']);
    expect(check({ validFrom: signedAt + 1000 })).toEqual(['key-not-yet-valid']);
    expect(check({ isRevoked: true })).toEqual(['key-revoked']);
    expect(check({}, signedAt - DAY_MS)).toEqual(['valid']);
    expect(check({}, signedAt - DAY_MS - HOUR_MS)).toEqual(['signature-future']);
  });
  it('refuses headers that are weak, of another kind, or broken', async () => {
    const keys = await readKeys('gpg-ed25519');
    const signature = await signWithGpg(BYTES, 'gpg-ed25519', NOW);
    const good = signature.other_headers;
    const check = (headers: string): string => (
      toCodes(verifySignatures({ signedBytes: BYTES, signatures: [toGpg({ ...signature, other_headers: headers })] }, keys, { now: NOW })).join());
    const replaced = (at: number, hex: string): string => good.slice(0, at * 2) + hex + good.slice(at * 2 + hex.length);
    expect(check(good)).toBe('');
    expect(check(replaced(0, '03'))).toBe('unsupported');
    expect(check(replaced(0, '06'))).toBe('unsupported');
    expect(check(replaced(1, '01'))).toBe('unsupported');
    expect(check(replaced(2, '11'))).toBe('unsupported');
    for (const hash of ['01', '02', '03', '09', '0b', '00']) expect(check(replaced(3, hash))).toBe('weak-hash');
    for (const broken of ['', '04', '0400160a', '0400160a0000', good.slice(0, -2), `${good}00`, replaced(4, 'ffff')]) {
      expect(['bad-signature', 'unsupported', 'weak-hash']).toContain(check(broken));
    }
    const withSubpackets = (hex: string): string => `0400160a${(hex.length / 2).toString(16).padStart(4, '0')}${hex}`;
    expect(check(withSubpackets('00'))).toBe('bad-signature');
    expect(check(withSubpackets('ff'))).toBe('bad-signature');
    expect(check(withSubpackets('c1'))).toBe('bad-signature');
    expect(check(withSubpackets('ffffffffff02'))).toBe('bad-signature');
    expect(check(withSubpackets('030200'))).toBe('bad-signature');
    const time = '05026a1d8000';
    expect(check(withSubpackets(time))).toBe('bad-signature');
    expect(check(withSubpackets(time + time))).toBe('bad-signature');
    expect(check(withSubpackets(`${time}0294ff`))).toBe('unsupported');
    expect(check(withSubpackets(`${time}0910${'00'.repeat(8)}`))).toBe('wrong-key');
  });
});
