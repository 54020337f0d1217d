// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeyring } from '../../attest/keyring.ts';
import type { SuiteReading } from '../../model/artifact.ts';
import type { SourceReading } from '../../model/reading.ts';
import { DAY_MS, SECOND_MS } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import { createHttp } from '../../platform/http.ts';
import { startStaticServer, type StaticServer } from '../../platform/static-server.ts';
import { needsTool } from '../../testing/needs.ts';
import { buildRpms, changePrimary, signRepomd, writeRepository } from '../../testing/rpm-repository.ts';
import { createSigner, type Signer } from '../../testing/signer.ts';
import { parseSourceRpm } from './primary.ts';
import { createArchiveSource } from './source.ts';
import type { ArchiveDeps } from './suite.ts';

const tools = ['gpg', 'rpmbuild', 'createrepo_c'] as const;

describe.skipIf(!tools.every((name) => needsTool(name)))('createArchiveSource, for RPM repositories', { timeout: 30_000 }, () => {
  let root: string;
  let folder: string;
  let repomd: string;
  let signer: Signer;
  let stranger: Signer;
  let server: StaticServer;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'proofboard-rpm-'));
    folder = join(root, 'current/fc41');
    repomd = join(folder, 'repodata/repomd.xml');
    signer = createSigner('archive');
    stranger = createSigner('stranger');
    buildRpms(folder, [
      { name: 'hello', version: '1.0', release: '1', url: 'https://github.com/example/hello', hasDoc: true },
      { name: 'acme', epoch: 2, version: '3.1~rc1', release: '4.fc41', url: 'https://acme.example/' },
    ]);
    server = await startStaticServer({ root, host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await server.close();
    signer.close();
    stranger.close();
    rmSync(root, { recursive: true, force: true });
  });

  beforeEach(() => writeRepository(folder, signer));

  async function read(deps: Partial<ArchiveDeps> = {}, cursor: string | null = null): Promise<SourceReading> {
    const http = createHttp({ clock: systemClock, origin: server.url, concurrency: 4, timeoutMs: 5_000, attempts: 1 });
    const source = createArchiveSource({
      http, clock: systemClock, baseUrl: server.url, kind: 'rpm', distribution: 'qubes', suites: ['current/fc41'], components: [], architectures: ['x86_64'],
      keyring: await createKeyring([signer.armored]), ...deps,
    });
    return source({ cursor, verdicts: [] });
  }

  const toSuites = ({ evidence }: SourceReading): readonly SuiteReading[] => evidence?.kind === 'archive' ? evidence.suites : [];
  const toCursorOf = ({ evidence }: SourceReading): string | null => evidence?.kind === 'archive' ? evidence.cursor : null;

  async function expectRefused(code: string, deps: Partial<ArchiveDeps> = {}, cursor: string | null = null): Promise<string> {
    const reading = await read(deps, cursor);
    expect(reading.unreadable.map((unreadable) => unreadable.code)).toEqual([code]);
    expect(reading).toMatchObject({ outcome: 'unavailable' });
    expect(reading.evidence).toBeUndefined();
    return reading.unreadable[0]?.message ?? '';
  }

  it.each([['other architectures', { architectures: ['x86_64', 'aarch64'] }], ['another distribution', { distribution: 'fedora' }]])(
    'reads an unchanged repository again for %s', async (_, change) => {
      const first = await read();
      expect(toSuites(await read({}, toCursorOf(first)))).toMatchObject([{ artifacts: null }]);
      const [suite] = toSuites(await read(change, toCursorOf(first)));
      expect(suite?.artifacts?.length).toBeGreaterThan(0);
      expect(suite?.sourcePackages?.length).toBeGreaterThan(0);
    });

  it('gives what a signed repository publishes, and the addresses of its sources', async () => {
    const reading = await read();
    expect(reading).toMatchObject({ source: `archive:${server.url}`, outcome: 'complete', requests: 3, projects: [], repositories: [], unreadable: [], notes: [] });
    const [suite] = toSuites(reading);
    expect(suite).toMatchObject({ suite: 'current/fc41', signedBy: [signer.fingerprint] });
    expect(Math.abs((suite?.date ?? 0) - systemClock.now())).toBeLessThan(60 * SECOND_MS);
    const artifacts = (suite?.artifacts ?? []).toSorted((a, b) => a.name < b.name ? -1 : 1);
    expect(artifacts.map(({ name, version, architecture, sourceName, sourceVersion, component }) => [name, version, architecture, sourceName, sourceVersion, component])).toEqual([
      ['acme', '2:3.1~rc1-4.fc41', 'noarch', 'acme', '3.1~rc1-4.fc41', null],
      ['hello', '1.0-1', 'noarch', 'hello', '1.0-1', null],
      ['hello-doc', '1.0-1', 'noarch', 'hello', '1.0-1', null],
    ]);
    expect(suite?.sourcePackages?.toSorted((a, b) => a.name < b.name ? -1 : 1)).toEqual([
      { name: 'acme', version: '3.1~rc1-4.fc41', vcsUrl: 'https://acme.example/' }, { name: 'hello', version: '1.0-1', vcsUrl: 'https://github.com/example/hello' },
    ]);
    for (const { url, sha256, size } of artifacts) {
      const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
      expect([createHash('sha256').update(bytes).digest('hex'), bytes.byteLength]).toEqual([sha256, size]);
    }
  });

  it('does not fetch an unchanged list again, but its signature', async () => {
    const first = await read();
    const second = await read({}, toCursorOf(first));
    expect(second).toMatchObject({ outcome: 'complete', requests: 2 });
    expect(toSuites(second)[0]).toMatchObject({ artifacts: null, sourcePackages: null, signedBy: [signer.fingerprint] });
    changePrimary(folder, signer, { change: (text) => text.replaceAll('>hello-doc<', '>hello-book<') });
    expect(toSuites(await read({}, toCursorOf(second)))[0]?.artifacts?.map(({ name }) => name)).toContain('hello-book');
  });

  it.each(['.zst', ''] as const)('reads a list in the form "%s"', async (suffix) => {
    changePrimary(folder, signer, { suffix });
    expect(toSuites(await read())[0]?.artifacts).toHaveLength(3);
  });

  it('reads a repository that is the archive itself', async () => {
    expect(toSuites(await read({ baseUrl: `${server.url}current/fc41`, suites: ['./'] }))[0]?.artifacts).toHaveLength(3);
  });

  it('leaves out other architectures', async () => {
    changePrimary(folder, signer, { change: (text) => text.replace('<arch>noarch</arch>', '<arch>s390x</arch>') });
    expect(toSuites(await read())[0]?.artifacts).toHaveLength(2);
    expect(toSuites(await read({ architectures: ['s390x'] }))[0]?.artifacts).toHaveLength(3);
    expect(toSuites(await read({ architectures: [] }))[0]?.artifacts).toHaveLength(3);
  });

  it('reads the others when a repository is missing', async () => {
    const reading = await read({ suites: ['gone', 'current/fc41'] });
    expect(reading).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'not-found' }] });
    expect(toSuites(reading).map(({ suite }) => suite)).toEqual(['current/fc41']);
  });

  it.each([
    ['a place outside', (text: string) => text.replace('href="Packages/acme', 'href="../../../acme'), 'acme has a location'],
    ['a foreign address', (text: string) => text.replace('<location href="Packages/acme', '<location xml:base="https://evil.example/" href="Packages/acme'), 'acme lies at an address outside'],
    ['another digest', (text: string) => text.replace('<checksum type="sha256"', '<checksum type="md5"'), 'acme has no valid SHA256'],
    ['a name that is a path', (text: string) => text.replace('<name>acme<', '<name>../acme<'), 'a package has no valid name'],
    ['no version', (text: string) => text.replace('rel="4.fc41"', 'rel="4/fc41"'), 'acme has no valid version'],
    ['no source', (text: string) => text.replace('acme-3.1~rc1-4.fc41.src.rpm', 'acme.rpm'), 'acme has no valid source package'],
  ])('does not show a package with %s, and says so as long as it is there', async (_, change, words) => {
    changePrimary(folder, signer, { change });
    const first = await read();
    expect(first).toMatchObject({ outcome: 'partial', unreadable: [{ code: 'invalid-entry', message: expect.stringContaining(words) as string }] });
    expect(toSuites(first)[0]?.artifacts?.map(({ name }) => name).toSorted()).toEqual(['hello', 'hello-doc']);
    expect((await read({}, toCursorOf(first))).unreadable).toEqual(first.unreadable);
  });

  it('keeps two digests of one name and version', async () => {
    changePrimary(folder, signer, {
      change: (text) => text.replace(/<package type="rpm">[^]*?<\/package>/, (first) => `${first}\n${first.replace(/(pkgid="YES">)[0-9a-f]+/, `$1${'b'.repeat(64)}`)}`).replace('packages="5"', 'packages="6"'),
    });
    expect(toSuites(await read())[0]?.artifacts?.filter(({ name }) => name === 'acme')).toHaveLength(2);
  });

  describe('refuses', () => {
    it('a repository without a signature, or signed by another key', async () => {
      rmSync(`${repomd}.asc`);
      await expectRefused('unsigned');
      signRepomd(folder, stranger);
      await expectRefused('wrong-key');
      writeFileSync(`${repomd}.asc`, 'x');
      await expectRefused('bad-signature');
    });

    it('a repomd.xml changed by a byte', async () => {
      const bytes = readFileSync(repomd);
      for (const at of [60, bytes.byteLength >> 1, bytes.byteLength - 1]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        writeFileSync(repomd, changed);
        await expectRefused('bad-signature');
      }
    });

    it('a list that is not the one signed for', async () => {
      changePrimary(folder, signer, {});
      const file = join(folder, 'repodata/primary.xml.gz');
      const bytes = readFileSync(file);
      writeFileSync(file, Buffer.from(bytes).fill(0, 20, 21));
      await expectRefused('digest-mismatch');
      writeFileSync(file, Buffer.concat([bytes, Buffer.from('x')]));
      await expectRefused('too-much');
      rmSync(file);
      await expectRefused('not-found');
    });

    it('a list that decompresses to more than it says', async () => {
      changePrimary(folder, signer, { compress: (text) => gzipSync(Buffer.concat([text, Buffer.alloc(32 * 1024 * 1024, ' ')])) });
      await expectRefused('too-much');
    });

    it.each([
      ['more packages than it says', (text: string) => text.replace('packages="5"', 'packages="4"')], ['fewer', (text: string) => text.replace('packages="5"', 'packages="6"')],
      ['no number of packages', (text: string) => text.replace(' packages="5"', '')], ['a package within a package', (text: string) => text.replace('</package>', '')],
      ['two names in one package', (text: string) => text.replace('<name>acme</name>', '<name>acme</name><name>hello</name>')], ['two digests in one package', (text: string) => text.replace(/(<checksum.*<\/checksum>)/, '$1$1')],
      ['a comment', (text: string) => text.replace('</package>', '<!-- x --></package>')], ['no end', (text: string) => text.replace('</metadata>', '')], ['HTML', () => '<!DOCTYPE html><html></html>'],
      ['another document', () => '<packages/>'],
    ])('a list of %s', async (_, change) => {
      changePrimary(folder, signer, { change });
      await expectRefused('invalid-metadata');
    });

    it.each([
      ['its list outside', (text: string) => text.replace('href="repodata/primary', 'href="../../primary')], ['its list at a foreign address', (text: string) => text.replace('href="repodata/primary', 'xml:base="https://evil.example/" href="repodata/primary')],
      ['no list', (text: string) => text.replace('"primary"', '"primary_db"')], ['two lists', (text: string) => text.replace('"filelists"', '"primary"')],
      ['a digest other than SHA256', (text: string) => text.replaceAll('type="sha256"', 'type="sha"')], ['two digests of its list', (text: string) => text.replace(/(<checksum.*<\/checksum>)/, '$1$1')],
    ])('a repomd.xml with %s', async (_, changeRepomd) => {
      changePrimary(folder, signer, { changeRepomd });
      await expectRefused('invalid-metadata');
    });

    it('digests of createrepo_c other than SHA256', async () => {
      writeRepository(folder, signer, '--checksum=sha1');
      await expectRefused('invalid-metadata');
    });

    it('a list that is compressed with xz', async () => {
      writeRepository(folder, signer, '--general-compress-type=xz');
      expect(await expectRefused('unknown-compression')).toContain('primary.xml.xz');
    });

    it('HTML in place of repomd.xml', async () => {
      writeFileSync(repomd, '<html><title>Log in</title></html>');
      await expectRefused('invalid-answer');
    });

    it('a repository older than the one read before, or of tomorrow, or without a date any more', async () => {
      const seconds = Math.floor(systemClock.now() / SECOND_MS);
      const first = await read();
      writeRepository(folder, signer, `--revision=${seconds - 3_600}`, '--set-timestamp-to-revision');
      await expectRefused('rollback', {}, toCursorOf(first));
      expect(toSuites(await read())[0]?.date).toBe((seconds - 3_600) * SECOND_MS);
      writeRepository(folder, signer, `--revision=${seconds + 2 * DAY_MS / SECOND_MS}`);
      await expectRefused('from-the-future');
      changePrimary(folder, signer, { changeRepomd: (text) => text.replace(/<revision>.*<\/revision>/, '').replace(/<timestamp>.*<\/timestamp>/g, '') });
      await expectRefused('rollback', {}, toCursorOf(first));
      expect(toSuites(await read())[0]?.date).toBeNull();
    });

    it.each(['../x', 'a/../b', '..', 'a//b', 'a\\b', 'https://evil.example/x'])('the path %j', async (suite) => {
      const reading = await read({ suites: [suite] });
      expect(reading).toMatchObject({ outcome: 'unavailable', requests: 0, unreadable: [{ code: 'refused' }] });
    });
  });
});

describe('parseSourceRpm', () => {
  it('takes version and release off the end', () => {
    expect(parseSourceRpm('python-foo-bar-1.0-1.fc41.src.rpm')).toEqual({ name: 'python-foo-bar', version: '1.0-1.fc41' });
    expect(parseSourceRpm('steam-1.0-1.nosrc.rpm')).toEqual({ name: 'steam', version: '1.0-1' });
    expect(['', 'foo.src.rpm', 'foo-1.src.rpm', 'foo-1-1.rpm', '../foo-1-1.src.rpm', 'foo-1-1.x86_64.rpm', ' foo-1-1.src.rpm', '-1-1.src.rpm'].map(parseSourceRpm)).toEqual(Array(8).fill(null));
  });
});
