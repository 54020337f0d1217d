// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFolder } from './folder.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proofboard-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'root/sub'), { recursive: true });
  writeFileSync(join(folder, 'secret'), 'outside');
  writeFileSync(join(folder, 'root/b'), 'bb');
  writeFileSync(join(folder, 'root/sub/a'), 'aaa');
  symlinkSync(join(folder, 'secret'), join(folder, 'root/link'));
  symlinkSync(folder, join(folder, 'root/up'));
  return join(folder, 'root');
}

describe('createFolder', () => {
  it('lists regular files with their sizes and follows no link', async () => {
    expect(await createFolder(temporaryFolder(), 10).list()).toMatchObject([{ path: 'b', bytes: 2 }, { path: 'sub/a', bytes: 3 }]);
  });

  it('reads a listed file, and nothing through a link or from above', async () => {
    const folder = createFolder(temporaryFolder(), 10);
    expect(Buffer.from(await folder.read('sub/a', 3)).toString()).toBe('aaa');
    for (const path of ['link', '../secret', 'sub/../../secret', '/etc/passwd', '', 'sub', 'none', './b']) {
      await expect(folder.read(path, 100), path).rejects.toMatchObject({ code: 'file-unreadable' });
    }
  });

  it('refuses what is larger or more than allowed', async () => {
    const root = temporaryFolder();
    await expect(createFolder(root, 10).read('sub/a', 2)).rejects.toMatchObject({ code: 'too-much' });
    await expect(createFolder(root, 1).list()).rejects.toMatchObject({ code: 'too-much' });
    await expect(createFolder(join(root, 'none'), 1).list()).rejects.toMatchObject({ code: 'folder-unreadable' });
  });
});
