// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { createCleartextMessage, generateKey, sign, type PrivateKey } from 'openpgp';
import { MINUTE_MS, type Instant } from '../../../model/time.ts';
import type { Answer, Call } from '../answer.ts';
import { createMisbehaviour, sendAnswer, type Fault, type ForgeRequest } from '../misbehaviour.ts';
import { listenOnLoopback } from '../server.ts';
import { BEGINNING, listChanges, type SampleDistribution } from './distribution.ts';
import { renderIndexes, renderRelease, type SuiteFiles } from './indexes.ts';

export interface SampleArchiveOptions {
  readonly distribution: SampleDistribution;
  readonly now: () => Instant;
}

/** A distribution's archive on loopback: signed indexes, by name and by hash; the packages themselves are not there. */
export interface SampleArchive {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** ASCII-armoured: made anew with every archive, for it is worth nothing. */
  readonly publicKey: string;
  /** In order of arrival; may be emptied. */
  readonly requests: ForgeRequest[];
  misbehave(faults: Fault | readonly Fault[] | null): void;
  close(): Promise<void>;
}

const NOT_FOUND: Answer = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>404 Not Found</h1>' };

/** Indexes are published ten minutes after a change. */
const DELAY_MS = 10 * MINUTE_MS;

export async function startSampleArchive({ distribution, now }: SampleArchiveOptions): Promise<SampleArchive> {
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc', curve: 'ed25519Legacy', userIDs: [{ name: 'Sample archive', email: 'archive@example.org' }], date: new Date(BEGINNING), format: 'object',
  });
  const changes = listChanges(distribution);
  const published = new Map<string, Promise<Published>>();
  const requests: ForgeRequest[] = [];
  const misbehaviour = createMisbehaviour();

  async function publish(suite: string): Promise<Published | null> {
    const at = changes.findLast((change) => change + DELAY_MS <= now());
    if (at === undefined || !distribution.suites.includes(suite)) return null;
    const key = `${suite} ${at}`;
    const made = published.get(key) ?? createPublished(distribution, suite, at, privateKey);
    published.set(key, made);
    return made;
  }

  await Promise.all(distribution.suites.map(publish));

  async function toAnswer({ method, url }: Call): Promise<Answer> {
    const [, suite, path] = /^\/dists\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (method !== 'GET' || suite === undefined || path === undefined) return NOT_FOUND;
    const bytes = (await publish(suite))?.get(path);
    return bytes === undefined ? NOT_FOUND : { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes };
  }

  const server = await listenOnLoopback(async (call: Call, response: ServerResponse) => {
    const request = { kind: 'archive' as const, path: call.url.pathname, status: 0, operation: null, hadToken: false, complexity: null };
    requests.push(request);
    request.status = await sendAnswer(response, await toAnswer(call), misbehaviour.next(request));
  });
  return {
    url: server.url,
    publicKey: publicKey.armor(),
    requests,
    misbehave: (faults) => misbehaviour.set(faults === null ? [] : [faults].flat()),
    close: server.close,
  };
}

/** Every file of a suite under every name it has. */
type Published = ReadonlyMap<string, Uint8Array>;

async function createPublished(distribution: SampleDistribution, suite: string, at: Instant, privateKey: PrivateKey): Promise<Published> {
  const files = renderIndexes(distribution, suite, at);
  const message = await createCleartextMessage({ text: renderRelease(distribution, suite, files, at) });
  const signed = await sign({ message, signingKeys: privateKey, date: new Date(at + DELAY_MS) });
  return new Map([...files, ...byHash(files), ['InRelease', Buffer.from(signed)]]);
}

function byHash(files: SuiteFiles): [string, Uint8Array][] {
  return [...files].map(([path, bytes]) => [
    `${path.slice(0, path.lastIndexOf('/'))}/by-hash/SHA256/${createHash('sha256').update(bytes).digest('hex')}`, bytes,
  ]);
}
