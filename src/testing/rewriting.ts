// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { text } from 'node:stream/consumers';
import { startLoopback, type Loopback } from './loopback.ts';

/** A server between us and the forge that may change any GraphQL answer before it arrives. */
export interface Rewriting extends Loopback {
  /** Gets the operation's name and the answer, and changes the answer in place; null for no change at all. */
  rewrite: ((operation: string, answer: GraphQLDocument) => void) | null;
}

export interface GraphQLDocument {
  data: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[] }[];
}

export async function startRewriting(target: string): Promise<Rewriting> {
  const rewriting: { rewrite: Rewriting['rewrite'] } = { rewrite: null };
  const server = await startLoopback((request, response) => {
    void (async () => {
      const body = await text(request);
      const answer = await fetch(target + (request.url ?? ''), {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json', ...(request.headers.authorization === undefined ? {} : { authorization: request.headers.authorization }) },
        ...(body === '' ? {} : { body }),
      });
      const document = await answer.json() as GraphQLDocument;
      rewriting.rewrite?.(/query (\w+)/.exec(body)?.[1] ?? '', document);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    })();
  });
  return Object.assign(rewriting, server);
}

/** Every object below `value` that has the key. */
export function findObjects(value: unknown, key: string): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = key in value ? [value as Record<string, unknown>] : [];
  return [...own, ...Object.values(value).flatMap((child) => findObjects(child, key))];
}
