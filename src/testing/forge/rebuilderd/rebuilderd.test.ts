// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toCanonicalJson } from '../../../attest/canonical-json.ts';
import { startRebuilderd, type Rebuilderd } from './rebuilderd.ts';
import type { InputRow, PackageReport } from './tables.ts';

const DAY = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;

function toReport(names: readonly string[], architecture = 'amd64'): PackageReport {
  return {
    distribution: 'debian', release: 'trixie', component: 'main', architecture,
    packages: names.map((name) => ({
      name, version: '1.0-1', url: `http://127.0.0.1:9/buildinfo/${name}_1.0-1_${architecture}.buildinfo`,
      artifacts: [name, `${name}-data`].map((artifact) => ({ name: artifact, version: '1.0-1', url: `http://127.0.0.1:9/pool/${artifact}_1.0-1_${architecture}.deb` })),
    })),
  };
}

const GOOD = () => ({ status: 'GOOD', sha256: 'a'.repeat(64) }) as const;

/** One of each: reproduced, differs, failed with and without files, waiting, and one that was there before. */
function fill({ tables }: Rebuilderd): void {
  tables.sync(toReport(['gone']), DAY - HOUR);
  tables.sync(toReport(['alpha', 'beta', 'gamma', 'delta', 'epsilon']), DAY);
  const [, alpha, beta, gamma, delta] = tables.inputs as [InputRow, InputRow, InputRow, InputRow, InputRow];
  tables.build(alpha, GOOD, DAY + HOUR + 123);
  tables.build(beta, ({ name }) => (name === 'beta' ? { status: 'BAD', diffoscope: '--- a\n+++ b\n' } : GOOD()), DAY + 2 * HOUR);
  tables.build(gamma, () => ({ status: 'BAD', diffoscope: null }), DAY + 3 * HOUR);
  tables.build(delta, null, DAY + 4 * HOUR);
}

let now = DAY + 5 * HOUR;
let v1: Rebuilderd;
let v0: Rebuilderd;
beforeAll(async () => {
  [v1, v0] = await Promise.all([startRebuilderd({ now: () => now }), startRebuilderd({ api: 'v0', name: 'other', now: () => now })]);
});
beforeEach(() => {
  now = DAY + 5 * HOUR;
  for (const one of [v1, v0]) {
    one.tables.clear();
    fill(one);
    one.misbehave(null);
    one.lie(null);
  }
});
afterEach(() => v1.requests.splice(0));
afterAll(() => Promise.all([v1.close(), v0.close()]));

interface Page { total: number; records: Record<string, unknown>[] }

const get = (one: Rebuilderd, path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${one.url}/api/${path}`, { headers });
const getJson = async <T>(one: Rebuilderd, path: string): Promise<T> => await (await get(one, path)).json() as T;
const list = (query: string): Promise<Page> => getJson<Page>(v1, `v1/packages/binary${query}`);
const captured = (name: string): unknown => JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));

/** Names of fields in their order, and the kinds of values each has. */
function toOutline(records: unknown): { fields: string[]; kinds: Map<string, Set<string>> } {
  const kinds = new Map<string, Set<string>>();
  for (const record of [records].flat() as Record<string, unknown>[]) {
    for (const [field, value] of Object.entries(record)) {
      kinds.set(field, (kinds.get(field) ?? new Set()).add(value === null ? 'null' : typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]+\.\d{9}$/.test(value) ? 'time' : typeof value));
    }
  }
  return { fields: [...kinds.keys()], kinds };
}

describe('startRebuilderd: held to what the real ones answered', () => {
  it.each([
    ['v1/packages/binary', 'v1-packages-binary'], ['v1/packages/source', 'v1-packages-source'], ['v1/builds', 'v1-builds'],
    ['v1/queue', 'v1-queue'], ['v1/builds/2/artifacts', 'v1-artifacts'], ['v1/dashboard', 'v1-dashboard'], ['v1/meta/public-keys', 'v1-meta-public-keys'],
    ['v1/builds/1/artifacts/1/attestation', 'v1-attestation'],
    ['v0/pkgs/list', 'v0-pkgs-list'], ['v0/dashboard', 'v0-dashboard'], ['v0/builds/1/attestation', 'v0-attestation'],
  ])('%s has the fields of the captured answer, in their order and of their kinds', async (path, name) => {
    const answer = await getJson<Partial<Page>>(path.startsWith('v0') ? v0 : v1, path);
    const real = captured(name) as Partial<Page>;
    const [ours, theirs] = [toOutline(answer.records ?? answer), toOutline(real.records ?? real)];
    expect(Object.keys(answer)).toEqual(Array.isArray(answer) ? expect.anything() : Object.keys(real));
    expect(ours.fields).toEqual(theirs.fields);
    for (const [field, kinds] of ours.kinds) {
      const known = theirs.kinds.get(field) ?? new Set();
      // Nothing was running or had no date when they were captured.
      const allowed = [...known, ...(['started_at', 'next_retry', 'diffoscope_log_id', 'status', 'build_id', 'artifact_id', 'attestation_log_id', 'built_at'].includes(field) ? ['null'] : [])];
      expect(allowed, field).toEqual(expect.arrayContaining([...kinds]));
    }
  });

  it('tells of a build as rebuilderd does', async () => {
    const { records } = await list('');
    const of = (name: string) => records.find((record) => record['name'] === name);
    expect(of('alpha')).toMatchObject({ status: 'GOOD', build_id: 1, diffoscope_log_id: null, attestation_log_id: 1 });
    expect(of('beta')).toMatchObject({ status: 'BAD', build_id: 2, diffoscope_log_id: 1, attestation_log_id: null });
    expect(of('beta-data')).toMatchObject({ status: 'GOOD', build_id: 2, attestation_log_id: 3 });
    expect(of('gamma')).toMatchObject({ status: 'BAD', build_id: 3, diffoscope_log_id: null, attestation_log_id: null });
    expect(of('delta')).toMatchObject({ status: null, build_id: 4, artifact_id: null });
    expect(of('epsilon')).toMatchObject({ status: null, build_id: null });
    expect(of('gone')).toMatchObject({ seen_in_last_sync: false });
    const sources = await getJson<Page>(v1, 'v1/packages/source');
    expect(sources.records.map(({ name, status }) => [name, status])).toEqual([
      ['gone', null], ['alpha', 'GOOD'], ['beta', 'BAD'], ['gamma', 'BAD'], ['delta', 'FAIL'], ['epsilon', null]]);
    expect(await getJson(v1, 'v1/dashboard')).toEqual({ rebuilds: { good: 1, bad: 2, fail: 1, unknown: 1 }, jobs: { running: 0, available: 1, pending: 3 } });
  });

  it('makes a new build when something is built again, and moves on from the old one', async () => {
    const beta = v1.tables.inputs[2];
    if (beta === undefined) throw new Error('no input');
    v1.tables.build(beta, GOOD, DAY + 6 * HOUR);
    const { records } = await list('?name=beta');
    expect(records).toMatchObject([{ status: 'GOOD', build_id: 5, diffoscope_log_id: null }]);
    expect((await getJson<Page>(v1, 'v1/builds?after=4')).records).toMatchObject([{ id: 5, name: 'beta', status: 'GOOD' }]);
  });

  it('keeps the ids of what a later sync brings again', async () => {
    const before = await list('?name=alpha');
    v1.tables.sync(toReport(['zeta', 'alpha']), DAY + 7 * HOUR);
    const after = await list('?seen_only=true');
    expect(after.records.map(({ name }) => name)).toEqual(['alpha', 'alpha-data', 'zeta', 'zeta-data']);
    expect(after.records[0]).toMatchObject({ id: before.records[0]?.['id'], status: 'GOOD' });
  });
});

describe('startRebuilderd: pages', () => {
  const ids = async (query: string): Promise<unknown> => (await list(query)).records.map(({ id }) => id);

  it('follow the ids, with a total of all', async () => {
    expect(await ids('?limit=2')).toEqual([1, 2]);
    expect(await ids('?limit=2&after=2')).toEqual([3, 4]);
    expect(await ids('?limit=2&before=5')).toEqual([1, 2]);
    expect(await ids('?limit=2&direction=Descending')).toEqual([12, 11]);
    expect(await ids('?limit=2&direction=Descending&before=11')).toEqual([10, 9]);
    expect(await list('?after=12')).toEqual({ total: 12, records: [] });
    expect(await ids('?limit=-1')).toHaveLength(12);
    expect(await ids('?limit=0')).toEqual([]);
  });

  it('have 1000 records unless told otherwise, and no upper limit', async () => {
    v1.tables.sync(toReport(Array.from({ length: 600 }, (_, index) => `many${index}`)), DAY);
    expect(await ids('')).toHaveLength(1000);
    expect(await ids('?limit=1200')).toHaveLength(1200);
  });

  it('go on after an id also where another column sorts', async () => {
    const names = async (query: string): Promise<unknown> => (await list(query)).records.map(({ name }) => name);
    expect(await names('?sort=name&limit=3')).toEqual(['alpha', 'alpha-data', 'beta']);
    const [beta] = (await list('?name=beta')).records;
    expect(await names(`?sort=name&limit=2&after=${String(beta?.['id'])}`)).toEqual(['beta-data', 'delta']);
    expect(await names('?sort=name&limit=2&direction=Descending')).toEqual(['gone-data', 'gone']);
  });

  it.each([
    ['limit=x', 400, 'Query deserialize error: invalid digit found in string'],
    ['direction=desc', 400, 'Query deserialize error: unknown variant `desc`, expected `Ascending` or `Descending`'],
    ['sort=nope', 500, 'no such column: base_query.nope'],
  ])('answer to %s as the real one does', async (query, status, text) => {
    const answer = await get(v1, `v1/packages/binary?${query}`);
    expect([answer.status, await answer.text()]).toEqual([status, text]);
  });
});

describe('startRebuilderd: attestations', () => {
  it('are signed by the worker and by the key that is published', async () => {
    const { signatures, signed } = await getJson<{ signatures: { keyid: string; sig: string }[]; signed: { name: string; products: object } }>(v1, 'v1/builds/1/artifacts/1/attestation');
    expect(signed).toMatchObject({ name: 'rebuild alpha_1.0-1_amd64.deb', products: { 'alpha_1.0-1_amd64.deb': { sha256: 'a'.repeat(64) } } });
    expect(signatures).toHaveLength(2);
    const { current } = await getJson<{ current: string[] }>(v1, 'v1/meta/public-keys');
    expect(current).toEqual([v1.publicKey]);
    const spki = Buffer.from((current[0] ?? '').replaceAll(/-----.*-----|\s/g, ''), 'base64');
    expect(spki).toHaveLength(46);
    const key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), spki.subarray(-32)]), format: 'der', type: 'spki' });
    const isSigned = (sig = ''): boolean => verify(null, toCanonicalJson(signed), key, Buffer.from(sig, 'hex'));
    expect(signatures.map(({ sig }) => isSigned(sig))).toEqual([false, true]);
  });

  it('may have a signature that does not hold', async () => {
    const [, alpha] = v1.tables.inputs as [InputRow, InputRow];
    v1.tables.build(alpha, () => ({ ...GOOD(), hasWrongSignature: true }), DAY + 6 * HOUR);
    const good = await getJson<{ signatures: { sig: string }[]; signed: unknown }>(v1, 'v1/builds/1/artifacts/1/attestation');
    const wrong = await getJson<typeof good>(v1, `v1/builds/5/artifacts/${v1.tables.builds[4]?.artifacts[0]?.id ?? 0}/attestation`);
    expect(wrong.signed).toEqual(good.signed);
    expect(wrong.signatures).not.toEqual(good.signatures);
  });

  it('come compressed to those who take zstd only', async () => {
    const path = 'v1/builds/1/artifacts/1/attestation';
    const packed = await new Promise<Buffer>((resolve, reject) => {
      request(`${v1.url}/api/${path}`, { headers: { 'accept-encoding': 'zstd' } }, (response) => {
        expect(response.headers['content-encoding']).toBe('zstd');
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      }).on('error', reject).end();
    });
    expect(zstdDecompressSync(packed).toString()).toBe(await (await get(v1, path, { 'accept-encoding': 'gzip' })).text());
  });

  it.each(['v1/builds/2/artifacts/3/attestation', 'v1/builds/1/artifacts/1/diffoscope', 'v1/builds/99/artifacts/1/attestation', 'v1/packages/binary/99', 'v1/nothing'])(
    '%s is not there, in no words', async (path) => {
      const answer = await get(v1, path);
      expect([answer.status, await answer.text()]).toEqual([404, '']);
    });
});

describe('startRebuilderd: API v0', () => {
  it('is all that an old one knows, and has no key to give', async () => {
    expect((await get(v0, 'v1/packages/binary')).status).toBe(404);
    expect((await get(v0, 'v1/meta/public-keys')).status).toBe(404);
    expect((await get(v0, 'v0/public-keys')).status).toBe(404);
    expect((await getJson<{ signatures: unknown[] }>(v0, 'v0/builds/1/attestation')).signatures).toHaveLength(1);
    expect((await get(v1, 'v0/pkgs/list')).status).toBe(200);
  });

  it('says when the last build was, and nothing more while there is no later one', async () => {
    const first = await get(v0, 'v0/pkgs/list');
    const date = first.headers.get('last-modified') ?? '';
    expect(date).toBe(new Date(DAY + 4 * HOUR).toUTCString());
    expect((await get(v0, 'v0/pkgs/list', { 'if-modified-since': date })).status).toBe(304);
    expect((await get(v0, 'v0/pkgs/list', { 'if-modified-since': new Date(DAY).toUTCString() })).status).toBe(200);
    const [, alpha] = v0.tables.inputs as [InputRow, InputRow];
    v0.tables.build(alpha, GOOD, DAY + 6 * HOUR);
    expect((await get(v0, 'v0/pkgs/list', { 'if-modified-since': date })).status).toBe(200);
  });

  it('gives every artifact a build of its own, with its attestation or its comparison', async () => {
    const records = await getJson<{ name: string; status: string; build_id: number | null; has_diffoscope: boolean }[]>(v0, 'v0/pkgs/list');
    expect(new Set(records.flatMap(({ build_id }) => build_id ?? [])).size).toBe(6);
    const beta = records.find(({ name }) => name === 'beta');
    expect(beta).toMatchObject({ status: 'BAD', has_diffoscope: true });
    expect(await (await get(v0, `v0/builds/${beta?.build_id ?? 0}/diffoscope`)).text()).toBe('--- a\n+++ b\n');
    expect(records.find(({ name }) => name === 'epsilon')).toMatchObject({ status: 'UNKWN', build_id: null });
    expect(await (await get(v0, `v0/builds/${beta?.build_id ?? 0}/attestation`)).text()).toBe('Not found\n');
  });
});

describe('startRebuilderd: misbehaving', () => {
  it('does to requests what a forge does', async () => {
    v1.misbehave([{ kind: 'html', match: 'dashboard' }, { kind: 'status', status: 502, times: 1 }]);
    expect((await get(v1, 'v1/dashboard')).headers.get('content-type')).toBe('text/html');
    expect((await get(v1, 'v1/builds')).status).toBe(502);
    expect((await get(v1, 'v1/builds')).status).toBe(200);
    expect(v1.requests.map(({ kind, path, status }) => [kind, path, status])).toEqual([
      ['rebuilderd', '/api/v1/dashboard', 200], ['rebuilderd', '/api/v1/builds', 502], ['rebuilderd', '/api/v1/builds', 200]]);
  });

  it('answers every page with the first', async () => {
    v1.lie('looping');
    const first = await list('?limit=2');
    expect(await list('?limit=2&after=2')).toEqual(first);
    expect(await list('?limit=2&after=999')).toEqual(first);
  });

  it('brings a record again on the next page, changed', async () => {
    v1.lie('changing');
    await list('?limit=2');
    const { records } = await list('?limit=2&after=2');
    expect(records.map(({ id, version }) => [id, version])).toEqual([[2, '1.0-1+changed'], [3, '1.0-1'], [4, '1.0-1']]);
  });

  it('claims to have 10⁹ records', async () => {
    v1.lie('enormous');
    expect((await list('?limit=2')).total).toBe(1_000_000_000);
    expect((await list('?limit=2')).records).toHaveLength(2);
  });
});
