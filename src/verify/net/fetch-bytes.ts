// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { asNetError, toNetError } from './net-error.ts';
import type { NetErrorCode } from './net-error.ts';
import type { ConnectionPool } from './pool.ts';
import { openRequest, parseAddress } from './request.ts';
import type { Answer } from './request.ts';
import { toRedirect } from './redirect.ts';
import type { Scheme } from './redirect.ts';

export interface FetchOptions {
  /** The largest body taken. */
  readonly maxBytes: number;
  /** For everything together, redirects and a body that drips included. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  /** The proxy for an address, or for every one; null for none. */
  readonly proxy: string | null | ((url: URL) => string | null);
  /** Other schemes are not asked, whoever redirects there; both by default, and never from https back to http. */
  readonly allowedSchemes?: readonly Scheme[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly pool?: ConnectionPool;
  readonly signal?: AbortSignal;
}

const LATE = 'late';

/** What came of it; `status` is any answer but 200. */
export type Fetched =
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'failed'; readonly code: NetErrorCode; readonly reason: string };

/** Fetches what an address holds, whole, within limits of size and time. Never throws. */
export async function fetchBytes(address: URL | string, options: FetchOptions): Promise<Fetched> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const deadline = setTimeout(() => controller.abort(LATE), options.timeoutMs);
  if (options.signal?.aborted === true) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    return await follow(parseAddress(address), options, controller.signal);
  } catch (thrown) {
    const error = asNetError(thrown, 'The server');
    if (controller.signal.reason === LATE) return { kind: 'failed', code: 'timeout', reason: `There was no whole answer within ${options.timeoutMs} ms.` };
    return { kind: 'failed', code: error.code, reason: error.message };
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', stop);
  }
}

async function follow(first: URL, options: FetchOptions, signal: AbortSignal): Promise<Fetched> {
  const { allowedSchemes = ['http:', 'https:'], headers = {}, timeoutMs, proxy, pool } = options;
  let url = first;
  for (let redirects = 0; ; redirects++) {
    if (!allowedSchemes.some((scheme) => scheme === url.protocol)) throw toNetError('scheme-refused', `${url.host} is not asked over ${url.protocol}`);
    const answer = await openRequest(url, {
      headers: { 'accept-encoding': 'identity', ...headers },
      proxy: typeof proxy === 'function' ? proxy(url) : proxy,
      connectTimeoutMs: timeoutMs,
      idleTimeoutMs: timeoutMs,
      signal,
      ...pool === undefined ? {} : { pool },
    });
    if (answer.status === 200) return { kind: 'found', bytes: await readWhole(answer, url.host, options.maxBytes) };
    answer.discard();
    const next = toRedirect(url, answer);
    if (next === null) return { kind: 'status', status: answer.status };
    if (redirects === options.maxRedirects) throw toNetError('too-many-redirects', `${first.host} redirects more than ${options.maxRedirects} times.`);
    url = next;
  }
}

async function readWhole(answer: Answer, at: string, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (): Error => toNetError('too-large', `${at} answered with more than ${maxBytes} bytes.`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // A length that is announced spares us the reading.
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    for await (const chunk of answer.body) {
      length += chunk.byteLength;
      if (length > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    answer.discard();
    throw error;
  }
  return Buffer.concat(chunks, length);
}
