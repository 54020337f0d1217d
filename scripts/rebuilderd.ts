// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import process from 'node:process';
import { CodedError } from '../src/model/error.ts';
import { prepareChroot, removeChroots, type RebuilderdRelease } from '../src/testing/chroot/chroot.ts';
import { startRealRebuilderd } from '../src/testing/rebuilderd/start.ts';

/**
 * Debian's own rebuilderd on loopback, as the tests run it: `rebuilderd.ts start trixie|sid` rebuilds a few packages and
 * serves until it is interrupted; `prepare [trixie|sid]` makes the chroots only; `remove` takes them away again. By root,
 * with mmdebstrap; the chroots are kept for a week in the user's cache folder.
 */
const USAGE = 'usage: rebuilderd.ts start trixie|sid | prepare [trixie|sid] | remove';
const RELEASES: readonly RebuilderdRelease[] = ['trixie', 'sid'];

const [action, name] = process.argv.slice(2);
const release = RELEASES.find((one) => one === name);

async function main(): Promise<void> {
  if (action === 'start' && release !== undefined) return serve(release);
  if (action === 'prepare' && (name === undefined || release !== undefined)) {
    for (const one of release === undefined ? RELEASES : [release]) console.log(await prepareChroot(one));
    return;
  }
  if (action === 'remove' && name === undefined) return removeChroots();
  console.error(USAGE);
  process.exitCode = 2;
}

async function serve(which: RebuilderdRelease): Promise<void> {
  const real = await startRealRebuilderd(which);
  console.log(`rebuilderd ${real.version} of ${which}: ${real.url} (packages: ${real.mirrorUrl})`);
  console.log(`keys to pin:\n${real.publicKeys.join('\n')}`);
  console.log('interrupt to stop');
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await real.stop();
}

main().catch((thrown: unknown) => {
  console.error(thrown instanceof CodedError ? thrown.message : thrown);
  process.exitCode = 1;
});
