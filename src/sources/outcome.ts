// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, isCoded } from '../model/error.ts';
import type { Unreadable } from '../model/reading.ts';
import type { HttpErrorCode, HttpResponse } from '../platform/http.ts';

/** Why an upstream's answer is no answer. `complexity`: GitLab found the query too expensive. */
export type SourceErrorCode =
  | HttpErrorCode | 'unauthorized' | 'forbidden' | 'not-found' | 'refused' | 'invalid-answer' | 'complexity';

/** Throws the coded error that a status outside 2xx stands for. `what` names the thing asked for, without secrets. */
export function requireOk(response: HttpResponse, what: string, tokenName: string): void {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  if (status === 401) throw new CodedError('unauthorized', `${what}: the token was not accepted (401); check ${tokenName}`);
  if (status === 403) throw new CodedError('forbidden', `${what}: access denied (403); check ${tokenName} and its scopes`);
  if (status === 404) throw new CodedError('not-found', `${what}: not found (404), or not visible without a token`);
  throw new CodedError('refused', `${what}: answered ${status}`);
}

/** Parses a body that ought to be JSON; HTML, truncated and empty ones are `invalid-answer`. */
export function parseJson(response: HttpResponse, what: string): unknown {
  try {
    return JSON.parse(response.body) as unknown;
  } catch (cause) {
    const kind = /^\s*</.test(response.body) ? 'HTML' : 'something that is not complete JSON';
    throw new CodedError('invalid-answer', `${what}: answered ${kind} instead of JSON`, { cause });
  }
}

/** What was thrown while reading `project` (null: the whole source), as a value for the report. */
export function toUnreadable(thrown: unknown, project: Unreadable['project']): Unreadable {
  if (isCoded(thrown)) return { project, code: thrown.code, message: thrown.message };
  throw thrown;
}

/** True where asking for less may help: the answer was too big, too slow or too expensive, or one item in it broken. */
export function isSplittable(thrown: unknown): boolean {
  return isCoded(thrown)
    && ['timeout', 'server-error', 'too-much', 'invalid-answer', 'complexity', 'refused'].includes(thrown.code);
}
