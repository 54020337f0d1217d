// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { toJson, type Answer } from './answer.ts';
import { toComplexityRefusal } from './gitlab/graphql.ts';

/** A request as the forge notes it. `status` is 0 while and where it got no answer. */
export interface ForgeRequest {
  readonly kind: 'gitlab-graphql' | 'gitlab-rest' | 'github-graphql' | 'rebuilderd' | 'archive';
  /** With the query string. */
  readonly path: string;
  readonly status: number;
  readonly operation: string | null;
  readonly hadToken: boolean;
  readonly complexity: number | null;
}

/** What can be wrong with an answer. */
export type Misdeed =
  | { readonly kind: 'latency'; readonly latencyMs: number }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The right answer with other headers, such as `ratelimit-remaining: 0`. */
  | { readonly kind: 'headers'; readonly headers: Readonly<Record<string, string>> }
  /** No answer, and the connection stays open. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'html' }
  /** One node of the outermost list is null and `errors` says why. */
  | { readonly kind: 'partial'; readonly node?: number; readonly message?: string }
  | { readonly kind: 'complexity'; readonly score?: number; readonly limit?: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'endless' }
  | { readonly kind: 'redirect'; readonly to: string };

/** A misdeed, for which requests (a piece of "kind path operation" or a predicate; all by default) and how many of them. */
export type Fault = Misdeed & {
  readonly match?: string | ((request: ForgeRequest) => boolean);
  readonly times?: number;
};

/** Keeps faults and how often each is still to happen. */
export function createMisbehaviour(): { set(faults: readonly Fault[]): void; next(request: ForgeRequest): Fault | null } {
  let faults: { fault: Fault; left: number }[] = [];
  return {
    set: (given) => {
      faults = given.map((fault) => ({ fault, left: fault.times ?? Infinity }));
    },
    next: (request) => {
      const due = faults.find(({ fault, left }) => left > 0 && isMatch(fault, request));
      if (due === undefined) return null;
      due.left -= 1;
      return due.fault;
    },
  };
}

function isMatch({ match = '' }: Fault, request: ForgeRequest): boolean {
  return typeof match === 'function' ? match(request) : `${request.kind} ${request.path} ${request.operation ?? ''}`.includes(match);
}

/** Sends an answer, or what a fault makes of it. Returns the status sent, 0 for none. */
export async function sendAnswer(response: ServerResponse, answer: Answer, fault: Fault | null): Promise<number> {
  switch (fault?.kind) {
    case undefined:
      return send(response, answer);
    case 'latency':
      await delay(fault.latencyMs);
      return send(response, answer);
    case 'status':
      return send(response, toJson(fault.status, { message: `${fault.status} sample failure` }, fault.headers));
    case 'headers':
      return send(response, { ...answer, headers: { ...answer.headers, ...fault.headers } });
    case 'silence':
      return 0;
    case 'truncated':
      return send(response, { ...answer, body: answer.body.slice(0, answer.body.length / 2) });
    case 'html':
      return send(response, { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Maintenance</title><h1>Back soon</h1>' });
    case 'partial':
      return send(response, { ...answer, body: toPartial(String(answer.body), fault.node ?? 0, fault.message ?? 'Internal server error') });
    case 'complexity':
      return send(response, toJson(200, { errors: [{ message: toComplexityRefusal(fault.score ?? 999, fault.limit ?? 250) }] }));
    case 'reset':
      response.socket?.resetAndDestroy();
      return 0;
    case 'endless':
      await sendEndlessly(response);
      return 200;
    case 'redirect':
      return send(response, { status: 302, headers: { location: fault.to }, body: '' });
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer): number {
  response.writeHead(status, headers).end(body);
  return status;
}

const CHUNK = 'x'.repeat(65_536);

/** JSON that never ends, as fast as it is read, until the other side has had enough: that is how it ends. */
async function sendEndlessly(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  await pipeline(Readable.from(endlessJson()), response).catch(() => undefined);
}

function* endlessJson(): Generator<string> {
  yield '{"data":"';
  for (;;) yield CHUNK;
}

/** Makes one node of the first list found, the outermost first, null and adds the error that GraphQL gives with it. */
function toPartial(body: string, index: number, message: string): string {
  const result = JSON.parse(body) as { data?: unknown };
  const queue: { value: unknown; path: readonly (string | number)[] }[] = [{ value: result.data, path: [] }];
  for (const { value, path } of queue) {
    if (typeof value !== 'object' || value === null) continue;
    if ('nodes' in value && Array.isArray(value.nodes)) {
      value.nodes[index] = null;
      return JSON.stringify({ ...result, errors: [{ message, path: [...path, 'nodes', index] }] });
    }
    for (const [key, child] of Object.entries(value)) queue.push({ value: child, path: [...path, key] });
  }
  return JSON.stringify({ data: null, errors: [{ message }] });
}
