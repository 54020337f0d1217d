// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownEvidence } from '../../model/evidence-reading.ts';
import { DAY_MS } from '../../model/time.ts';
import { signLink, type PlainTestKey } from '../../testing/keys/sign.ts';
import { createFakeClock, startLoopback, type FakeClock, type Loopback } from '../../testing/loopback.ts';
import { findVerdict, NOTHING_KNOWN, NOW, pin, toEvidence, toKnown, toRebuilderDeps } from '../../testing/rebuilding.ts';
import type { RebuilderDeps } from '../rebuilder/source.ts';
import { createRebuilderdSource } from './source.ts';

interface Package {
  id: number;
  name: string;
  version: string;
  seen: boolean;
  build: number | null;
  status: 'GOOD' | 'BAD' | null;
  hasDiffoscope: boolean;
}

/** The daemon's tables, as far as a test changes them; every package is its own source package. */
interface Daemon {
  packages: Package[];
  builds: { id: number; name: string; status: string }[];
  jobs: number;
  /** Who signs; null for attestations that answer 404. */
  signer: PlainTestKey | null;
  diffoscope: string;
}

const SUITE = { distribution: 'debian', release: 'trixie', component: 'main', architecture: 'amd64' };
const DIFFOSCOPE = '--- a/x.deb\n+++ b/x.deb\n├── file list\n│ @@ -1 +1 @@\n│ --rw-r--r-- 2019-08-07 06:15:10.000000 x\n│ +-rw-r--r-- 2026-11-22 16:24:47.000000 x\n';

let daemon: Daemon;
let server: Loopback;
let requests: string[];
let clock: FakeClock;
let deps: Partial<RebuilderDeps>;
let known: KnownEvidence;

beforeEach(async () => {
  daemon = { packages: [], builds: [], jobs: 0, signer: 'ed25519', diffoscope: DIFFOSCOPE };
  requests = [];
  known = NOTHING_KNOWN;
  clock = createFakeClock(NOW);
  deps = { keys: await pin('ed25519'), clock };
  server = await startLoopback((request, response) => {
    requests.push(request.url ?? '');
    const answer = answerFor(new URL(request.url ?? '', 'http://daemon'));
    if (answer === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  ['hello', 'sl', 'cowsay'].forEach((name) => add(name));
  build('hello', 'GOOD');
  build('sl', 'BAD');
});

afterEach(() => server.close());

function add(name: string, version = '1.0-1'): void {
  daemon.packages.push({ id: daemon.packages.length + 1, name, version, seen: true, build: null, status: null, hasDiffoscope: false });
}

function build(name: string, status: 'GOOD' | 'BAD' | 'FAIL'): void {
  const id = daemon.builds.length + 1;
  daemon.builds.push({ id, name, status });
  for (const row of daemon.packages.filter((each) => each.name === name)) {
    Object.assign(row, { build: id, status: status === 'FAIL' ? null : status, hasDiffoscope: status === 'BAD' });
  }
}

function answerFor({ pathname, searchParams: query }: URL): unknown {
  const [, number = '', file = ''] = /^\/api\/v1\/builds\/(\d+)\/artifacts\/\d+\/(\w+)$/.exec(pathname) ?? [];
  if (file === 'diffoscope') return daemon.diffoscope;
  if (file === 'attestation') return attest(Number(number));
  switch (pathname) {
    case '/api/v1/dashboard': {
      const count = (status: string | null): number => daemon.packages.filter((row) => row.seen && row.status === status).length;
      return { rebuilds: { good: count('GOOD'), bad: count('BAD'), fail: 0, unknown: count(null) }, jobs: { running: 0, available: daemon.jobs, pending: 0 } };
    }
    case '/api/v1/builds':
      return page(daemon.builds.map((row) => ({ ...row, version: '1.0-1', built_at: `2026-11-22T10:00:${String(row.id % 60).padStart(2, '0')}.123456789` })), query);
    case '/api/v1/packages/binary': {
      const name = query.get('source_name');
      return page(daemon.packages
        .filter((row) => (name === null || row.name === name) && (query.get('seen_only') === null || row.seen))
        .map(({ id, name: called, version, seen, build: built, status, hasDiffoscope }) => ({
          ...SUITE, id, name: called, version, url: `http://mirror.example/pool/${called}_${version}_amd64.deb`, status,
          build_id: built, artifact_id: status === null ? null : built, seen_in_last_sync: seen, last_seen: '2026-11-22T10:00:00.1',
          attestation_log_id: status === 'GOOD' ? built : null, diffoscope_log_id: hasDiffoscope ? built : null,
        })), query);
    }
    default: return null;
  }
}

function page(rows: readonly { id: number }[], query: URLSearchParams): unknown {
  const [after, before] = [query.get('after') ?? '-1', query.get('before') ?? 'Infinity'].map(Number);
  const cut = rows.filter(({ id }) => id > (after ?? 0) && id < (before ?? 0));
  const records = (query.get('direction') === 'Descending' ? cut.toReversed() : cut).slice(0, Number(query.get('limit') ?? 1_000));
  return { total: rows.length, records };
}

function attest(number: number): string | null {
  const row = daemon.packages.find((each) => each.build === number);
  if (row === undefined || daemon.signer === null) return null;
  const file = `${row.name}_${row.version}_amd64.deb`;
  const signed = {
    _type: 'link', name: `rebuild ${file}`, materials: {}, environment: null, byproducts: {}, command: [],
    products: { [file]: { sha256: 'ab'.repeat(32), sha512: 'cd'.repeat(64) } },
  };
  return new TextDecoder().decode(signLink(signed, [daemon.signer]));
}

async function read(options: Partial<RebuilderDeps> = {}) {
  requests = [];
  const reading = await createRebuilderdSource(toRebuilderDeps(server.url, { ...deps, ...options }))(known);
  known = toKnown(reading, known);
  return reading;
}

const files = (): string[] => requests.filter((path) => /attestation|diffoscope/.test(path));

describe('createRebuilderdSource, the second time', () => {
  it('asks three questions when nothing changed, and has nothing new', async () => {
    await read();
    const reading = await read();
    expect(toEvidence(reading)).toMatchObject({ verdicts: [], complete: false, uncheckedCount: 0 });
    expect(requests).toHaveLength(3);
    expect(reading).toMatchObject({ outcome: 'complete', requests: 3 });
  });

  it('reads only the package that was built again, and its new attestation', async () => {
    await read();
    build('sl', 'GOOD');
    const reading = await read();
    expect(toEvidence(reading).verdicts.map(({ name }) => name)).toEqual(['sl']);
    expect(findVerdict(reading, 'sl')).toMatchObject({ claim: 'reproduced', at: Date.UTC(2026, 10, 22, 10, 0, 3), proof: { kind: 'verified' }, differences: null });
    expect(requests).toHaveLength(5);
  });

  it('keeps neither proof nor differences of another build', async () => {
    await read();
    build('hello', 'GOOD');
    build('sl', 'BAD');
    const { verdicts } = toEvidence(await read({ maxAttestations: 0, maxReports: 0 }));
    expect(verdicts.map(({ name, proof, differences }) => [name, proof.kind, differences])).toEqual([['hello', 'unchecked', null], ['sl', 'absent', null]]);
  });

  it('reads new packages from the end of the list', async () => {
    await read();
    add('figlet');
    const reading = await read();
    expect(toEvidence(reading)).toMatchObject({ complete: false, verdicts: [{ name: 'figlet', claim: 'unknown' }] });
    expect(requests).toHaveLength(3);
  });

  it('says that a package never built is pending while anything is queued', async () => {
    daemon.jobs = 1;
    expect(findVerdict(await read(), 'cowsay').claim).toBe('pending');
  });

  it('lists everything again when a sync dropped a package: what is gone is gone', async () => {
    await read();
    Object.assign(daemon.packages[0] ?? {}, { seen: false });
    const reading = await read();
    expect(toEvidence(reading).complete).toBe(true);
    expect(known.verdicts.map(({ name }) => name).toSorted()).toEqual(['cowsay', 'sl']);
  });

  it('lists everything again when as many packages came as went', async () => {
    await read();
    Object.assign(daemon.packages[0] ?? {}, { seen: false });
    add('hello', '2.0-1');
    expect(toEvidence(await read()).complete).toBe(true);
    expect(known.verdicts.filter(({ name }) => name === 'hello').map(({ version }) => version)).toEqual(['2.0-1']);
  });

  it('lists everything again when the dashboard counts otherwise without a new build', async () => {
    await read();
    Object.assign(daemon.packages[1] ?? {}, { status: 'GOOD' });
    expect(toEvidence(await read()).complete).toBe(true);
    expect(known.verdicts.find(({ name }) => name === 'sl')?.claim).toBe('reproduced');
  });

  it('lists everything again when the daemon started over with lower numbers', async () => {
    await read();
    daemon.builds = [{ id: 1, name: 'hello', status: 'GOOD' }];
    daemon.packages = [];
    add('hello', '3.0-1');
    Object.assign(daemon.packages[0] ?? {}, { build: 1, status: 'GOOD' });
    await read();
    expect(known.verdicts.map(({ name, version }) => `${name} ${version}`)).toEqual(['hello 3.0-1']);
  });

  it('lists everything again after seven days, and keeps what was checked', async () => {
    await read();
    clock.set(NOW + 7 * DAY_MS);
    const reading = await read();
    expect(toEvidence(reading).complete).toBe(true);
    expect(findVerdict(reading, 'hello').proof).toMatchObject({ kind: 'verified', checkedAt: NOW });
    expect(findVerdict(reading, 'sl').differences).not.toBeNull();
    expect(files()).toEqual([]);
  });

  it('lists everything again when many packages were built', async () => {
    await read();
    ['hello', 'sl', 'cowsay'].forEach((name) => build(name, 'GOOD'));
    expect(toEvidence(await read()).complete).toBe(true);
    expect(requests.filter((path) => path.includes('source_name'))).toEqual([]);
  });

  it('starts over for another distribution, and takes nothing over', async () => {
    await read();
    expect(findVerdict(await read({ distribution: 'devuan' }), 'hello')).toMatchObject({ distribution: 'devuan', proof: { kind: 'verified' } });
    expect(known.verdicts.map(({ distribution }) => distribution)).toEqual(Array(3).fill('devuan'));
    expect(files().filter((path) => path.endsWith('/attestation'))).toHaveLength(1);
  });

  it('starts over with a cursor that is not its own', async () => {
    await read();
    known = { ...known, cursor: '{"position":{"api":"v9"}}' };
    expect(toEvidence(await read()).complete).toBe(true);
    expect(files()).toEqual([]);
  });
});

describe('createRebuilderdSource and many packages', () => {
  it('asks one question per 2,000, one more for the end of a full page, and two besides', async () => {
    for (let index = 3; index < 4_000; index += 1) add(`pkg${index}`);
    const { verdicts, complete } = toEvidence(await read({ maxReports: 0, maxAttestations: 0 }));
    expect([verdicts.length, complete]).toEqual([4_000, true]);
    expect(requests.map((path) => path.replace(/\?.*/, '').replace('/api/v1/', ''))).toEqual([
      'builds', 'dashboard', 'packages/binary', 'packages/binary', 'packages/binary',
    ]);
  });

  it('goes back to the builds that a package needs, and no further', async () => {
    for (let index = 0; index < 4_500; index += 1) build('figlet', 'GOOD');
    build('sl', 'BAD');
    const reading = await read({ maxReports: 0, maxAttestations: 0 });
    expect(findVerdict(reading, 'hello').at).toBe(Date.UTC(2026, 10, 22, 10, 0, 1));
    expect(requests.filter((path) => path.includes('/builds?')).map((path) => path.replace(/.*direction=Descending/, ''))).toEqual(['', '&before=2']);
    build('hello', 'GOOD');
    known = { ...known, cursor: null };
    await read({ maxReports: 0, maxAttestations: 0 });
    expect(requests.filter((path) => path.includes('/builds?'))).toHaveLength(1);
  });

  it('tells a build that failed by the build, however old', async () => {
    build('cowsay', 'FAIL');
    for (let index = 0; index < 2_500; index += 1) build('figlet', 'GOOD');
    expect(findVerdict(await read({ maxReports: 0 }), 'cowsay').claim).toBe('failed');
  });
});

describe('createRebuilderdSource and attestations', () => {
  beforeEach(() => {
    daemon.packages = [];
    daemon.builds = [];
    Array.from({ length: 10 }, (_, index) => `pkg${index}`).forEach((name) => {
      add(name);
      build(name, 'GOOD');
    });
  });

  const verified = (): string[] => known.verdicts.filter(({ proof }) => proof.kind === 'verified').map(({ name }) => name);

  it('fetches the newest first, as many as a run may, and goes on next time', async () => {
    const first = await read({ maxAttestations: 4 });
    expect(verified()).toEqual(['pkg6', 'pkg7', 'pkg8', 'pkg9']);
    expect(toEvidence(first).uncheckedCount).toBe(6);
    expect(first.notes).toContain('attestations still to be checked: 6; a run reads at most 4');
    await read({ maxAttestations: 4 });
    await read({ maxAttestations: 4 });
    expect(verified()).toHaveLength(10);
    expect(toEvidence(await read({ maxAttestations: 4 }))).toMatchObject({ verdicts: [], uncheckedCount: 0 });
    expect(files()).toEqual([]);
  });

  it('leaves those that cannot be fetched for last', async () => {
    daemon.signer = null;
    await read({ maxAttestations: 4 });
    daemon.signer = 'ed25519';
    await read({ maxAttestations: 6 });
    expect(verified()).toEqual(['pkg0', 'pkg1', 'pkg2', 'pkg3', 'pkg4', 'pkg5']);
    await read({ maxAttestations: 6 });
    expect(verified()).toHaveLength(10);
  });

  it('reads again what was refused when the pinned keys change, over as many runs as it takes', async () => {
    daemon.signer = 'ed25519-other';
    await read();
    expect(known.verdicts.every(({ proof }) => proof.kind === 'refused')).toBe(true);
    await read();
    expect(files()).toEqual([]);
    clock.set(NOW + DAY_MS);
    deps = { ...deps, keys: await pin('ed25519', 'ed25519-other') };
    expect(toEvidence(await read({ maxAttestations: 7 })).uncheckedCount).toBe(3);
    expect(verified()).toHaveLength(7);
    await read({ maxAttestations: 7 });
    expect(verified()).toHaveLength(10);
  });

  it('reads again what only a key verified that is pinned no more', async () => {
    await read();
    deps = { ...deps, keys: await pin('ed25519-other') };
    await read();
    expect(known.verdicts.map(({ proof }) => proof.kind === 'refused' && proof.code)).toEqual(Array(10).fill('wrong-key'));
  });

  it('reads again after a week what was refused: rebuilders may sign later', async () => {
    daemon.signer = 'ed25519-other';
    await read();
    daemon.signer = 'ed25519';
    clock.set(NOW + 7 * DAY_MS + 1);
    await read();
    expect(verified()).toHaveLength(10);
  });
});

describe('createRebuilderdSource and diffoscope reports', () => {
  it('does not copy one that is too large, links it, and does not ask again', async () => {
    daemon.diffoscope = `${DIFFOSCOPE}${'│ -x\n'.repeat(10_000)}`;
    const reading = await read({ maxReportBytes: 10_000 });
    expect(findVerdict(reading, 'sl')).toMatchObject({ report: null, differences: null, links: { diffoscope: expect.stringContaining('/artifacts/2/diffoscope') as string } });
    expect(reading.notes).toContain('diffoscope reports of more than 10000 bytes, linked but not copied: 1');
    expect(reading.outcome).toBe('complete');
    await read({ maxReportBytes: 10_000 });
    expect(files()).toEqual([]);
  });

  it('does not ask again for one that is no report', async () => {
    daemon.diffoscope = 'no report at all';
    expect((await read()).unreadable).toEqual([expect.objectContaining({ code: 'diffoscope-unparsable' })]);
    expect((await read()).outcome).toBe('complete');
    expect(files()).toEqual([]);
  });

  it('reads as many as a run may, the newest first', async () => {
    build('hello', 'BAD');
    build('cowsay', 'BAD');
    const reading = await read({ maxReports: 1 });
    expect(toEvidence(reading).verdicts.filter(({ report }) => report !== null).map(({ name }) => name)).toEqual(['cowsay']);
    expect(toEvidence(await read({ maxReports: 1 })).verdicts.map(({ name }) => name)).toEqual(['hello']);
  });
});
