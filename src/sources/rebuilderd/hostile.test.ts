// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { SourceReading } from '../../model/reading.ts';
import { signLink } from '../../testing/keys/sign.ts';
import { startLoopback, type Loopback } from '../../testing/loopback.ts';
import { findVerdict, NOTHING_KNOWN, NOW, pin, toEvidence, toKnown, toRebuilderDeps } from '../../testing/rebuilding.ts';
import type { RebuilderDeps } from '../rebuilder/source.ts';
import { createRebuilderdSource } from './source.ts';

const HTML = '<!doctype html><title>Maintenance</title>';
const EMPTY = { total: 0, records: [] };
const DASHBOARD = { rebuilds: { good: 1, bad: 0, fail: 0, unknown: 0 }, jobs: { running: 0, available: 0, pending: 0 } };
const V1 = '/api/v1/packages/binary';

let server: Loopback | undefined;
let requests: string[];

afterEach(() => server?.close());

type Answers = Readonly<Record<string, (url: URL, response: ServerResponse) => unknown>>;

/** Answers by path; what is returned is sent as JSON, a text as it is. */
async function read(answers: Answers, options: Partial<RebuilderDeps> = {}, known = NOTHING_KNOWN): Promise<SourceReading> {
  requests = [];
  await server?.close();
  server = await startLoopback((request, response) => {
    const url = new URL(request.url ?? '', 'http://daemon');
    requests.push(url.pathname + url.search);
    const answer = answers[url.pathname]?.(url, response) ?? null;
    if (response.headersSent || response.writableEnded) return;
    if (answer === null) response.statusCode = response.statusCode === 200 ? 404 : response.statusCode;
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  return createRebuilderdSource(toRebuilderDeps(server.url, { maxReports: 0, ...options }))(known);
}

function toRecord(id: number, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id, name: `pkg${id}`, version: '1.0-1', distribution: 'debian', release: 'trixie', component: 'main', architecture: 'amd64',
    url: `http://mirror.example/pkg${id}_1.0-1_amd64.deb`, status: 'GOOD', build_id: id, artifact_id: id, diffoscope_log_id: null,
    attestation_log_id: null, last_seen: '2026-11-22T10:00:00', seen_in_last_sync: true, ...change,
  };
}

const toRecords = (from: number, count: number): unknown[] => Array.from({ length: count }, (_, index) => toRecord(from + index));
const withPackages = (list: Answers[string]): Answers => ({
  '/api/v1/builds': () => EMPTY, '/api/v1/dashboard': () => DASHBOARD, [V1]: list,
});
const codes = ({ unreadable }: SourceReading): string[] => unreadable.map(({ code }) => code);
const pagesAsked = (): number => requests.filter((path) => path.startsWith(V1)).length;

describe('createRebuilderdSource and a daemon that is none', () => {
  it('that answers HTML to everything is unavailable, and is not asked on', async () => {
    const html = (): string => HTML;
    const reading = await read({ '/api/v1/builds': html, '/api/v0/pkgs/list': html });
    expect(reading).toMatchObject({ outcome: 'unavailable', source: `rebuilderd:${server?.url ?? ''}` });
    expect(codes(reading)).toEqual(['invalid-answer']);
    expect(reading.evidence).toBeUndefined();
    expect(requests).toHaveLength(2);
  });

  it('that answers 500 to v1 is away: v0 is not asked', async () => {
    const reading = await read({ '/api/v1/builds': (_, response) => void response.writeHead(500).end() });
    expect(reading).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'server-error' }] });
    expect(requests.every((path) => path.startsWith('/api/v1/'))).toBe(true);
  });

  it('that answered v1 once and HTML today is unavailable, not an old one', async () => {
    const list = withPackages(() => ({ total: 1, records: [toRecord(1)] }));
    const known = toKnown(await read(list));
    const html = (): string => HTML;
    const reading = await read({ '/api/v1/dashboard': html, '/api/v1/builds': html, '/api/v0/pkgs/list': () => [] }, {}, known);
    expect(reading.outcome).toBe('unavailable');
    expect(requests.some((path) => path.startsWith('/api/v0/'))).toBe(false);
  });
});

describe('createRebuilderdSource and hostile pages', () => {
  it('that repeat are read once, and the list is not taken for complete', async () => {
    const reading = await read(withPackages(() => ({ total: 5_000, records: toRecords(1, 2_000) })));
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'invalid-answer' }] });
    expect(toEvidence(reading)).toMatchObject({ complete: false, cursor: null });
    expect(toEvidence(reading).verdicts).toHaveLength(2_000);
    expect(pagesAsked()).toBe(2);
  });

  it.each([['builds', '/api/v1/builds'], ['packages', V1]])('of %s, longer by far than what was asked for, are no answer', async (_, path) => {
    const page = { total: 1, records: Array.from({ length: 200_000 }, (__, id) => ({ id, name: 'a' })) };
    const reading = await read({ ...withPackages(() => EMPTY), [path]: () => page });
    expect(reading).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'invalid-answer', message: expect.stringContaining('200000 records') as string }] });
  });

  it('whose numbers do not grow are not followed', async () => {
    const reading = await read(withPackages((url) => ({ total: 9, records: [toRecord(url.searchParams.has('after') ? 1 : 5)] })));
    expect(codes(reading)).toEqual(['invalid-answer']);
    expect(pagesAsked()).toBe(2);
  });

  it('take a record that comes again as it came last, once', async () => {
    const reading = await read(withPackages((url) => (url.searchParams.has('after')
      ? { total: 2_001, records: [toRecord(2_000, { status: 'BAD', build_id: 9_999 }), toRecord(2_001)] }
      : { total: 2_001, records: toRecords(1, 2_000) })));
    expect(toEvidence(reading).complete).toBe(true);
    expect(toEvidence(reading).verdicts).toHaveLength(2_001);
    expect(findVerdict(reading, 'pkg2000')).toMatchObject({ claim: 'differs', revision: expect.stringContaining('9999') as string });
  });

  it('that claim a billion records are not followed', async () => {
    const reading = await read(withPackages((url) => ({ total: 1e9, records: toRecords(Number(url.searchParams.get('after') ?? 0) + 1, 2_000) })));
    expect(codes(reading)).toEqual(['too-much']);
    expect(reading.unreadable[0]?.message).toContain('1000000000');
    expect(toEvidence(reading)).toMatchObject({ complete: false, cursor: null });
    expect(pagesAsked()).toBe(1);
  });

  it.each([[0], [null]])('without an end are not followed to it, whatever they announce (%s)', async (total) => {
    const reading = await read(withPackages((url) => ({ total, records: [toRecord(Number(url.searchParams.get('after') ?? 0) + 1)] })));
    expect(codes(reading)).toEqual(['too-much']);
    expect(toEvidence(reading).complete).toBe(false);
    expect(pagesAsked()).toBe(300);
  });

  it('that end long before what was announced are no complete list', async () => {
    const reading = await read(withPackages((url) => ({ total: 5_000, records: url.searchParams.has('after') ? [] : toRecords(1, 3) })));
    expect(codes(reading)).toEqual(['invalid-answer']);
    expect(toEvidence(reading).complete).toBe(false);
  });

  it('that break off give what was read, and the cursor stays', async () => {
    const whole = withPackages(() => ({ total: 3, records: toRecords(1, 3) }));
    const known = { ...toKnown(await read(whole)), cursor: null };
    const reading = await read(withPackages((url, response) => {
      if (!url.searchParams.has('after')) return { total: 4_000, records: toRecords(1, 2_000) };
      return void response.writeHead(502).end();
    }), {}, known);
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'server-error' }] });
    expect(toEvidence(reading)).toMatchObject({ complete: false, cursor: null });
  });

  it('drop a broken record, not the page, and take back what spoke for it', async () => {
    const known = toKnown(await read(withPackages(() => ({ total: 3, records: toRecords(1, 3) }))));
    expect(known.verdicts.map(({ claim }) => claim)).toEqual(Array(3).fill('reproduced'));
    const reading = await read(withPackages(() => ({ total: 3, records: [toRecord(1), toRecord(2, { name: '../../etc/passwd' }), toRecord(3)] })), {}, { ...known, cursor: null });
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'invalid-answer', message: expect.stringContaining('left out: 1') as string }] });
    expect(toEvidence(reading).complete).toBe(true);
    expect(toEvidence(reading).verdicts.map(({ name, claim }) => `${name} ${claim}`).toSorted()).toEqual(['pkg1 reproduced', 'pkg2 unknown', 'pkg3 reproduced']);
    expect(findVerdict(reading, 'pkg2')).toMatchObject({ version: '1.0-1', at: null, proof: { kind: 'absent' }, links: { attestation: null } });
    const again = await read(withPackages(() => ({ total: 3, records: toRecords(1, 3) })), {}, { ...toKnown(reading, known), cursor: null });
    expect(findVerdict(again, 'pkg2').claim).toBe('reproduced');
  });

  it('leave standing what speaks against a package whose record is broken', async () => {
    const bad = toRecord(1, { status: 'BAD', diffoscope_log_id: 1 });
    const known = toKnown(await read(withPackages(() => ({ total: 1, records: [bad] }))));
    const reading = await read(withPackages(() => ({ total: 1, records: [{ ...bad, name: '../x' }] })), {}, { ...known, cursor: null });
    expect(findVerdict(reading, 'pkg1')).toMatchObject({ claim: 'differs', links: { diffoscope: expect.stringContaining('/diffoscope') as string } });
  });

  it('take back what spoke for any package that is missing beside a record without a number', async () => {
    const known = toKnown(await read(withPackages(() => ({ total: 2, records: toRecords(1, 2) }))));
    const reading = await read(withPackages((url) => ({ total: 2, records: url.searchParams.has('after') ? [] : [toRecord(1), { name: 'pkg2' }] })), {}, { ...known, cursor: null });
    expect(toEvidence(reading).complete).toBe(false);
    expect(toKnown(reading, known).verdicts.map(({ name, claim }) => `${name} ${claim}`)).toEqual(['pkg1 reproduced', 'pkg2 unknown']);
  });

  it('that break off take nothing back', async () => {
    const known = toKnown(await read(withPackages(() => ({ total: 2, records: toRecords(1, 2) }))));
    const reading = await read(withPackages((url, response) => (url.searchParams.has('after')
      ? void response.writeHead(404).end() : { total: 2, records: [toRecord(1)] })), {}, { ...known, cursor: null });
    expect(reading.outcome).toBe('partial');
    expect(toKnown(reading, known).verdicts.map(({ claim }) => claim)).toEqual(['reproduced', 'reproduced']);
  });

  it('with a record that has not even a number are not taken for complete', async () => {
    const reading = await read(withPackages(() => ({ total: 2, records: [toRecord(1), { name: 'pkg2' }] })));
    expect(toEvidence(reading)).toMatchObject({ complete: false, cursor: null });
    expect(toEvidence(reading).verdicts).toHaveLength(1);
  });

  it.each([
    ['a path for a name', { name: 'a/b' }], ['control characters', { version: '1.0\u001b[2J' }], ['a number for a name', { name: 7 }],
    ['a fraction for a number', { build_id: 1.5 }], ['a name without end', { name: 'x'.repeat(301) }], ['a nested architecture', { architecture: { __proto__: null } }],
  ])('drop a record with %s', async (_, change) => {
    const reading = await read(withPackages(() => ({ total: 2, records: [toRecord(1, change), toRecord(2)] })));
    expect(toEvidence(reading).verdicts.map(({ name }) => name)).toEqual(['pkg2']);
  });

  it('read a word they do not know as no claim', async () => {
    const reading = await read(withPackages(() => ({ total: 2, records: [toRecord(1, { status: 'constructor' }), toRecord(2, { status: 'SPLENDID' })] })));
    expect(toEvidence(reading).verdicts.map(({ claim }) => claim)).toEqual(['unknown', 'unknown']);
  });

  it('keep distributions apart', async () => {
    const reading = await read(withPackages(() => ({ total: 2, records: [toRecord(1), toRecord(2, { distribution: 'archlinux' })] })));
    expect(toEvidence(reading).verdicts.map(({ name }) => name)).toEqual(['pkg1']);
    expect(reading.notes).toEqual([expect.stringContaining('archlinux')]);
  });

  it('of other distributions only are not taken for the configured one', async () => {
    const records = [toRecord(1, { distribution: 'tails' }), toRecord(2, { distribution: 'archlinux' })];
    expect(await read(withPackages(() => ({ total: 2, records })))).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'not-found' }] });
    const one = await read(withPackages(() => ({ total: 1, records: records.slice(0, 1) })));
    expect(toEvidence(one).verdicts).toMatchObject([{ name: 'pkg1', distribution: 'debian' }]);
    expect(one.notes).toEqual([expect.stringContaining('"tails"')]);
  });
});

describe('createRebuilderdSource and hostile attestations', () => {
  const file = 'pkg1_1.0-1_amd64.deb';
  const toLink = (name: string, product: string): unknown => ({
    _type: 'link', name, materials: {}, environment: null, byproducts: {}, command: [], products: { [product]: { sha256: 'ab'.repeat(32) } },
  });

  async function readAttested(attestation: Answers[string], change: Readonly<Record<string, unknown>> = {}): Promise<SourceReading> {
    return read({
      ...withPackages(() => ({ total: 1, records: [toRecord(1, { attestation_log_id: 1, ...change })] })),
      '/api/v1/builds/1/artifacts/1/attestation': attestation,
    }, { keys: await pin('ed25519') });
  }
  const sign = (signed: unknown) => () => new TextDecoder().decode(signLink(signed, ['ed25519']));

  it('verify the right one', async () => {
    const reading = await readAttested(sign(toLink(`rebuild ${file}`, file)));
    expect(findVerdict(reading, 'pkg1').proof).toMatchObject({ kind: 'verified', sha256: 'ab'.repeat(32) });
  });

  it.each([
    ['the step of another package', toLink('rebuild pkg2_1.0-1_amd64.deb', file), 'wrong-step'],
    ['another package\'s file', toLink(`rebuild ${file}`, 'pkg2_1.0-1_amd64.deb'), 'no-such-product'],
    ['a path to the file', toLink(`rebuild ${file}`, `../${file}`), 'no-such-product'],
  ])('refuse %s', async (_, signed, code) => {
    expect(findVerdict(await readAttested(sign(signed)), 'pkg1').proof).toMatchObject({ kind: 'refused', code });
  });

  it('refuse a good attestation of a file that the record passes off as its own', async () => {
    const reading = await readAttested(sign(toLink('rebuild other_1.0-1_amd64.deb', 'other_1.0-1_amd64.deb')), { url: 'http://mirror.example/other_1.0-1_amd64.deb' });
    expect(findVerdict(reading, 'pkg1').proof).toMatchObject({ kind: 'refused', code: 'wrong-file', checkedAt: NOW });
    expect(toEvidence(reading).uncheckedCount).toBe(0);
  });

  it.each<[string, Answers[string]]>([
    ['HTML', (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(HTML)],
    ['404', () => null],
    ['too many bytes', () => 'x'.repeat(1024 * 1024 + 1)],
    ['500', (_, response) => void response.writeHead(500).end()],
    ['a redirect elsewhere', (_, response) => void response.writeHead(302, { location: 'http://192.0.2.1/' }).end()],
  ])('leave unchecked what is answered with %s', async (_, answer) => {
    const reading = await readAttested(answer);
    expect(findVerdict(reading, 'pkg1').proof).toEqual({ kind: 'unchecked' });
    expect(reading.unreadable).toHaveLength(1);
    expect(toEvidence(reading).uncheckedCount).toBe(1);
  });

  it('stop asking when the server fails again and again', async () => {
    const reading = await read({
      ...withPackages(() => ({ total: 100, records: Array.from({ length: 100 }, (_, index) => toRecord(index + 1, { attestation_log_id: 1 })) })),
      ...Object.fromEntries(Array.from({ length: 100 }, (_, index) => [
        `/api/v1/builds/${index + 1}/artifacts/${index + 1}/attestation`, (_: URL, response: ServerResponse) => void response.writeHead(503).end()])),
    }, { keys: await pin('ed25519') });
    const attempts = requests.filter((path) => path.endsWith('attestation')).length;
    expect(attempts).toBeLessThanOrEqual(2 * (5 + 8));
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'server-error' })]);
    expect(toEvidence(reading).uncheckedCount).toBe(100);
  });
});
