// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startStaticServer, type StaticServer } from './static-server.ts';

let dir: string;
let server: StaticServer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'proofboard-serve-'));
  await mkdir(join(dir, 'site/a'), { recursive: true });
  await Promise.all([
    writeFile(join(dir, 'secret.txt'), 'secret'),
    writeFile(join(dir, 'site/index.html'), 'front'),
    writeFile(join(dir, 'site/404.html'), 'nothing here'),
    writeFile(join(dir, 'site/a/index.html'), 'page a'),
    writeFile(join(dir, 'site/a/b ü.svg'), '<svg/>'),
    symlink(join(dir, 'secret.txt'), join(dir, 'site/link.txt')),
  ]);
  server = await startStaticServer({ root: join(dir, 'site'), host: '127.0.0.1', port: 0, prefix: '/p/' });
});

afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

/** Sends a path exactly as it is: fetch would tidy it first. */
async function getRaw(path: string): Promise<string> {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return text(socket);
}

describe('startStaticServer', () => {
  it('serves folders by their index and files by their type, under the prefix only', async () => {
    expect(await (await fetch(server.url)).text()).toBe('front');
    expect(await (await fetch(`${server.url}a`)).text()).toBe('page a');
    expect((await fetch(`${server.url}a/b%20%C3%BC.svg`)).headers.get('content-type')).toBe('image/svg+xml');
    expect((await fetch(new URL('/', server.url))).status).toBe(404);
  });

  it('answers 404 with the page for it', async () => {
    const response = await fetch(`${server.url}none/`);
    expect([response.status, await response.text()]).toEqual([404, 'nothing here']);
  });

  it.each(['/p/../secret.txt', '/p/%2e%2e/secret.txt', '/p/..%2fsecret.txt', '/p/a/../../secret.txt', '/p/link.txt', '/p/%00', '/p/%', '/p//etc/passwd'])(
    'gives nothing outside its folder for %s', async (path) => {
      const answer = await getRaw(path);
      expect(answer).toContain('404');
      expect(answer).not.toContain('secret');
      expect(answer).not.toContain('root:');
    });

  it('refuses to change anything', async () => {
    expect((await fetch(server.url, { method: 'PUT', body: 'x' })).status).toBe(405);
  });

  it('says address-in-use where another one listens', async () => {
    await expect(startStaticServer({ root: dir, host: '127.0.0.1', port: Number(new URL(server.url).port) })).rejects.toMatchObject({ code: 'address-in-use' });
  });
});
