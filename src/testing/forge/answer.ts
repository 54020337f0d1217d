// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { IncomingHttpHeaders } from 'node:http';

/** A request as the answering functions see it. */
export interface Call {
  readonly method: string;
  /** With the server's own origin. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** An answer with what the forge notes of it. */
export interface NotedAnswer {
  readonly answer: Answer;
  /** Of a GitLab GraphQL query. */
  readonly complexity: number | null;
  /** Why a query does not fit the schema; null where it does. */
  readonly invalid: string | null;
}

export function toJson(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** An answer of which there is nothing to note. */
export function toPlain(answer: Answer): NotedAnswer {
  return { answer, complexity: null, invalid: null };
}

/** The token of a request, in any of the headers that GitLab and GitHub take it from; null for none. */
export function readToken(headers: IncomingHttpHeaders): string | null {
  const own = headers['private-token'];
  if (typeof own === 'string') return own;
  return /^(?:bearer|token) (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
