// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { randomBytes } from 'node:crypto';
import { copyFile, chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '../../model/error.ts';
import { SECOND_MS } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import { prepareChroot, type RebuilderdRelease } from '../chroot/chroot.ts';
import { runInside, startInside, toOutside, type Daemon, type Place } from '../chroot/inside.ts';
import { startMirror, type Mirror, type RealPackage } from './mirror.ts';
import { importPackages } from './import.ts';

/** A rebuilderd of Debian with one worker, in a chroot, on loopback, that has rebuilt all it was given. */
export interface RealRebuilderd {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Debian's version of the daemon, for the report. */
  readonly version: string;
  /** As somebody would pin them: the daemon's that it publishes, or where it publishes none its worker's. */
  readonly publicKeys: readonly string[];
  readonly packages: readonly RealPackage[];
  /** Where the packages come from. */
  readonly mirrorUrl: string;
  stop(): Promise<void>;
}

export type RealRebuilderdErrorCode = 'rebuilderd-failed';

const RUNS = '/srv';
const RUN_NAME = /^run-(\d+)-\w+$/;
const START_TIMEOUT_MS = 20 * SECOND_MS;
/** A worker waits three seconds after each of the builds. */
const BUILDS_TIMEOUT_MS = 120 * SECOND_MS;

/**
 * Starts Debian's own rebuilderd of a release and has it rebuild a few real packages with a stand-in build script: one comes
 * out the same, one differs by a date, one fails. Takes half a minute after the chroot is made. Throws `no-chroot` and
 * `rebuilderd-failed`; then, and after `stop`, nothing is left of it but the chroot.
 */
export async function startRealRebuilderd(release: RebuilderdRelease): Promise<RealRebuilderd> {
  const root = await prepareChroot(release);
  await sweep(root);
  const place = { root, folder: `${RUNS}/run-${process.pid}-${randomBytes(4).toString('hex')}` };
  const stops: (() => Promise<void>)[] = [() => rm(toOutside(place), { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    return { ...await start(place, stops), stop };
  } catch (thrown) {
    const logs = await Promise.all(['daemon.log', 'worker.log'].map((name) => readTail(toOutside(place, name))));
    await stop();
    throw new CodedError<RealRebuilderdErrorCode>('rebuilderd-failed', `${release}'s rebuilderd: ${thrown instanceof Error ? thrown.message : String(thrown)}\n${logs.join('\n')}`, { cause: thrown });
  }
}

async function start(place: Place, stops: (() => Promise<void>)[]): Promise<Omit<RealRebuilderd, 'stop'>> {
  await mkdir(toOutside(place, 'tmp'), { recursive: true });
  const mirror = await startMirror(place);
  stops.push(mirror.close);
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const secrets = { cookie: randomBytes(16).toString('hex'), signup: randomBytes(16).toString('hex') };
  await configure(place, url, secrets);
  const daemon = startInside(place, ['rebuilderd', '-c', `${place.folder}/rebuilderd.conf`], 'daemon.log');
  stops.push(daemon.stop);
  await waitFor('the daemon did not answer', START_TIMEOUT_MS, daemon, async () => (await fetch(`${url}/api/v0/pkgs/list`)).ok);
  await importPackages(place, mirror);
  // An idle worker of 0.23 asks again after three minutes only: it starts when there is work.
  const worker = startInside(place, ['rebuilderd-worker', '-c', `${place.folder}/worker.conf`, 'connect'], 'worker.log');
  stops.push(worker.stop);
  await waitFor('the builds did not end', BUILDS_TIMEOUT_MS, worker, () => areBuilt(url, mirror));
  return {
    url, mirrorUrl: mirror.url, packages: mirror.packages,
    version: (await runInside(place, ['dpkg-query', '--show', '--showformat=${Version}', 'rebuilderd'])).trim(),
    publicKeys: await readPublicKeys(url, secrets.cookie),
  };
}

async function configure(place: Place, url: string, { cookie, signup }: { cookie: string; signup: string }): Promise<void> {
  const write = (name: string, text: string): Promise<void> => writeFile(toOutside(place, name), text);
  await write('rebuilderd.conf', `
[http]
bind_addr = "${url.slice('http://'.length)}"
endpoint = "${url}"
[auth]
cookie = "${cookie}"
[worker]
signup_secret = "${signup}"
`);
  await write('worker.conf', `
endpoint = "${url}"
signup_secret = "${signup}"
supported_architectures = ["amd64", "all"]
idle_delay = 1
[build]
timeout = 60
[diffoscope]
enabled = true
timeout = 60
[backend."debian"]
path = "${place.folder}/build.sh"
`);
  await copyFile(fileURLToPath(new URL('build.sh', import.meta.url)), toOutside(place, 'build.sh'));
  await chmod(toOutside(place, 'build.sh'), 0o755);
}

/** Every package has a build: in API v0, which all speak, it has a date then. */
async function areBuilt(url: string, { packages }: Mirror): Promise<boolean> {
  const list = await (await fetch(`${url}/api/v0/pkgs/list`)).json() as { name: string; built_at: string | null }[];
  return packages.every(({ name }) => list.some((one) => one.name === name && one.built_at !== null));
}

async function readPublicKeys(url: string, cookie: string): Promise<string[]> {
  const published = await fetch(`${url}/api/v1/meta/public-keys`);
  if (published.ok) return ((await published.json()) as { current: string[] }).current;
  const workers = await (await fetch(`${url}/api/v0/workers`, { headers: { 'x-auth-cookie': cookie } })).json() as { key: string }[];
  return workers.map(({ key }) => Buffer.from(key, 'base64').toString('hex'));
}

async function waitFor(what: string, timeoutMs: number, daemon: Daemon, isSo: () => Promise<boolean>): Promise<void> {
  const until = systemClock.now() + timeoutMs;
  while (!await isSo().catch(() => false)) {
    if (!daemon.isRunning()) throw new Error(`${what}: the program ended`);
    if (systemClock.now() > until) throw new Error(`${what} within ${timeoutMs / SECOND_MS} s`);
    await delay(200);
  }
}

/** Somebody else may take it before it is used: then the daemon does not start, and says so. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Removes what runs that were killed left behind; their processes went with them. */
async function sweep(root: string): Promise<void> {
  for (const name of await readdir(join(root, RUNS))) {
    const pid = Number(RUN_NAME.exec(name)?.[1] ?? 0);
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) await rm(join(root, RUNS, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function readTail(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).slice(-1_500);
}
