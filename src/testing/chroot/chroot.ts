// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CodedError, toMessage } from '../../model/error.ts';
import { DAY_MS, HOUR_MS } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import { isCi, renderMissing, toToolPath } from '../needs.ts';
import { LEASHED } from './inside.ts';

/** Debian releases whose rebuilderd is run: trixie's speaks API v0 only, sid's, which moves, v1. */
export type RebuilderdRelease = 'trixie' | 'sid';
/** bookworm's apt and its Node 18 are run, with the verification that it brings itself. */
export type DebianRelease = RebuilderdRelease | 'bookworm';

export type ChrootErrorCode = 'no-chroot';

type Environment = Readonly<Record<string, string | undefined>>;

const REBUILDERD = ['ca-certificates', 'rebuilderd', 'rebuilderd-worker', 'rebuildctl', 'diffoscope-minimal', 'xz-utils', 'xxd'];
const PACKAGES: Readonly<Record<DebianRelease, readonly string[]>> = {
  trixie: REBUILDERD, sid: REBUILDERD, bookworm: ['apt', 'apt-transport-in-toto', 'ca-certificates', 'gpg', 'nodejs'],
};
/** sid moves; and whoever changes the list of packages gets another chroot. */
const FRESH_MS = 7 * DAY_MS;
const PARTIAL = '.part';
const FORGOTTEN_MS = HOUR_MS;
const STAMP = 'proofboard-chroot.json';
const MAX_OUTPUT = 64 * 1024 * 1024;

const run = promisify(execFile);

/** What stands in the way of a chroot on this machine; null where nothing is known to. */
export function whyNoChroot(environment: Environment = process.env): string | null {
  if (process.getuid?.() !== 0) return 'a chroot can be made by root only';
  return (['mmdebstrap', 'apt-get'] as const).filter((name) => toToolPath(name, environment) === null).map(renderMissing)[0] ?? null;
}

/**
 * The chroots, or why there are none. Where nothing may be skipped, under `CI`, that is thrown as `no-chroot`, as
 * `needsTool` does.
 */
export async function tryChroots(
  releases: readonly DebianRelease[], environment: Environment = process.env,
): Promise<ReadonlyMap<DebianRelease, string> | string> {
  try {
    return new Map(await Promise.all(releases.map(async (release) => [release, await prepareChroot(release, environment)] as const)));
  } catch (thrown) {
    if (!(thrown instanceof CodedError) || isCi(environment)) throw thrown;
    return thrown.message;
  }
}

/**
 * The folder of a chroot with what is run of a release: the one of last time, or made now with mmdebstrap from
 * the mirror that this machine's apt uses, in half a minute. Throws `no-chroot`.
 */
export async function prepareChroot(release: DebianRelease, environment: Environment = process.env): Promise<string> {
  const reason = whyNoChroot(environment);
  if (reason !== null) throw noChroot(reason);
  const cache = toCacheFolder(environment);
  const folder = join(cache, release);
  if (await isFresh(folder, release)) return folder;
  const partial = `${folder}.${randomUUID()}${PARTIAL}`;
  const temporary = `${folder}.${randomUUID()}.tmp${PARTIAL}`;
  try {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    await removeForgotten(cache);
    await mkdir(temporary);
    await makeChroot(release, partial, { ...environment, TMPDIR: temporary });
    // Another run may have been faster: whatever is there now is fresh, too.
    if (!await isFresh(folder, release)) {
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    }
    return folder;
  } catch (thrown) {
    throw noChroot(`mmdebstrap made no chroot of ${release}: ${toMessage(thrown)}`, thrown);
  } finally {
    await Promise.all([partial, temporary].map((one) => rm(one, { recursive: true, force: true })));
  }
}

/** Removes the chroots that were kept. */
export async function removeChroots(): Promise<void> {
  await rm(toCacheFolder(process.env), { recursive: true, force: true });
}

/** Not below /tmp, where others could have made it before us: what lies in it is run by root. */
function toCacheFolder(environment: Environment): string {
  return join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'proofboard', 'chroots');
}

async function makeChroot(release: DebianRelease, folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await run('setpriv', [
    ...LEASHED, '--mount-proc', 'mmdebstrap', '--mode=root', '--variant=essential', '--format=directory',
    // Mirrors of sid are often older than its Release file allows.
    '--aptopt=Acquire::Check-Valid-Until "false"', '--aptopt=Acquire::Languages "none"', '--aptopt=APT::Install-Recommends "false"',
    // What is half made is thrown away: nothing has to be safe on the disk.
    '--dpkgopt=force-unsafe-io', '--dpkgopt=path-exclude=/usr/share/doc/*', '--dpkgopt=path-exclude=/usr/share/man/*',
    `--include=${PACKAGES[release].join(',')}`, release, folder, await findMirror(),
  ], { maxBuffer: MAX_OUTPUT, env: environment });
  await writeFile(join(folder, STAMP), JSON.stringify({ madeAt: systemClock.now(), packages: PACKAGES[release] }));
}

/** Takes away what runs that were killed left half made. */
async function removeForgotten(cache: string): Promise<void> {
  for (const name of (await readdir(cache)).filter((one) => one.endsWith(PARTIAL))) {
    // Its date of modification is that of the package which brought the root folder.
    const { ctimeMs } = await stat(join(cache, name));
    if (systemClock.now() - ctimeMs > FORGOTTEN_MS) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** The base address of the release that this machine runs serves the others, too; its updates and security lie elsewhere. */
async function findMirror(): Promise<string> {
  const { stdout } = await run('apt-get', ['indextargets', '--format', '$(REPO_URI) $(CODENAME)', 'Created-By: Packages']);
  const [mirror] = stdout.split('\n').map((line) => line.split(' ')).filter(([, codename = '-']) => !codename.includes('-'));
  if (mirror?.[0] === undefined) throw noChroot('apt knows no mirror (apt-get indextargets)');
  return mirror[0];
}

async function isFresh(folder: string, release: DebianRelease): Promise<boolean> {
  try {
    const { madeAt, packages } = JSON.parse(await readFile(join(folder, STAMP), 'utf8')) as { madeAt?: unknown; packages?: unknown };
    return typeof madeAt === 'number' && systemClock.now() - madeAt < FRESH_MS && JSON.stringify(packages) === JSON.stringify(PACKAGES[release]);
  } catch {
    return false;
  }
}

function noChroot(what: string, cause?: unknown): CodedError<ChrootErrorCode> {
  return new CodedError('no-chroot', what, { cause });
}
