// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownEvidence } from '../../model/evidence-reading.ts';
import { DAY_MS } from '../../model/time.ts';
import { createFolder } from '../../platform/folder.ts';
import { signEnvelope, signLink, type PlainTestKey } from '../../testing/keys/sign.ts';
import { createFakeClock, startLoopback, type FakeClock, type Loopback } from '../../testing/loopback.ts';
import { findVerdict, NOTHING_KNOWN, NOW, pin, toEvidence, toKnown, toRebuilderDeps } from '../../testing/rebuilding.ts';
import type { RebuilderDeps } from '../rebuilder/source.ts';
import { createAttestationFolderSource, createAttestationsSource } from './source.ts';

const DIGEST = 'ab'.repeat(32);

function toLink(products: readonly string[], key: PlainTestKey = 'ed25519', name = 'rebuild'): Uint8Array {
  return signLink({
    _type: 'link', name, command: [], materials: {}, byproducts: {}, environment: {},
    products: Object.fromEntries(products.map((file) => [file, { sha256: DIGEST }])),
  }, [key]);
}

function toEnvelope(file: string): Uint8Array {
  return signEnvelope({
    _type: 'https://in-toto.io/Statement/v1', subject: [{ name: file, digest: { sha256: DIGEST } }],
    predicateType: 'https://in-toto.io/attestation/link/v0.3', predicate: { name: `rebuild ${file}`, materials: [], command: [] },
  }, ['ed25519']);
}

let clock: FakeClock;
let known: KnownEvidence;

beforeEach(() => {
  clock = createFakeClock(NOW);
  known = NOTHING_KNOWN;
});

describe('createAttestationsSource', () => {
  let server: Loopback;
  let files: Map<string, Uint8Array | string>;
  let listed: Record<string, unknown>[];
  let requests: string[];
  let deps: Partial<RebuilderDeps>;

  beforeEach(async () => {
    [files, listed, requests] = [new Map<string, Uint8Array>(), [], []];
    deps = { keys: await pin('ed25519'), clock };
    server = await startLoopback((request, response) => {
      const path = (request.url ?? '').replace('/feed/', '');
      requests.push(path);
      const body = path === 'index.json' ? files.get(path) ?? JSON.stringify({ version: 1, attestations: listed }) : files.get(path);
      const etag = `"${createHash('sha256').update(body ?? '').digest('hex')}"`;
      if (body === undefined) response.writeHead(404).end();
      else response.writeHead(request.headers['if-none-match'] === etag ? 304 : 200, { etag }).end(request.headers['if-none-match'] === etag ? undefined : body);
    });
  });

  afterEach(() => server.close());

  function publish(path: string, body: Uint8Array, change: Record<string, unknown> = {}): void {
    files.set(path, body);
    listed = [...listed.filter((entry) => entry['path'] !== path), { path, sha256: createHash('sha256').update(body).digest('hex'), ...change }];
  }

  async function read(options: Partial<RebuilderDeps> = {}) {
    requests = [];
    const reading = await createAttestationsSource(toRebuilderDeps(`${server.url}/feed`, { ...deps, ...options }))(known);
    known = toKnown(reading, known);
    return reading;
  }

  it('gives every product of a link a verdict, and every subject of an envelope', async () => {
    publish('sources/vim/9.0-2/metadata', toLink(['vim_9.0-2_amd64.deb', 'vim-runtime_9.0-2_all.deb', 'vim.dsc']), { builtAt: '2026-11-20T10:00:00Z' });
    publish('bash.dsse', toEnvelope('bash-5.2.26-3.fc40.x86_64.rpm'));
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete', source: `attestations:${server.url}/feed`, requests: 3 });
    expect(toEvidence(reading).verdicts.map(({ name, version, architecture, claim, proof }) => [name, version, architecture, claim, proof.kind])).toEqual([
      ['vim', '9.0-2', 'amd64', 'reproduced', 'verified'], ['vim-runtime', '9.0-2', 'all', 'reproduced', 'verified'],
      ['bash', '5.2.26-3.fc40', 'x86_64', 'reproduced', 'verified'],
    ]);
    expect(findVerdict(reading, 'vim')).toMatchObject({
      id: 'sources/vim/9.0-2/metadata#vim_9.0-2_amd64.deb', at: Date.UTC(2026, 10, 20, 10), proof: { sha256: DIGEST },
      links: { attestation: `${server.url}/feed/sources/vim/9.0-2/metadata` },
    });
  });

  it('says of what lies under unreproducible/ that it differs', async () => {
    publish('unreproducible/sources/sl/1.0/metadata', toLink(['sl_1.0_amd64.deb']));
    expect(findVerdict(await read(), 'sl')).toMatchObject({ claim: 'differs', proof: { kind: 'absent' } });
  });

  it('asks one question when nothing changed', async () => {
    publish('a.link', toLink(['apt_1_all.deb']));
    await read();
    expect(toEvidence(await read())).toMatchObject({ verdicts: [], complete: false });
    expect(requests).toEqual(['index.json']);
  });

  it('reads only the files that changed, and forgets those that went', async () => {
    publish('a.link', toLink(['apt_1_all.deb']));
    publish('b.link', toLink(['bsd_1_all.deb']));
    publish('c.link', toLink(['cat_1_all.deb']));
    await read();
    publish('b.link', toLink(['bsd_2_all.deb']));
    listed = listed.filter(({ path }) => path !== 'c.link');
    await read();
    expect(requests).toEqual(['index.json', 'b.link']);
    expect(known.verdicts.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(['apt 1', 'bsd 2']);
  });

  it('reads as many as a run may, the newest first, and goes on next time', async () => {
    ['apt', 'bsd', 'cat'].forEach((name, day) => publish(`${name}.link`, toLink([`${name}_1_all.deb`]), { builtAt: `2026-11-2${day}T00:00:00Z` }));
    const reading = await read({ maxAttestations: 2 });
    expect(known.verdicts.map(({ name }) => name)).toEqual(['cat', 'bsd']);
    expect(toEvidence(reading).uncheckedCount).toBe(1);
    await read({ maxAttestations: 2 });
    expect(known.verdicts.map(({ name, proof }) => `${name} ${proof.kind}`).toSorted()).toEqual(['apt verified', 'bsd verified', 'cat verified']);
  });

  it.each<[string, Uint8Array, string]>([
    ['of another key', toLink(['apt_1_all.deb'], 'ed25519-other'), 'wrong-key'],
    ['of another step', toLink(['apt_1_all.deb'], 'ed25519', 'rebuild bsd_1_all.deb'), 'wrong-step'],
  ])('refuses a link %s', async (_, body, code) => {
    publish('a.link', body);
    expect(findVerdict(await read(), 'apt').proof).toMatchObject({ kind: 'refused', code });
  });

  it('judges again when the pinned keys change, though the index is as it was', async () => {
    publish('a.link', toLink(['apt_1_all.deb'], 'ed25519-other'));
    await read();
    clock.set(NOW + DAY_MS);
    expect(findVerdict(await read({ keys: await pin('ed25519-other') }), 'apt').proof.kind).toBe('verified');
    expect(requests).toEqual(['index.json', 'a.link']);
  });

  it('does not take a file with another digest than the index gives', async () => {
    publish('a.link', toLink(['apt_1_all.deb']), { sha256: 'cd'.repeat(32) });
    const reading = await read();
    expect(toEvidence(reading)).toMatchObject({ verdicts: [], uncheckedCount: 1 });
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'invalid-answer', message: expect.stringContaining('another digest') as string })]);
  });

  it('reads what is no attestation once', async () => {
    publish('a.json', new TextEncoder().encode('{"hello": "world"}'));
    publish('b.json', toLink(['../../etc/passwd', 'README']));
    expect((await read()).unreadable).toEqual([expect.objectContaining({ code: 'invalid-answer' })]);
    await read();
    listed.push({ path: 'none.json' });
    await read();
    expect(requests).toEqual(['index.json', 'none.json']);
  });

  it.each(['../a.link', '/a.link', 'https://elsewhere.example/a.link', '//elsewhere.example/a', 'a/../../b', 'a\\b', '', 'a\u0000b', 7, null])(
    'follows no path like %j', async (path) => {
      publish('a.link', toLink(['apt_1_all.deb']));
      listed.push({ path });
      const reading = await read();
      expect(requests).toEqual(['index.json', 'a.link']);
      expect(toEvidence(reading)).toMatchObject({ complete: false, verdicts: [{ name: 'apt' }] });
      expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'invalid-answer' })]);
    });

  it.each([['HTML', '<html>'], ['of another version', '{"version":2,"attestations":[]}'], ['a list', '[]'], ['null', 'null']])('that is %s is unavailable', async (_, body) => {
    files.set('index.json', body);
    expect(await read()).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'invalid-answer' }] });
  });

  it('with an entry nested without end drops the entry, and keeps the rest', async () => {
    publish('a.link', toLink(['apt_1_all.deb']));
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    files.set('index.json', `{"version":1,"attestations":[${JSON.stringify(listed[0])},${deep}]}`);
    const reading = await read();
    expect(toEvidence(reading)).toMatchObject({ complete: false, verdicts: [{ name: 'apt' }] });
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'invalid-answer', message: expect.stringContaining('number 2') as string })]);
  });

  it('fetches no attestation without a pinned key', async () => {
    publish('a.link', toLink(['apt_1_all.deb']));
    const reading = await read({ keys: [] });
    expect(requests).toEqual(['index.json']);
    expect(reading.notes).toEqual([`no keys pinned for ${server.url}/feed: nothing can be verified`]);
  });
});

describe('createAttestationFolderSource', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'proofboard-attestations-'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, body: Uint8Array | string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), body);
  }

  async function read() {
    const { clock: now, keys, distribution, maxAttestations } = toRebuilderDeps('http://127.0.0.1', { clock, keys: await pin('ed25519') });
    const source = createAttestationFolderSource({ folder: createFolder(join(root, 'feed'), 1_000), label: 'ours', clock: now, keys, distribution, maxAttestations });
    const reading = await source(known);
    known = toKnown(reading, known);
    return reading;
  }

  it('reads links and envelopes wherever they lie, and passes over the rest', async () => {
    write('feed/sources/a/1/metadata', toLink(['apt_1_all.deb']));
    write('feed/b.dsse', toEnvelope('bsd_1_all.deb'));
    write('feed/unreproducible/sources/c/1/rebuild.12345678.link', toLink(['cat_1_all.deb']));
    write('feed/index.json', '{}');
    write('feed/build.log', 'no attestation');
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete', source: 'attestations:ours', requests: 0 });
    expect(toEvidence(reading).verdicts.map(({ name, claim, proof }) => `${name} ${claim} ${proof.kind}`).toSorted())
      .toEqual(['apt reproduced verified', 'bsd reproduced verified', 'cat differs absent']);
    expect(findVerdict(reading, 'apt').links.attestation).toBeNull();
  });

  it('reads nothing outside the folder', async () => {
    write('secret.link', toLink(['secret_1_all.deb']));
    write('elsewhere/more.link', toLink(['more_1_all.deb']));
    write('feed/a.link', toLink(['apt_1_all.deb']));
    symlinkSync(join(root, 'secret.link'), join(root, 'feed/b.link'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'feed/c'));
    expect(toEvidence(await read()).verdicts.map(({ name }) => name)).toEqual(['apt']);
  });

  it('leaves out a file that is too large, and says so', async () => {
    write('feed/a.link', toLink(['apt_1_all.deb']));
    write('feed/b.link', 'x'.repeat(1024 * 1024 + 1));
    const reading = await read();
    expect(toEvidence(reading).verdicts.map(({ name }) => name)).toEqual(['apt']);
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'too-much' })]);
  });

  it('that is not there is unavailable', async () => {
    expect(await read()).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'folder-unreadable' }] });
  });
});
