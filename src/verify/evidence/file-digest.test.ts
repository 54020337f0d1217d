// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestFile } from './file-digest.ts';

let dir = '';
beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'proofboard-digest-')); });
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('digestFile', () => {
  it('gives the SHA-256 of files larger than what is read at a time', async () => {
    const bytes = Buffer.alloc(2_500_000, 'ab');
    writeFileSync(join(dir, 'large'), bytes);
    expect(await digestFile(join(dir, 'large'))).toBe(createHash('sha256').update(bytes).digest('hex'));
  });
  it('says that a file is not there', async () => {
    for (const name of ['none', 'large/x']) await expect(digestFile(join(dir, name))).rejects.toMatchObject({ code: 'file-missing' });
  });
  it('refuses a pipe and a folder in place of waiting for them', async () => {
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    await expect(digestFile(join(dir, 'pipe'))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(digestFile(dir)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
  it('says why a file cannot be opened', async () => {
    await expect(digestFile(join(dir, 'x'.repeat(300)))).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringContaining('ENAMETOOLONG') as unknown });
  });
});
