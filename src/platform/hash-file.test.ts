// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hashFile } from './hash-file.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-hash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('hashFile', () => {
  it.each([0, 1, 300_000])('gives size and digests of %d bytes', async (size) => {
    const bytes = Buffer.alloc(size, 'abc');
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, bytes);
    const digest = (name: string): string => createHash(name).update(bytes).digest('hex');
    expect(await hashFile(file)).toEqual({ size, sha256: digest('sha256'), sha512: digest('sha512') });
  });

  it('names a file that is not there, is a folder, or a pipe nobody writes to', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    for (const file of [join(folder, 'none'), folder, join(folder, 'pipe')]) {
      await expect(hashFile(file)).rejects.toMatchObject({ code: 'file-unreadable', message: expect.stringContaining(file) as unknown });
    }
  });
});
