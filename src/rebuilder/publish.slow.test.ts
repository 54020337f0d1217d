// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPublishingStage, readSignedProducts, readTestSigner, type PublishingStage } from '../testing/publishing.ts';

const CHILD = fileURLToPath(new URL('../testing/publishing-child.ts', import.meta.url));
const KILLS = 25;
const SIGNER = await readTestSigner('ed25519');

/** Publishes in a process of its own that is killed after a while; gives the files that it said were published. */
async function publishUntilKilled(root: string, name: string, afterMs: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [CHILD, root, name], { stdio: ['ignore', 'pipe', 'inherit'], env: {} });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  await once(child.stdout, 'data');
  await delay(afterMs);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

/** Every file that is not a rest, by its path from the root. */
function listFiles(root: string, folder = ''): readonly string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (lstatSync(join(root, path)).isDirectory()) return listFiles(root, path);
    return name.endsWith('.part') || name.startsWith('.attest.lock') || lstatSync(join(root, path)).isSymbolicLink() ? [] : [path];
  });
}

function prepare(): PublishingStage {
  const stage = createPublishingStage();
  onTestFinished(stage.close);
  return stage;
}

describe('publish, killed', () => {
  it('leaves every file whole, loses nothing that was published, and goes on where it was', async () => {
    const { root } = prepare();
    const done: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Steps of some milliseconds each, hit at another place every time.
      done.push(...await publishUntilKilled(root, `k${kill}n`, 7 * kill));
      const products = readSignedProducts(join(root, 'sources/vim/9.0-2/metadata'), SIGNER);
      expect(Object.keys(products)).toEqual(expect.arrayContaining(done));
      for (const path of listFiles(root)) if (path.startsWith('sources/')) readSignedProducts(join(root, path), SIGNER);
    }
    expect(done.length).toBeGreaterThanOrEqual(KILLS);
  });

  it('loses nothing of two processes at once', async () => {
    const { root } = prepare();
    const done = (await Promise.all(['a', 'b'].map((name) => publishUntilKilled(root, name, 1500)))).flat();
    expect(new Set(done.map((name) => name[0]))).toEqual(new Set(['a', 'b']));
    expect(Object.keys(readSignedProducts(join(root, 'sources/vim/9.0-2/metadata'), SIGNER))).toEqual(expect.arrayContaining(done));
  });
});
