// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AptResult, AptRoot } from '../../testing/apt-root.ts';
import { startArchiveServer } from '../../testing/archive-server.ts';
import { createMethodStage } from '../../testing/method-stage.ts';
import type { MethodStage } from '../../testing/method-stage.ts';
import { needsTool } from '../../testing/needs.ts';

const isHere = needsTool('apt-get') && needsTool('apt-ftparchive') && needsTool('gpg');
const DEB = 'good_1.0_all.deb';

/** Sends for as long as somebody reads. */
function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

describe.skipIf(!isHere)('attacks on the apt method, with the real apt', () => {
  const stages: MethodStage[] = [];
  let stage: MethodStage;
  let archive: MethodStage['archive'];
  let rebuilder: MethodStage['rebuilder'];
  let apt: AptRoot;

  beforeAll(async () => {
    stage = await createMethodStage();
    stages.push(stage);
    ({ archive, rebuilder } = stage);
    stage.publish(['good', 'evil', 'other'].map((name) => ({ Package: name, Version: '1.0', Architecture: 'all' })));
    stage.attest(DEB);
    stage.attest('evil_1.0_all.deb', { sha256: 'f'.repeat(64) });
    stage.attest('other_1.0_all.deb', { keys: ['ed25519-other'] });
  });

  beforeEach(async () => {
    apt = stage.openApt();
    archive.answer = () => false;
    rebuilder.answer = () => false;
    await apt.get('update');
    archive.requests.length = 0;
  });

  afterAll(async () => {
    for (const opened of stages) await opened.close();
  });

  /** It failed, said so, and left nothing that could be installed. */
  function expectRefused({ code, stdout, stderr }: AptResult, why: string | RegExp): void {
    expect(`${stdout}${stderr}`).toMatch(why);
    expect(code).toBe(100);
    expect(apt.listArchives()).toEqual({ finished: [], partial: [] });
  }

  function answerDeb(answer: (response: ServerResponse) => void): void {
    archive.answer = ({ url = '' }, response) => {
      if (!url.includes('.deb')) return false;
      answer(response);
      return true;
    };
  }

  it('a mirror with a tampered package of the same size', async () => {
    const bytes = readFileSync(join(stage.folder, 'archive/pool/main', DEB));
    bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
    answerDeb((response) => response.end(bytes));
    expectRefused(await apt.get('-d', 'install', 'good'), 'Hash Sum mismatch');
  });

  it('a mirror with a tampered package of another size', async () => {
    answerDeb((response) => response.end('evil'));
    expectRefused(await apt.get('-d', 'install', 'good'), 'another size');
  });

  it('an archive that signs for a package nobody could rebuild', async () => {
    expectRefused(await apt.get('-d', 'install', 'evil'), 'In-toto verification for evil_1.0_all.deb failed');
    expect(archive.requests).toEqual([]);
  });

  it('a rebuilder whose key nobody trusts', async () => {
    expectRefused(await apt.get('-d', 'install', 'other'), 'In-toto verification for other_1.0_all.deb failed');
    expect(archive.requests).toEqual([]);
  });

  it.each(['good.index', 'Release.gpg', 'good.dsc', 'InRelease', 'good', 'good_1.0_all.udeb', 'good_1.0_all.deb.', 'good_1.0_x_all.deb'])('an archive that calls a package %s', async (name) => {
    stage.publish([{ Package: 'good', Version: '1.0', Architecture: 'all' }], { changePackages: (text) => text.replaceAll(/^Filename: .*$/gm, `Filename: pool/main/${name}`) }, 'odd');
    const odd = await startArchiveServer(join(stage.folder, 'odd'));
    try {
      odd.answer = ({ url = '' }, response) => {
        if (!url.endsWith(name) || url.includes('dists')) return false;
        response.end(readFileSync(join(stage.folder, 'archive/pool/main', DEB)));
        return true;
      };
      apt.setSource(`deb intoto+${odd.url}/ stable main`);
      expect((await apt.get('update')).code).toBe(0);
      odd.requests.length = 0;
      expectRefused(await apt.get('-d', 'install', 'good'), /not fetched|sources/);
      expect(odd.requests).toEqual([]);
    } finally {
      await odd.close();
    }
  });

  it.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'http+unix://x', 'intoto+ftp://a.example/x', 'copy:/etc/passwd'])('a mirror that redirects to %s', async (location) => {
    answerDeb((response) => response.writeHead(302, { location }).end());
    expectRefused(await apt.get('-d', 'install', 'good'), /redirects/);
  });

  it('a mirror that redirects an index to a file of this machine', async () => {
    archive.answer = (_, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      return true;
    };
    const { stdout, stderr } = await apt.get('update');
    expect(`${stdout}${stderr}`).toContain('redirects from http: to file:');
  });

  it('a mirror that redirects to plain http of another host, with another package', async () => {
    const mirror = await startArchiveServer(join(stage.folder, 'none'));
    try {
      mirror.answer = (_, response) => {
        response.end(readFileSync(join(stage.folder, 'archive/pool/main/evil_1.0_all.deb')));
        return true;
      };
      answerDeb((response) => response.writeHead(302, { location: `${mirror.url}/${DEB}` }).end());
      expectRefused(await apt.get('-d', 'install', 'good'), /Hash Sum mismatch|another size/);
      expect(mirror.requests).toEqual([`GET /${DEB}`]);
    } finally {
      await mirror.close();
    }
  });

  it('a mirror that redirects in circles', async () => {
    answerDeb((response) => response.writeHead(302, { location: `/pool/main/${DEB}` }).end());
    expectRefused(await apt.get('-d', 'install', 'good'), 'Redirection loop');
  });

  it('a mirror that is silent', async () => {
    apt.configure(...stage.writePolicy('policy.json', rebuilder.url), 'Acquire::http::Timeout "1";');
    answerDeb(() => undefined);
    expectRefused(await apt.get('-d', 'install', 'good'), 'silent for 1000 ms');
  });

  it('a mirror that sends without end', async () => {
    answerDeb(pour);
    expectRefused(await apt.get('-d', 'install', 'good'), 'another size');
  });

  it('a mirror that announces a gigabyte', async () => {
    answerDeb((response) => {
      response.writeHead(200, { 'content-length': 1e9 });
      pour(response);
    });
    expectRefused(await apt.get('-d', 'install', 'good'), 'another size');
  });

  it('a mirror that sends an index without end', async () => {
    archive.answer = (_, response) => {
      pour(response);
      return true;
    };
    const { stdout, stderr } = await apt.get('update');
    expect(`${stdout}${stderr}`).toContain('another size');
  });

  it.each<[what: string, answer: (response: ServerResponse) => void]>([
    ['is silent', () => undefined],
    ['drips', (response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    }],
    ['sends without end', pour],
    ['announces a gigabyte', (response) => {
      response.writeHead(200, { 'content-length': 1e9 });
      pour(response);
    }],
    ['redirects to another scheme', (response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
    ['redirects in circles', (response) => void response.writeHead(302, { location: '/again' }).end()],
    ['sends what is no attestation', (response) => void response.end('{"signatures":[],"signed":{}}')],
  ])('a rebuilder that %s', async (_, answer) => {
    apt.configure(...stage.writePolicy('policy.json', rebuilder.url), 'APT::Intoto::Timeout "1";');
    rebuilder.answer = (_request, response) => {
      answer(response);
      return true;
    };
    expectRefused(await apt.get('-d', 'install', 'good'), `In-toto verification for ${DEB} failed`);
    expect(archive.requests).toEqual([]);
  });

  it('a partial file that somebody filled with something else', async () => {
    const size = readFileSync(join(stage.folder, 'archive/pool/main', DEB)).length;
    const partial = join(apt.folder, 'var/cache/apt/archives/partial', DEB);
    writeFileSync(partial, Buffer.alloc(size));
    const whole = await apt.get('-d', 'install', 'good');
    expect(whole.code).toBe(0);
    expect(readFileSync(join(apt.folder, 'var/cache/apt/archives', DEB))).toEqual(readFileSync(join(stage.folder, 'archive/pool/main', DEB)));
    rmSync(join(apt.folder, 'var/cache/apt/archives', DEB));
    writeFileSync(partial, Buffer.alloc(size - 10));
    archive.answer = ({ headers, url = '' }, response) => {
      if (!url.includes('.deb')) return false;
      // A mirror that believes it, whatever the time of the file.
      const from = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
      response.writeHead(206, { 'content-range': `bytes ${from}-${size - 1}/${size}` }).end(readFileSync(join(stage.folder, 'archive/pool/main', DEB)).subarray(from));
      return true;
    };
    expectRefused(await apt.get('-d', 'install', 'good'), 'Hash Sum mismatch');
  });

  it('a partial file that is a link to somewhere else', async () => {
    const target = join(apt.folder, 'target');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(apt.folder, 'var/cache/apt/archives/partial', DEB));
    expect((await apt.get('-d', 'install', 'good')).code).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  it.each([
    ['nonsense', 'nonsense\n\n'],
    ['a message without an end', '600 URI Acquire\nURI: x'],
    ['two addresses', '601 Configuration\nDir: /\n\n600 URI Acquire\nURI: intoto+http://127.0.0.1/a.deb\nURI: intoto+http://127.0.0.1/b.deb\nFilename: /x\n\n'],
    ['a file before the configuration', '600 URI Acquire\nURI: intoto+http://127.0.0.1/a_1_all.deb\nFilename: /x\n\n'],
    ['an endless line', 'x'.repeat(70_000)],
    ['bytes that are no text', '600 URI Acquire\nURI: \u0000\n\n'],
  ])('a caller that writes %s', async (_, text) => {
    const { code, output } = await speak(text);
    expect(code).toBe(100);
    expect(output).not.toMatch(/^20[01] /m);
  });

  it('a configuration that cannot be read, with which nothing is fetched', async () => {
    const { code, output } = await speak('601 Configuration\nConfig-Item: nothing\n\n600 URI Acquire\nURI: intoto+http://127.0.0.1/a_1_all.deb\nFilename: /x\n\n');
    expect(code).toBe(100);
    expect(output).toContain('401 General Failure');
  });

  it.runIf(process.getuid?.() === 0)('a sandbox that there is no user for, in which nothing is fetched', async () => {
    const { code, output } = await speak('601 Configuration\nConfig-Item: APT::Sandbox::User=nobody-of-this-name\n\n');
    expect(code).toBe(100);
    expect(output).toContain('could not give up root\'s rights');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of a package, after which nothing is finished', async (signal) => {
    const partial = join(apt.folder, 'x_1_all.deb');
    archive.answer = (_, response) => {
      response.writeHead(200, { 'content-length': 9 }).write('abc');
      setTimeout(() => child.kill(signal), 100);
      return true;
    };
    const child = spawn(stage.method, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => undefined);
    child.stdin.write(`601 Configuration\nConfig-Item: APT::Sandbox::User=root\nConfig-Item: Acquire::Send-URI-Encoded=1\n\n600 URI Acquire\nURI: intoto+${archive.url}/x\nFilename: ${partial.replace('.deb', '')}\nIndex-File: true\n\n`);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => output += chunk.toString());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, output.match(/^\d{3} .*$/gm)]).toEqual([100, ['100 Capabilities', '200 URI Start']]);
    expect(readFileSync(partial.replace('.deb', ''), 'utf8')).toBe('abc');
    expect(existsSync(partial)).toBe(false);
  });

  /** Speaks to the program as apt would. */
  async function speak(text: string): Promise<{ readonly code: number | null; readonly output: string }> {
    const child = spawn(stage.method, { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => output += chunk.toString());
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output };
  }
});
