// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { z } from 'zod';
import { CodedError, isCoded } from '../../model/error.ts';
import type { SourceErrorCode } from '../outcome.ts';
import { createRebuilderSource, type ListOptions, type Listing, type RebuilderDeps, type RebuilderSource } from '../rebuilder/source.ts';
import { createRebuilderdV1 } from './client.ts';
import { toRecency, toSubject, type MapOptions } from './map.ts';
import { fetchHead, LIST_AGAIN_MS, listAll, listChanges, v1Position, type V1Position } from './v1.ts';
import { listV0, v0Position, type V0Position } from './v0.ts';

type Position = V1Position | V0Position;

export function toRebuilderdKey(baseUrl: string): string {
  return `rebuilderd:${baseUrl}`;
}

/** Reads a rebuilderd of either API: v1 where the daemon has it, else v0. */
export function createRebuilderdSource(deps: RebuilderDeps): RebuilderSource {
  const { clock, baseUrl, distribution } = deps;
  return createRebuilderSource<Position>(deps, {
    key: toRebuilderdKey(baseUrl),
    positionSchema: z.discriminatedUnion('api', [v1Position, v0Position]),
    list: (options) => list(deps, { baseUrl, distribution, now: clock.now() }, options),
    toSubject,
    toRecency,
  });
}

/**
 * What was found last time is asked first. A daemon without v1 answers 404 there, and some sites in front of one a page of
 * HTML for everything; 5xx means it is away, not that it is old. Only the first answer decides.
 */
async function list({ http }: RebuilderDeps, map: MapOptions, options: ListOptions<Position>): Promise<Listing<Position>> {
  const { position } = options;
  const v1 = { client: createRebuilderdV1(http, map.baseUrl), map, options };
  if (position?.api === 'v1') {
    try {
      return await listChanges(v1, position) ?? await listAll(v1, await fetchHead(v1));
    } catch (thrown) {
      // A page of HTML may be a site's excuse for a daemon that is down: that takes nobody back to v0.
      if (!isCoded(thrown) || thrown.code !== 'not-found') throw thrown;
      return listV0(http, map, options, null);
    }
  }
  if (position !== null && map.now - position.detectedAt < LIST_AGAIN_MS) {
    const found = await orAbsent(() => listV0(http, map, options, position));
    if (!(found instanceof CodedError)) return found;
  }
  const head = await orAbsent(() => fetchHead(v1));
  if (!(head instanceof CodedError)) return listAll(v1, head);
  const found = await orAbsent(() => listV0(http, map, options, null));
  if (!(found instanceof CodedError)) return found;
  throw new CodedError<SourceErrorCode>('invalid-answer',
    `${map.baseUrl} is no rebuilderd: neither API answers (v1: ${head.message}; v0: ${found.message})`, { cause: found });
}

/** What `read` gives, or the error that says that the API is not there. */
async function orAbsent<T>(read: () => Promise<T>): Promise<T | CodedError> {
  try {
    return await read();
  } catch (thrown) {
    if (isCoded(thrown) && (thrown.code === 'not-found' || thrown.code === 'invalid-answer')) return thrown;
    throw thrown;
  }
}
