// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startStaticServer } from '../../platform/static-server.ts';
import { runInside, toOutside, type Place } from '../chroot/inside.ts';

/** A real package of the mirror. What comes of it, the stand-in build script tells by its name. */
export interface RealPackage {
  readonly name: string;
  /** With its epoch. */
  readonly version: string;
  readonly architecture: 'amd64' | 'all';
  /** Of the .deb; null for the one that is listed and not there. */
  readonly sha256: string | null;
}

export interface Mirror {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly packages: readonly RealPackage[];
  close(): Promise<void>;
}

export const SUITE = 'sample';
export const COMPONENT = 'main';
export const ARCHITECTURES = ['amd64', 'all'] as const;

const WANTED = [
  { name: 'same-sample', version: '1.0-1', architecture: 'amd64' },
  { name: 'same-epoch-sample', version: '2:1.0-1+b1', architecture: 'all' },
  { name: 'differing-sample', version: '1.0-1', architecture: 'amd64' },
  { name: 'failing-sample', version: '1.0-1', architecture: 'amd64' },
  { name: 'lost-sample', version: '1.0-1', architecture: 'amd64' },
] as const;
/** Listed, but nobody can download it. */
const LOST = 'lost-sample';
const BUILT_AT = 1_700_000_000;

/** Builds the packages with the chroot's dpkg-deb and serves them with their lists and buildinfo files. */
export async function startMirror(place: Place): Promise<Mirror> {
  const packages: RealPackage[] = [];
  for (const one of WANTED) packages.push({ ...one, sha256: await buildPackage(place, one) });
  for (const architecture of ARCHITECTURES) {
    await writeIndex(place, `binary-${architecture}/Packages`, packages.filter((one) => one.architecture === architecture).map(toPackageEntry));
  }
  await writeIndex(place, 'source/Sources', packages.map(toSourceEntry));
  for (const one of packages) await write(place, `buildinfo/${toBuildinfoName(one)}`, toBuildinfo(one));
  const lost = packages.find(({ name }) => name === LOST);
  if (lost !== undefined) await rm(toOutside(place, 'web', toPoolPath(lost)));
  const server = await startStaticServer({ root: toOutside(place, 'web'), host: '127.0.0.1', port: 0 });
  return {
    url: server.url.replace(/\/$/, ''),
    packages: packages.map((one) => (one.name === LOST ? { ...one, sha256: null } : one)),
    close: server.close,
  };
}

async function buildPackage(place: Place, one: Omit<RealPackage, 'sha256'>): Promise<string> {
  const { name, version, architecture } = one;
  const tree = `${place.folder}/tmp/${name}`;
  const deb = `web/${toPoolPath(one)}`;
  await write(place, `../tmp/${name}/DEBIAN/control`,
    `Package: ${name}\nVersion: ${version}\nArchitecture: ${architecture}\nMaintainer: Sample <sample@example.org>\nDescription: sample\n`);
  await write(place, `../tmp/${name}/usr/share/doc/${name}/built`, 'built on 2023-11-14 at 22:13:20\n');
  await mkdir(dirname(toOutside(place, deb)), { recursive: true });
  await runInside(place, ['env', `SOURCE_DATE_EPOCH=${BUILT_AT}`, 'dpkg-deb', '--root-owner-group', '-Zxz', '--build', tree, `${place.folder}/${deb}`]);
  await rm(toOutside(place, 'tmp', name), { recursive: true });
  return createHash('sha256').update(await readFile(toOutside(place, deb))).digest('hex');
}

function toBaseName({ name, version, architecture }: Omit<RealPackage, 'sha256'>): string {
  return `${name}_${version.replace(/^\d+:/, '')}_${architecture}`;
}

/** By a Debian archive's rule (`pool/main/s/same-sample/…`). */
function toPoolPath(one: Omit<RealPackage, 'sha256'>): string {
  return `pool/${COMPONENT}/${one.name.slice(0, 1)}/${one.name}/${toBaseName(one)}.deb`;
}

function toBuildinfoName(one: RealPackage): string {
  return `${toBaseName(one)}.buildinfo`;
}

/** As deb-buildinfo(5) has it; the rebuild itself reads nothing of it. */
function toBuildinfo(one: RealPackage): string {
  return `Format: 1.0\nSource: ${one.name}\nBinary: ${one.name}\nArchitecture: ${one.architecture}\nVersion: ${one.version}\n`
    + `Checksums-Sha256:\n ${one.sha256 ?? ''} 1000 ${toBaseName(one)}.deb\nBuild-Architecture: amd64\nInstalled-Build-Depends:\n dpkg (= 1.22)\n`;
}

function toPackageEntry(one: RealPackage): string {
  const source = one.version.replace(/\+b\d+$/, '');
  return `Package: ${one.name}\n${source === one.version ? '' : `Source: ${one.name} (${source})\n`}Version: ${one.version}\n`
    + `Architecture: ${one.architecture}\nMaintainer: Sample <sample@example.org>\nFilename: ${toPoolPath(one)}\nSize: 1000\nSHA256: ${one.sha256 ?? ''}\n`;
}

function toSourceEntry(one: RealPackage): string {
  const version = one.version.replace(/\+b\d+$/, '');
  const file = `${one.name}_${version.replace(/^\d+:/, '')}.dsc`;
  return `Package: ${one.name}\nBinary: ${one.name}\nVersion: ${version}\nArchitecture: ${one.architecture === 'all' ? 'all' : 'any'}\nFormat: 3.0 (native)\n`
    + `Directory: ${dirname(toPoolPath(one))}\nFiles:\n ${'0'.repeat(32)} 1000 ${file}\nChecksums-Sha256:\n ${'0'.repeat(64)} 1000 ${file}\n`;
}

async function writeIndex(place: Place, path: string, entries: readonly string[]): Promise<void> {
  const file = `dists/${SUITE}/${COMPONENT}/${path}`;
  // rebuildctl takes an entry when its empty line comes, also the last one.
  await write(place, file, entries.map((entry) => `${entry}\n`).join(''));
  await runInside(place, ['xz', '--keep', `${place.folder}/web/${file}`]);
}

async function write(place: Place, path: string, text: string): Promise<void> {
  const file = toOutside(place, 'web', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
