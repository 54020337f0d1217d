// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { signLink } from '../../testing/keys/sign.ts';
import { startLoopback } from '../../testing/loopback.ts';
import type { Loopback } from '../../testing/loopback.ts';
import type { Artifact, Evidence } from '../decision.ts';
import { parsePackageName } from '../debian-name.ts';
import { createEvidenceCache } from './cache.ts';
import { createEvidenceClient } from './client.ts';
import type { EvidenceClient, EvidenceClientDeps } from './client.ts';
import type { RebuilderAddress } from './rebuilder-address.ts';

const SHA256 = 'ab'.repeat(32);
const ARTIFACT: Artifact = { fileName: 'hello_2.10-3_amd64.deb', sha256: SHA256, packageName: 'hello' };
const BY_NAME = '/sources/hello/2.10-3/metadata';
/** An index by digest of nothing, which can be read. */
const READABLE = JSON.stringify({ sha256: SHA256, attestations: [] });
const LARGE = READABLE.padEnd(2_000);
const BY_DIGEST = `/by-sha256/ab/${SHA256}.json`;

let servers: Loopback[] = [];
let clients: EvidenceClient[] = [];
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'proofboard-evidence-'));
  mkdirSync(join(dir, 'cache'), { mode: 0o755 });
});
afterEach(async () => {
  for (const client of clients) client.close();
  await Promise.all(servers.map((server) => server.close()));
  [servers, clients] = [[], []];
  rmSync(dir, { recursive: true, force: true });
});

type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void);

interface Server extends RebuilderAddress {
  readonly requests: string[];
}

/** A rebuilder with these answers by path; everything else is 404. */
async function serve(answers: Readonly<Record<string, Answer>> | ((path: string) => Answer | undefined), kind: RebuilderAddress['kind'] = null): Promise<Server> {
  const requests: string[] = [];
  const find = typeof answers === 'function' ? answers : (path: string) => answers[path];
  const server = await startLoopback((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const answer = find(path);
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'string') response.end(answer);
    else answer(request, response);
  });
  servers.push(server);
  return { name: `rebuilder ${servers.length}`, operator: 'x', url: server.url, kind, requests };
}

function createClient(more: Partial<EvidenceClientDeps> = {}): EvidenceClient {
  const client = createEvidenceClient({ now: systemClock.now, cache: null, proxy: () => null, timeouts: { requestMs: 400, rebuilderMs: 800 }, ...more });
  clients.push(client);
  return client;
}

function ask(client: EvidenceClient, rebuilders: readonly RebuilderAddress[], artifact = ARTIFACT, fresh = false): Promise<Evidence[]> {
  return client.ask(artifact, rebuilders, { name: parsePackageName(artifact.fileName), source: null }, { fresh });
}

const toText = (evidence: Evidence | undefined): string => (evidence?.kind === 'found' ? Buffer.from(evidence.bytes).toString() : evidence?.kind === 'unavailable' ? evidence.reason : evidence?.kind ?? 'none');
const named = (name: string): Artifact => ({ fileName: `${name}_1_all.deb`, sha256: Buffer.from(name.padEnd(32)).toString('hex'), packageName: name });

describe('createEvidenceClient', () => {
  it('asks every rebuilder, and hands on what came, in their order', async () => {
    const [one, two, three] = [await serve({ [BY_NAME]: 'one' }), await serve({}), await serve({ [BY_DIGEST]: 'three' })];
    const evidence = await ask(createClient(), [one, two, three]);
    expect(evidence.map(({ kind, rebuilder }) => [rebuilder, kind])).toEqual([['rebuilder 1', 'found'], ['rebuilder 2', 'absent'], ['rebuilder 3', 'found']]);
    expect([toText(evidence[0]), toText(evidence[2])]).toEqual(['one', 'three']);
  });
  it('asks by digest first, then of what failed, then by name', async () => {
    const server = await serve({ [BY_NAME]: 'x' });
    await ask(createClient(), [server]);
    expect(server.requests).toEqual([BY_DIGEST, `/unreproducible${BY_DIGEST}`, BY_NAME]);
  });
  it('brings what a rebuilder signed of a rebuild that came out different', async () => {
    const server = await serve({ [`/unreproducible${BY_DIGEST}`]: 'dissent', [BY_NAME]: 'x' });
    expect(toText((await ask(createClient(), [server]))[0])).toBe('dissent');
  });
  it('asks an address with a path below it', async () => {
    const server = await serve({ [`/a/b${BY_NAME}`]: 'x' });
    expect(toText((await ask(createClient(), [{ ...server, url: `${server.url}/a/b` }]))[0])).toBe('x');
  });
  it('asks by the source where that is known', async () => {
    const server = await serve({ '/sources/greet/1.5/metadata': 'x' });
    const hints = { name: parsePackageName(ARTIFACT.fileName), source: { name: 'greet', version: '1:1.5' } };
    expect(toText((await createClient().ask(ARTIFACT, [server], hints))[0])).toBe('x');
  });
  it('asks by digest alone for what is no package', async () => {
    const server = await serve({});
    const evidence = await createClient().ask({ fileName: 'x.iso', sha256: SHA256, packageName: null }, [server], { name: null, source: null });
    expect([evidence[0]?.kind, server.requests]).toEqual(['absent', [BY_DIGEST, `/unreproducible${BY_DIGEST}`]]);
  });
  it('asks a tree without an index by name alone, once that is known', async () => {
    const server = await serve((path) => (path.startsWith('/sources/') ? 'x' : undefined));
    const client = createClient();
    await Promise.all(['a', 'b', 'c'].map((name) => ask(client, [server], named(name))));
    expect(server.requests.filter((path) => path.includes('by-sha256'))).toHaveLength(2);
    expect(server.requests).toHaveLength(5);
  });
  it('stops asking for an index that had nothing three times', async () => {
    const server = await serve({}, 'tree');
    const client = createClient();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(client, [server], named(name));
    expect(server.requests.filter((path) => path.includes('by-sha256'))).toHaveLength(6);
  });
  it('goes on asking an index that is there, though it lacks some', async () => {
    const first = named('a');
    const server = await serve({ [`/by-sha256/${first.sha256.slice(0, 2)}/${first.sha256}.json`]: 'x' });
    const client = createClient();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(client, [server], named(name));
    expect(server.requests.filter((path) => path.startsWith('/by-sha256'))).toHaveLength(5);
  });
  it('takes a store of objects that forbids what it has not got as one that has not got it', async () => {
    const server = await serve((path) => (path === BY_NAME ? 'x' : (_, response) => response.writeHead(403).end()));
    expect(toText((await ask(createClient(), [server]))[0])).toBe('x');
  });
  it('answers a hundred packages of two rebuilders quickly', async () => {
    const answer = (path: string): Answer | undefined => (path.startsWith('/sources/') ? LARGE : undefined);
    const rebuilders = [await serve(answer), await serve(answer)];
    const client = createClient({ timeouts: { requestMs: 5_000, rebuilderMs: 10_000 } });
    const started = systemClock.now();
    const all = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(client, rebuilders, named(`p${index}`))));
    expect(all.flat().every(({ kind }) => kind === 'found')).toBe(true);
    // 0.1 s on an idle machine; this only says that nothing waits for anything.
    expect(systemClock.now() - started).toBeLessThan(2_000);
  });
});

describe('createEvidenceClient and its cache', () => {
  it('asks once for what was found, and anew where that is wanted', async () => {
    let version = 1;
    const server = await serve({ [BY_DIGEST]: (_, response) => response.end(`version ${version}`) });
    const cache = createEvidenceCache(join(dir, 'cache'), { uid: process.getuid?.() ?? -1 });
    const client = createClient({ cache });
    const [first] = await ask(client, [server]);
    version = 2;
    const [second] = await ask(createClient({ cache }), [server]);
    expect([toText(first), toText(second), server.requests.length]).toEqual(['version 1', 'version 1', 1]);
    const [third] = await ask(client, [server], ARTIFACT, true);
    const [fourth] = await ask(client, [server]);
    expect([toText(third), toText(fourth)]).toEqual(['version 2', 'version 2']);
    if (first === undefined || third === undefined || fourth === undefined) throw new Error('no evidence');
    expect([first, third, fourth].map(client.isKept)).toEqual([false, false, true]);
  });
  it('keeps an answer for its rebuilder, digest and name only', async () => {
    const server = await serve({ [BY_DIGEST]: 'x' });
    const client = createClient({ cache: createEvidenceCache(join(dir, 'cache'), { uid: process.getuid?.() ?? -1 }) });
    await ask(client, [server]);
    expect((await ask(client, [server], named('other')))[0]?.kind).toBe('absent');
    expect((await ask(client, [await serve({})]))[0]?.kind).toBe('absent');
  });
  it('keeps no failure', async () => {
    let status = 503;
    const server = await serve((path) => (path === BY_DIGEST ? (_, response) => response.writeHead(status).end('x') : undefined));
    const client = createClient({ cache: createEvidenceCache(join(dir, 'cache'), { uid: process.getuid?.() ?? -1 }) });
    expect(toText((await ask(client, [server]))[0])).toBe('It answered with status 503.');
    status = 200;
    expect(toText((await ask(client, [server]))[0])).toBe('x');
  });
});

describe('createEvidenceClient against a hostile rebuilder', () => {
  const good = (): Promise<Server> => serve({ [BY_DIGEST]: 'good' });

  async function attack(answer: Answer): Promise<{ readonly reason: string; readonly took: number }> {
    const started = systemClock.now();
    const [bad, other] = await ask(createClient(), [await serve(() => answer), await good()]);
    expect(bad?.kind).toBe('unavailable');
    expect(toText(other)).toBe('good');
    return { reason: toText(bad), took: systemClock.now() - started };
  }

  it('that answers slowly: gives up in time, and the others count', async () => {
    const { reason, took } = await attack(() => undefined);
    expect(reason).toMatch(/400 ms/);
    expect(took).toBeLessThan(1_500);
  });
  it('that answers 101 and changes to another protocol', async () => {
    const { reason } = await attack(({ socket }) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'));
    expect(reason).toMatch(/another protocol/);
  });
  it('that drips its answer byte by byte', async () => {
    const { reason, took } = await attack((_, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(reason).toMatch(/400 ms/);
    expect(took).toBeLessThan(1_500);
  });
  it('that answers endlessly', async () => {
    const chunk = Buffer.alloc(256 * 1024, 'x');
    const { reason } = await attack((_, response) => {
      const pour = (): void => { while (!response.destroyed && response.write(chunk)); };
      response.on('drain', pour);
      pour();
    });
    expect(reason).toMatch(/more than|400 ms/);
  });
  it('that announces 1 GB: not a byte of it is read', async () => {
    const { reason } = await attack((_, response) => {
      response.writeHead(200, { 'content-length': 1_000_000_000 });
      response.write('x');
    });
    expect(reason).toMatch(/more than 2097152 bytes/);
  });
  it.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'data:text/plain,x', 'intoto+http://127.0.0.1/', 'javascript:1', 'http://'])('that redirects to another scheme: %s', async (location) => {
    const { reason } = await attack((_, response) => response.writeHead(302, { location }).end());
    expect(reason).toMatch(/redirects/);
  });
  it('that redirects in a circle', async () => {
    const { reason } = await attack((request, response) => response.writeHead(302, { location: request.url }).end());
    expect(reason).toMatch(/more than 4 times/);
  });
  it.each([[500, /status 500/], [429, /status 429/], [206, /status 206/]])('that answers with status %i', async (status, reason) => {
    expect((await attack((_, response) => response.writeHead(status).end('x'))).reason).toMatch(reason);
  });
  it('that breaks off in the middle', async () => {
    const { reason } = await attack((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('x');
      setTimeout(() => response.destroy(), 10);
    });
    expect(reason).not.toBe('');
  });
  it('that is not there at all', async () => {
    const gone = await serve({});
    await servers.pop()?.close();
    expect(toText((await ask(createClient(), [gone]))[0])).toMatch(/ECONNREFUSED/);
  });
  it('that takes almost all the time for every address: the limit is for all of them', async () => {
    const server = await serve(() => (_, response) => void setTimeout(() => response.writeHead(404).end(), 300));
    const started = systemClock.now();
    const [evidence] = await ask(createClient(), [server]);
    expect(evidence?.kind).toBe('unavailable');
    expect(systemClock.now() - started).toBeLessThan(1_200);
  });
  it('that took all the time there was: it is not asked for the rest', async () => {
    let now = systemClock.now();
    const server = await serve(() => (_, response) => { now += 900; response.writeHead(404).end(); });
    const [evidence] = await ask(createClient({ now: () => now }), [server]);
    expect(toText(evidence)).toBe('It did not answer within 800 ms.');
    expect(server.requests).toHaveLength(1);
  });
  it('that fails for everything: it is left alone for a minute, and asked again then', async () => {
    let now = systemClock.now();
    const server = await serve(() => (_, response) => response.writeHead(500).end());
    const client = createClient({ now: () => now });
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(client, [server], named(name));
    expect(server.requests).toHaveLength(3);
    now += 30_000;
    // Whom nobody asks does not fail once more, and the minute does not begin again.
    for (const name of ['a', 'b', 'c', 'd']) expect(toText((await ask(client, [server], named(name)))[0])).toMatch(/not asked again for a minute/);
    now += 31_000;
    await ask(client, [server]);
    expect(server.requests).toHaveLength(4);
  });
  it.each([
    ['more than is taken', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(200, { 'content-length': 7_000_000 }).write('x'), 'unavailable'],
    ['what cannot be read', `[${'7,'.repeat(500_000)}7]`, 'found'],
  ] as const)('that answers everything with %s: after three answers it is left alone for the whole run', async (_, answer, kind) => {
    let now = systemClock.now();
    const server = await serve(() => answer);
    const client = createClient({ now: () => now, timeouts: { requestMs: 5_000, rebuilderMs: 10_000 } });
    const all = (await Promise.all(Array.from({ length: 40 }, (__, index) => ask(client, [server], named(`p${index}`))))).flat();
    // Eight at a time: at the third answer seven others are under way.
    expect(server.requests.length).toBeLessThanOrEqual(10);
    expect(all.filter((evidence) => toText(evidence).includes('not asked again in this run')).length).toBe(40 - server.requests.length);
    expect(all[0]?.kind).toBe(kind);
    now += 3_600_000;
    const before = server.requests.length;
    expect(toText((await ask(client, [server]))[0])).toMatch(/3 times in a row with too much or with what cannot be read/);
    expect(server.requests).toHaveLength(before);
  });
  it('of whose statements some cannot be read: it is asked as before', async () => {
    const link: unknown = JSON.parse(Buffer.from(signLink({ _type: 'link', name: 'rebuild', materials: {}, products: {}, environment: {}, byproducts: {}, command: [] }, ['ed25519'])).toString());
    const server = await serve(() => JSON.stringify({ sha256: SHA256, attestations: [link, {}] }));
    const client = createClient();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await ask(client, [server], named(name));
    expect(server.requests).toHaveLength(5);
  });
  it('that answers everything with megabytes: the answers of eight artifacts are held at once, and no more', async () => {
    const held: (() => void)[] = [];
    const [fast, slow] = [await serve(() => READABLE), await serve(() => (_, response) => void held.push(() => response.end(READABLE)))];
    const client = createClient({ timeouts: { requestMs: 60_000, rebuilderMs: 60_000 } });
    const asked = Promise.all(Array.from({ length: 20 }, (_, index) => ask(client, [fast, slow], named(`p${index}`))));
    const release = (): void => { for (const finish of held.splice(0)) finish(); };
    while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([fast.requests.length, slow.requests.length]).toEqual([9, 9]);
    const timer = setInterval(release, 5);
    await asked;
    clearInterval(timer);
    expect(fast.requests).toHaveLength(20);
  });
  it('that always answers and always slowly: after 30 s more than others it is left alone for the whole run', async () => {
    let now = systemClock.now();
    const slowly: Answer = (_, response) => void setTimeout(() => { now += 4_500; response.end(READABLE); }, 30);
    const [slow, other] = [await serve(() => slowly), await serve(() => READABLE)];
    const client = createClient({ now: () => now, timeouts: { requestMs: 5_000, rebuilderMs: 10_000 } });
    for (let index = 0; index < 10; index++) await ask(client, [slow, other], named(`p${index}`));
    expect(slow.requests).toHaveLength(7);
    expect(other.requests).toHaveLength(10);
    expect((await ask(client, [slow, other])).map(toText)).toEqual([expect.stringMatching(/30 s longer than others/), READABLE]);
  });
  it('that is slow where nobody else answers: it is asked all the same', async () => {
    let now = systemClock.now();
    const slowly: Answer = (_, response) => { now += 4_500; response.end(READABLE); };
    const [slow, gone] = [await serve(() => slowly), await serve(() => (_, response) => response.writeHead(500).end())];
    const client = createClient({ now: () => now, timeouts: { requestMs: 5_000, rebuilderMs: 10_000 } });
    for (let index = 0; index < 12; index++) await ask(client, [slow, gone], named(`p${index}`));
    expect(slow.requests).toHaveLength(12);
  });
  it('that is slow where what others said is kept already', async () => {
    let now = systemClock.now();
    const slowly: Answer = (_, response) => { now += 4_500; response.end(READABLE.padEnd(300_000)); };
    const [slow, other] = [await serve(() => slowly), await serve(() => READABLE)];
    const deps = { now: () => now, cache: createEvidenceCache(join(dir, 'cache'), { uid: process.getuid?.() ?? -1 }), timeouts: { requestMs: 5_000, rebuilderMs: 10_000 } };
    const names = Array.from({ length: 10 }, (_, index) => named(`p${index}`));
    for (const name of names) await ask(createClient(deps), [other], name);
    const client = createClient(deps);
    for (const name of names) await ask(client, [slow, other], name);
    expect([slow.requests.length, other.requests.length]).toEqual([7, 10]);
  });
  it('goes through a proxy where one is configured', async () => {
    const proxy = await serve((path) => (path.startsWith('http://rebuilder.example.org/by-sha256/') ? 'by proxy' : undefined));
    const address = { name: 'r', operator: 'r', url: 'http://rebuilder.example.org', kind: null };
    expect(toText((await ask(createClient({ proxy: () => proxy.url, certificates: '' }), [address]))[0])).toBe('by proxy');
  });
});
