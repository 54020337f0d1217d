// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ClientRequest, IncomingMessage } from 'node:http';
import { asNetError, toNetError } from './net-error.ts';
import { createConnectionPool } from './pool.ts';
import type { ConnectionPool } from './pool.ts';

export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** `http://[name:password@]host:port`; null to ask the host itself. */
  readonly proxy: string | null;
  readonly connectTimeoutMs: number;
  /** The longest silence, before the answer and within it. */
  readonly idleTimeoutMs: number;
  readonly signal?: AbortSignal;
  /** Keeps connections; without one, each request has its own. */
  readonly pool?: ConnectionPool;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name. Whatever the server sent. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whatever the server sends, bounded by silence alone: who reads it counts the bytes. Throws net errors. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up what was not read, with the connection where there is much of it. */
  discard(): void;
}

const MAX_DRAINED_BYTES = 16_384;

/**
 * Asks an http or https address once, and follows nothing. Answers of any status are answers; everything else is a net
 * error: `scheme-refused`, `request-refused`, `proxy-failed`, `unreachable`, `certificate-refused`, `timeout`,
 * `broken-answer`, `stopped`.
 */
export async function openRequest(address: URL | string, options: RequestOptions): Promise<Answer> {
  const url = parseAddress(address);
  const proxy = options.proxy === null ? null : parseProxy(options.proxy);
  const pool = options.pool ?? createConnectionPool({ maxPerHost: 1 });
  const at = url.host;
  try {
    const { request, response, fault } = await startTwice(pool, url, proxy, options);
    return {
      status: Number(response.statusCode),
      headers: response.headers,
      body: readChunks(response, (error) => fault.error ?? asNetError(error, at), options.pool === undefined ? () => pool.close() : null),
      discard: () => discard(request, response),
    };
  } catch (error) {
    if (options.pool === undefined) pool.close();
    throw asNetError(error, at);
  }
}

/** Reads an address that may be asked; `scheme-refused` or `request-refused` where it may not. */
export function parseAddress(address: URL | string): URL {
  let url: URL;
  try {
    url = new URL(address);
  } catch (error) {
    throw toNetError('request-refused', 'The address is no URL.', error);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw toNetError('scheme-refused', `Only http and https are asked, not ${url.protocol}`);
  return url;
}

/** A connection that was kept may have been closed by the server meanwhile: that is no answer yet, and is tried once more. */
async function startTwice(pool: ConnectionPool, url: URL, proxy: URL | null, options: RequestOptions): Promise<Started> {
  const start = async (): Promise<ClientRequest> => (
    pool.start(url, { method: options.method ?? 'GET', headers: options.headers ?? {}, proxy, connectTimeoutMs: options.connectTimeoutMs }));
  const first = await start();
  try {
    return await waitForAnswer(first, url.host, options);
  } catch (error) {
    if (!first.reusedSocket || asNetError(error, url.host).code !== 'unreachable') throw error;
    const second = await start();
    return waitForAnswer(second, url.host, options);
  }
}

interface Started {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  /** Why we ended it ourselves; Node tells a reader of the body only that it ended. */
  readonly fault: { error: Error | null };
}

async function waitForAnswer(request: ClientRequest, at: string, { connectTimeoutMs, idleTimeoutMs, signal }: RequestOptions): Promise<Started> {
  return new Promise((resolve, reject) => {
    const fault: Started['fault'] = { error: null };
    const end = (code: 'stopped' | 'timeout', message: string): void => {
      fault.error = toNetError(code, message);
      request.destroy(fault.error);
      // A request that has no connection yet would tell only when it gets one.
      reject(fault.error);
    };
    const stop = (): void => end('stopped', `The request to ${at} was stopped.`);
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    request.on('close', () => {
      // Whatever Node tells of by no other event: a request that is over must not be waited for.
      reject(toNetError('broken-answer', `${at} ended the request without an answer.`));
      signal?.removeEventListener('abort', stop);
    });
    // 101: Node then hands over the bare connection, in place of an answer.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      reject(toNetError('broken-answer', `${at} changes to another protocol, which nobody asked for.`));
    });
    // A request that waits for another's connection has no socket yet, and is not late.
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      const late = setTimeout(() => end('timeout', `${at} did not accept a connection within ${connectTimeoutMs} ms.`), connectTimeoutMs);
      socket.once('connect', () => clearTimeout(late));
      request.once('close', () => clearTimeout(late));
    });
    request.setTimeout(idleTimeoutMs, () => end('timeout', `${at} was silent for ${idleTimeoutMs} ms.`));
    request.on('error', reject);
    request.on('response', (response) => resolve({ request, response, fault }));
    request.end();
  });
}

/** A short rest is read and forgotten, which leaves the connection for the next request. */
function discard(request: ClientRequest, response: IncomingMessage): void {
  if (response.readableEnded) return;
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  if (!response.readableDidRead && (response.complete || length <= MAX_DRAINED_BYTES)) response.resume();
  else request.destroy();
}

async function* readChunks(response: IncomingMessage, toError: (thrown: unknown) => Error, finish: (() => void) | null): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response) yield chunk as Buffer;
  } catch (error) {
    throw toError(error);
  } finally {
    finish?.();
  }
}

function parseProxy(proxy: string): URL {
  let url: URL;
  try {
    url = new URL(proxy);
  } catch {
    // The cause would quote the address, and with it the password.
    throw toNetError('proxy-failed', 'The address of the proxy is no URL.');
  }
  if (url.protocol !== 'http:') throw toNetError('proxy-failed', `Only proxies with http:// are supported, not ${url.protocol}`);
  return url;
}
