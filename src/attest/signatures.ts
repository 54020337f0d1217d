// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { constants, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { CodedError } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import type { SignatureErrorCode } from './attest-error.ts';
import { describeSignature } from './attestation.ts';
import type { Attestation, AttestationSignature } from './attestation.ts';
import { isGpgSignatureOf, parseGpgHeaders } from './gpg-signature.ts';
import type { GpgHeaders } from './gpg-signature.ts';
import { findTimeProblem } from './problems.ts';
import type { Problem } from './problems.ts';
import type { SignatureScheme, SigningKey, TrustedKey } from './trusted-key.ts';

/** Why one signature did not count. */
export interface SignatureProblem {
  readonly code: SignatureErrorCode;
  readonly keyid: string;
  readonly message: string;
}

export interface SignatureCheck {
  /** Whose signatures hold, each key once however often and under however many names it signed. */
  readonly keys: readonly TrustedKey[];
  readonly problems: readonly SignatureProblem[];
}

/**
 * Checks every signature against the trusted keys. A GPG key must have been valid when it signed, by the time in the
 * signature itself; the other kinds know no times. Two keys that share key material count as one.
 */
export function verifySignatures(
  { signedBytes, signatures }: Pick<Attestation, 'signedBytes' | 'signatures'>,
  keys: readonly TrustedKey[],
  { now }: { readonly now: Instant },
): SignatureCheck {
  const valid = new Map<string, TrustedKey>();
  const used = new Set<string>();
  const problems: SignatureProblem[] = [];
  for (const signature of signatures) {
    const outcome = verifyOne(signature, signedBytes, keys, now);
    if ('code' in outcome) {
      problems.push({ code: outcome.code, keyid: signature.keyid, message: `${describeSignature(signature)} ${outcome.what}` });
    } else if (!used.has(outcome.signer.spki)) {
      used.add(outcome.signer.spki);
      valid.set(outcome.key.fingerprint, outcome.key);
    }
  }
  return { keys: [...valid.values()], problems };
}

interface Candidate {
  readonly key: TrustedKey;
  readonly signer: SigningKey;
}

function verifyOne(
  signature: AttestationSignature, bytes: Uint8Array, keys: readonly TrustedKey[], now: Instant,
): Candidate | Problem {
  if (signature.kind === 'unreadable') return { code: 'bad-signature', what: 'cannot be read' };
  if (signature.kind === 'plain') {
    return findSigner(signature.keyid, listCandidates(keys, 'plain'), ({ signer }) => (
      isPlainSignatureOf(bytes, signature.signature, signer)));
  }
  let headers: GpgHeaders;
  try {
    headers = parseGpgHeaders(signature.headers);
  } catch (thrown) {
    // What cannot be read does not count, whatever it was.
    const { code, message } = thrown as CodedError<SignatureErrorCode>;
    return { code, what: message };
  }
  const candidates = listCandidates(keys, 'gpg').filter(({ signer }) => isIssuer(signer, headers));
  const found = findSigner(signature.keyid, candidates, ({ signer }) => (
    isGpgSignatureOf(bytes, signature.headers, headers, signature.signature, toKeyObject(signer))));
  return 'code' in found ? found : findTimeProblem(found.signer, headers, now) ?? found;
}

/** The keys a signature calls by name are tried; where nothing here has that name, all of them. */
function findSigner(keyid: string, candidates: readonly Candidate[], holds: (candidate: Candidate) => boolean): Candidate | Problem {
  const named = candidates.filter(({ key }) => key.keyids.includes(keyid.toLowerCase()));
  const found = (named.length > 0 ? named : candidates).find(holds);
  if (found !== undefined) return found;
  return named.length > 0
    ? { code: 'bad-signature', what: 'does not fit what it is said to sign' }
    : { code: 'wrong-key', what: 'was made by none of the pinned keys' };
}

function listCandidates(keys: readonly TrustedKey[], kind: TrustedKey['kind']): Candidate[] {
  return keys.filter((key) => key.kind === kind).flatMap((key) => key.signers.map((signer) => ({ key, signer })));
}

/** The issuer within the signed part is no hint: where it is given, no other key is meant. */
function isIssuer({ fingerprint, algorithm }: SigningKey, headers: GpgHeaders): boolean {
  return algorithm === headers.algorithm
    && (headers.issuer === null || headers.issuer === fingerprint)
    && (headers.issuerKeyid === null || fingerprint.endsWith(headers.issuerKeyid));
}

function isPlainSignatureOf(bytes: Uint8Array, signature: Uint8Array, signer: SigningKey): boolean {
  const key = toKeyObject(signer);
  return signer.schemes.some((scheme) => {
    const { hash, options } = SCHEME_OPTIONS[scheme];
    return verify(hash, bytes, { key, ...options }, signature);
  });
}

const SCHEME_OPTIONS: Readonly<Record<SignatureScheme, { readonly hash: string | null; readonly options: object }>> = {
  'ed25519': { hash: null, options: {} },
  'ecdsa-sha2-nistp256': { hash: 'sha256', options: { dsaEncoding: 'der' } },
  'ecdsa-sha2-nistp384': { hash: 'sha384', options: { dsaEncoding: 'der' } },
  // Salts of any length: securesystemslib writes 32 bytes, others the longest that fits.
  'rsassa-pss-sha256': {
    hash: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
  },
  'rsa-pkcs1v15-sha256': { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } },
};

const keyObjects = new WeakMap<SigningKey, KeyObject>();

function toKeyObject(signer: SigningKey): KeyObject {
  const known = keyObjects.get(signer);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: Buffer.from(signer.spki, 'hex'), format: 'der', type: 'spki' });
  keyObjects.set(signer, key);
  return key;
}
