// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { CodedError, isCoded } from '../model/error.ts';
import type { Instant } from '../model/time.ts';
import { readBody, type Body } from './body.ts';
import type { Clock } from './clock.ts';
import { createLimiter } from './limiter.ts';
import { redact } from './log.ts';
import { toBackOffMs, toWaitMs } from './retry.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The largest answer taken, in bytes, where it is less than what the client takes of any. */
  readonly maxBytes?: number;
  /** Keeps only the last so many bytes of the answer; `maxBytes` counts them all. */
  readonly keepBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True where `keepBytes` left out the beginning. */
  readonly isCut?: boolean;
}

/** An answer as the bytes it was sent in, decompressed where the server compressed it for the transport only. */
export interface HttpBytes extends Omit<HttpResponse, 'body'> {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * `timeout`: no complete answer within the limit. `unreachable`: no connection. `rate-limited`: told to wait longer than
 * we would. `server-error`: 5xx to the last attempt. `too-much`: the answer is larger than allowed. `foreign-origin`: the
 * address, or a redirect, leaves the one origin this client is bound to.
 */
export type HttpErrorCode =
  | 'timeout' | 'unreachable' | 'rate-limited' | 'server-error' | 'too-much' | 'foreign-origin';

/** A client for one origin. Answers below 500 other than 429 are answers; everything else is a `CodedError<HttpErrorCode>`. */
export interface Http {
  (request: HttpRequest): Promise<HttpResponse>;
  /** The same for what is no text, or is to be verified as it came: nothing is taken out of it. */
  readonly bytes: (request: HttpRequest) => Promise<HttpBytes>;
  /** Requests sent so far, repeated ones and redirects included. */
  readonly count: () => number;
  /** `https://gitlab.com`, without a path. */
  readonly origin: string;
}

export interface HttpOptions {
  readonly clock: Clock;
  /** The only origin this client talks to; its credentials never go elsewhere. */
  readonly origin: string;
  /** Headers of every request, credentials among them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts to take out of every error message. */
  readonly secrets?: readonly string[];
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly maxBytes?: number;
  readonly attempts?: number;
  /** The longest wait obeyed on the server's word; a longer one is an error. */
  readonly maxWaitMs?: number;
  readonly random?: () => number;
  /** Called after every answer with the number of requests sent so far. */
  readonly onAnswer?: (count: number) => void;
  readonly fetch?: typeof globalThis.fetch;
}

const MAX_REDIRECTS = 5;

/** Creates the client: limited concurrency, one time limit per attempt, back-off with jitter, `Retry-After` and `RateLimit-*` obeyed. */
export function createHttp(options: HttpOptions): Http {
  const { clock, timeoutMs, secrets = [], attempts = 4, maxWaitMs = 120_000, maxBytes = 64 * 1024 * 1024 } = options;
  const { random = Math.random, fetch = globalThis.fetch } = options;
  const limit = createLimiter(options.concurrency);
  const origin = new URL(options.origin).origin;
  let sent = 0;
  let notBefore: Instant = 0;

  function fail(code: HttpErrorCode, request: HttpRequest, what: string, cause?: unknown): CodedError<HttpErrorCode> {
    const { pathname } = new URL(request.url, origin);
    return new CodedError(code, redact(`${request.method} ${origin}${pathname}: ${what}`, secrets), { cause });
  }

  async function waitTurn(request: HttpRequest): Promise<void> {
    const waitMs = notBefore - clock.now();
    if (waitMs <= 0) return;
    if (waitMs > maxWaitMs) {
      throw fail('rate-limited', request, `the server asks to wait ${Math.ceil(waitMs / 1000)} s; try again later`);
    }
    await clock.sleep(waitMs);
  }

  async function send(request: HttpRequest, redirects = 0): Promise<HttpBytes> {
    const url = new URL(request.url);
    if (url.origin !== origin) throw fail('foreign-origin', request, `refused to leave for ${url.origin}`);
    sent += 1;
    const response = await fetch(url, {
      method: request.method,
      headers: { 'user-agent': 'proofboard', ...options.headers, ...request.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null && request.method === 'GET') {
      await response.body?.cancel();
      if (redirects >= MAX_REDIRECTS) throw fail('server-error', request, `redirected more than ${MAX_REDIRECTS} times`);
      if (!URL.canParse(location, url)) throw fail('server-error', request, 'redirected to what is no address');
      return send({ ...request, url: new URL(location, url).href }, redirects + 1);
    }
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      ...await readBytes(response, request),
    };
  }

  async function readBytes(response: Response, request: HttpRequest): Promise<Body> {
    const most = Math.min(maxBytes, request.maxBytes ?? maxBytes);
    const body = await readBody(response.body, { maxBytes: most, keepBytes: request.keepBytes ?? most });
    if (body === null) throw fail('too-much', request, `the answer is larger than ${most} bytes`);
    return body;
  }

  function toError(thrown: unknown, request: HttpRequest): CodedError {
    if (isCoded(thrown)) return thrown;
    if (thrown instanceof Error && thrown.name === 'TimeoutError') {
      return fail('timeout', request, `no complete answer within ${timeoutMs / 1000} s`);
    }
    return fail('unreachable', request, `no connection (${toReason(thrown)})`);
  }

  async function attempt(request: HttpRequest): Promise<HttpBytes> {
    for (let tries = 1; ; tries += 1) {
      await waitTurn(request);
      const outcome = await send(request).catch((thrown: unknown) => toError(thrown, request));
      if (isCoded(outcome)) {
        if (outcome.code !== 'unreachable' || tries >= attempts) throw outcome;
        await clock.sleep(toBackOffMs(tries, random()));
        continue;
      }
      const waitMs = toWaitMs(outcome.status, outcome.headers, clock.now());
      if (waitMs !== null) notBefore = Math.max(notBefore, clock.now() + waitMs);
      if (outcome.status !== 429 && outcome.status < 500) return outcome;
      if (tries >= attempts) {
        const code = outcome.status === 429 ? 'rate-limited' : 'server-error';
        throw fail(code, request, `answered ${outcome.status} ${tries} times; try again later`);
      }
      // Asked to wait no time at all, we still do not hammer.
      const backOffMs = toBackOffMs(tries, random());
      if (waitMs === null || waitMs < backOffMs) await clock.sleep(backOffMs - (waitMs ?? 0));
    }
  }

  async function sendBytes(request: HttpRequest): Promise<HttpBytes> {
    const answer = await limit(() => attempt(request));
    options.onAnswer?.(sent);
    return answer;
  }

  async function sendText(request: HttpRequest): Promise<HttpResponse> {
    const { bytes, ...answer } = await sendBytes(request);
    // A server that repeats what it was sent must not bring a token into the state.
    return { ...answer, body: redact(new TextDecoder().decode(bytes), secrets) };
  }

  return Object.assign(sendText, { bytes: sendBytes, count: () => sent, origin });
}

/** The system's word for a failed connection (`ECONNREFUSED`), never the raw error: that may hold the request. */
function toReason(thrown: unknown): string {
  const cause: unknown = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : 'unknown reason';
}
