// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { prepareChroot, type DebianRelease } from './chroot.ts';
import { toOutside, type Place } from './inside.ts';

/** A chroot of a test's own, to install and remove in. */
export interface ChrootCopy {
  readonly place: Place;
  /** A file within it, as seen from outside. */
  path(...parts: readonly string[]): string;
  close(): Promise<void>;
}

/** Copies the chroot of a release, in seconds; nothing of it is left after `close`. Throws `no-chroot`. */
export async function copyChroot(release: DebianRelease): Promise<ChrootCopy> {
  const prepared = await prepareChroot(release);
  // Beside it, and not below /tmp: what lies in it is run by root.
  const parent = join(dirname(prepared), 'copies');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, `${release}-`));
  const root = join(folder, 'root');
  await promisify(execFile)('cp', ['-a', '--reflink=auto', prepared, root], { env: { PATH: '/usr/bin:/bin', HOME: homedir() } });
  const place: Place = { root, folder: '/root' };
  await mkdir(toOutside(place, 'tmp'), { recursive: true });
  return {
    place,
    path: (...parts) => join(root, ...parts),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
