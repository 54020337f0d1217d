// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../platform/process.ts';
import type { ProgramResult } from '../../platform/process.ts';
import { buildPackages } from '../../testing/debian-archive.ts';
import { needsTool } from '../../testing/needs.ts';
import { createReadControl } from './pre-install-control.ts';

let root = '';
const read = createReadControl(runProgram, '/usr/bin:/bin');

describe.skipIf(!needsTool('dpkg-deb'))('createReadControl', () => {
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'proofboard-control-'));
    buildPackages(root, [
      { Package: 'libx1', Version: '1:1.0-1+b2', Architecture: 'all', Source: 'x (1:1.0-1)' },
      { Package: 'plain', Version: '2.0', Architecture: 'all' },
    ]);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('reads name, version, architecture and source of a real package', async () => {
    expect(await read(join(root, 'pool/main/libx1_1.0-1+b2_all.deb'))).toEqual({
      name: { name: 'libx1', version: '1:1.0-1+b2', architecture: 'all', fileName: 'libx1_1.0-1+b2_all.deb' }, source: { name: 'x', version: '1:1.0-1' },
    });
    expect((await read(join(root, 'pool/main/plain_2.0_all.deb')))?.source).toEqual({ name: 'plain', version: '2.0' });
  });
  it('knows nothing of what is no package, or is not there', async () => {
    writeFileSync(join(root, 'x.deb'), 'no package');
    expect([await read(join(root, 'x.deb')), await read(join(root, 'none.deb'))]).toEqual([null, null]);
  });
  it.each(['', 'Package: a\nPackage: b\n', 'Package: ../x\nVersion: 1\nArchitecture: all\n', 'Package: x\nVersion: 1\nArchitecture: all\n\nPackage: y\n'])('knows nothing of the hostile control file %j', async (text) => {
    expect(await createReadControl(() => Promise.resolve({ status: 0, ended: 'exit', stdout: pack({ control: text }), stderr: '' }), '')('/x.deb')).toBeNull();
  });
  it('stops a control archive that unpacks to more than any has, and writes none of it to a disk', async () => {
    const temporary = join(root, 'temporary');
    mkdirSync(temporary);
    writeDeb(join(root, 'bomb.deb'), gzipSync(pack({ control: 'Package: x\nVersion: 1\nArchitecture: all\n', templates: '\0'.repeat(64 * 1024 * 1024) })));
    writeDeb(join(root, 'small.deb'), gzipSync(pack({ control: 'Package: x\nVersion: 1\nArchitecture: all\n', templates: '' })));
    const seen: ProgramResult[] = [];
    const watched = createReadControl(async (file, args, options) => {
      const result = await runProgram(file, args, { ...options, env: { ...options.env, TMPDIR: temporary } });
      seen.push(result);
      return result;
    }, '/usr/bin:/bin');
    expect(await watched(join(root, 'bomb.deb'))).toBeNull();
    expect((await watched(join(root, 'small.deb')))?.name.name).toBe('x');
    expect([seen.map(({ ended }) => ended), readdirSync(temporary)]).toEqual([['too-large', 'exit'], []]);
  });
  it('opens two at a time', async () => {
    let [running, most] = [0, 0];
    const reader = createReadControl(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { status: 1, ended: 'exit', stdout: new Uint8Array(), stderr: '' };
    }, '');
    await Promise.all(['/a', '/b', '/c', '/d'].map(reader));
    expect(most).toBe(2);
  });

  /** As GNU tar writes them. */
  function pack(files: Readonly<Record<string, string>>): Buffer {
    const folder = mkdtempSync(join(root, 'tar-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return execFileSync('tar', ['--format=gnu', '-C', folder, '-c', ...Object.keys(files).map((name) => `./${name}`)], { maxBuffer: 128 * 1024 * 1024 });
  }

  /** An ar(5) archive of a .deb's three members. */
  function writeDeb(file: string, control: Buffer): void {
    const member = (name: string, data: Buffer): Buffer => Buffer.concat([
      Buffer.from(`${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(data.byteLength).padEnd(10)}\`\n`), data, Buffer.alloc(data.byteLength % 2, '\n'),
    ]);
    writeFileSync(file, Buffer.concat([Buffer.from('!<arch>\n'), member('debian-binary', Buffer.from('2.0\n')), member('control.tar.gz', control), member('data.tar.gz', gzipSync(Buffer.alloc(10_240)))]));
  }
});
