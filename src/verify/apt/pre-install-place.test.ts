// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckPlace } from './pre-install-place.ts';

const UID = process.getuid?.() ?? 0;
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'proofboard-place-'));
  for (const name of ['x.deb', 'y.deb']) writeFileSync(join(dir, name), '', { mode: 0o644 });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const check = (name: string, uid = UID): Promise<void> => createCheckPlace(uid)(join(dir, name));

describe('createCheckPlace', () => {
  it('passes a file of root\'s or one\'s own, and others beside it', async () => {
    const one = createCheckPlace(UID);
    for (const name of ['x.deb', 'y.deb']) await expect(one(join(dir, name))).resolves.toBeUndefined();
  });
  it.each([['x.deb\n', false], ['x.deb\n - - none < 1.0 all none ', true]])('refuses the first half of a path that a line break parts: %j', async (name, isFolder) => {
    if (isFolder) mkdirSync(join(dir, name));
    else writeFileSync(join(dir, name), '');
    await expect(check('x.deb')).rejects.toMatchObject({ code: 'pre-install-unsafe', message: expect.stringContaining('line break') as unknown });
    await expect(check('y.deb')).resolves.toBeUndefined();
  });
  it('refuses a half of which there is no whole file', async () => {
    mkdirSync(join(dir, 'z\nz'));
    await expect(check('z')).rejects.toMatchObject({ code: 'pre-install-unsafe', message: expect.stringContaining('is not there, or cannot be looked at (ENOENT)') as unknown });
  });
  it('refuses a file that another user may exchange between the hook and dpkg', async () => {
    chmodSync(join(dir, 'x.deb'), 0o666);
    await expect(check('x.deb')).rejects.toMatchObject({ code: 'pre-install-unsafe', message: expect.stringMatching(/x\.deb may be written by everybody.*copy it to a folder of root's/) as unknown });
    chmodSync(dir, 0o777);
    await expect(check('y.deb')).rejects.toMatchObject({ code: 'pre-install-unsafe' });
  });
  it('refuses a link that another user may exchange', async () => {
    mkdirSync(join(dir, 'open'));
    symlinkSync(join(dir, 'x.deb'), join(dir, 'open/x.deb'));
    chmodSync(join(dir, 'open'), 0o777);
    await expect(check('open/x.deb')).rejects.toMatchObject({ code: 'pre-install-unsafe', message: expect.stringContaining('open may be written by everybody') as unknown });
  });
});
