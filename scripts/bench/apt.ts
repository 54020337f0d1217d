// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createAptChroot, type AptChroot } from '../../src/testing/chroot/apt.ts';
import { runInside } from '../../src/testing/chroot/inside.ts';
import { createProofWorld, type ProofWorld } from '../../src/testing/proof-world.ts';
import { atMost, type Benchmark, type Figure } from './figure.ts';

const PACKAGES = 100;
const ROUNDS = 5;
/** It takes ten times as long as all others together. */
const THEIR_ROUNDS = 2;
const NAMES = Array.from({ length: PACKAGES }, (_, index) => `bench-${String(index).padStart(3, '0')}`);

const WAYS = ['http', 'ours', 'hooked', 'theirs'] as const;
/** What apt fetches through: its own method, ours, ours with the hook beside it, and the one that bookworm brings. */
type Way = typeof WAYS[number];
/** Seconds, one for each round. */
type Times = Readonly<Record<Way, number[]>>;

/** The same packages, layout and links through each of the methods in turn, in a bookworm of its own. */
async function measureApt(): Promise<Figure[]> {
  const world = await createProofWorld({ packages: NAMES.map((Package) => ({ Package, Version: '1.0-1', Architecture: 'all' })) });
  const chroot = await createAptChroot(world);
  try {
    await setUp(world, chroot);
    const downloads: Times = { http: [], ours: [], hooked: [], theirs: [] };
    const installs: Times = { http: [], ours: [], hooked: [], theirs: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const way of WAYS.filter((one) => one !== 'theirs' || round < THEIR_ROUNDS)) {
        await choose(chroot, way);
        downloads[way].push(await time(chroot, '-d'));
        await apt(chroot, 'clean');
        installs[way].push(await time(chroot));
        await apt(chroot, 'purge', ...NAMES);
        await apt(chroot, 'clean');
      }
    }
    const startMs = await measureStart(chroot);
    const memoryMb = await measureMemory(chroot);
    return [
      atMost(`apt-get -d install of ${PACKAGES} packages, ours ÷ apt-transport-in-toto ${toWords(downloads)}`, toRatio(downloads, 'ours', 'theirs'), '×', 0.2),
      atMost(`apt-get install of ${PACKAGES} packages, ours ÷ plain http ${toWords(installs)}`, toRatio(installs, 'ours', 'http'), '×', 1.3),
      atMost('the same with the hook, which judges everything again ÷ plain http', toRatio(installs, 'hooked', 'http'), '×', 1.5),
      atMost('apt\'s method on Node 18: ready, beyond a bare node -e 0', startMs, 'ms', 40),
      atMost(`apt's method on Node 18: largest resident size for ${PACKAGES} packages`, memoryMb, 'MB', 100),
    ];
  } finally {
    await chroot.close();
    await world.close();
  }
}

/** The median of what two ways took in the same round: how busy the machine is changes from one to the next. */
function toRatio(times: Times, one: Way, other: Way): number {
  return toMedian(times[other].map((seconds, round) => (times[one][round] ?? Infinity) / seconds));
}

function toWords(times: Times): string {
  return `(${WAYS.map((way) => `${way} ${toMedian(times[way]).toFixed(2)} s`).join(', ')})`;
}

function toMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

async function setUp(world: ProofWorld, chroot: AptChroot): Promise<void> {
  const script = fileURLToPath(new URL('../build-deb.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, join(world.folder, 'deb')]);
  const deb = stdout.trim();
  // Both methods are wanted, and the packages exclude each other: ours is unpacked beside the other.
  copyFileSync(chroot.path('usr/lib/apt/methods/intoto'), join(world.folder, 'theirs'));
  copyFileSync(deb, chroot.path('root', basename(deb)));
  await runInside(chroot.place, ['dpkg-deb', '--extract', `/root/${basename(deb)}`, '/root/ours']);
  mkdirSync(chroot.path('usr/lib/proofboard'), { recursive: true });
  cpSync(chroot.path('root/ours/usr/lib'), chroot.path('usr/lib'), { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(chroot.path('usr/lib/apt/methods')).filter((one) => one.startsWith('intoto'))) rmSync(chroot.path('usr/lib/apt/methods', name));
  cpSync(chroot.path('root/ours/usr/lib/apt/methods/intoto'), chroot.path('usr/lib/apt/methods/intoto+http'));
  copyFileSync(join(world.folder, 'theirs'), chroot.path('usr/lib/apt/methods/intoto'));
  chroot.trustLayout();
  copyFileSync(fileURLToPath(new URL('../deb/postinst', import.meta.url)), chroot.path('root/postinst'));
  await runInside(chroot.place, ['sh', '/root/postinst', 'configure']);
}

/** The way, with the same configuration for all that verify. */
async function choose(chroot: AptChroot, way: Way): Promise<void> {
  chroot.setMethod({ http: 'http', ours: 'intoto+http', hooked: 'intoto+http', theirs: 'intoto' }[way]);
  const hook = chroot.path('etc/apt/apt.conf.d/80proofboard-hook');
  rmSync(hook, { force: true });
  if (way === 'hooked') copyFileSync(fileURLToPath(new URL('../deb/80proofboard-hook', import.meta.url)), hook);
  await apt(chroot, 'update');
}

async function measureStart(chroot: AptChroot): Promise<number> {
  copyFileSync(fileURLToPath(new URL('method-start.mjs', import.meta.url)), chroot.path('root/method-start.mjs'));
  return Number(await runInside(chroot.place, ['/usr/bin/node', '/root/method-start.mjs', '/usr/lib/apt/methods/intoto+http']));
}

async function measureMemory(chroot: AptChroot): Promise<number> {
  await choose(chroot, 'ours');
  renameSync(chroot.path('usr/lib/apt/methods/intoto+http'), chroot.path('usr/lib/apt/methods/intoto-measured'));
  cpSync(fileURLToPath(new URL('method-memory.py', import.meta.url)), chroot.path('usr/lib/apt/methods/intoto+http'));
  chmodSync(chroot.path('usr/lib/apt/methods/intoto+http'), 0o755);
  await apt(chroot, '-d', 'install', ...NAMES);
  return Number(readFileSync(chroot.path('tmp/method-memory'), 'utf8')) * 1024 / 1e6;
}

/** Seconds that the installation of all packages takes. */
async function time(chroot: AptChroot, ...options: readonly string[]): Promise<number> {
  const started = process.hrtime.bigint();
  await apt(chroot, ...options, 'install', ...NAMES);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

async function apt(chroot: AptChroot, ...args: readonly string[]): Promise<void> {
  const { isDone, text } = await chroot.apt(...args);
  if (!isDone) throw new Error(`apt-get ${args.slice(0, 3).join(' ')} failed: ${text.slice(-2_000)}`);
}

export const aptBenchmarks: readonly Benchmark[] = [{ name: 'apt', run: measureApt }];
