// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBoundedFile, readSettingsFile } from './settings-file.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'proofboard-settings-'));
  writeFileSync(join(dir, 'policy'), 'text');
  writeFileSync(join(dir, 'open'), 'text');
  chmodSync(join(dir, 'open'), 0o666);
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
    ['open', 'settings-unsafe', /chmod o-w/], ['link-to-open', 'settings-unsafe', /written by everybody/],
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
