// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../platform/process.ts';
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
    const reader = createReadControl(() => Promise.resolve({ status: 0, ended: 'exit', stdout: Buffer.from(text), stderr: '' }), '');
    expect(await reader('/x.deb')).toBeNull();
  });
});
