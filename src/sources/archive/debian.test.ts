// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeyring } from '../../attest/keyring.ts';
import type { SuiteReading } from '../../model/artifact.ts';
import type { SourceReading } from '../../model/reading.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import { createHttp } from '../../platform/http.ts';
import { startStaticServer, type StaticServer } from '../../platform/static-server.ts';
import { buildPackages, buildSource, writeSuite, type SuiteOptions } from '../../testing/debian-archive.ts';
import { needsTool } from '../../testing/needs.ts';
import { createSigner, type Signer } from '../../testing/signer.ts';
import { createArchiveSource, toArchiveKey } from './source.ts';
import type { ArchiveDeps } from './suite.ts';

const tools = ['gpg', 'dpkg-deb', 'dpkg-source', 'apt-ftparchive'] as const;

describe.skipIf(!tools.every((name) => needsTool(name)))('createArchiveSource, for a Debian archive', { timeout: 30_000 }, () => {
  // Whole seconds: a Release file has no others.
  const now = Math.floor(systemClock.now() / SECOND_MS) * SECOND_MS;
  let root: string;
  let signer: Signer;
  let stranger: Signer;
  let server: StaticServer;
  let asked: string[];
  let changes: Map<string, (body: Buffer) => Buffer>;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'proofboard-archive-'));
    signer = createSigner('archive');
    stranger = createSigner('stranger');
    buildPackages(root, [
      { Package: 'hello', Version: '1.0-1', Architecture: 'amd64' },
      { Package: 'hello-doc', Version: '1.0-1', Architecture: 'all', Source: 'hello' },
      { Package: 'acme', Version: '1:2.0-1+b1', Architecture: 'amd64', Source: 'acme-src (1:2.0-1)' },
      { Package: 'other', Version: '1', Architecture: 'riscv64' },
    ]);
    buildSource(root, 'hello', '1.0', 'https://github.com/example/hello.git -b debian [sub]');
    // The page for what is not there is larger than the indexes are.
    writeFileSync(join(root, '404.html'), '<!doctype html>'.padEnd(100_000));
    server = await startStaticServer({ root, host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await server.close();
    signer.close();
    stranger.close();
    rmSync(root, { recursive: true, force: true });
  });

  beforeEach(() => {
    asked = [];
    changes = new Map();
    rmSync(join(root, 'dists'), { recursive: true, force: true });
  });

  afterEach(() => {
    // Nothing outside the suites and their folders was ever asked for.
    expect(asked.filter((path) => !/^\/(?:dists\/|flat\/)/.test(path))).toEqual([]);
  });

  const write = (options: Partial<SuiteOptions> = {}): void => writeSuite(root, { suite: 'stable', signer, date: now - DAY_MS, ...options });

  async function read(deps: Partial<ArchiveDeps> = {}, cursor: string | null = null): Promise<SourceReading> {
    const http = createHttp({
      clock: systemClock, origin: server.url, concurrency: 4, timeoutMs: 5_000, attempts: 1,
      fetch: async (input, init) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        asked.push(pathname);
        const answer = await fetch(input, init);
        const change = changes.get(pathname.slice(pathname.lastIndexOf('/') + 1));
        return change === undefined ? answer : new Response(new Uint8Array(change(Buffer.from(await answer.arrayBuffer()))), { status: 200 });
      },
    });
    const source = createArchiveSource({
      http, clock: systemClock, baseUrl: server.url.replace(/\/$/, ''), kind: 'debian', distribution: 'debian', suites: ['stable'],
      components: ['main'], architectures: ['amd64'], keyring: await createKeyring([signer.armored]), ...deps,
    });
    return source({ cursor, verdicts: [] });
  }

  const toSuites = ({ evidence }: SourceReading): readonly SuiteReading[] => evidence?.kind === 'archive' ? evidence.suites : [];
  const toCursorOf = ({ evidence }: SourceReading): string | null => evidence?.kind === 'archive' ? evidence.cursor : null;
  const toNames = (reading: SourceReading): string[] => toSuites(reading).flatMap(({ artifacts }) => (artifacts ?? []).map(({ name }) => name));

  async function expectRefused(code: string, deps: Partial<ArchiveDeps> = {}, cursor: string | null = null): Promise<string> {
    const reading = await read(deps, cursor);
    expect(reading.unreadable.map((unreadable) => unreadable.code)).toEqual([code]);
    expect(reading).toMatchObject({ outcome: 'unavailable' });
    expect(reading.evidence).toBeUndefined();
    return reading.unreadable[0]?.message ?? '';
  }

  it('gives what a signed suite publishes, with digests, sources and repositories', async () => {
    write();
    const reading = await read();
    expect(reading).toMatchObject({ source: toArchiveKey(server.url.replace(/\/$/, '')), outcome: 'complete', requests: 3, projects: [], repositories: [], unreadable: [], notes: [] });
    expect(reading.evidence).toMatchObject({ kind: 'archive', distribution: 'debian' });
    const [suite] = toSuites(reading);
    expect(suite).toMatchObject({ suite: 'stable', date: now - DAY_MS, signedBy: [signer.fingerprint] });
    expect(suite?.artifacts?.map(({ name, version, architecture, sourceName, sourceVersion, component }) => [name, version, architecture, sourceName, sourceVersion, component]).toSorted()).toEqual([
      ['acme', '1:2.0-1+b1', 'amd64', 'acme-src', '1:2.0-1', 'main'],
      ['hello', '1.0-1', 'amd64', 'hello', '1.0-1', 'main'],
      ['hello-doc', '1.0-1', 'all', 'hello', '1.0-1', 'main'],
    ]);
    expect(suite?.sourcePackages).toEqual([{ name: 'hello', version: '1.0', vcsUrl: 'https://github.com/example/hello.git' }]);
    for (const { url, size, sha256 } of suite?.artifacts ?? []) {
      const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
      expect(bytes.byteLength).toBe(size);
      expect(Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')).toBe(sha256);
    }
    expect(asked.slice(1).every((path) => path.includes('/by-hash/SHA256/'))).toBe(true);
  });

  it('asks one thing of an unchanged suite', async () => {
    write();
    const first = await read();
    const second = await read({}, toCursorOf(first));
    expect(second).toMatchObject({ outcome: 'complete', requests: 1 });
    expect(toSuites(second)).toEqual([{ suite: 'stable', date: now - DAY_MS, signedBy: [signer.fingerprint], artifacts: null, sourcePackages: null }]);
    expect(toCursorOf(second)).toBe(toCursorOf(first));
  });

  it('reads the suite again when an index changed, and when more is asked for', async () => {
    write();
    const first = await read();
    write({ date: now - HOUR_MS, changePackages: (text) => text.replace(/^Package: acme\n[^]*?\n\n/m, '') });
    const second = await read({}, toCursorOf(first));
    expect(toNames(second).toSorted()).toEqual(['hello', 'hello-doc']);
    write({ date: now - HOUR_MS });
    expect(toNames(await read({ architectures: ['amd64', 'riscv64'] }, toCursorOf(second)))).toContain('other');
  });

  it('reads Release with Release.gpg where there is no InRelease', async () => {
    write({ signature: 'Release.gpg' });
    const reading = await read();
    expect(reading).toMatchObject({ outcome: 'complete' });
    expect(toSuites(reading)[0]?.signedBy).toEqual([signer.fingerprint]);
  });

  it('reads a flat repository, all architectures asked for out of it, and anew when others or another distribution are', async () => {
    writeSuite(root, { suite: 'flat/', signer, date: now - DAY_MS });
    const reading = await read({ suites: ['flat/'], components: [], architectures: ['riscv64'] });
    expect(reading).toMatchObject({ outcome: 'complete', requests: 3 });
    expect(toSuites(reading)[0]?.artifacts?.map(({ name, component, url }) => [name, component, url]).toSorted()).toEqual([
      ['hello-doc', null, `${server.url}pool/main/hello-doc_1.0-1_all.deb`],
      ['other', null, `${server.url}pool/main/other_1_riscv64.deb`],
    ]);
    const again = { suites: ['flat/'], components: [] };
    expect(toNames(await read({ ...again, architectures: ['riscv64', 'amd64'] }, toCursorOf(reading)))).toHaveLength(4);
    expect(toNames(await read({ ...again, architectures: ['riscv64'], distribution: 'devuan' }, toCursorOf(reading)))).toHaveLength(2);
  });

  it.each([['.zst'], ['']] as const)('reads indexes in the form "%s"', async (form) => {
    write({ forms: [form], fields: { 'Acquire-By-Hash': 'no' } });
    const reading = await read();
    expect(toNames(reading)).toHaveLength(3);
    expect(asked).toContain(`/dists/stable/main/binary-amd64/Packages${form}`);
  });

  it('falls back from the digest\'s address to the name\'s, and to the next form', async () => {
    write({ forms: ['.gz', ''] });
    rmSync(join(root, 'dists/stable/main/binary-amd64/by-hash'), { recursive: true });
    rmSync(join(root, 'dists/stable/main/binary-amd64/Packages.gz'));
    expect(await read()).toMatchObject({ outcome: 'complete' });
  });

  it('says of a suite compressed with xz alone that it cannot be read', async () => {
    write({ forms: ['.xz'] });
    expect(await expectRefused('unknown-compression')).toContain('.xz only');
  });

  it('reads an empty index without asking for it', async () => {
    write({ changePackages: () => '' });
    const reading = await read();
    expect(toSuites(reading)[0]?.artifacts).toEqual([]);
    expect(reading.requests).toBe(2);
  });

  it('reads binary-all where the archive lists it apart', async () => {
    const move = { Architectures: 'all amd64' };
    write({ fields: move });
    expect(asked).toEqual([]);
    const reading = await read();
    expect(reading.notes[0]).toContain('main/binary-all/Packages');
    write({ date: now - HOUR_MS, fields: move, changeRelease: (text) => text.replace(/^Suite:/m, 'No-Support-for-Architecture-all: Packages\nSuite:') });
    expect((await read()).notes).toEqual([]);
  });

  it('reads the others when a suite is missing', async () => {
    write();
    const reading = await read({ suites: ['gone', 'stable'] });
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ project: null, code: 'not-found' }] });
    expect(reading.unreadable[0]?.message).toContain('gone');
    expect(toNames(reading)).toHaveLength(3);
  });

  it('keeps what it knew of a suite that fails', async () => {
    write();
    write({ suite: 'next' });
    const first = await read({ suites: ['stable', 'next'] });
    rmSync(join(root, 'dists/next'), { recursive: true });
    const second = await read({ suites: ['stable', 'next'] }, toCursorOf(first));
    expect(second.outcome).toBe('partial');
    write({ suite: 'next' });
    expect(await read({ suites: ['stable', 'next'] }, toCursorOf(second))).toMatchObject({ outcome: 'complete', requests: 2 });
  });

  it('reads the packages where the sources cannot be read, and tries those again', async () => {
    write({ fields: { 'Acquire-By-Hash': 'no' } });
    changes.set('Sources.gz', () => Buffer.from('<html>no</html>'));
    const first = await read();
    expect(first).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'digest-mismatch' }] });
    expect(first.unreadable[0]?.message).toContain('main/source/Sources.gz');
    expect(toSuites(first)[0]).toMatchObject({ artifacts: { length: 3 }, sourcePackages: null });
    changes.clear();
    const second = await read({}, toCursorOf(first));
    expect(second).toMatchObject({ outcome: 'complete', requests: 2 });
    expect(toSuites(second)[0]).toMatchObject({ artifacts: null, sourcePackages: { length: 1 } });
  });

  it('reads a suite that has no sources', async () => {
    write({ changeRelease: (text) => text.replace(/^.* main\/source\/.*\n/gm, '') });
    const first = await read();
    expect(first).toMatchObject({ outcome: 'complete', notes: [], requests: 2 });
    expect(toSuites(first)[0]?.sourcePackages).toEqual([]);
    expect(await read({}, toCursorOf(first))).toMatchObject({ requests: 1 });
  });

  it('notes an architecture that the suite does not have, and refuses a suite that has none', async () => {
    write();
    const reading = await read({ architectures: ['amd64', 's390x'] });
    expect(reading).toMatchObject({ outcome: 'complete', notes: [expect.stringContaining('main/binary-s390x/Packages')] });
    expect(await expectRefused('not-found', { components: ['mian'] })).toContain('mian');
  });

  it('keeps two digests of one name and version, and one of what is listed twice', async () => {
    write({
      changePackages: (text) => {
        const hello = /^Package: hello\n[^]*?\n\n/m.exec(text)?.[0] ?? '';
        return `${text}\n${hello}${hello.replace(/^SHA256: .*/m, `SHA256: ${'b'.repeat(64)}`)}`;
      },
    });
    const digests = toSuites(await read())[0]?.artifacts?.filter(({ name }) => name === 'hello').map(({ sha256 }) => sha256);
    expect(digests).toHaveLength(2);
    expect(digests).toContain('b'.repeat(64));
  });

  it('does not show an entry without SHA256 or with a path out of the archive, and says so as long as it is there', async () => {
    write({
      changePackages: (text) => text.replace(/^(Package: acme\n[^]*?)^SHA256: .*\n/m, '$1').replace(/^Filename: pool\/main\/hello-doc/m, 'Filename: ../../etc/hello-doc'),
    });
    const first = await read();
    expect(toNames(first)).toEqual(['hello']);
    expect(first).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'invalid-entry' }] });
    expect(first.unreadable[0]?.message).toMatch(/Packages: 2 entries are not read: acme has no valid SHA256; hello-doc has a Filename that leads out/);
    const second = await read({}, toCursorOf(first));
    expect(second).toMatchObject({ outcome: 'partial', requests: 1, unreadable: first.unreadable });
  });

  describe('refuses', () => {
    it('a suite signed by a key that is not of the keyring', async () => {
      write({ signer: stranger });
      await expectRefused('wrong-key');
      write({ signer: stranger, signature: 'Release.gpg' });
      await expectRefused('wrong-key');
    });

    it('a suite without a signature', async () => {
      write({ signature: 'none' });
      await expectRefused('unsigned');
      write();
      changes.set('InRelease', (body) => Buffer.from(/^Acq[^]*(?=-----BEGIN PGP SIG)/m.exec(body.toString())?.[0] ?? ''));
      await expectRefused('unsigned');
    });

    it('an InRelease that was changed by a byte, wherever its text is', async () => {
      write();
      const text = readFileSync(join(root, 'dists/stable/InRelease'), 'latin1');
      const end = text.indexOf('-----BEGIN PGP SIGNATURE');
      for (let at = text.indexOf('\n\n') + 2; at < end; at += Math.ceil(end / 12)) {
        changes.set('InRelease', (body) => {
          const changed = Buffer.from(body);
          changed[at] = (changed[at] ?? 0) ^ 1;
          return changed;
        });
        const reading = await read();
        expect([reading.outcome, toSuites(reading)]).toEqual(['unavailable', []]);
      }
    });

    it('text before and behind the signed part', async () => {
      write();
      for (const change of [(body: Buffer) => Buffer.concat([Buffer.from('Suite: stable\n'), body]), (body: Buffer) => Buffer.concat([body, Buffer.from('\nDate: never\n')])]) {
        changes.set('InRelease', change);
        await expectRefused('unsigned');
      }
    });

    it('a Release changed under its detached signature', async () => {
      write({ signature: 'Release.gpg' });
      changes.set('Release', (body) => Buffer.from(body.toString().replace('amd64', 'arm64')));
      await expectRefused('bad-signature');
    });

    it('an index that is not the one signed for', async () => {
      write({ fields: { 'Acquire-By-Hash': 'no' } });
      changes.set('Packages.gz', (body) => Buffer.from(body).fill(0, 20, 21));
      expect(await expectRefused('digest-mismatch')).toContain('another SHA256');
      changes.set('Packages.gz', (body) => Buffer.concat([body, Buffer.from('x')]));
      await expectRefused('too-much');
      changes.set('Packages.gz', (body) => body.subarray(0, -1));
      expect(await expectRefused('digest-mismatch')).toContain('bytes long');
      changes.set('Packages.gz', () => Buffer.from('<!DOCTYPE html><html>no</html>'));
      expect(await expectRefused('digest-mismatch')).toContain('HTML');
    });

    it('an index that decompresses to something else than is signed for', async () => {
      write({ compress: (text) => gzipSync(text.toString().replace('Package: acme', 'Package: acmf')) });
      await expectRefused('digest-mismatch');
    });

    it('an index that decompresses without end', async () => {
      const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024));
      write({ compress: () => bomb });
      expect(await expectRefused('too-much')).toContain('decompresses to more than');
    });

    it('an index that is cut', async () => {
      write({ compress: (text) => gzipSync(text).subarray(0, -20) });
      await expectRefused('invalid-answer');
    });

    it('an index that is no deb822, naming it', async () => {
      write({ changePackages: () => 'Package: a\r\nVersion: 1\r\n' });
      expect(await expectRefused('invalid-deb822')).toContain('main/binary-amd64/Packages: line 1');
    });

    it('HTML in place of the Release file', async () => {
      for (const file of ['InRelease', 'Release', 'Release.gpg']) changes.set(file, () => Buffer.from('<!DOCTYPE html>\n<html><title>Log in</title></html>'));
      expect(await expectRefused('invalid-answer')).toContain('HTML');
    });

    it('a suite that is expired', async () => {
      write({ validUntil: now - HOUR_MS });
      await expectRefused('expired');
      write({ validUntil: now + HOUR_MS });
      expect(await read()).toMatchObject({ outcome: 'complete' });
    });

    it('a suite of tomorrow', async () => {
      write({ date: now + DAY_MS });
      await expectRefused('from-the-future');
    });

    it('a suite older than the one read before, signed as it is', async () => {
      write({ date: now - HOUR_MS });
      const first = await read();
      write({ date: now - 2 * HOUR_MS });
      await expectRefused('rollback', {}, toCursorOf(first));
      expect(await read()).toMatchObject({ outcome: 'complete' });
    });

    it('another suite in the place of the one asked for', async () => {
      write({ fields: { Suite: 'unstable', Codename: 'sid' } });
      await expectRefused('wrong-suite');
      write({ fields: { Suite: 'unstable', Codename: 'stable' } });
      expect(await read()).toMatchObject({ outcome: 'complete' });
    });

    it.each(['../stable', 'a/../../b', '/etc', '..', '../', 'a\\b', 'http://evil.example/'])('the suite %j, without asking for anything', async (suite) => {
      await expectRefused('refused', { suites: [suite] });
      expect(asked).toEqual([]);
    });

    it('a redirect to another server', async () => {
      const http = createHttp({
        clock: systemClock, origin: server.url, concurrency: 1, timeoutMs: 5_000, attempts: 1,
        fetch: () => Promise.resolve(new Response(null, { status: 302, headers: { location: 'https://evil.example/InRelease' } })),
      });
      await expectRefused('foreign-origin', { http });
    });
  });

  it('starts over from a cursor that is none', async () => {
    write();
    for (const cursor of ['', '{', '{"version":2}', '{"version":1,"suites":{"__proto__":{}}}', JSON.stringify({ version: 1, suites: [{ suite: 'stable' }] })]) {
      expect(await read({}, cursor)).toMatchObject({ outcome: 'complete', requests: 3 });
    }
  });
});
