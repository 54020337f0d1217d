// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { CodedError, isCoded } from '../../model/error.ts';
import type { Http } from '../../platform/http.ts';
import { createLimiter } from '../../platform/limiter.ts';
import type { SourceErrorCode } from '../outcome.ts';
import type { Journal } from './journal.ts';
import { requireAnswer } from './request.ts';

/** `left`: not asked for in this run. */
export type Fetched =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'left' };

/** Fetches files one by one, no more than a run may. */
export interface Fetcher {
  readonly read: (address: string) => Promise<Fetched>;
  /** As `read`, and the file is not asked for again when it is read a second time in this run. */
  readonly preview: (address: string) => Promise<Fetched>;
  /** The marks of what could not be fetched, those from before among them as far as they were not asked for; the newest last. */
  readonly toDeferred: (before: readonly string[]) => string[];
}

export interface FetcherOptions {
  readonly fetch: (address: string) => Promise<Uint8Array>;
  /** Files in a run. */
  readonly max: number;
  /** What is fetched, for the report: `attestations`. */
  readonly what: string;
  readonly journal: Journal;
  /** Codes of failures that the caller reports. */
  readonly quiet?: readonly string[];
}

/** After so many failures of the server itself the rest is left for the next run: each of them was retried already. */
const MAX_SERVER_FAILURES = 5;
const CONCURRENCY = 8;
const MAX_PREVIEW_BYTES = 64 * 1024 * 1024;
const SERVER_FAILURES: readonly string[] = ['timeout', 'unreachable', 'rate-limited', 'server-error'] satisfies SourceErrorCode[];

export function createFetcher({ fetch, max, what, journal, quiet = [] }: FetcherOptions): Fetcher {
  const limit = createLimiter(CONCURRENCY);
  const previews = new Map<string, Fetched>();
  let previewBytes = 0;
  let asked = 0;
  let serverFailures = 0;
  const outcomes = new Map<string, Fetched['kind']>();

  async function read(address: string): Promise<Fetched> {
    const preview = previews.get(address);
    previews.delete(address);
    if (preview !== undefined) return preview;
    if (asked >= max) return { kind: 'left' };
    asked += 1;
    return limit(() => ask(address));
  }

  async function ask(address: string): Promise<Fetched> {
    if (serverFailures >= MAX_SERVER_FAILURES) return { kind: 'left' };
    try {
      const bytes = await fetch(address);
      outcomes.set(toMark(address), 'read');
      return { kind: 'read', bytes };
    } catch (thrown) {
      if (!isCoded(thrown)) throw thrown;
      if (SERVER_FAILURES.includes(thrown.code)) serverFailures += 1;
      if (!quiet.includes(thrown.code)) {
        journal.count(thrown.code, thrown.message, (count, example) => `${what} that could not be fetched: ${count} (the first: ${example})`);
      }
      outcomes.set(toMark(address), 'failed');
      return { kind: 'failed', code: thrown.code };
    }
  }

  async function preview(address: string): Promise<Fetched> {
    const fetched = await read(address);
    const size = fetched.kind === 'read' ? fetched.bytes.byteLength : 0;
    if (fetched.kind !== 'left' && previewBytes + size <= MAX_PREVIEW_BYTES) {
      previewBytes += size;
      previews.set(address, fetched);
    }
    return fetched;
  }

  return {
    read,
    preview,
    toDeferred: (before) => [
      ...before.filter((known) => !outcomes.has(known)),
      ...[...outcomes].flatMap(([known, kind]) => (kind === 'failed' ? [known] : [])),
    ],
  };
}

/** Fetches a file as it was sent. A page of HTML in its place is a failure, not the file: proxies answer so when in trouble. */
export async function fetchFile(http: Http | null, url: string, what: string, maxBytes: number): Promise<Uint8Array> {
  if (http === null) throw new CodedError<SourceErrorCode>('not-found', `${what}: nothing is fetched for a folder`);
  const response = await http.bytes({ method: 'GET', url, maxBytes });
  requireAnswer(response, what);
  if (/^text\/html\b/i.test(response.headers['content-type'] ?? '')) {
    throw new CodedError<SourceErrorCode>('invalid-answer', `${what}: answered HTML`);
  }
  return response.bytes;
}

/** A short name for something in a cursor. */
export function toMark(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
