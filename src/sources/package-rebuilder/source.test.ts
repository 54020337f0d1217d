// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePublicKeys } from '../../attest/keys.ts';
import { toPin } from '../../attest/trusted-key.ts';
import type { KnownEvidence } from '../../model/evidence-reading.ts';
import { signLinkWithGpg, type GpgTestKey } from '../../testing/keys/sign.ts';
import { startLoopback, type Loopback } from '../../testing/loopback.ts';
import { findVerdict, NOTHING_KNOWN, NOW, pin, readFixture, toEvidence, toKnown, toRebuilderDeps } from '../../testing/rebuilding.ts';
import { createPackageRebuilderSource, type PackageRebuilderDeps } from './source.ts';

const DIGEST = 'ab'.repeat(32);
const ROOT = '/var/lib/rebuilder/rebuild';

let server: Loopback;
let files: Map<string, string | Uint8Array>;
let requests: string[];
let known: KnownEvidence;
let deps: Partial<PackageRebuilderDeps>;

beforeEach(async () => {
  files = new Map();
  known = NOTHING_KNOWN;
  deps = { keys: await pin('gpg-rsa'), unreproducibleKeys: await pin('gpg-ed25519') };
  server = await startLoopback((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const body = files.get(path);
    const etag = `"${createHash('sha256').update(body ?? '').digest('hex')}"`;
    if (body === undefined) response.writeHead(404).end();
    else if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag }).end(body);
  });
});

afterEach(() => server.close());

async function read(options: Partial<PackageRebuilderDeps> = {}) {
  requests = [];
  const base = `${server.url}/debian`;
  const source = createPackageRebuilderSource({ ...toRebuilderDeps(base), results: [], unreproducibleKeys: [], ...deps, ...options });
  const reading = await source(known);
  known = toKnown(reading, known);
  return reading;
}

type Fields = Readonly<Record<string, unknown>>;

function toRecord(name: string, version: string, change: Fields = {}): Fields {
  return {
    name, epoch: null, version, arch: 'amd64', distribution: 'bookworm', metadata: null, log: null, diffoscope: null,
    buildinfos: { old: `https://buildinfos.example.org/${name}.buildinfo` }, files: null, badge: 'x', ...change,
  };
}

/** A record with its links, as package-rebuilder writes them: the paths have lost the folder of the site. */
function toBuilt(name: string, version: string, sides: Fields, change: Fields = {}): Fields {
  const metadata = Object.fromEntries(Object.keys(sides).map((side) => [side, toPath(name, version, side).replace(ROOT, '')]));
  return toRecord(name, version, { metadata, files: sides, log: `/debian/logs/${name}-${version}.amd64-1763790000.log`, ...change });
}

function toPath(name: string, version: string, side: string): string {
  return `${ROOT}/debian/${side === 'unreproducible' ? 'unreproducible/' : ''}sources/${name}/${version}/rebuild.632f8c69.amd64.link`;
}

function publish(statuses: Readonly<Record<string, readonly Fields[]>>): void {
  // Package sets overlap, and the last architecture is all of them together.
  const full = { full: statuses, essential: statuses };
  files.set('/debian/results/debian.json', JSON.stringify({ bookworm: { amd64: full, 'amd64+all': full } }));
}

async function sign(name: string, version: string, side: string, products: readonly string[], key: GpgTestKey = 'gpg-rsa', step = 'rebuild'): Promise<void> {
  const signed = {
    _type: 'link', name: step, command: [], materials: {}, byproducts: {}, environment: {},
    products: Object.fromEntries(products.map((file) => [file, { sha256: DIGEST }])),
  };
  files.set(toPath(name, version, side).replace(ROOT, ''), await signLinkWithGpg(signed, key, NOW - 1_000));
}

describe('createPackageRebuilderSource', () => {
  it('gives every product of a verified link a verdict, with its own version and the record\'s epoch', async () => {
    publish({ reproducible: [toBuilt('vim', '9.0-2', { reproducible: ['vim', 'vim-runtime', 'vim-extra'] }, { epoch: '2' })] });
    await sign('vim', '9.0-2', 'reproducible', ['vim_9.0-2_amd64.deb', 'vim-runtime_9.0-2_all.deb', 'vim-extra_3.1_amd64.deb']);
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete', source: `package-rebuilder:${server.url}/debian`, requests: 2 });
    expect(toEvidence(reading)).toMatchObject({ complete: true, uncheckedCount: 0 });
    expect(toEvidence(reading).verdicts.map(({ name, version, architecture, proof }) => [name, version, architecture, proof.kind])).toEqual([
      ['vim', '2:9.0-2', 'amd64', 'verified'], ['vim-runtime', '2:9.0-2', 'all', 'verified'], ['vim-extra', '3.1', 'amd64', 'verified'],
    ]);
    expect(findVerdict(reading, 'vim')).toMatchObject({
      sourceName: 'vim', suite: 'bookworm', distribution: 'debian', claim: 'reproduced', at: 1_763_790_000_000, proof: { sha256: DIGEST },
      links: { attestation: `${server.url}/debian/sources/vim/9.0-2/rebuild.632f8c69.amd64.link`, buildinfo: 'https://buildinfos.example.org/vim.buildinfo' },
    });
  });

  it('verifies a link that in-toto itself made', async () => {
    publish({ reproducible: [toBuilt('itt-good', '1.0-1', { reproducible: ['itt-good'] })] });
    files.set('/debian/sources/itt-good/1.0-1/rebuild.632f8c69.amd64.link', readFixture('itt-good.link', import.meta.url));
    const keys = await parsePublicKeys(readFixture('public-keys.asc', import.meta.url));
    expect(findVerdict(await read({ keys }), 'itt-good').proof).toMatchObject({ kind: 'verified', keys: keys.filter(({ fingerprint }) => fingerprint === 'db7495680bec29e4bfe0213f1d9f21d70c26b86d').map(toPin) });
  });

  it('splits a build of which only some packages came out the same', async () => {
    publish({ unreproducible: [toBuilt('bash', '5.1-2', { reproducible: ['bash'], unreproducible: ['bash-static'] })] });
    await sign('bash', '5.1-2', 'reproducible', ['bash_5.1-2_amd64.deb']);
    await sign('bash', '5.1-2', 'unreproducible', ['bash-static_5.1-2_amd64.deb'], 'gpg-ed25519');
    const reading = await read();
    expect(findVerdict(reading, 'bash')).toMatchObject({ claim: 'reproduced', proof: { kind: 'verified' } });
    expect(findVerdict(reading, 'bash-static')).toMatchObject({
      claim: 'differs', proof: { kind: 'absent' }, links: { attestation: expect.stringContaining('/debian/unreproducible/sources/bash/') as string },
    });
  });

  it('does not take the key that signs what differs for a proof, even where it is pinned', async () => {
    publish({ reproducible: [toBuilt('sl', '5.02-1', { reproducible: ['sl'] })] });
    await sign('sl', '5.02-1', 'reproducible', ['sl_5.02-1_amd64.deb'], 'gpg-ed25519');
    const reading = await read({ keys: await pin('gpg-rsa', 'gpg-ed25519') });
    expect(findVerdict(reading, 'sl').proof).toMatchObject({ kind: 'refused', code: 'wrong-key' });
    expect(reading.notes).toEqual([expect.stringContaining('proves nothing')]);
  });

  it.each<[string, readonly string[], GpgTestKey, string, string]>([
    ['of another rebuilder', ['sl_5.02-1_amd64.deb'], 'gpg-archive', 'rebuild', 'wrong-key'],
    ['of another step', ['sl_5.02-1_amd64.deb'], 'gpg-rsa', 'build', 'wrong-step'],
    ['of another package', ['ls_5.02-1_amd64.deb'], 'gpg-rsa', 'rebuild', 'no-such-product'],
    ['of a path', ['../sl_5.02-1_amd64.deb'], 'gpg-rsa', 'rebuild', 'no-such-product'],
  ])('refuses a link %s', async (_, products, key, step, code) => {
    publish({ reproducible: [toBuilt('sl', '5.02-1', { reproducible: ['sl'] })] });
    await sign('sl', '5.02-1', 'reproducible', products, key, step);
    expect(findVerdict(await read(), 'sl').proof).toMatchObject({ kind: 'refused', code });
    await read();
    expect(requests).toEqual(['/debian/results/debian.json']);
  });

  it('leaves a link that cannot be fetched unchecked', async () => {
    publish({ reproducible: [toBuilt('sl', '5.02-1', { reproducible: ['sl'] })] });
    const reading = await read();
    expect(findVerdict(reading, 'sl').proof).toEqual({ kind: 'unchecked' });
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'not-found' })]);
    await sign('sl', '5.02-1', 'reproducible', ['sl_5.02-1_amd64.deb']);
    expect(findVerdict(await read(), 'sl').proof).toMatchObject({ kind: 'verified' });
  });

  it('says of source packages what has no link: failed, pending', async () => {
    publish({ failure: [toRecord('a', '1')], retry: [toRecord('b', '1')], running: [toRecord('c', '1')], pending: [toRecord('d', '1', { epoch: 3 })] });
    const { verdicts } = toEvidence(await read());
    expect(verdicts.map(({ name, version, claim, proof, sourceName }) => [name, version, claim, proof.kind, sourceName])).toEqual([
      ['a', '1', 'failed', 'absent', 'a'], ['b', '1', 'pending', 'absent', 'b'], ['c', '1', 'pending', 'absent', 'c'], ['d', '3:1', 'pending', 'absent', 'd'],
    ]);
  });

  it('finds the binary packages in the link where the results do not name them', async () => {
    publish({ reproducible: [toBuilt('util', '2.0', { reproducible: null })], unreproducible: [toBuilt('tool', '1.0', { unreproducible: null })] });
    await sign('util', '2.0', 'reproducible', ['libutil1_2.0_amd64.deb']);
    await sign('tool', '1.0', 'unreproducible', ['libtool1_1.0_amd64.deb'], 'gpg-ed25519');
    expect(toEvidence(await read({ maxAttestations: 0 })).verdicts.map(({ name, claim, proof }) => [name, claim, proof.kind]))
      .toEqual([['util', 'reproduced', 'unchecked'], ['tool', 'differs', 'absent']]);
    await read();
    expect(known.verdicts.map(({ name, claim, proof }) => [name, claim, proof.kind])).toEqual([['libutil1', 'reproduced', 'verified'], ['libtool1', 'differs', 'absent']]);
  });

  const toKeys = (): string[] => known.verdicts.map(({ name, version, architecture, claim }) => [name, version, architecture, claim].join(' ')).toSorted();

  it.each([['without names', null], ['with names', ['foo', 'libfoo1', 'foo-doc']]])(
    'believes a link of what differs whoever signed it: every product has its own verdict, in results %s', async (_, names) => {
      publish({ unreproducible: [toBuilt('foo', '1.0-1', { unreproducible: names }, { epoch: 2 })] });
      await sign('foo', '1.0-1', 'unreproducible', ['foo_1.0-1_amd64.deb', 'libfoo1_1.0-1+b2_amd64.deb', 'foo-doc_1.0-1_all.deb'], 'gpg-archive');
      await read({ unreproducibleKeys: [] });
      expect(toKeys()).toEqual(['foo 2:1.0-1 amd64 differs', 'foo-doc 2:1.0-1 all differs', 'libfoo1 2:1.0-1+b2 amd64 differs']);
      expect(known.verdicts.every(({ proof, sourceName }) => proof.kind === 'absent' && sourceName === 'foo')).toBe(true);
      await read({ unreproducibleKeys: [] });
      expect(requests).toEqual(['/debian/results/debian.json']);
    });

  it('keeps one package for two architectures apart', async () => {
    publish({ unreproducible: [toBuilt('foo', '1.0-1', { unreproducible: null })] });
    await sign('foo', '1.0-1', 'unreproducible', ['foo_1.0-1_amd64.deb', 'foo_1.0-1_arm64.deb'], 'gpg-ed25519');
    await read();
    expect(toKeys()).toEqual(['foo 1.0-1 amd64 differs', 'foo 1.0-1 arm64 differs']);
    expect(new Set(known.verdicts.map(({ id }) => id)).size).toBe(2);
  });

  it('has the source package differ for all it may have built where neither link nor results name that', async () => {
    publish({ unreproducible: [toBuilt('foo', '1.0-1', { unreproducible: null })] });
    await read();
    expect(known.verdicts).toMatchObject([{ name: 'foo', sourceName: 'foo', version: '1.0-1', architecture: 'amd64+all', claim: 'differs', proof: { kind: 'absent' } }]);
  });

  it('has a named package differ for either architecture as long as no link tells', async () => {
    publish({ unreproducible: [toBuilt('foo', '1.0-1', { unreproducible: ['foo', 'foo-doc'] })] });
    await read();
    expect(toKeys()).toEqual(['foo 1.0-1 amd64 differs', 'foo-doc 1.0-1 all differs', 'foo-doc 1.0-1 amd64 differs']);
    await sign('foo', '1.0-1', 'unreproducible', ['foo-doc_1.0-1_all.deb'], 'gpg-ed25519');
    await read();
    // The results name foo too, though its link does not.
    expect(toKeys()).toEqual(['foo 1.0-1 amd64 differs', 'foo-doc 1.0-1 all differs']);
  });

  it('reads links over as many runs as it takes, each once', async () => {
    const names = ['a0', 'a1', 'a2', 'a3', 'a4'];
    publish({ reproducible: names.map((name) => toBuilt(name, '1.0', { reproducible: [name, `${name}-doc`] })) });
    for (const name of names) await sign(name, '1.0', 'reproducible', [`${name}_1.0_amd64.deb`, `${name}-doc_1.0_all.deb`]);
    const linksRead: string[] = [];
    for (let run = 0; run < 3; run += 1) {
      await read({ maxAttestations: 2 });
      linksRead.push(...requests.filter((path) => path.endsWith('.link')));
    }
    expect(new Set(linksRead).size).toBe(5);
    expect(linksRead).toHaveLength(5);
    expect(known.verdicts.filter(({ proof }) => proof.kind === 'verified')).toHaveLength(10);
    const reading = await read();
    expect(requests).toHaveLength(1);
    expect(toEvidence(reading)).toMatchObject({ verdicts: [], complete: false });
  });

  it('forgets what was built again', async () => {
    publish({ reproducible: [toBuilt('sl', '5.02-1', { reproducible: ['sl'] })] });
    await sign('sl', '5.02-1', 'reproducible', ['sl_5.02-1_amd64.deb']);
    await read();
    publish({ failure: [toRecord('sl', '5.02-1', { log: '/debian/logs/sl-5.02-1.amd64-1763799999.log' })] });
    await read();
    expect(known.verdicts.map(({ claim, proof }) => [claim, proof.kind])).toEqual([['failed', 'absent']]);
  });

  it('fetches nothing but results without a pinned key', async () => {
    publish({ reproducible: [toBuilt('sl', '5.02-1', { reproducible: ['sl'] })] });
    const reading = await read({ keys: [] });
    expect(requests).toHaveLength(1);
    expect(findVerdict(reading, 'sl').proof).toEqual({ kind: 'unchecked' });
    expect(reading.notes).toEqual([expect.stringContaining('no keys pinned for')]);
  });

  describe('when another list of results files is configured', () => {
    const [A, B] = ['results/debian.json', 'results/b.json'];
    beforeEach(async () => {
      publish({ reproducible: [toBuilt('a', '1.0', { reproducible: ['a'] })] });
      files.set(`/debian/${B}`, JSON.stringify({ sid: { amd64: { full: { reproducible: [toBuilt('b', '1.0', { reproducible: ['b'] })] } } } }));
      for (const name of ['a', 'b']) await sign(name, '1.0', 'reproducible', [`${name}_1.0_amd64.deb`]);
      await read({ results: [A, B] });
      expect(known.verdicts.map(({ name, proof }) => `${name} ${proof.kind}`).toSorted()).toEqual(['a verified', 'b verified']);
    });

    it('reads all files anew, and forgets what only the others led to', async () => {
      expect(toEvidence(await read({ results: [A] })).complete).toBe(true);
      expect(known.verdicts.map(({ name, proof }) => `${name} ${proof.kind}`)).toEqual(['a verified']);
    });

    it('claims nothing by the others any more where the list is not whole', async () => {
      publish({ reproducible: [toBuilt('a', '1.0', { reproducible: ['a'] }), toBuilt('../x', '1.0', { reproducible: ['x'] })] });
      expect(toEvidence(await read({ results: [A] })).complete).toBe(false);
      expect(known.verdicts.map(({ name, claim, proof }) => `${name} ${claim} ${proof.kind}`).toSorted()).toEqual(['a reproduced verified', 'b unknown absent']);
    });
  });

  it('keeps what a results file led to when that file is away, and reads the others', async () => {
    const results = ['results/debian.json', 'results/other.json'];
    publish({ pending: [toRecord('a', '1')] });
    files.set('/debian/results/other.json', JSON.stringify({ sid: { amd64: { full: { failure: [toRecord('b', '1', { distribution: 'sid' })] } } } }));
    await read({ results });
    files.delete('/debian/results/other.json');
    publish({ pending: [toRecord('c', '1')] });
    const reading = await read({ results });
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'not-found' }] });
    expect(known.verdicts.map(({ name }) => name).toSorted()).toEqual(['b', 'c']);
  });
});

describe('createPackageRebuilderSource and hostile results', () => {
  it.each([['HTML', '<html>'], ['a list', '[]'], ['half of it', '{"bookworm":'], ['null', 'null']])('that are %s are unavailable', async (_, body) => {
    files.set('/debian/results/debian.json', body);
    expect(await read()).toMatchObject({ outcome: 'unavailable', unreadable: [{ code: 'invalid-answer' }] });
  });

  it('drop a broken record, keep the rest, and are not taken for complete', async () => {
    publish({ pending: [toRecord('a', '1'), toRecord('../b', '1'), toRecord('c', '1', { version: { toString: 1 } })] });
    const reading = await read();
    expect(toEvidence(reading)).toMatchObject({ complete: false, verdicts: [{ name: 'a' }] });
    expect(reading.unreadable).toEqual([expect.objectContaining({ code: 'invalid-answer' })]);
  });

  it('claim nothing by a status that is not known', async () => {
    publish({ splendid: [toRecord('a', '1')], pending: [toRecord('b', '1')] });
    expect(toEvidence(await read())).toMatchObject({ complete: true, verdicts: [{ name: 'b' }] });
  });

  it.each([
    '/debian/sources/../../../etc/passwd', 'https://elsewhere.example/x.link', '//elsewhere.example/x.link', 'javascript:alert(1)', '/debian/sources/a\u0000b',
  ])('lead nowhere by %s', async (path) => {
    publish({ reproducible: [toBuilt('a', '1', { reproducible: ['a'] }, { metadata: { reproducible: path }, log: path })] });
    const { links } = findVerdict(await read(), 'a');
    expect([links.attestation, links.log].filter((link) => link !== null && !link.startsWith(`${server.url}/debian/`))).toEqual([]);
    expect(requests.every((asked) => asked.startsWith('/debian/') && !asked.includes('..'))).toBe(true);
  });

  it('nested without end are walked through to a depth', async () => {
    files.set('/debian/results/debian.json', `${'{"a":'.repeat(2_000)}{}${'}'.repeat(2_000)}`);
    expect(toEvidence(await read())).toMatchObject({ verdicts: [], complete: false });
  });
});
