// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CodedError } from '../model/error.ts';
import { DAY_MS, toIso } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { attestError } from './attest-error.ts';
import type { SignatureErrorCode } from './attest-error.ts';
import type { SigningKey } from './trusted-key.ts';

/** Clocks differ; by more than this a signature is from the future. */
export const CLOCK_TOLERANCE_MS = DAY_MS;

/** Why a signature did not count; `what` continues a sentence that begins with the signature. */
export interface Problem {
  readonly code: SignatureErrorCode;
  readonly what: string;
}

/** A pinned key with something wrong says more than a foreign one. */
const TELLING: readonly SignatureErrorCode[] = [
  'key-revoked', 'key-expired', 'signature-expired', 'key-not-yet-valid', 'signature-future', 'weak-hash', 'bad-signature',
  'unsupported', 'wrong-key',
];

/** The refusal for signatures of which none counted: the most telling of their problems. */
export function toRefusal(problems: readonly { readonly code: SignatureErrorCode; readonly message: string }[]): CodedError {
  const [worst] = [...problems].sort((a, b) => TELLING.indexOf(a.code) - TELLING.indexOf(b.code));
  if (worst === undefined) return attestError('no-signature', 'it has no signature');
  const others = problems.length === 1 ? '' : ` (one of ${problems.length} that do not count)`;
  return attestError(worst.code, worst.message + others);
}

/** When a signature was made, and the first moment it is no longer valid. */
export interface SignatureTimes {
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

type SignerTimes = Pick<SigningKey, 'validFrom' | 'validUntil' | 'isRevoked'>;

/** What the times, or a revocation, have against a signature that holds otherwise: the key must have been valid when it signed. */
export function findTimeProblem(
  { validFrom, validUntil, isRevoked }: SignerTimes, { createdAt, expiresAt }: SignatureTimes, now: Instant,
): Problem | null {
  const made = `was made on ${toIso(createdAt)}`;
  if (isRevoked) return { code: 'key-revoked', what: 'is of a key that was revoked' };
  if (createdAt > now + CLOCK_TOLERANCE_MS) return { code: 'signature-future', what: `${made}, which is in the future` };
  if (expiresAt !== null && expiresAt <= now) return { code: 'signature-expired', what: `expired on ${toIso(expiresAt)}` };
  if (validFrom !== null && createdAt < validFrom) return { code: 'key-not-yet-valid', what: `${made}, before its key` };
  if (validUntil !== null && createdAt >= validUntil) {
    return { code: 'key-expired', what: `${made}, after its key expired on ${toIso(validUntil)}` };
  }
  return null;
}
