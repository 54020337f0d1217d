// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMethodBench, showMessage } from '../../testing/method-bench.ts';
import type { MethodBench } from '../../testing/method-bench.ts';
import { CONFIRMED, REFUSED } from '../../testing/method-session.ts';
import type { Question } from './verdict.ts';

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');
let bench: MethodBench;
beforeEach(async () => {
  bench = await createMethodBench();
});
afterEach(async () => bench.close());

describe('createDelivery', () => {
  it('fetches an index and asks nobody about it', async () => {
    const { acquire, messages } = bench.start({ judge: () => Promise.reject(new Error('asked')) });
    expect(showMessage(await acquire(bench.toIndex()))).toEqual({
      'code': 201, 'URI': bench.toIndex()['URI'], 'Filename': join(bench.folder, 'InRelease'), 'Size': '3', 'SHA256-Hash': sum('abc'),
    });
    expect(messages.map(showMessage)).toEqual([{ code: 200, URI: bench.toIndex()['URI'], Size: '3' }]);
  });

  it('fetches a package that is confirmed, with one line for it', async () => {
    const questions: Question[] = [];
    const { acquire, said } = bench.start({
      judge: (question) => {
        questions.push(question);
        return Promise.resolve(CONFIRMED);
      },
    });
    expect(showMessage(await acquire(bench.toPackage({ 'Target-Repo-URI': 'intoto+http://a.example/', 'Expected-MD5Sum': createHash('md5').update('abc').digest('hex') })))).toMatchObject({
      'code': 201, 'SHA256-Hash': sum('abc'), 'MD5Sum-Hash': createHash('md5').update('abc').digest('hex'),
    });
    expect(said).toEqual(['In-toto verification for x_1_all.deb passed: confirmed by 1 of 1: Alpha']);
    expect(questions).toEqual([{
      artifact: { fileName: 'x_1_all.deb', sha256: sum('abc'), packageName: 'x' }, repository: 'intoto+http://a.example/',
      name: { name: 'x', version: '1', architecture: 'all', fileName: 'x_1_all.deb' },
    }]);
  });

  it('says nothing of what is confirmed where it is to be quiet', async () => {
    const { acquire, said } = bench.start({ configured: { isTalkative: false } });
    await acquire(bench.toPackage());
    expect(said).toEqual([]);
  });

  it('refuses a package before it fetches a byte, and removes what an earlier try left', async () => {
    writeFileSync(bench.file, 'ab');
    const { acquire, said, messages } = bench.start({ judge: () => Promise.resolve(REFUSED) });
    expect(showMessage(await acquire(bench.toPackage()))).toEqual({ code: 400, URI: bench.toPackage()['URI'], Message: 'In-toto verification for x_1_all.deb failed: Nobody knows it.' });
    expect([bench.asked, messages, existsSync(bench.file)]).toEqual([[], [], false]);
    expect(said).toEqual(['x_1_all.deb: Alpha has nothing']);
  });

  it('refuses a package where judging fails', async () => {
    const { acquire } = bench.start({ judge: () => Promise.reject(new Error('no policy')) });
    expect(showMessage(await acquire(bench.toPackage()))).toMatchObject({ code: 400, Message: 'In-toto verification for x_1_all.deb failed: no policy' });
    expect(bench.asked).toEqual([]);
  });

  it('refuses what is not what the archive promised, and removes it', async () => {
    const { acquire, said } = bench.start();
    expect(showMessage(await acquire(bench.toPackage({ 'Expected-SHA256': sum('other') })))).toMatchObject({ code: 400, FailReason: 'HashSumMismatch' });
    expect([existsSync(bench.file), said]).toEqual([false, []]);
  });

  it('judges what came where the archive promises no digest, and removes what is refused', async () => {
    const judged: string[] = [];
    const { acquire } = bench.start({
      judge: async ({ artifact }) => {
        judged.push(artifact.sha256);
        return artifact.sha256 === sum('abc') ? CONFIRMED : REFUSED;
      },
    });
    const { 'Expected-SHA256': _, ...fields } = bench.toPackage();
    expect(showMessage(await acquire(fields))).toMatchObject({ code: 201 });
    bench.answer = (_request, response) => response.end('evil');
    rmSync(bench.file);
    expect(showMessage(await acquire(fields))).toMatchObject({ code: 400, Message: expect.stringContaining('failed: Nobody knows it.') as string });
    expect([judged, existsSync(bench.file)]).toEqual([[sum('abc'), sum('evil')], false]);
  });

  it('lets through with a warning of apt\'s what NoFail tolerates', async () => {
    const { acquire, messages, said } = bench.start({ judge: () => Promise.resolve({ ...REFUSED, isTolerated: true }) });
    expect(showMessage(await acquire(bench.toPackage()))).toMatchObject({ code: 201 });
    expect(messages.map(showMessage)).toContainEqual({ code: 104, URI: bench.toPackage()['URI'], Message: expect.stringContaining('because NoFail is set') as string });
    expect(said).toEqual([]);
  });

  it('fetches nothing that is neither index nor package, and removes what is there of it', async () => {
    writeFileSync(bench.file, 'evil');
    const { acquire } = bench.start();
    expect(showMessage(await acquire(bench.toPackage({ URI: `${bench.url.replace('http', 'intoto+http')}/x.index` })))).toMatchObject({ code: 400, Message: expect.stringContaining('not fetched') as string });
    expect([bench.asked, existsSync(bench.file)]).toEqual([[], false]);
  });

  it('answers also where the file\'s name is none that there can be', async () => {
    const { acquire } = bench.start();
    const filename = `/${'x'.repeat(5_000)}`;
    expect(showMessage(await acquire({ URI: 'intoto://a.example/odd', Filename: filename }))).toMatchObject({ code: 400, Message: expect.stringContaining('ENAMETOOLONG') as string });
    expect(showMessage(await acquire(bench.toPackage({ Filename: filename })))).toMatchObject({ code: 400, Message: expect.stringContaining('ENAMETOOLONG') as string });
  });

  it('takes "not modified" for no package', async () => {
    bench.answer = (_, response) => response.writeHead(304).end();
    const { acquire } = bench.start();
    expect(showMessage(await acquire(bench.toPackage({ 'Last-Modified': 'Sun, 22 Nov 2026 00:00:00 GMT' })))).toMatchObject({ code: 400, FailReason: 'HttpError304' });
  });

  it('tells apt when an index is what it has', async () => {
    bench.answer = (_, response) => response.writeHead(304).end();
    const { acquire } = bench.start();
    const time = 'Sun, 22 Nov 2026 00:00:00 GMT';
    expect(showMessage(await acquire({ ...bench.toIndex(), 'Last-Modified': time }))).toEqual({ 'code': 201, 'URI': bench.toIndex()['URI'], 'Filename': join(bench.folder, 'InRelease'), 'Last-Modified': time, 'IMS-Hit': 'true' });
  });

  it('tells when the file was made', async () => {
    const time = 'Sun, 22 Nov 2026 00:00:00 GMT';
    bench.answer = (_, response) => response.writeHead(200, { 'last-modified': time }).end('abc');
    const { acquire, messages } = bench.start();
    expect(showMessage(await acquire(bench.toPackage()))).toMatchObject({ 'code': 201, 'Last-Modified': time });
    expect(messages.map(showMessage)).toMatchObject([{ 'code': 200, 'Last-Modified': time }]);
  });

  it('tells where it went on', async () => {
    writeFileSync(bench.file, 'ab');
    bench.answer = (_, response) => response.writeHead(206, { 'content-range': 'bytes 2-2/3' }).end('c');
    const { acquire, messages } = bench.start();
    expect(showMessage(await acquire(bench.toPackage()))).toMatchObject({ 'code': 201, 'Resume-Point': '2', 'Size': '3' });
    expect(messages.map(showMessage)).toMatchObject([{ 'code': 200, 'Resume-Point': '2' }]);
  });

  it('calls faults of the network transient, and nothing else', async () => {
    bench.answer = (_, response) => response.writeHead(503).end();
    const { acquire } = bench.start();
    expect(showMessage(await acquire(bench.toIndex()))).toMatchObject({ 'code': 400, 'FailReason': 'HttpError503', 'Transient-Failure': 'true' });
    bench.answer = (_, response) => response.writeHead(404).end();
    expect(showMessage(await acquire(bench.toPackage()))).not.toHaveProperty('Transient-Failure');
  });
});
