// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { CodedError } from '../../model/error.ts';
import type { NetErrorCode } from '../net/net-error.ts';

/** Why a file was not fetched. */
export interface Failure {
  readonly kind: 'failed';
  readonly sentence: string;
  /** apt's word for it, where it has one. */
  readonly reason: FailReason | `HttpError${number}` | null;
  /** Whether apt may try it again; true for faults of the network only. */
  readonly isTransient: boolean;
}

export type FailReason = 'Timeout' | 'ConnectionRefused' | 'RedirectionLoop' | 'MaximumSizeExceeded' | 'HashSumMismatch';

/** As apt's own http method has them: the same request may succeed later. */
const TRANSIENT_STATUS = new Set([408, 429, 500, 502, 503, 504, 599]);
const TRANSIENT_CODES: ReadonlySet<NetErrorCode> = new Set(['unreachable', 'timeout', 'broken-answer']);

/** An error of the network as apt is to hear of it. */
export function toNetFailure({ code, message }: CodedError<NetErrorCode>): Failure {
  const reasons: Partial<Record<NetErrorCode, FailReason>> = { timeout: 'Timeout', unreachable: 'ConnectionRefused' };
  return { kind: 'failed', sentence: message, reason: reasons[code] ?? null, isTransient: TRANSIENT_CODES.has(code) };
}

/** An answer that brings no file. */
export function toStatusFailure(host: string, status: number): Failure {
  return { kind: 'failed', sentence: `${host} answered ${status}.`, reason: `HttpError${status}`, isTransient: TRANSIENT_STATUS.has(status) };
}

/** A file of another size than apt was promised. */
export function wrongSize(bytes: number, expected: number): Failure {
  return { kind: 'failed', sentence: `The file has another size than its archive says (${bytes} bytes, not ${expected}); the mirror may be about to change.`, reason: 'MaximumSizeExceeded', isTransient: false };
}
