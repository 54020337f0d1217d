// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBoundedFile, readSettingsFile, requireSafeHome } from './settings-file.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'proofboard-settings-'));
  writeFileSync(join(dir, 'policy'), 'text');
  writeFileSync(join(dir, 'open'), 'text');
  chmodSync(join(dir, 'open'), 0o666);
  mkdirSync(join(dir, 'open-folder'));
  writeFileSync(join(dir, 'open-folder/policy'), 'text');
  chmodSync(join(dir, 'open-folder'), 0o777);
  writeFileSync(join(dir, 'large'), '');
  truncateSync(join(dir, 'large'), 5_000_000);
  symlinkSync(join(dir, 'policy'), join(dir, 'link'));
  symlinkSync(join(dir, 'open'), join(dir, 'link-to-open'));
  execFileSync('mkfifo', [join(dir, 'pipe')]);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('readSettingsFile', () => {
  it('reads a file, through a symbolic link too', async () => {
    for (const name of ['policy', 'link']) expect(Buffer.from(await readSettingsFile(join(dir, name), 'the policy')).toString()).toBe('text');
  });
  it.each([
    ['none', 'settings-missing', /^the policy .*none is not there/], ['policy/x', 'settings-missing', /not there/], ['', 'settings-unreadable', /no regular file/],
    ['pipe', 'settings-unreadable', /no regular file/], ['large', 'settings-unreadable', /larger than/], ['x'.repeat(300), 'settings-unreadable', /ENAMETOOLONG/],
    ['open', 'settings-unsafe', /chmod go-w/], ['link-to-open', 'settings-unsafe', /open may be written by everybody/], ['open-folder/policy', 'settings-unsafe', /open-folder may be written by everybody/],
  ])('refuses %s', async (name, code, message) => {
    await expect(readSettingsFile(join(dir, name), 'the policy')).rejects.toMatchObject({ code, message: expect.stringMatching(message) as unknown });
  });
});

describe('readBoundedFile', () => {
  it('reads what everybody may write to, but no more than is allowed', async () => {
    expect(Buffer.from(await readBoundedFile(join(dir, 'open'), 'the attestation', 4)).toString()).toBe('text');
    await expect(readBoundedFile(join(dir, 'open'), 'the attestation', 3)).rejects.toMatchObject({ code: 'settings-unreadable' });
  });
});

describe('requireSafeHome', () => {
  it('takes a home that is one\'s own, whatever else is in it', async () => {
    const home = mkdtempSync(join(dir, 'home-'));
    for (const name of ['pubring.kbx', 'other']) writeFileSync(join(home, name), '', { mode: 0o600 });
    chmodSync(join(home, 'other'), 0o666);
    await expect(requireSafeHome(home)).resolves.toBeUndefined();
  });
  it('refuses a home, or keys in it, that others may write to', async () => {
    const home = mkdtempSync(join(dir, 'home-'));
    writeFileSync(join(home, 'pubring.kbx'), '');
    chmodSync(join(home, 'pubring.kbx'), 0o666);
    await expect(requireSafeHome(home)).rejects.toMatchObject({ code: 'settings-unsafe', message: expect.stringContaining('pubring.kbx may be written by everybody') as unknown });
    await expect(requireSafeHome(join(dir, 'open-folder'))).rejects.toMatchObject({ code: 'settings-unsafe' });
  });
  it('refuses what is no folder, or not there', async () => {
    await expect(requireSafeHome(join(dir, 'none'))).rejects.toMatchObject({ code: 'settings-missing' });
    await expect(requireSafeHome(join(dir, 'policy'))).rejects.toMatchObject({ code: 'settings-missing' });
  });
});
