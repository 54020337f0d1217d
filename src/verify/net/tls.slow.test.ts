// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { connect, createServer as createSocketServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsTool } from '../../testing/needs.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { createConnectionPool } from './pool.ts';
import type { ConnectionPool } from './pool.ts';

/** One that connects to the test's own server, whatever host it is asked for. */
type Proxy = { readonly url: string; readonly asked: string[]; mode: 'connect' | 'refuse' | 'talk' | 'answer' | 'silent' };

describe.skipIf(!needsTool('openssl'))('https, with certificates of openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pb-tls-'));
  const servers: Server[] = [];
  const pools: ConnectionPool[] = [];
  let pool: ConnectionPool;
  let port: number;
  let proxy: Proxy;

  beforeAll(async () => {
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=Test',
      '-addext', 'subjectAltName=DNS:localhost,DNS:archive.test', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'),
    ], { stdio: 'ignore' });
    const [key, cert] = [readFileSync(join(folder, 'key.pem')), readFileSync(join(folder, 'cert.pem'), 'utf8')];
    const server = createServer({ key, cert }, ({ url, headers }, response) => {
      if (url === '/down') response.writeHead(302, { location: `http://localhost:${port}/` }).end();
      else response.end(`hello ${headers.host ?? ''}`);
    });
    port = await listen(server);
    proxy = await startProxy();
    pool = createConnectionPool({ maxPerHost: 2, certificates: cert });
    pools.push(pool);
  });

  afterAll(() => {
    for (const server of [...servers, ...pools]) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async function startProxy(): Promise<Proxy> {
    const state: Proxy = { url: '', asked: [], mode: 'connect' };
    const server = createPlainServer();
    server.on('connect', ({ url = '', headers }, socket: Socket) => {
      state.asked.push(url, String(headers['proxy-authorization']));
      socket.on('error', () => undefined);
      if (state.mode === 'silent') return;
      if (state.mode === 'refuse') socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      else if (state.mode === 'talk') socket.end('HTTP/1.1 200 OK\r\n\r\nnot from the host');
      else {
        const through = connect(port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(through).pipe(socket);
        });
        through.on('error', () => undefined);
      }
    });
    return Object.assign(state, { url: `http://me:secret@127.0.0.1:${await listen(server)}` });
  }

  const get = async (url: string, proxyUrl: string | null = null, timeoutMs = 5_000): ReturnType<typeof fetchBytes> => (
    fetchBytes(url, { maxBytes: 1_000, timeoutMs, maxRedirects: 3, proxy: proxyUrl, pool }));

  it('is asked where the certificate is trusted', async () => {
    expect(await get(`https://localhost:${port}/`)).toEqual({ kind: 'found', bytes: Buffer.from(`hello localhost:${port}`) });
  });

  it('is not asked where the certificate is not, or is another host\'s', async () => {
    const untrusting = createConnectionPool({ maxPerHost: 1 });
    expect(await fetchBytes(`https://localhost:${port}/`, { maxBytes: 9, timeoutMs: 5_000, maxRedirects: 0, proxy: null, pool: untrusting })).toMatchObject({ kind: 'failed', code: 'certificate-refused' });
    expect(await get(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed', code: 'certificate-refused' });
    untrusting.close();
  });

  it('trusts none of Node\'s own certificates where others are given, were it an empty text', async () => {
    const program = `
      import { fetchBytes } from ${JSON.stringify(fileURLToPath(new URL('fetch-bytes.ts', import.meta.url)))};
      import { createConnectionPool } from ${JSON.stringify(fileURLToPath(new URL('pool.ts', import.meta.url)))};
      for (const settings of [{}, { certificates: '' }]) {
        const pool = createConnectionPool({ maxPerHost: 1, ...settings });
        const fetched = await fetchBytes('https://localhost:${port}/', { maxBytes: 99, timeoutMs: 5000, maxRedirects: 0, proxy: null, pool });
        console.log(fetched.code ?? fetched.kind);
        pool.close();
      }`;
    // What Node calls its own is given to it from outside, so that the test's server is one of them.
    const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], { env: { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') }, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    await new Promise((resolve) => child.on('close', resolve));
    expect(output).toBe('found\ncertificate-refused\n');
  });

  it('is not left for http, wherever a server redirects to', async () => {
    expect(await get(`https://localhost:${port}/down`)).toMatchObject({ kind: 'failed', code: 'redirect-refused' });
  });

  it('is no plain http', async () => {
    expect(await get(`http://localhost:${port}/`)).toMatchObject({ kind: 'failed' });
    const plain = createSocketServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await get(`https://localhost:${await listen(plain)}/`)).toMatchObject({ kind: 'failed' });
  });

  it('goes through a proxy that connects, which gets its own credentials', async () => {
    proxy.mode = 'connect';
    expect(await get('https://archive.test/', proxy.url)).toEqual({ kind: 'found', bytes: Buffer.from('hello archive.test') });
    expect(proxy.asked).toEqual(['archive.test:443', `Basic ${Buffer.from('me:secret').toString('base64')}`]);
  });

  it('trusts a proxy no more than the way to the host', async () => {
    proxy.mode = 'connect';
    expect(await get('https://other.test/', proxy.url)).toMatchObject({ kind: 'failed', code: 'certificate-refused' });
  });

  it.each(['refuse', 'talk'] as const)('is not asked where the proxy answers otherwise: %s', async (mode) => {
    proxy.mode = mode;
    const fetched = await get('https://localhost:444/', proxy.url);
    expect(fetched).toMatchObject({ kind: 'failed', code: 'proxy-failed', reason: expect.not.stringContaining('secret') as string });
  });

  it('does not wait for a proxy that is silent', async () => {
    proxy.mode = 'silent';
    expect(await get('https://localhost:445/', proxy.url, 200)).toMatchObject({ kind: 'failed', code: 'timeout' });
  });

  it('is not asked through a proxy that is not there', async () => {
    expect(await get('https://localhost:446/', 'http://127.0.0.1:1')).toMatchObject({ kind: 'failed', code: 'unreachable' });
  });
});
