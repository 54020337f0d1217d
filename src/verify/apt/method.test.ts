// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMethodBench, showMessage } from '../../testing/method-bench.ts';
import type { MethodBench } from '../../testing/method-bench.ts';
import { CONFIRMED, REFUSED } from '../../testing/method-session.ts';
import type { MethodSession } from '../../testing/method-session.ts';
import { EXIT_STOPPED } from './method.ts';
import type { Question } from './verdict.ts';

let bench: MethodBench;
beforeEach(async () => {
  bench = await createMethodBench();
});
afterEach(async () => bench.close());

describe('runMethod', () => {
  it('works on several at once, and answers as they are done', async () => {
    const held: (() => void)[] = [];
    bench.answer = ({ url }, response) => {
      const finish = (): void => void response.end('abc');
      if (url === '/pool/a_1_all.deb') held.push(finish);
      else finish();
    };
    const { acquire } = bench.start();
    const order: string[] = [];
    const names = ['a', 'b', 'c'];
    const all = names.map(async (name) => {
      await acquire(bench.toPackage({ URI: `${bench.url.replace('http', 'intoto+http')}/pool/${name}_1_all.deb`, Filename: join(bench.folder, `${name}_1_all.deb`) }));
      order.push(name);
      if (order.length === 2) held.forEach((finish) => finish());
    });
    await Promise.all(all);
    expect(order).toEqual(['b', 'c', 'a']);
  });

  it('answers an acquire that cannot be read, by its address where it has one', async () => {
    const { acquire, send, messages, end } = bench.start();
    expect(showMessage(await acquire({ URI: 'http://a.example/x', Filename: '/x' }))).toMatchObject({ code: 400 });
    send('600 URI Acquire\nFilename: /x\n\n');
    await end();
    expect(messages.map(showMessage)).toMatchObject([{ code: 401 }]);
  });

  it('passes over messages that answer no question of ours', async () => {
    const { acquire, send } = bench.start();
    send('603 Media Changed\nFailed: true\n\n700 Unknown\n\n');
    expect(showMessage(await acquire(bench.toIndex()))).toMatchObject({ code: 201 });
  });

  it.each([
    ['what cannot be read', 'nonsense\n\n', 'cannot be read'],
    ['a second configuration', '601 Configuration\n\n', 'twice'],
  ])('ends after %s, and answers nothing more', async (_, text, why) => {
    const { send, messages, end } = bench.start();
    send(text);
    send(`600 URI Acquire\nURI: ${bench.toIndex()['URI'] ?? ''}\nFilename: /x\nIndex-File: true\n\n`);
    expect(await end()).toBe(EXIT_STOPPED);
    expect(messages.map(showMessage)).toEqual([{ code: 401, Message: expect.stringContaining(why) as string }]);
    expect(bench.asked).toEqual([]);
  });

  it('fetches nothing before it has its configuration', async () => {
    const { send, messages, end } = bench.start({ items: [] });
    send(`600 URI Acquire\nURI: ${bench.toIndex()['URI'] ?? ''}\nFilename: /x\nIndex-File: true\n\n`);
    expect(await end()).toBe(EXIT_STOPPED);
    expect(messages.map(showMessage)).toMatchObject([{ code: 401 }]);
  });

  it.each([
    ['is broken', { items: ['no value'] }],
    ['cannot be taken, as when root\'s rights are not given up', { configure: () => Promise.reject(new Error('still root')) }],
  ])('ends where its configuration %s', async (_, options) => {
    const { messages, end } = bench.start(options);
    expect(await end()).toBe(EXIT_STOPPED);
    expect(messages.map(showMessage)).toMatchObject([{ code: 401 }]);
  });

  it('warns where apt is to find proxies by a program', async () => {
    const { messages, end } = bench.start({ items: ['Acquire::http::Proxy-Auto-Detect=/usr/bin/detect'] });
    expect(await end()).toBe(0);
    expect(messages.map(showMessage)).toMatchObject([{ code: 104, Message: expect.stringContaining('Proxy-Auto-Detect') as string }]);
  });

  it('asks through the proxy of the environment, and never around one that it cannot use', async () => {
    const { acquire } = bench.start({ environment: { http_proxy: bench.url } });
    expect(showMessage(await acquire(bench.toPackage({ URI: 'intoto+http://a.example/pool/x_1_all.deb' })))).toMatchObject({ code: 201 });
    expect(bench.asked).toEqual(['http://a.example/pool/x_1_all.deb']);
    expect(showMessage(await acquire({ ...bench.toIndex(), Proxy: 'socks5h://a.example' }))).toMatchObject({ code: 400, Message: expect.stringContaining('proxies') as string });
  });

  it('sends apt\'s password for a host to that host only', async () => {
    const seen: (string | undefined)[] = [];
    bench.answer = ({ headers, url }, response) => {
      seen.push(headers.authorization);
      if (url === '/dists/InRelease') response.writeHead(302, { location: bench.url.replace('127.0.0.1', 'localhost') }).end();
      else response.end('abc');
    };
    const { acquire } = bench.start({ configured: { logins: [{ scheme: 'http', machine: '127.0.0.1', login: 'me', password: 'secret' }] } });
    expect(showMessage(await acquire(bench.toIndex()))).toMatchObject({ code: 201 });
    expect(seen).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`, undefined]);
  });

  it.each(['archive', 'proxy'])('answers where the %s answers 101 and changes to another protocol', async (who) => {
    bench.answer = ({ socket }) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    const { acquire, end } = bench.start({ environment: who === 'proxy' ? { http_proxy: bench.url } : {} });
    const fields = who === 'proxy' ? { ...bench.toIndex(), URI: 'intoto+http://a.example/dists/InRelease' } : bench.toIndex();
    expect(showMessage(await acquire(fields))).toMatchObject({ code: 400, Message: expect.stringContaining('another protocol') as string });
    expect(await end()).toBe(0);
  });

  it('fails where its input ends before all is answered, and answers nothing half-way', async () => {
    bench.answer = (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('abc');
    const { send, messages, end } = bench.start();
    const index = join(bench.folder, 'InRelease');
    send(`600 URI Acquire\nURI: ${bench.toIndex()['URI'] ?? ''}\nFilename: ${index}\nIndex-File: true\n\n`);
    while (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await end()).toBe(EXIT_STOPPED);
    expect(messages.map(showMessage)).toMatchObject([{ code: 200 }]);
    expect(readFileSync(index, 'utf8')).toBe('abc');
  });

  it('ends within a message', async () => {
    const { send, end } = bench.start();
    send('600 URI Acq');
    expect(await end()).toBe(EXIT_STOPPED);
  });

  it('ends at once where it is told to, waits for no rebuilder, and leaves a resumable file', async () => {
    writeFileSync(bench.file, 'ab');
    const { send, messages, stop, said } = bench.start({ judge: () => new Promise(() => undefined) });
    send(`600 URI Acquire\n${Object.entries(bench.toPackage()).map(([name, value]) => `${name}: ${value}\n`).join('')}\n`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await stop()).toBe(EXIT_STOPPED);
    expect([messages, said, readFileSync(bench.file, 'utf8')]).toEqual([[], [], 'ab']);
  });

  it('answers nothing that came along with its configuration where it is told to end meanwhile', async () => {
    const ended: Promise<number>[] = [];
    const session: MethodSession = bench.start({
      items: [],
      configure: async () => {
        ended.push(session.stop());
        return { judge: () => Promise.resolve(CONFIRMED), certificates: '', logins: [], isTalkative: true };
      },
    });
    session.send(`601 Configuration\nConfig-Item: A=\n\n600 URI Acquire\nURI: ${bench.toIndex()['URI'] ?? ''}\nFilename: /x\nIndex-File: true\n\n`);
    while (ended.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ended[0]).toBe(EXIT_STOPPED);
    expect([session.messages, bench.asked]).toEqual([[], []]);
  });

  it('says nothing of a package that is refused just as it is told to end', async () => {
    const ended: Promise<number>[] = [];
    const session: MethodSession = bench.start({
      judge: () => {
        ended.push(session.stop());
        return Promise.resolve(REFUSED);
      },
    });
    session.send(`600 URI Acquire\n${Object.entries(bench.toPackage()).map(([name, value]) => `${name}: ${value}\n`).join('')}\n`);
    while (ended.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ended[0]).toBe(EXIT_STOPPED);
    expect([session.messages, session.said]).toEqual([[], []]);
  });

  it('leaves no package that nothing was promised of where it is told to end while it is judged', async () => {
    const judging: Question[] = [];
    const { send, stop } = bench.start({
      judge: (question) => {
        judging.push(question);
        return new Promise(() => undefined);
      },
    });
    const { 'Expected-SHA256': _, ...fields } = bench.toPackage();
    send(`600 URI Acquire\n${Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join('')}\n`);
    while (judging.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await stop();
    expect(existsSync(bench.file)).toBe(false);
  });
});
