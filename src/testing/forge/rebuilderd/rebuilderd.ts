// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Instant } from '../../../model/time.ts';
import { toJson, type Answer, type Call } from '../answer.ts';
import { createMisbehaviour, sendAnswer, type Fault, type ForgeRequest } from '../misbehaviour.ts';
import { listenOnLoopback } from '../server.ts';
import { QueryError } from './list.ts';
import { createSigningKey } from './signing.ts';
import { createTables, type Tables } from './tables.ts';
import { answerV0 } from './v0.ts';
import { answerV1, NOTHING, type Rebuilder } from './v1.ts';

export interface RebuilderdOptions {
  /** `v0`: as 0.24, which knows nothing else. `v1` (the default): as 0.28, which answers both. */
  readonly api?: 'v0' | 'v1';
  /** Its keys follow from it. */
  readonly name?: string;
  /** The time at the rebuilder. */
  readonly now: () => Instant;
  /** Called before every answer: what happens until then is to be done to the tables. */
  readonly catchUp?: (tables: Tables, now: Instant) => void;
  readonly latencyMs?: number;
}

/**
 * What is wrong with the pages of a list. `looping`: every page is the first. `changing`: a record comes again on the next
 * page, with another version. `enormous`: there are said to be 10⁹.
 */
export type PageLie = 'looping' | 'changing' | 'enormous';

/** A rebuilderd on loopback. */
export interface Rebuilderd {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** The key whose signature is on every attestation, as PEM of rebuilderd's odd kind: v1 the daemon's, v0 the worker's. */
  readonly publicKey: string;
  /** What it serves; changes show from the next request on. */
  readonly tables: Tables;
  /** In order of arrival; may be emptied. */
  readonly requests: ForgeRequest[];
  misbehave(faults: Fault | readonly Fault[] | null): void;
  lie(lie: PageLie | null): void;
  close(): Promise<void>;
}

export async function startRebuilderd(options: RebuilderdOptions): Promise<Rebuilderd> {
  const { api = 'v1', name = 'rebuilder', now, catchUp, latencyMs = 0 } = options;
  const tables = createTables();
  catchUp?.(tables, now());
  const worker = createSigningKey(`${name} worker`);
  const daemon = createSigningKey(`${name} daemon`);
  const keys = api === 'v0' ? [worker] : [worker, daemon];
  const requests: ForgeRequest[] = [];
  const misbehaviour = createMisbehaviour();
  const tell = createLiar();

  const server = await listenOnLoopback(async (call: Call, response: ServerResponse) => {
    const request = {
      kind: 'rebuilderd' as const, path: call.url.pathname + call.url.search, status: 0, operation: null, hadToken: false, complexity: null,
    };
    requests.push(request);
    const at = now();
    catchUp?.(tables, at);
    const answer = tell.change(toAnswer(call, { tables, keys, now: at }, api), call.url);
    const fault = misbehaviour.next(request);
    if (latencyMs > 0) await delay(latencyMs);
    request.status = await sendAnswer(response, answer, fault);
  });
  return {
    url: server.url,
    publicKey: (api === 'v0' ? worker : daemon).pem,
    tables, requests,
    misbehave: (faults) => misbehaviour.set(faults === null ? [] : [faults].flat()),
    lie: tell.set,
    close: server.close,
  };
}

function toAnswer(call: Call, rebuilder: Rebuilder, api: 'v0' | 'v1'): Answer {
  const [, version, path] = /^\/api\/(v[01])\/(.+)$/.exec(call.url.pathname) ?? [];
  if (call.method !== 'GET' || path === undefined) return NOTHING;
  try {
    if (version === 'v0') return answerV0(path, call, rebuilder, api === 'v0');
    return api === 'v1' ? answerV1(path, call, rebuilder) : NOTHING;
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown;
    return { status: thrown.status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: thrown.message };
  }
}

interface Page {
  total: number;
  records: { id: number; version: string }[];
}

function createLiar(): { set(lie: PageLie | null): void; change(answer: Answer, url: URL): Answer } {
  let lie: PageLie | null = null;
  let first: Page | null = null;
  let lastRecord: Page['records'][number] | undefined;

  function change(page: Page, isFirst: boolean): Page {
    switch (lie) {
      case 'looping':
        first ??= page;
        return first;
      case 'changing': {
        const again = isFirst || lastRecord === undefined ? [] : [{ ...lastRecord, version: `${lastRecord.version}+changed` }];
        lastRecord = page.records.at(-1);
        return { ...page, records: [...again, ...page.records] };
      }
      case 'enormous':
        return { ...page, total: 1_000_000_000 };
      case null:
        return page;
    }
  }

  return {
    set: (given) => {
      lie = given;
      first = null;
      lastRecord = undefined;
    },
    change: (answer, url) => {
      if (lie === null || answer.status !== 200 || !/^\/api\/v1\/packages\/binary$/.test(url.pathname)) return answer;
      const page = JSON.parse(String(answer.body)) as Page;
      return toJson(200, change(page, !url.searchParams.has('after')));
    },
  };
}
