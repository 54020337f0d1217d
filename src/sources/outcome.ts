// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { CodedError, isCoded } from '../model/error.ts';
import type { Unreadable } from '../model/reading.ts';
import { parseInstant, SECOND_MS, type Instant } from '../model/time.ts';
import type { HttpErrorCode, HttpResponse } from '../platform/http.ts';

/** Why an upstream's answer is no answer. `complexity`: GitLab found the query too expensive. */
export type SourceErrorCode =
  | HttpErrorCode | 'unauthorized' | 'forbidden' | 'not-found' | 'refused' | 'invalid-answer' | 'complexity';

/** Throws the coded error that a status outside 2xx stands for. `what` names the thing asked for, without secrets. */
export function requireOk(response: HttpResponse, what: string, tokenName: string): void {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  if (status === 401) throw new CodedError<SourceErrorCode>('unauthorized', `${what}: the token was not accepted (401); check ${tokenName}`);
  if (status === 403) throw new CodedError<SourceErrorCode>('forbidden', `${what}: access denied (403); check ${tokenName} and its scopes`);
  if (status === 404) throw new CodedError<SourceErrorCode>('not-found', `${what}: not found (404), or not visible without a token`);
  throw new CodedError<SourceErrorCode>('refused', `${what}: answered ${status}`);
}

/** Parses a body that ought to be JSON; HTML, truncated and empty ones are `invalid-answer`. */
export function parseJson(response: HttpResponse, what: string): unknown {
  try {
    return JSON.parse(response.body) as unknown;
  } catch (cause) {
    const kind = /^\s*</.test(response.body) ? 'HTML' : 'something that is not complete JSON';
    throw new CodedError<SourceErrorCode>('invalid-answer', `${what}: answered ${kind} instead of JSON`, { cause });
  }
}

const HTML = /^\s*(?:text\/html|application\/xhtml\+xml)/iu;

/** True where an answer says of itself that it is a page for people. */
export function isHtml(headers: HttpResponse['headers']): boolean {
  return HTML.test(headers['content-type'] ?? '');
}

/**
 * A date in whole seconds: GitLab's REST API gives fractions where its GraphQL API gives none, and the same pipeline has to
 * have the same dates. `null` for absent or unreadable.
 */
export function parseSecond(text: string | null | undefined): Instant | null {
  const instant = parseInstant(text);
  return instant === null ? null : Math.floor(instant / SECOND_MS) * SECOND_MS;
}

/** A date as `parseSecond` reads it; the answer is refused where it is unreadable. */
export const instant = z.string().transform((value, context) => {
  const parsed = parseSecond(value);
  if (parsed === null) context.addIssue('no readable date');
  return parsed ?? 0;
});

/** Something that a GraphQL answer lacks. */
export interface GraphQLError {
  /** In the server's words. */
  readonly message: string;
  /** The field that is missing, from the top; empty where the server does not say. */
  readonly path: readonly (string | number)[];
}

/** The first error that touches what lies at `path`, or anything at all where the server does not say where. */
export function findError(errors: readonly GraphQLError[], path: readonly (string | number)[]): GraphQLError | undefined {
  return errors.find((error) => path.every((step, index) => index >= error.path.length || error.path[index] === step));
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
