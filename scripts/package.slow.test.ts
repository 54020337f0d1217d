// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** The published package: built JavaScript, in a folder of its own below node_modules. */
describe('the package', () => {
  let dir: string;
  let main: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'proofboard-package-'));
    await run(process.execPath, ['scripts/build.mjs'], { cwd: ROOT });
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', dir], { cwd: ROOT, maxBuffer: 1 << 26 });
    const packed: unknown = JSON.parse(stdout);
    const [{ filename = '' } = {}] = (Array.isArray(packed) ? packed : Object.values(packed as object)) as { filename?: string }[];
    await run('npm', ['install', '--prefix', dir, '--prefer-offline', '--no-audit', '--no-fund', join(dir, filename)], { cwd: dir, maxBuffer: 1 << 26 });
    main = join(dir, 'node_modules/proofboard/dist/cli/main.js');
  });

  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('names a program that Node runs as it is', async () => {
    const { stdout } = await run(join(dir, 'node_modules/.bin/proofboard'), ['--help']);
    expect(stdout).toContain('Usage: proofboard');
    expect(await readFile(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('collects the sample organisation and builds its site, whatever the current folder', async () => {
    const { stdout } = await run(process.execPath, [main, 'demo', '--once', '--json', '--dir', join(dir, 'demo')], { cwd: tmpdir() });
    const { schemaVersion, pages, out } = JSON.parse(stdout) as { schemaVersion: number; pages: number; out: string };
    expect(schemaVersion).toBe(1);
    expect(pages).toBeGreaterThan(150);
    expect(await readFile(join(out, 'index.html'), 'utf8')).toContain('qubes-core-admin');
  });
});
