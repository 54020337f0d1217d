// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AptResult, AptRoot } from '../../testing/apt-root.ts';
import { serveFile, startArchiveServer } from '../../testing/archive-server.ts';
import { startLoopback } from '../../testing/loopback.ts';
import { createMethodStage } from '../../testing/method-stage.ts';
import type { MethodStage } from '../../testing/method-stage.ts';
import { needsTool } from '../../testing/needs.ts';

const isHere = needsTool('apt-get') && needsTool('apt-ftparchive') && needsTool('gpg');

const MANY = 40;

describe.skipIf(!isHere)('the apt method, with the real apt', () => {
  const stages: MethodStage[] = [];
  let stage: MethodStage;
  let folder: string;
  let archive: MethodStage['archive'];
  let apt: AptRoot;

  beforeAll(async () => {
    stage = await createMethodStage();
    stages.push(stage);
    ({ folder, archive } = stage);
    stage.publish([
      { Package: 'good', Version: '1:1.0-1+b2', Architecture: 'amd64' },
      { Package: 'lonely', Version: '1.0-1', Architecture: 'all' },
      { Package: 'big', Version: '2.0', Architecture: 'all', Comment: 'x'.repeat(200_000) },
    ]);
    stage.attest('good_1.0-1+b2_amd64.deb');
    stage.attest('big_2.0_all.deb');
  });

  beforeEach(() => {
    apt = stage.openApt();
    archive.requests.length = 0;
    archive.answer = () => false;
  });

  afterAll(async () => {
    for (const opened of stages) await opened.close();
  });

  it('downloads what is confirmed, with one line for it in what apt prints', async () => {
    await apt.get('update');
    const { code, stderr } = await apt.get('-d', 'install', 'good');
    expect(stderr).toBe('In-toto verification for good_1.0-1+b2_amd64.deb passed: confirmed by 1 of 1: Alpha\n');
    expect(code).toBe(0);
    expect(apt.listArchives()).toEqual({ finished: ['good_1%3a1.0-1+b2_amd64.deb'], partial: [] });
  });

  it('refuses what nobody confirms by the digest that the archive promises, before a byte of it is fetched', async () => {
    await apt.get('update');
    const { code, stdout, stderr } = await apt.get('-d', 'install', 'lonely');
    expect(code).toBe(100);
    expect(`${stdout}${stderr}`).toContain('In-toto verification for lonely_1.0-1_all.deb failed: ');
    expect(stderr).toContain('no rebuilder has anything about it');
    expect(archive.requests.filter((line) => line.includes('.deb'))).toEqual([]);
    expect(apt.listArchives()).toEqual({ finished: [], partial: [] });
  });

  it('leaves nothing where apt-get download wants a package that is refused', async () => {
    await apt.get('update');
    const { code } = await apt.get('download', 'lonely');
    expect(code).toBe(100);
    expect(readdirSync(apt.folder).filter((name) => name.endsWith('.deb'))).toEqual([]);
  });

  it('asks only for indexes that are newer', async () => {
    const first = await apt.get('update');
    const second = await apt.get('update');
    expect(first.stdout).toMatch(/^Get:1 intoto\+http:.* InRelease/m);
    expect(second.stdout).toMatch(/^Hit:1 intoto\+http:.* InRelease/m);
    expect(second.code).toBe(0);
    expect(archive.headers.at(-1)?.['if-modified-since']).toBeDefined();
  });

  it('goes on with a file that was half fetched', async () => {
    await apt.get('update');
    const source = join(folder, 'archive/pool/main/big_2.0_all.deb');
    const partial = join(apt.folder, 'var/cache/apt/archives/partial/big_2.0_all.deb');
    const { mtimeMs, size } = statSync(source);
    writeFileSync(partial, readFileSync(source).subarray(0, 300));
    utimesSync(partial, Math.floor(mtimeMs / 1000), Math.floor(mtimeMs / 1000));
    const { code, stderr } = await apt.get('-d', 'install', 'big');
    expect(stderr).toContain('big_2.0_all.deb passed');
    expect(code).toBe(0);
    expect(archive.headers.at(-1)?.range).toBe('bytes=300-');
    expect(statSync(join(apt.folder, 'var/cache/apt/archives/big_2.0_all.deb')).size).toBe(size);
  });

  it('asks the proxy that apt has configured, archive and rebuilders', async () => {
    const proxy = await startArchiveServer(join(folder, 'archive'));
    try {
      proxy.answer = ({ url = '', headers }, response) => {
        if (!url.startsWith('http://rebuilder.test/')) return false;
        expect(headers.host).toBe('rebuilder.test');
        response.end(readFileSync(join(folder, 'rebuilder', new URL(url).pathname)));
        return true;
      };
      apt.setSource('deb intoto+http://archive.test/ stable main');
      apt.configure(...stage.writePolicy('proxied.json', 'http://rebuilder.test'), `Acquire::http::Proxy "${proxy.url}";`);
      await apt.get('update');
      const { code, stderr } = await apt.get('-d', 'install', 'good');
      expect(stderr).toContain('passed: confirmed by 1 of 1: Alpha');
      expect(code).toBe(0);
      expect(proxy.requests).toContain('GET http://archive.test/pool/main/good_1.0-1%2bb2_amd64.deb');
    } finally {
      await proxy.close();
    }
  });

  it('follows a redirect to another host itself, and judges what comes of it', async () => {
    const mirror = await startArchiveServer(join(folder, 'archive'));
    try {
      archive.answer = ({ url = '' }, response) => {
        response.writeHead(302, { location: `${mirror.url}${url}` }).end();
        return true;
      };
      await apt.get('update');
      const good = await apt.get('-d', 'install', 'good');
      const lonely = await apt.get('-d', 'install', 'lonely');
      expect(good.stderr).toContain('passed');
      expect([good.code, lonely.code]).toEqual([0, 100]);
      expect(mirror.requests).toContain('GET /pool/main/good_1.0-1%2bb2_amd64.deb');
    } finally {
      await mirror.close();
    }
  });

  it('reads intoto:// of existing source lists as plain http', async () => {
    apt.setSource(`deb ${archive.url.replace('http', 'intoto')}/ stable main`);
    await apt.get('update');
    const { code, stderr } = await apt.get('-d', 'install', 'good');
    expect(stderr).toContain('passed');
    expect(code).toBe(0);
  });

  it('reads an archive whose signature lies beside its Release file, which apt marks as no index', async () => {
    stage.publish([{ Package: 'good', Version: '1:1.0-1+b2', Architecture: 'amd64' }], { signature: 'Release.gpg' }, 'detached');
    stage.attest('good_1.0-1+b2_amd64.deb', { from: 'detached' });
    const detached = await startArchiveServer(join(folder, 'detached'));
    try {
      apt.setSource(`deb intoto+${detached.url}/ stable main`);
      const { code } = await apt.get('update');
      expect(code).toBe(0);
      expect(detached.requests).toContain('GET /dists/stable/Release.gpg');
      expect((await apt.get('-d', 'install', 'good')).code).toBe(0);
    } finally {
      await detached.close();
    }
  });

  it('sends the passwords of apt\'s auth.conf', async () => {
    writeFileSync(join(apt.folder, 'etc/apt/auth.conf'), `machine http://${new URL(archive.url).host}\nlogin me\npassword secret\n`, { mode: 0o600 });
    await apt.get('update');
    expect(archive.headers.at(-1)?.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
  });

  it('encodes addresses where apt sends them decoded', async () => {
    apt.configure(...stage.writePolicy('policy.json', stage.rebuilder.url), 'Acquire::Send-URI-Encoded "false";');
    await apt.get('update');
    const { code, stderr } = await apt.get('-d', 'install', 'good');
    expect(stderr).toContain('passed');
    expect(code).toBe(0);
    expect(archive.requests).toContain('GET /pool/main/good_1.0-1%2bb2_amd64.deb');
  });

  it('fetches nothing where the certificates that apt is to trust are not there, and says so', async () => {
    apt.configure(...stage.writePolicy('policy.json', stage.rebuilder.url), 'Acquire::https::CaInfo "/nonexistent/ca.pem";');
    const { stdout, stderr } = await apt.get('update');
    expect(`${stdout}${stderr}`).toMatch(/The certificates of Acquire::https::CaInfo cannot be read from \/nonexistent\/ca\.pem: ENOENT/);
    expect(archive.requests).toEqual([]);
  });

  it('asks no rebuilder for ever that answers 101 and changes to another protocol', async () => {
    const hostile = await startLoopback(({ socket }) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'));
    try {
      apt.configure(...stage.writePolicy('hostile.json', hostile.url));
      await apt.get('update');
      const { code, stdout, stderr } = await apt.get('-d', 'install', 'good');
      expect(code).toBe(100);
      expect(`${stdout}${stderr}`).toMatch(/good_1\.0-1\+b2_amd64\.deb failed: [^]*changes to another protocol/);
    } finally {
      await hostile.close();
    }
  });

  it.skipIf(!needsTool('openssl'))('fetches over https with the certificates that apt has, and never goes back to http', async () => {
    const [key, cert] = ['key', 'cert'].map((name) => join(folder, `${name}.pem`));
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=Test',
      '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key ?? '', '-out', cert ?? '',
    ], { stdio: 'ignore' });
    let isDowngraded = false;
    const server = createServer({ key: readFileSync(key ?? ''), cert: readFileSync(cert ?? '') }, (request, response) => {
      if (isDowngraded) response.writeHead(302, { location: `${archive.url}${request.url ?? ''}` }).end();
      else serveFile(join(folder, 'archive'), request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      apt.setSource(`deb intoto+https://127.0.0.1:${(server.address() as AddressInfo).port}/ stable main`);
      const policy = stage.writePolicy('policy.json', stage.rebuilder.url);
      apt.configure(...policy);
      expect((await apt.get('update')).stdout).toContain('is not trusted');
      apt.configure(...policy, `Acquire::https::CaInfo "${cert ?? ''}";`);
      await apt.get('update');
      const good = await apt.get('-d', 'install', 'good');
      expect(good.stderr).toContain('passed');
      expect(good.code).toBe(0);
      isDowngraded = true;
      const big = await apt.get('-d', 'install', 'big');
      expect(big.code).toBe(100);
      expect(big.stderr).toContain('redirects from https: to http:');
      expect(archive.requests).toEqual([]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('updates without a policy, and installs nothing without one', async () => {
    apt.configure();
    const update = await apt.get('update');
    const { code, stderr } = await apt.get('-d', 'install', 'good');
    expect(update.code).toBe(0);
    expect(code).toBe(100);
    expect(stderr).toContain('[settings-missing]');
  });

  it('fetches and judges many packages at once, and names each once', async () => {
    const { code, stderr } = await fetchMany();
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => !line.endsWith('_1.0_all.deb passed: confirmed by 1 of 1: Alpha'))).toEqual([]);
    expect([new Set(lines).size, lines.length]).toEqual([MANY, MANY]);
    expect(code).toBe(0);
    expect(apt.listArchives().finished).toHaveLength(MANY);
  });

  it.runIf(process.getuid?.() === 0)('asks the network as the sandbox\'s user, with no other groups', async () => {
    apt = stage.openApt('_apt');
    const seen: string[] = [];
    archive.answer = () => {
      seen.push(...listMethodUsers());
      return false;
    };
    await apt.get('update');
    const { code } = await apt.get('-d', 'install', 'good');
    const [, , uid = '', gid = ''] = /^_apt:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
    expect(code).toBe(0);
    expect([...new Set(seen)]).toEqual([`${uid} ${uid} ${uid} ${uid}|${gid} ${gid} ${gid} ${gid}|${gid}`]);
  });

  /** User, group and groups of every process that runs the method. */
  function listMethodUsers(): string[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${apt.folder}/methods/intoto`)) return [];
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return [['Uid', 'Gid', 'Groups'].map((name) => new RegExp(`^${name}:\\s*(.*?)\\s*$`, 'm').exec(status)?.[1]?.replaceAll('\t', ' ')).join('|')];
      } catch {
        return [];
      }
    });
  }

  async function fetchMany(): Promise<AptResult> {
    const names = Array.from({ length: MANY }, (_, index) => `many${index}`);
    stage.publish(names.map((name) => ({ Package: name, Version: '1.0', Architecture: 'all' })), {}, 'many');
    for (const name of names) stage.attest(`${name}_1.0_all.deb`, { from: 'many' });
    const server = await startArchiveServer(join(folder, 'many'));
    try {
      apt.setSource(`deb intoto+${server.url}/ stable main`);
      await apt.get('update');
      return await apt.get('-d', 'install', ...names);
    } finally {
      await server.close();
    }
  }
});
